"""The outbox: messages that are owed to somebody, sent after the transaction that owes them has committed."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.encryption import EncryptedTextField
from core.ids import new_uuid


class Channel(models.TextChoices):
    WHATSAPP = "whatsapp", _("WhatsApp")
    SMS = "sms", _("SMS")
    EMAIL = "email", _("e-mail")


class Message(models.Model):
    """One message to one address, already worded in the receiver's language."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        SENT = "sent", _("sent")
        FAILED = "failed", _("failed")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    # Names the occasion, e.g. "SKS-2026-7Q4F-2M9K/footage_ready/<grant>": the same occasion is never told twice.
    occasion = models.CharField(_("occasion"), max_length=160, unique=True)
    case = models.CharField(_("case"), max_length=32, blank=True, db_index=True)
    channel = models.CharField(_("channel"), max_length=8, choices=Channel)
    address = EncryptedTextField(_("address"))
    language = models.CharField(_("language"), max_length=8)
    subject = models.CharField(_("subject"), max_length=200)
    body = EncryptedTextField(_("text"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), auto_now_add=True)
    expires_at = models.DateTimeField(_("worth sending until"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    # Address and text were emptied; that it was sent stays.
    forgotten_at = models.DateTimeField(_("emptied"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=models.Q(state="waiting"), name="message_waiting"),
            models.Index(
                fields=["created_at"],
                condition=models.Q(forgotten_at=None) & ~models.Q(state="waiting"),
                name="message_unforgotten",
            ),
        ]

    def __str__(self) -> str:
        return self.occasion
