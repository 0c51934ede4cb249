"""What changes the term for an answer: once longer, and stopped while the office waits for the applicant."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.message import CaseMessage
from requests_app.models.request import FootageRequest


class Extension(models.Model):
    """The one time that more days are taken, with the reason that the applicant reads (UU 14/2008 art. 22 (8)).

    Once for each legal clock: a request that is opened again, or whose objection is found right, is answered anew.
    """

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.PROTECT, related_name="extensions")
    reason = EncryptedTextField(_("reason"))
    extended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    extended_at = models.DateTimeField(_("extended"))
    clock_began_at = models.DateTimeField(editable=False)  # `FootageRequest.counted_from` at that time

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["extended_at"]
        constraints = [models.UniqueConstraint(fields=["request", "clock_began_at"], name="extended_once_a_clock")]

    def __str__(self) -> str:
        return str(self.extended_at)


class Pause(models.Model):
    """The clock stands still from a question of the office until the applicant's answer.

    `answer` stays empty when the officer went on without one. Open while `resumed_at` is empty.
    """

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.PROTECT, related_name="pauses")
    question = models.OneToOneField(CaseMessage, on_delete=models.PROTECT, related_name="+")
    answer = models.OneToOneField(CaseMessage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    stopped_at = models.DateTimeField(_("stopped"))
    resumed_at = models.DateTimeField(_("resumed"), null=True, blank=True)

    class Meta:
        verbose_name = _("pause of the clock")
        verbose_name_plural = _("pauses of the clock")
        ordering = ["stopped_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(resumed_at__isnull=True), name="one_open_pause_a_request"
            ),
            models.CheckConstraint(condition=Q(resumed_at__gte=F("stopped_at")), name="pause_ends_after_it_began"),
        ]

    def __str__(self) -> str:
        return str(self.stopped_at)
