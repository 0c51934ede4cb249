"""What an officer has written of a proposal that is not sent yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.request import FootageRequest


class ProposalDraft(models.Model):
    """The proposal's form as one officer left it in one case. Destroyed when it is sent, or stale."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="proposal_drafts")
    officer = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    answers = EncryptedTextField(default="{}")  # JSON: what stands in each field
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft of a proposal")
        verbose_name_plural = _("drafts of proposals")
        constraints = [models.UniqueConstraint(fields=["request", "officer"], name="one_draft_an_officer_and_case")]

    def __str__(self) -> str:
        return str(self.id)
