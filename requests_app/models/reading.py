"""The second reader's own judgement, written down before they see the first."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.decision import Decision, DecisionKind


class Reading(models.Model):
    """What an approver would decide, not knowing what was proposed. `agrees` with the proposal: the same kind."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="readings")
    reader = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("reader"))
    kind = models.CharField(_("own judgement"), max_length=20, choices=DecisionKind)
    note = EncryptedTextField(_("grounds"), blank=True)
    agrees = models.BooleanField(_("agrees with the proposal"))
    read_at = models.DateTimeField(_("judged"))

    class Meta:
        verbose_name = _("second reading")
        verbose_name_plural = _("second readings")
        ordering = ["read_at"]
        constraints = [models.UniqueConstraint(fields=["decision", "reader"], name="read_once_a_reader")]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.kind}"
