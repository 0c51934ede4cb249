"""What is typed before a request is filed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.counter import SeenPaper


class Draft(models.Model):
    """What a resident has typed so far, on one device. Destroyed at submission or when it goes stale."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the key in the device's cookie
    answers = EncryptedTextField(default="{}")  # JSON by page
    # Names the one request that may come of it; the receipt can be told from it again (`acceptance.find_receipt`).
    submission_key = models.UUIDField(default=new_uuid, unique=True, editable=False)
    # The number that the request will have, once a document had to be stamped with it.
    reference = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    # Who files it at a counter for the person who stands there, and what that person showed; empty for one's own.
    filed_by = models.ForeignKey(User, on_delete=models.CASCADE, null=True, editable=False, related_name="+")
    paper_seen = models.CharField(max_length=12, choices=SeenPaper, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    was_submitted: bool  # whether a request came of it; told by `drafts.find`

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return str(self.id)
