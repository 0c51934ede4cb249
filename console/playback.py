"""Everything the footage desk shows: the cameras of a case on one wall clock, what is selected of them, and marks."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console import reach, tracks
from console.access import StaffRequest
from console.part_forms import MarkForm, MaskForm, PartForm
from console.queue import waiting_for
from console.reach import Reach, SiteForm, WidenForm
from console.tracks import Bar, Span
from core.forms import Problem
from footage import hold_reports, live_previews, looks, previews
from footage.hold_reports import HoldReport
from footage.models import Look, RenderJob
from requests_app import workflow
from requests_app.decision import decisions, readings, selections
from requests_app.intake import places
from requests_app.models import FootageRequest, Mark, Selection
from requests_app.people import officer_code
from requests_app.review import marks
from requests_app.workflow import Action

AT_ONCE = 4  # cameras that are played together
# What the page's script says; "%s" is a time.
WORDS = {
    "from": gettext_lazy("Released from %s on."),
    "until": gettext_lazy("Released until %s."),
    "newPart": gettext_lazy("I and O now begin a further part."),
    "outside": gettext_lazy("Nothing of this camera is preserved at this moment."),
    "noPart": gettext_lazy("A mask needs a part: press I and O first, then draw within it."),
    "noPicture": gettext_lazy("There is no picture of this moment."),
    "kept": gettext_lazy("The picture of %s is kept as a file."),
    "goto": gettext_lazy("Type a time within %s."),
    "preserved": gettext_lazy("All of it is preserved now. It appears as soon as you stop."),
    "failed": gettext_lazy("That was not saved. Check the network, then do it again."),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A selected part with its forms: one for its times, one for each of its masks, and one for a new mask."""

    selection: Selection
    form: PartForm
    masks: list[MaskForm]
    new_mask: MaskForm


@dataclass(frozen=True, slots=True)
class Track:
    """One camera: what is held of it, and what this session may watch it through.

    `job` is the reader's own preview in whatever state, `look` their leave to watch; none where nothing is recorded.
    """

    number: int
    report: HoldReport
    distance: str
    job: RenderJob | None
    look: Look | None
    recorded: list[Bar]
    gaps: list[Bar]
    selected: list[Bar]
    released: list[Bar]
    parts: list[Part] = field(default_factory=list)
    new_part: PartForm | None = None

    @property
    def state(self) -> str:
        return self.job.state if self.job else ""

    @property
    def percent(self) -> int:
        return round(self.job.progress * 100) if self.job else 0

    @property
    def preserving(self) -> str:
        return preserving(self.report)


@dataclass(frozen=True, slots=True)
class Playback:
    """The footage of `case` as the reader sees it. `span` is None where no camera is held."""

    case: FootageRequest
    purpose: Look.Purpose
    span: Span | None
    tracks: list[Track]
    marks: list[tuple[Mark, float]]
    mark_form: MarkForm
    may_select: bool
    next_case: str
    reach: Reach | None  # None for whoever may not add footage

    @property
    def parts(self) -> int:
        return sum(len(track.parts) for track in self.tracks)

    @property
    def wrong_times(self) -> bool:
        """Of a new part: its form is shown."""
        return any(track.new_part and track.new_part.errors for track in self.tracks)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in any form of the page, in the page's order."""
        forms: list[Any] = [form for track in self.tracks for form in _forms(track)]
        forms += [self.mark_form, *([self.reach.site_form, self.reach.widen_form] if self.reach else [])]
        return [problem for form in forms if form and form.is_bound for problem in form.problems]


def gather(
    request: StaffRequest,
    case: FootageRequest,
    *,
    purpose: Look.Purpose,
    part: PartForm | None = None,
    mask: MaskForm | None = None,
    mark: MarkForm | None = None,
    site: SiteForm | None = None,
    widen: WidenForm | None = None,
) -> Playback:
    """Forms that were filled in and did not pass are handed in, so that nothing typed is lost."""
    reports = hold_reports.report(reference=case.reference)
    span = tracks.over((report.starts_at, report.ends_at) for report in reports)
    # Whoever has yet to judge for themselves may not know what was worked out, nor what is proposed.
    blind = readings.is_owed(case, request.user)
    chosen = [] if blind else selections.of_case(case)
    live = None if blind else decisions.find_live(case)
    may_select = workflow.obstacle(case, Action.PROPOSE, request.user) is None
    known = [] if blind else marks.of_case(case)
    return Playback(
        case=case,
        purpose=purpose,
        span=span,
        tracks=[
            _track(
                number,
                report,
                span,
                request=request,
                case=case,
                purpose=purpose,
                chosen=[one for one in chosen if one.hold_id == report.hold.pk],
                released=[
                    (window.starts_at, window.ends_at)
                    for window in (live.windows.all() if live else ())
                    if window.camera_id == report.camera.pk
                ],
                handed_in=(part, mask) if may_select else (None, None),
                may_select=may_select,
            )
            for number, report in enumerate(reports, start=1)
            if span
        ],
        marks=[(one, span.place(one.at)) for one in known if span and span.starts_at <= one.at < span.ends_at],
        mark_form=mark or MarkForm(span=span),
        may_select=may_select,
        next_case=_next_case(request, case),
        reach=reach.gather(case, reports, site=site, widen=widen) if may_select else None,
    )


