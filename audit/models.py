"""What was done, by whom, when: append-only and hash-chained.

The log has no foreign keys, since it must outlive what it describes. The database itself refuses UPDATE, DELETE and
TRUNCATE, and links every event into the chain when its transaction commits (migration 0002).
"""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One act. Write with `audit.events.record`, in the transaction of the act itself."""

    at = models.DateTimeField(_("time"), db_default=Now())
    actor_kind = models.CharField(_("kind of actor"), max_length=16)
    actor_id = models.CharField(_("actor"), max_length=64, blank=True)
    verb = models.CharField(_("act"), max_length=64)
    case = models.CharField(_("case"), max_length=32, blank=True)
    camera = models.CharField(_("camera"), max_length=64, blank=True)
    subject = models.CharField(_("thing acted on"), max_length=96, blank=True)
    detail = models.JSONField(_("detail"), default=dict, help_text=_("Never personal data."))

    class Meta:
        verbose_name = _("audit event")
        verbose_name_plural = _("audit events")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["case", "id"]),
            models.Index(fields=["actor_kind", "actor_id", "id"]),
            models.Index(fields=["camera", "id"]),
            models.Index(fields=["verb", "id"]),
            models.Index(fields=["actor_id", "id"], condition=~Q(actor_id=""), name="audit_actor_whatever_kind"),
            models.Index(fields=["subject", "id"], condition=~Q(subject=""), name="audit_subject"),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.case}".strip()


class Link(models.Model):
    """An event's place in the chain: `digest = SHA-256(digest before ‖ canonical text of the event)`.

    Written by the database at commit, in the order of commits, so positions have no holes.
    """

    position = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(Event, on_delete=models.DO_NOTHING, related_name="link", db_constraint=False)
    digest = models.BinaryField()

    class Meta:
        verbose_name = _("chain link")
        verbose_name_plural = _("chain links")

    def __str__(self) -> str:
        return f"{self.position} {bytes(self.digest).hex()[:12]}"


class Verification(models.Model):
    """One walk along the whole chain: how far it went, and what it found. Appended only, like the rest."""

    verified_at = models.DateTimeField(_("verified"), db_default=Now())
    position = models.BigIntegerField(_("position"))  # of the last link at the beginning of the walk; 0 without any
    digest = models.CharField(_("digest (SHA-256)"), max_length=64, blank=True)  # of that link
    breaks = models.PositiveIntegerField(_("breaks"))
    broken_at = models.BigIntegerField(_("first break"), null=True)  # a position; None where it is not known, too

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.verified_at} {self.position} {self.breaks}"

    @property
    def sound(self) -> bool:
        return not self.breaks
