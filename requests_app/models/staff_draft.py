"""What somebody of the office has typed into a form of a case and not sent yet."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.request import FootageRequest


class StaffDraft(models.Model):
    """One form of a case as one person left it. Destroyed when it is sent, or stale."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="staff_drafts")
    staff = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    form = models.CharField(max_length=20)  # its name on the case page
    answers = EncryptedTextField(default="{}")  # JSON: what stands in each field
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft of a form")
        verbose_name_plural = _("drafts of forms")
        constraints = [
            models.UniqueConstraint(fields=["request", "staff", "form"], name="one_draft_a_form_and_person"),
        ]

    def __str__(self) -> str:
        return str(self.id)
