"""Proposals, what became of them, and the windows that a grant releases."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cameras.models import Camera
from core.ids import new_uuid
from footage.models import RenderJob
from requests_app.models.request import FootageRequest


class DecisionKind(models.TextChoices):
    GRANT = "grant", _("grant the request")
    GRANT_PART = "grant_part", _("grant a part of the request")
    REFUSE = "refuse", _("refuse the request")
    NOTHING_RECORDED = "nothing_recorded", _("nothing recorded")
    HAND_TO_POLICE = "hand_to_police", _("hand to the police")


GRANTS = (DecisionKind.GRANT, DecisionKind.GRANT_PART)
# What is not given, wholly or in part, needs its reason and the test of what giving it would do.
WITHHOLDS = (DecisionKind.REFUSE, DecisionKind.GRANT_PART)


class Access(models.TextChoices):
    """How a granted clip is seen."""

    VIEW = "view", _("watch it on a screen of their own")
    OFFICE = "office", _("watch it at an office, under supervision")
    COPY = "copy", _("watch it and save a copy")


class RefusalReason(models.TextChoices):
    OTHERS_PRIVACY = "others_privacy", _("personal data of others cannot be masked well enough")
    INVESTIGATION = "investigation", _("would obstruct a criminal investigation")
    SECURITY = "security", _("would endanger security")
    NO_INTEREST = "no_interest", _("no connection between the applicant and the footage")
    NO_POLICE_REPORT = "no_police_report", _("a police report must come first")
    INCOMPLETE = "incomplete", _("the request stayed incomplete")


class MaskReason(models.TextChoices):
    """Why a place in the picture may not be shown. The law that says so is in `requests_app.decision.masking`."""

    FACE = "face", _("face of another person")
    CHILD = "child", _("child who could be recognised")
    PLATE = "plate", _("number plate of another vehicle")
    VICTIM = "victim", _("victim, injury or state of health")
    HOME = "home", _("inside of a home or another private place")
    SECURITY = "security", _("guards, locks or other security measures")
    INVESTIGATION = "investigation", _("subject of a criminal investigation")


class Decision(models.Model):
    """One proposal and what became of it. Proposed by one person, settled by another, or not settled yet."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        APPROVED = "approved", _("approved")
        SENT_BACK = "sent_back", _("sent back")
        VOID = "void", _("void")
        SUPERSEDED = "superseded", _("superseded: the case was opened again")

    TOLD = (State.APPROVED, State.SUPERSEDED)  # what a closed case said to its applicant

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.PROTECT, related_name="decisions")
    kind = models.CharField(_("decision"), max_length=20, choices=DecisionKind)
    reason_code = models.CharField(_("reason"), max_length=20, choices=RefusalReason, blank=True)
    reason = models.TextField(_("explanation to the applicant"), blank=True)
    access = models.CharField(_("how it is seen"), max_length=8, choices=Access, default=Access.VIEW)
    view_days = models.PositiveSmallIntegerField(_("days it can be watched"), default=14)
    view_limit = models.PositiveSmallIntegerField(_("number of views"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PROPOSED)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="proposals")
    proposed_at = models.DateTimeField(_("proposed"))
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="settlements")
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True)
    comment = models.TextField(_("comment of the approver"), blank=True)
    letter = models.TextField(_("beginning of the letter, as it was sent"), blank=True)

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
                | (
                    Q(state__in=["approved", "sent_back", "superseded"])
                    & Q(settled_by__isnull=False)
                    & Q(settled_at__isnull=False)
                )
                | Q(state="void"),
                name="settled_all_or_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["refuse", "grant_part"]) | ~Q(reason_code=""), name="refusal_has_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"

    @property
    def grants_footage(self) -> bool:
        return self.kind in GRANTS

    @property
    def may_download(self) -> bool:
        return self.access == Access.COPY


class ConsequenceTest(models.Model):
    """Why something is withheld: the article, the harm giving it would do, and for how long (UU 14/2008 art. 19)."""

    decision = models.OneToOneField(Decision, on_delete=models.CASCADE, related_name="consequence_test")
    article = models.CharField(_("article"), max_length=200)
    harm = models.TextField(_("harm"))
    lasts = models.CharField(_("how long it stays withheld"), max_length=200)
    tested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("tested by"))
    tested_at = models.DateTimeField(_("tested"))

    class Meta:
        verbose_name = _("consequence test")
        verbose_name_plural = _("consequence tests")

    def __str__(self) -> str:
        return f"{self.decision_id} {self.article}"


class DecisionWindow(models.Model):
    """A camera's window `[starts_at, ends_at)` that a grant releases, and the job that renders it.

    `masks` as in `footage.rendering.masks`, each with its "reason", a value of MaskReason.
    """

    decision = models.ForeignKey(Decision, on_delete=models.CASCADE, related_name="windows")
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    masks = models.JSONField(_("masks"), default=list, blank=True)
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
