"""What is done in the world after a decision: watching at an office, handing over to the police."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.request import FootageRequest


class Appointment(models.Model):
    """The applicant comes to an office and watches the clip there, under supervision; then minutes are written."""

    class State(models.TextChoices):
        PLANNED = "planned", _("planned")
        HELD = "held", _("held")
        MISSED = "missed", _("the applicant did not come")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="appointments")
    place = models.CharField(_("place"), max_length=240)
    starts_at = models.DateTimeField(_("time"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PLANNED)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"))

    # the minutes (berita acara)
    present = EncryptedTextField(_("who was present"), blank=True)
    identity_seen = models.BooleanField(_("identity paper was seen"), default=False)
    remarks = EncryptedTextField(_("remarks"), blank=True)
    supervised_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("supervised by")
    )
    ended_at = models.DateTimeField(_("minutes written"), null=True, blank=True)

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="planned"), name="one_planned_appointment_a_request"
            ),
            models.CheckConstraint(
                condition=~Q(state="held") | (Q(supervised_by__isnull=False) & Q(ended_at__isnull=False)),
                name="held_appointment_has_minutes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class Handover(models.Model):
    """Native recordings given to the police: to whom, on whose letter, and which files by which hashes."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.PROTECT, related_name="handovers")
    police_unit = models.CharField(_("police unit"), max_length=160)
    officer_name = EncryptedTextField(_("name of the police officer"))
    officer_number = EncryptedTextField(_("service number (NRP)"))
    letter_number = EncryptedTextField(_("number of the police letter"))
    letter_date = models.DateField(_("date of the police letter"))
    files = models.JSONField(_("files"))  # footage.originals.listing
    handed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed over by"))
    handed_at = models.DateTimeField(_("handed over"))

    class Meta:
        verbose_name = _("hand-over to the police")
        verbose_name_plural = _("hand-overs to the police")
        ordering = ["handed_at"]

    def __str__(self) -> str:
        return str(self.handed_at)
