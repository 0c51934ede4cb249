"""The request as it was filed: what, where and when, and who asks."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from cameras.models import LATITUDE, LONGITUDE, Area, Camera
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from notifications.models import Channel
from requests_app.models.counter import SeenPaper


class IncidentType(models.TextChoices):
    THEFT = "theft", _("theft")
    TRAFFIC_ACCIDENT = "traffic_accident", _("traffic accident")
    LOSS = "loss", _("lost item")
    ASSAULT = "assault", _("assault")
    DAMAGE = "damage", _("damage")
    MISSING_PERSON = "missing_person", _("missing person")
    FLOOD = "flood", _("flood")
    FIRE = "fire", _("fire")
    OTHER = "other", _("something else")


class Capacity(models.TextChoices):
    SELF = "self", _("I am the person concerned")
    OWNER = "owner", _("I own the vehicle or item")
    GUARDIAN = "guardian", _("I am a parent or guardian")
    HEIR = "heir", _("I am an heir")
    PROXY = "proxy", _("I act with a power of attorney")
    LAWYER = "lawyer", _("I am a lawyer")
    INSURER = "insurer", _("I act for an insurer")


class VehicleType(models.TextChoices):
    MOTORCYCLE = "motorcycle", _("motorcycle")
    CAR = "car", _("car")
    BICYCLE = "bicycle", _("bicycle")
    BUS = "bus", _("bus or angkot")
    TRUCK = "truck", _("truck or pick-up")
    OTHER = "other", _("another vehicle")


class HowSure(models.TextChoices):
    """How well the applicant knows the time. NOTICED: `starts_at` is when all was still well, `ends_at` when they saw
    that it was not."""

    EXACT = "exact", _("I know it to a few minutes")
    ROUGH = "rough", _("I know it roughly")
    NOTICED = "noticed", _("I only noticed it later")


class Purpose(models.TextChoices):
    POLICE = "police", _("for the police")
    INSURANCE = "insurance", _("for an insurance claim")
    COURT = "court", _("for a court")
    FIND_ITEM = "find_item", _("to find an item")
    PERSONAL = "personal", _("for myself")


class Wanted(models.TextChoices):
    VIEW = "view", _("watch it on a screen of my own")
    OFFICE = "office", _("watch it at an office")
    COPY = "copy", _("get a copy")
    PRESERVE = "preserve", _("only keep it and hand it to the police")


class Status(models.TextChoices):
    """Where a case is. What came of it is its outcome."""

    SUBMITTED = "submitted", _("submitted")
    IN_REVIEW = "in_review", _("in review")
    AWAITING_APPLICANT = "awaiting_applicant", _("waiting for the applicant")
    AWAITING_APPROVAL = "awaiting_approval", _("awaiting approval")
    PREPARING = "preparing", _("footage being prepared")
    CLOSED = "closed", _("closed")


class Outcome(models.TextChoices):
    GRANTED = "granted", _("footage available")
    PARTLY_GRANTED = "partly_granted", _("a part of the footage available")
    REFUSED = "refused", _("refused")
    NOTHING_RECORDED = "nothing_recorded", _("nothing recorded")
    HANDED_TO_POLICE = "handed_to_police", _("handed to the police")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FootageRequest(models.Model):
    """One request (permohonan). `status` is written by `workflow.perform` alone."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    reference = models.CharField(_("request number"), max_length=32, unique=True)
    pin_hash = models.CharField(max_length=200)
    # When a new PIN was issued at a counter (`counters.issue_pin`); empty while the one of the receipt holds.
    pin_issued_at = models.DateTimeField(null=True, blank=True, editable=False)
    language = models.CharField(_("language"), max_length=8, default="id")
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.SUBMITTED)
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    officer = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("officer")
    )
    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="cases", verbose_name=_("unit")
    )

    # where and when
    place = models.CharField(_("place"), max_length=240)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("kelurahan"))
    latitude = models.FloatField(_("latitude"), null=True, blank=True, validators=LATITUDE)
    longitude = models.FloatField(_("longitude"), null=True, blank=True, validators=LONGITUDE)
    whereabouts = EncryptedTextField(_("RT/RW, floor or entrance"), blank=True)  # often a home
    direction = EncryptedTextField(_("direction of travel"), blank=True)
    starts_at = models.DateTimeField(_("earliest time"))
    ends_at = models.DateTimeField(_("latest time"))
    how_sure = models.CharField(_("how sure of the time"), max_length=8, choices=HowSure, default=HowSure.ROUGH)

    # what happened
    incident_type = models.CharField(_("type of incident"), max_length=20, choices=IncidentType)
    description = EncryptedTextField(_("what happened"))
    anyone_at_risk = models.BooleanField(_("somebody is at risk"), default=False)

    # how to recognise it
    clothing = EncryptedTextField(_("clothes and looks"), blank=True)
    item = EncryptedTextField(_("the item"), blank=True)
    vehicle_type = models.CharField(_("kind of vehicle"), max_length=12, choices=VehicleType, blank=True)
    vehicle_make = EncryptedTextField(_("make and model"), blank=True)
    vehicle_colour = EncryptedTextField(_("colour"), blank=True)
    vehicle_plate = EncryptedTextField(_("number plate"), blank=True)
    other_vehicles = EncryptedTextField(_("other vehicles"), blank=True)

    # what it is for
    police_report = EncryptedTextField(_("police report number"), blank=True)  # as it was typed
    police_report_index = models.CharField(max_length=64, db_index=True, blank=True, editable=False)
    claim_number = EncryptedTextField(_("insurance claim number"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    recipients = EncryptedTextField(_("who else will see it"), blank=True)
    wanted = models.CharField(_("wanted"), max_length=8, choices=Wanted)

    # who
    applicant_name = EncryptedTextField(_("name"))
    nik = EncryptedTextField(_("identity number (NIK)"))
    nik_index = models.CharField(max_length=64, db_index=True, editable=False)
    phone = EncryptedTextField(_("telephone"), blank=True)
    phone_index = models.CharField(max_length=64, db_index=True, blank=True, editable=False)
    email = EncryptedTextField(_("e-mail"), blank=True)
    email_index = models.CharField(max_length=64, db_index=True, blank=True, editable=False)
    # How messages reach them; empty for somebody who has neither telephone nor e-mail.
    channel = models.CharField(_("preferred channel"), max_length=8, choices=Channel, blank=True)
    contact_proved_at = models.DateTimeField(_("contact proved"), null=True, blank=True)
    address = EncryptedTextField(_("address"), blank=True)
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity, default=Capacity.SELF)
    capacity_note = EncryptedTextField(_("on whose behalf"), blank=True)
    power_of_attorney = EncryptedTextField(_("power of attorney"), blank=True)
    organisation = EncryptedTextField(_("organisation"), blank=True)
    deed = EncryptedTextField(_("deed of the organisation"), blank=True)
    declared = ArrayField(models.CharField(max_length=24), default=list, verbose_name=_("declarations made"))

    # Filed at a counter for somebody who stood there; empty for whoever filed it themselves.
    filed_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("filed by")
    )
    counter = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("counter")
    )
    paper_seen = models.CharField(_("identity paper that was shown"), max_length=12, choices=SeenPaper, blank=True)

    # One press of "submit", however often it is repeated: the draft's own key.
    submission_key = models.UUIDField(unique=True, editable=False)
    submission_index = models.CharField(max_length=64, editable=False)  # keyed fingerprint of all that was submitted
    submitted_at = models.DateTimeField(_("submitted"))
    reopened_at = models.DateTimeField(_("reopened"), null=True, blank=True)
    surveyed = models.BooleanField(_("answered the survey"), default=False)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    erased_at = models.DateTimeField(_("personal data erased"), null=True, blank=True)

    # The place in the queue, written by `urgency`: not when something is due, which is computed.
    urgent = models.BooleanField(default=False, editable=False)
    lost_at = models.DateTimeField(null=True, blank=True, editable=False)
    due_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        ordering = ["-submitted_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="request_window_has_length"),
            models.CheckConstraint(
                condition=(Q(status="closed") & ~Q(outcome="") & Q(closed_at__isnull=False))
                | (~Q(status="closed") & Q(outcome="") & Q(closed_at__isnull=True)),
                name="request_closed_with_outcome",
            ),
            models.CheckConstraint(
                condition=Q(filed_by__isnull=True, counter__isnull=True, paper_seen="")
                | (Q(filed_by__isnull=False, counter__isnull=False) & ~Q(paper_seen="")),
                name="request_filed_at_counter_or_not",
            ),
            models.CheckConstraint(
                condition=(Q(status="submitted") & Q(officer__isnull=True))
                | (~Q(status__in=["submitted", "closed"]) & Q(officer__isnull=False))
                | Q(status="closed"),
                name="request_in_hand_has_officer",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "submitted_at"]),
            models.Index(fields=["officer", "status"], include=["id", "unit"], name="request_of_officer"),
            # What a list is filtered by stands in its index too, so that no row is looked at but those on the page.
            models.Index(
                fields=["-urgent", "lost_at", "due_at", "submitted_at", "id"],
                include=["status", "unit", "officer", "incident_type", "area"],
                condition=~Q(status="closed"),
                name="request_queue",
            ),
            models.Index(
                fields=["status", "incident_type", "unit"],
                include=["id", "officer", "area"],
                condition=~Q(status="closed"),
                name="request_open",
            ),
            models.Index(fields=["starts_at", "latitude", "longitude", "ends_at"], name="request_place_and_time"),
            GinIndex(OpClass("reference", name="gin_trgm_ops"), name="request_number_parts"),
            models.Index(
                fields=["-closed_at", "id"],
                include=["unit", "officer", "incident_type", "area"],
                condition=Q(status="closed"),
                name="request_closed_last",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def counted_from(self) -> datetime:
        """When the clocks of the answer began: at submission, or when the case was last opened again."""
        return self.reopened_at or self.submitted_at


class RequestedCamera(models.Model):
    """A camera that may have seen the place, found at submission, with its distance in metres."""

    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="requested_cameras")
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="+")
    distance = models.PositiveIntegerField(_("distance in metres"), null=True)
    chosen_by_applicant = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("requested camera")
        verbose_name_plural = _("requested cameras")
        ordering = ["distance", "camera_id"]
        constraints = [models.UniqueConstraint(fields=["request", "camera"], name="camera_requested_once")]

    def __str__(self) -> str:
        return f"{self.request_id} {self.camera_id}"
