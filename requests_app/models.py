"""The case: what a resident asked for, what was decided, and the rules and days by which it is counted."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from cameras.models import LATITUDE, LONGITUDE, Area, Camera
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from footage.models import RenderJob


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
    AWAITING_APPROVAL = "awaiting_approval", _("awaiting approval")
    PREPARING = "preparing", _("footage being prepared")
    CLOSED = "closed", _("closed")


class Outcome(models.TextChoices):
    GRANTED = "granted", _("footage available")
    REFUSED = "refused", _("refused")
    NOTHING_RECORDED = "nothing_recorded", _("nothing recorded")
    HANDED_TO_POLICE = "handed_to_police", _("handed to the police")
    WITHDRAWN = "withdrawn", _("withdrawn")


class FootageRequest(models.Model):
    """One request (permohonan). `status` is written by `workflow.perform` alone."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    reference = models.CharField(_("request number"), max_length=32, unique=True)
    pin_hash = models.CharField(max_length=200)
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
    starts_at = models.DateTimeField(_("earliest time"))
    ends_at = models.DateTimeField(_("latest time"))

    # what happened
    incident_type = models.CharField(_("type of incident"), max_length=20, choices=IncidentType)
    description = EncryptedTextField(_("what happened"))
    recognise_by = EncryptedTextField(_("how to recognise you or your belongings"), blank=True)
    anyone_at_risk = models.BooleanField(_("somebody is at risk"), default=False)
    police_report = EncryptedTextField(_("police report number"), blank=True)
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    wanted = models.CharField(_("wanted"), max_length=8, choices=Wanted)

    # who
    applicant_name = EncryptedTextField(_("name"))
    nik = EncryptedTextField(_("identity number (NIK)"))
    nik_index = models.CharField(max_length=64, db_index=True, editable=False)
    phone = EncryptedTextField(_("telephone"), blank=True)
    phone_index = models.CharField(max_length=64, db_index=True, blank=True, editable=False)
    email = EncryptedTextField(_("e-mail"), blank=True)
    email_index = models.CharField(max_length=64, db_index=True, blank=True, editable=False)
    address = EncryptedTextField(_("address"), blank=True)
    capacity = models.CharField(_("capacity"), max_length=10, choices=Capacity, default=Capacity.SELF)
    capacity_note = EncryptedTextField(_("on whose behalf"), blank=True)
    declared = ArrayField(models.CharField(max_length=24), default=list, verbose_name=_("declarations made"))

    # One press of "submit", however often it is repeated: the draft's own key.
    submission_key = models.UUIDField(unique=True, editable=False)
    submission_index = models.CharField(max_length=64, editable=False)  # keyed fingerprint of all that was submitted
    submitted_at = models.DateTimeField(_("submitted"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

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
                condition=(Q(status="submitted") & Q(officer__isnull=True))
                | (Q(status__in=["in_review", "awaiting_approval", "preparing"]) & Q(officer__isnull=False))
                | Q(status="closed"),
                name="request_in_hand_has_officer",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "submitted_at"]),
            models.Index(fields=["officer", "status"]),
        ]

    def __str__(self) -> str:
        return self.reference


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


