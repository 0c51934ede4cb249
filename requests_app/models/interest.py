"""What the people of the office say about themselves and to each other in a case; the applicant reads none of it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.request import FootageRequest


class Interest(models.Model):
    """A member of staff is concerned by this case, and takes no part in it from then on."""

    class Kind(models.TextChoices):
        HOUSEHOLD = "household", _("it concerns me or my household")
        UNIT = "unit", _("it concerns my own unit")
        INVOLVED = "involved", _("I was involved in the matter before")

    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="interests")
    staff = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("staff"))
    kind = models.CharField(_("interest"), max_length=12, choices=Kind)
    declared_at = models.DateTimeField(_("declared"))

    class Meta:
        verbose_name = _("declared interest")
        verbose_name_plural = _("declared interests")
        constraints = [models.UniqueConstraint(fields=["request", "staff"], name="interest_declared_once")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"


class CaseNote(models.Model):
    """A note from colleague to colleague."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="notes")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("author"))
    body = EncryptedTextField(_("text"))
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("internal note")
        verbose_name_plural = _("internal notes")
        ordering = ["written_at"]

    def __str__(self) -> str:
        return str(self.written_at)