def _track(
    number: int,
    report: HoldReport,
    span: Span,
    *,
    request: StaffRequest,
    case: FootageRequest,
    purpose: Look.Purpose,
    chosen: list[Selection],
    released: list[tuple[datetime, datetime]],
    handed_in: tuple[PartForm | None, MaskForm | None],
    may_select: bool,
) -> Track:
    asked = next((one for one in case.requested_cameras.all() if one.camera_id == report.camera.pk), None)
    part, mask = handed_in
    look = looks.begin(request, hold=report.hold, purpose=purpose, by=request.user.actor) if report.recorded else None
    new_part = part if part and part.hold == report.hold and not part.selection else PartForm(hold=report.hold)
    return Track(
        number=number,
        report=report,
        distance=places.distance(asked.distance) if asked and asked.distance is not None else "",
        job=previews.find(hold=report.hold, officer_code=officer_code(request.user)),
        look=look,
        recorded=span.bars((one.starts_at, one.ends_at) for one in report.recorded),
        gaps=[span.bar(gap.starts_at, gap.ends_at, gap.label) for gap in report.gaps],
        selected=span.bars((one.starts_at, one.ends_at) for one in chosen),
        released=span.bars(released),
        parts=[_part(one, part, mask) for one in chosen],
        new_part=new_part if may_select and report.recorded else None,
    )


def _part(selection: Selection, part: PartForm | None, mask: MaskForm | None) -> Part:
    ours = mask if mask and mask.selection == selection else None
    return Part(
        selection=selection,
        form=part if part and part.selection == selection else PartForm(hold=selection.hold, selection=selection),
        masks=[
            ours if ours and ours.mask_id == one["id"] else MaskForm(selection=selection, mask=one, number=number)
            for number, one in enumerate(selection.masks, start=1)
        ],
        new_mask=ours if ours and not ours.mask_id else MaskForm(selection=selection),
    )


def _forms(track: Track) -> list[Any]:
    forms: list[Any] = []
    for part in track.parts:
        forms += [part.form, *part.masks, part.new_mask]
    return [*forms, *([track.new_part] if track.new_part else [])]


def _next_case(request: StaffRequest, case: FootageRequest) -> str:
    """The next one that waits for the reader, in the order of work."""
    found = waiting_for(request.user).exclude(pk=case.pk).values_list("reference", flat=True).first()
    return reverse("console:case", args=[found]) if found else ""


def for_scripts(playback: Playback) -> dict[str, Any]:
    """What the player on the page needs to know: times in milliseconds since 1970."""
    if playback.span is None:
        return {}
    first = [bar.since for track in playback.tracks for bar in (*track.selected, *track.released)]
    asked = tracks.milliseconds(playback.case.starts_at)
    return {
        "since": playback.span.since,
        "until": playback.span.until,
        "start": min(first, default=max(asked, playback.span.since)),
        "maySelect": playback.may_select,
        "words": {name: str(word) for name, word in WORDS.items()},
        "cameras": [_camera(playback.case, track) for track in playback.tracks],
    }


def _camera(case: FootageRequest, track: Track) -> dict[str, Any]:
    look = track.look

    def address(name: str) -> str:
        return reverse(f"console:{name}", args=[case.reference, look.pk]) if look else ""

    return {
        "number": track.number,
        "hold": str(track.report.hold.pk),
        "name": track.report.camera.name,
        "since": tracks.milliseconds(track.report.starts_at),
        "until": tracks.milliseconds(track.report.ends_at),
        "size": track.report.picture,
        "secured": track.report.secured,
        "label": _("Preview of %(camera)s") % {"camera": track.report.camera.name},
        "video": address("video"),
        "live": reverse("console:live", args=[case.reference, look.pk, live_previews.PLAYLIST]) if look else "",
        "picture": reverse("console:picture", args=[case.reference, look.pk, 0]) if look else "",
        "played": address("report_played"),
        "frames": address("frames"),
        "still": address("still"),
    }


def state(request: StaffRequest, case: FootageRequest) -> list[dict[str, Any]]:
    """How far the reader's previews are, and the preserving before them: for a page that waits for them."""
    code = officer_code(request.user)
    found = []
    for report in hold_reports.report(reference=case.reference):
        job = previews.find(hold=report.hold, officer_code=code)
        percent, done = (round(job.progress * 100), job.state == RenderJob.State.DONE) if job else (0, False)
        word = preserving(report)
        if job and job.state == RenderJob.State.FAILED:
            word = job.failure
        elif job and not word and not done:
            word = _("Preview %(percent)s%%") % {"percent": percent}
        told = {"percent": percent, "done": done, "word": word, "secured": report.secured}
        found.append({"hold": str(report.hold.pk), **told, "live": live_previews.is_shown(job)})
    return found


def preserving(report: HoldReport) -> str:
    """What is still on its way of a camera's footage; empty once all of it is preserved."""
    if report.secured:
        return ""
    if report.ends_at > timezone.now() or any(segment.still_written for segment in report.segments):
        return _("Still being recorded. The rest appears here by itself once it is preserved.")
    files = len(report.segments)
    if not files:
        return _("Being preserved. It appears here by itself.")
    text = _("Being preserved: %(done)s of %(files)s files. It appears here by itself.")
    return text % {"done": report.secured_count, "files": files}


def ask_for_previews(request: StaffRequest, case: FootageRequest) -> None:
    """Has the first cameras that recorded something made ready for this reader: they are played at once.

    What is still being preserved waits for it.
    """
    reports = hold_reports.report(reference=case.reference)
    recorded = [report for report in reports if report.recorded or not report.secured]
    for report in recorded[:AT_ONCE]:
        previews.request_preview(hold=report.hold, officer_code=officer_code(request.user), by=request.user.actor)