class Draft(models.Model):
    """What a resident has typed so far, on one device. Destroyed at submission or when it goes stale."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    key_hash = models.CharField(max_length=64, unique=True)  # SHA-256 of the key in the device's cookie
    answers = EncryptedTextField(default="{}")  # JSON by page
    # Names the one request that may come of it; the receipt can be told from it again (`intake.find_receipt`).
    submission_key = models.UUIDField(default=new_uuid, unique=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return str(self.id)


class DecisionKind(models.TextChoices):
    GRANT = "grant", _("grant the request")
    REFUSE = "refuse", _("refuse the request")
    NOTHING_RECORDED = "nothing_recorded", _("nothing recorded")
    HAND_TO_POLICE = "hand_to_police", _("hand to the police")


class RefusalReason(models.TextChoices):
    OTHERS_PRIVACY = "others_privacy", _("personal data of others cannot be masked well enough")
    INVESTIGATION = "investigation", _("would obstruct a criminal investigation")
    SECURITY = "security", _("would endanger security")
    NO_INTEREST = "no_interest", _("no connection between the applicant and the footage")
    NO_POLICE_REPORT = "no_police_report", _("a police report must come first")
    INCOMPLETE = "incomplete", _("the request stayed incomplete")


class Decision(models.Model):
    """One proposal and what became of it. Proposed by one person, settled by another, or not settled yet."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")
        VOID = "void", _("void")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=20, choices=DecisionKind)
    reason_code = models.CharField(_("reason"), max_length=20, choices=RefusalReason, blank=True)
    reason = models.TextField(_("explanation to the applicant"), blank=True)
    may_download = models.BooleanField(_("may download"), default=False)
    view_days = models.PositiveSmallIntegerField(_("days it can be watched"), default=14)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField(_("proposed"))
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="settlements")
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    comment = models.TextField(_("comment of the approver"), blank=True)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["proposed_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(state__in=["proposed", "approved"]),
                name="one_live_decision_a_request",
            ),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True) | ~Q(settled_by=F("proposed_by")),
                name="settled_by_another_person",
            ),
            models.CheckConstraint(
                condition=(Q(state="proposed") & Q(settled_by__isnull=True) & Q(settled_at__isnull=True))
                | (Q(state__in=["approved", "sent_back"]) & Q(settled_by__isnull=False) & Q(settled_at__isnull=False))
                | Q(state="void"),
                name="settled_all_or_nothing",
            ),
            models.CheckConstraint(condition=~Q(kind="refuse") | ~Q(reason_code=""), name="refusal_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"


class DecisionWindow(models.Model):
    """A camera's window `[starts_at, ends_at)` that a grant releases, and the job that renders it."""

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="windows")
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    job = models.OneToOneField(RenderJob, on_delete=models.PROTECT, null=True, blank=True, related_name="window")

    class Meta:
        verbose_name = _("released window")
        verbose_name_plural = _("released windows")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="released_window_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.camera_id} {self.starts_at:%H:%M:%S}"


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


class Policy(models.Model):
    """A rule with its number, its legal basis and the day from which it holds; the newest day that has come wins."""

    class Rule(models.TextChoices):
        ANSWER_WORKING_DAYS = "answer_working_days", _("working days until an answer")
        EXTENSION_WORKING_DAYS = "extension_working_days", _("working days of the one extension")
        OWN_DATA_HOURS = "own_data_hours", _("hours until access to one's own personal data")
        OBJECTION_WORKING_DAYS = "objection_working_days", _("working days in which to object")
        WINDOW_MINUTES = "window_minutes", _("longest window that can be asked for, in minutes")
        CAMERA_RADIUS_METRES = "camera_radius_metres", _("how far away a camera is still asked, in metres")
        CAMERA_LIMIT = "camera_limit", _("how many cameras one request preserves at most")
        HOLD_DAYS = "hold_days", _("days that preserved footage is kept without a decision")
        GRANT_DAYS = "grant_days", _("days that a released clip can be watched")

    rule = models.CharField(_("rule"), max_length=40, choices=Rule)
    value = models.PositiveIntegerField(_("value"))
    valid_from = models.DateField(_("valid from"))
    basis = models.CharField(_("legal basis"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("policy")
        verbose_name_plural = _("policies")
        ordering = ["rule", "-valid_from"]
        constraints = [models.UniqueConstraint(fields=["rule", "valid_from"], name="policy_once_a_day")]

    def __str__(self) -> str:
        return f"{self.rule} {self.value}"


class Holiday(models.Model):
    """A day that is not a working day: national holiday or cuti bersama, with the decree that made it one."""

    class Kind(models.TextChoices):
        NATIONAL = "national", _("national holiday")
        JOINT_LEAVE = "joint_leave", _("joint leave (cuti bersama)")

    day = models.DateField(_("day"), primary_key=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    name = models.CharField(_("name"), max_length=160)
    decree = models.CharField(_("decree"), max_length=240, blank=True)

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"
