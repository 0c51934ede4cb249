"""An applicant's wish that their data be erased, and what came of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.request import FootageRequest


class Erasure(models.Model):
    """One such wish. `forgotten_at`: the message that tells of it is sent, and its address is gone as well."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked for")
        DONE = "done", _("erased")
        REFUSED = "refused", _("refused")

    class Ground(models.TextChoices):
        """Why data is kept although its owner asks for erasure; the law to each is in `applicant.erasures`."""

        LAW_ENFORCEMENT = "law_enforcement", _("the police, a prosecutor or a court needs it")
        DISPUTE = "dispute", _("a dispute at the Komisi Informasi is running")
        DUTY = "duty", _("another law obliges us to keep it")
        OTHER_PERSON = "other_person", _("whoever asks is not the person concerned")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="erasures")
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    ground = models.CharField(_("ground of the refusal"), max_length=16, choices=Ground, blank=True)
    reason = EncryptedTextField(_("explanation to the applicant"), blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    forgotten_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("erasure of data")
        verbose_name_plural = _("erasures of data")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(state="asked"), name="one_open_erasure"),
            models.CheckConstraint(
                condition=Q(state="asked", answered_by__isnull=True, answered_at__isnull=True)
                | Q(state__in=["done", "refused"], answered_by__isnull=False, answered_at__gte=F("asked_at")),
                name="erasure_answered_all_or_nothing",
            ),
            models.CheckConstraint(condition=Q(state="refused") ^ Q(ground=""), name="erasure_refused_on_a_ground"),
        ]
        indexes = [models.Index(fields=["asked_at"], condition=Q(state="asked"), name="erasure_open")]

    def __str__(self) -> str:
        return str(self.asked_at)
