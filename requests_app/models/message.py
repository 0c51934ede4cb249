"""The conversation between the office and the applicant."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.request import FootageRequest


class CaseMessage(models.Model):
    """A message between the office and the applicant, readable on the case page by both."""

    class Author(models.TextChoices):
        OFFICE = "office", _("office")
        APPLICANT = "applicant", _("applicant")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="case_messages")
    author = models.CharField(_("author"), max_length=10, choices=Author)
    staff = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    body = EncryptedTextField(_("text"))
    written_at = models.DateTimeField(_("written"), auto_now_add=True)
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["written_at"]

    def __str__(self) -> str:
        return str(self.written_at)
