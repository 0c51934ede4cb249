"""Evidence: where recordings lie, what was preserved, what was made of it, and who may see that.

Knows nothing of requests: a case is only a text reference. Times are aware UTC, intervals half-open `[start, end)`.
"""

from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cameras.models import Camera
from core.ids import new_uuid
from footage import failures
from footage.gaps import Reason
from footage.rendering.layouts import LAYOUTS, REFUSED, BadTemplate, parse_template


class ArchiveSource(models.Model):
    """A folder of recorder files, read by a layout. We never write or delete there."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    root = models.CharField(_("folder"), max_length=400)
    layout = models.CharField(
        _("layout"),
        max_length=40,
        blank=True,
        help_text=_("A shipped layout, or empty to use the template below."),
    )
    template = models.CharField(_("path template"), max_length=200, blank=True)
    time_zone = models.CharField(
        _("time zone of the file names"), max_length=40, blank=True, help_text=_("Empty: the layout's own.")
    )
    segment_limit = models.DurationField(
        _("longest file"), null=True, blank=True, help_text=_("Empty: the layout's own.")
    )
    may_link = models.BooleanField(
        _("finished files may be hard-linked"),
        default=True,
        help_text=_("Turn off for a recorder that writes again into a finished file instead of deleting it."),
    )
    enabled = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("archive source")
        verbose_name_plural = _("archive sources")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.layout in REFUSED:
            raise ValidationError({"layout": _("Not possible: this recorder %s.") % REFUSED[self.layout]})
        if self.layout and self.layout not in LAYOUTS:
            raise ValidationError({"layout": _("There is no such layout. Known are: %s.") % ", ".join(LAYOUTS)})
        if bool(self.layout) == bool(self.template):
            raise ValidationError({"template": _("Give either a layout or a path template.")})
        try:
            if self.time_zone:
                ZoneInfo(self.time_zone)
            if self.template:
                parse_template(self.template)
        except (ZoneInfoNotFoundError, ValueError) as error:
            field = "template" if isinstance(error, BadTemplate) else "time_zone"
            raise ValidationError({field: str(error)}) from error


class VaultFile(models.Model):
    """The bytes of one native segment, kept once however many holds need it (path = its SHA-256)."""

    sha256 = models.CharField(_("SHA-256"), max_length=64, primary_key=True)
    size = models.BigIntegerField(_("size in bytes"))
    # What `footage.rendering.probe` found: codec, picture, frame times, damaged stretches. Empty until probed.
    probe = models.JSONField(_("probe"), null=True, blank=True)
    unreadable = models.CharField(_("why it cannot be shown"), max_length=20, choices=Reason, blank=True)
    unreadable_detail = models.CharField(_("technical detail"), max_length=200, blank=True)
    stored_at = models.DateTimeField(_("stored"), auto_now_add=True)

    class Meta:
        verbose_name = _("vault file")
        verbose_name_plural = _("vault files")

    def __str__(self) -> str:
        return self.sha256[:12]


class Hold(models.Model):
    """A promise that what a camera recorded in `[starts_at, ends_at)` will not be lost while the case needs it."""

    class State(models.TextChoices):
        PLACED = "placed", _("placed")  # pinned or queued; segments may still be missing from the vault
        SECURED = "secured", _("secured")  # everything that existed is in the vault, hashed and probed
        RELEASED = "released", _("released")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    reference = models.CharField(_("case"), max_length=32, db_index=True)
    camera = models.ForeignKey(Camera, on_delete=models.PROTECT, related_name="holds", verbose_name=_("camera"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.PLACED)
    # Found by the last look into the archive and the files: [{"start", "end", "reason", "detail"}], ISO times.
    gaps = models.JSONField(_("gaps"), default=list, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=200, blank=True)
    look_again_at = models.DateTimeField(_("next look"), db_default=Now())
    keep_until = models.DateTimeField(_("kept until"))
    created_at = models.DateTimeField(_("placed"), auto_now_add=True)
    secured_at = models.DateTimeField(_("secured at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hold")
        verbose_name_plural = _("holds")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="hold_has_length"),
            models.UniqueConstraint(
                fields=["reference", "camera", "starts_at", "ends_at"],
                condition=~Q(state="released"),
                name="hold_placed_once",
            ),
        ]
        indexes = [
            models.Index(fields=["look_again_at"], condition=Q(state="placed"), name="hold_unfinished"),
            models.Index(fields=["keep_until"], condition=~Q(state="released"), name="hold_expiring"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.camera_id}"


class PreservedSegment(models.Model):
    """One native file as a hold found it: which wall time it covers, and its bytes in the vault.

    `file` is empty while the segment is only pinned (linked into the hold's pin folder) or still to be copied, and
    again after the hold was released. `archive_path` is relative to the source's folder.
    """

    class Loss(models.TextChoices):
        GONE = "gone", _("deleted by the recorder before it could be kept")
        UNREADABLE = "unreadable", _("could not be read from the archive")

    hold = models.ForeignKey(Hold, on_delete=models.CASCADE, related_name="segments", verbose_name=_("hold"))
    file = models.ForeignKey(
        VaultFile,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="segments",
        verbose_name=_("file"),
    )
    archive_path = models.CharField(_("path in the archive"), max_length=400)
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    was_open = models.BooleanField(_("still being written when preserved"), default=False)
    lost = models.CharField(_("why it could not be kept"), max_length=10, choices=Loss, blank=True)

    class Meta:
        verbose_name = _("preserved segment")
        verbose_name_plural = _("preserved segments")
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["hold", "archive_path"], name="segment_once_a_hold"),
        ]

    def __str__(self) -> str:
        return self.archive_path


class RenderJob(models.Model):
    """One clip to be made: a camera's window, cut, masked and watermarked. The row is the truth, Celery the nudge.

    Claimed by a conditional update that takes the next fencing `token` and a lease; every later write names the
    token, so the write of a worker that lost its lease changes no row.
    """

    class Kind(models.TextChoices):
        CLIP = "clip", _("clip")  # full size, ends in a Deliverable
        PREVIEW = "preview", _("preview")  # small, marked with an officer's code, ends in the preview folder

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    UNFINISHED = (State.WAITING, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    reference = models.CharField(_("case"), max_length=32, db_index=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.CLIP)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="jobs", verbose_name=_("hold"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    recipient_code = models.CharField(_("recipient code"), max_length=16)
    # Masks, sound, style: what `footage.rendering` needs beyond the window. No personal data.
    options = models.JSONField(_("options"), default=dict, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.WAITING)
    progress = models.FloatField(_("progress, 0 to 1"), default=0)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    token = models.PositiveIntegerField(_("fencing token"), default=0)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    # Why the last try failed: a code of `footage.failures`, and what only an operator understands.
    error = models.CharField(_("reason of failure"), max_length=32, blank=True)
    error_detail = models.CharField(_("technical detail"), max_length=400, blank=True)
    nudged_at = models.DateTimeField(_("last nudged"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("render job")
        verbose_name_plural = _("render jobs")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="job_has_length"),
            models.CheckConstraint(condition=Q(progress__gte=0, progress__lte=1), name="job_progress_is_a_share"),
            models.UniqueConstraint(
                fields=["hold", "recipient_code"],
                condition=Q(kind="preview") & ~Q(state__in=["failed", "cancelled"]),
                name="one_preview_an_officer",
            ),
        ]
        indexes = [
            models.Index(fields=["created_at"], condition=Q(state__in=["waiting", "running"]), name="job_unfinished")
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.state}"

    @property
    def failure(self) -> str:
        """What an officer reads when it failed."""
        return failures.sentence(self.error)


class RenderChunk(models.Model):
    """A part of a long clip that any render worker may encode while the job runs; gone when the try ends."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        TAKEN = "taken", _("taken")
        DONE = "done", _("done")
        UNSURE = "unsure", _("needs a closer look")

    job = models.ForeignKey(RenderJob, on_delete=models.CASCADE, related_name="chunks", verbose_name=_("job"))
    token = models.PositiveIntegerField(_("fencing token"))  # the job's, when the parts were laid out
    number = models.PositiveIntegerField(_("number"))
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    taker = models.UUIDField(_("taken by"), null=True, blank=True)
    leased_until = models.DateTimeField(_("leased until"), null=True, blank=True)

    class Meta:
        verbose_name = _("part of a clip")
        verbose_name_plural = _("parts of clips")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["job", "token", "number"], name="chunk_once_a_try")]

    def __str__(self) -> str:
        return f"{self.job_id} {self.number}"


