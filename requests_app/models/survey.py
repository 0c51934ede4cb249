"""What applicants think of the service, without who they are."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.ids import new_uuid


class Grade(models.IntegerChoices):
    """The four steps of Permenpan-RB 14/2017; a mean of 1 to 4 becomes the index of 25 to 100."""

    BAD = 1, _("bad")
    NOT_SO_GOOD = 2, _("not so good")
    GOOD = 3, _("good")
    VERY_GOOD = 4, _("very good")


class SurveyAnswer(models.Model):
    """One answer to the nine elements. Names no request and no day, so that nobody can tell whose it is."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    month = models.DateField(_("month"))  # its first day
    requirements = models.PositiveSmallIntegerField(_("requirements"), choices=Grade)
    procedure = models.PositiveSmallIntegerField(_("procedure"), choices=Grade)
    time = models.PositiveSmallIntegerField(_("time until the answer"), choices=Grade)
    cost = models.PositiveSmallIntegerField(_("cost"), choices=Grade)
    result = models.PositiveSmallIntegerField(_("result"), choices=Grade)
    competence = models.PositiveSmallIntegerField(_("competence of the officers"), choices=Grade)
    behaviour = models.PositiveSmallIntegerField(_("behaviour of the officers"), choices=Grade)
    complaints = models.PositiveSmallIntegerField(_("handling of complaints"), choices=Grade)
    facilities = models.PositiveSmallIntegerField(_("means: pages, messages, offices"), choices=Grade)

    class Meta:
        verbose_name = _("survey answer")
        verbose_name_plural = _("survey answers")

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
