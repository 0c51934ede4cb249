"""Who can be reached where: proved with a code that was sent there."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from core.ids import new_uuid
from notifications.models import Channel


class ContactProof(models.Model):
    """One code sent to one address, and what came of it. Whoever holds `id` is the browser that asked for it; the code
    itself is stored nowhere (`contact_codes`)."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    address = EncryptedTextField(_("address"))
    sent_at = models.DateTimeField(_("sent"))
    tries = models.PositiveSmallIntegerField(_("wrong tries"), default=0)
    proved_at = models.DateTimeField(_("proved"), null=True, blank=True)
    used_at = models.DateTimeField(_("used"), null=True, blank=True)

    class Meta:
        verbose_name = _("proof of a contact")
        verbose_name_plural = _("proofs of contacts")
        indexes = [models.Index(fields=["sent_at"])]

    def __str__(self) -> str:
        return str(self.id)