class Deliverable(models.Model):
    """A finished, checked, watermarked clip and the manifest that proves where it came from."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    job = models.OneToOneField(RenderJob, on_delete=models.PROTECT, related_name="deliverable", verbose_name=_("job"))
    reference = models.CharField(_("case"), max_length=32, db_index=True)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.BigIntegerField(_("size in bytes"))
    duration = models.DurationField(_("length"))
    frame_count = models.PositiveIntegerField(_("frames"))
    manifest = models.JSONField(_("manifest"))
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    removed_at = models.DateTimeField(_("file removed"), null=True, blank=True)  # nobody may see it any more

    class Meta:
        verbose_name = _("deliverable")
        verbose_name_plural = _("deliverables")
        ordering = ["created_at"]

    def __str__(self) -> str:
        return f"{self.reference} {self.sha256[:12]}"


class Grant(models.Model):
    """Leave to see one deliverable: for whom, until when, how often, and whether it may be taken away as a file."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    deliverable = models.ForeignKey(
        Deliverable, on_delete=models.PROTECT, related_name="grants", verbose_name=_("deliverable")
    )
    reference = models.CharField(_("case"), max_length=32, db_index=True)
    recipient_code = models.CharField(_("recipient code"), max_length=16)
    may_download = models.BooleanField(_("may download"), default=False)
    view_limit = models.PositiveSmallIntegerField(_("number of views"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    issued_at = models.DateTimeField(_("issued"), auto_now_add=True)
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        verbose_name = _("grant")
        verbose_name_plural = _("grants")
        ordering = ["issued_at"]
        constraints = [
            models.UniqueConstraint(fields=["deliverable", "recipient_code"], name="grant_once_a_recipient"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.recipient_code}"


class View(models.Model):
    """One time that a grant's holder opened the player; many byte ranges belong to one view."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="views", verbose_name=_("grant"))
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    downloaded = models.BooleanField(_("downloaded"), default=False)

    class Meta:
        verbose_name = _("view")
        verbose_name_plural = _("views")
        ordering = ["started_at"]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.started_at:%Y-%m-%d %H:%M}"


class Look(models.Model):
    """A sitting of a member of staff before one camera's preview, or one finished clip (`footage.looks`).

    `played`: what was really shown, as `[start, end)` in whole milliseconds, in order and apart; of wall time (since
    1970) for a preview, of the film for a clip. `told` of it is on the audit trail.
    """

    class Purpose(models.TextChoices):
        REVIEW = "review", _("to judge the request")
        APPROVAL = "approval", _("to check a proposal")
        OBJECTION = "objection", _("to judge an objection")
        TECHNICAL = "technical", _("to check the recording itself")
        AUDIT = "audit", _("to audit how the request was handled")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="looks", verbose_name=_("hold"))
    deliverable = models.ForeignKey(
        Deliverable, on_delete=models.PROTECT, null=True, blank=True, related_name="looks", verbose_name=_("clip")
    )
    watcher = models.CharField(_("staff account"), max_length=40)  # the id of a staff actor
    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    played = models.JSONField(_("played"), default=list)
    told = models.JSONField(_("on the trail"), default=list)
    is_told = models.BooleanField(_("all on the trail"), default=True)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    opened_at = models.DateTimeField(_("first picture"), null=True, blank=True)
    reported_at = models.DateTimeField(_("last report"), null=True, blank=True)

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        ordering = ["started_at"]
        indexes = [
            models.Index(fields=["deliverable", "watcher"]),
            models.Index(fields=["reported_at"], condition=Q(is_told=False), name="look_untold"),
        ]

    def __str__(self) -> str:
        return f"{self.watcher} {self.started_at:%Y-%m-%d %H:%M}"
