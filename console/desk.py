"""Everything the case page shows, gathered in one place so that templates ask nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from console import objections, outcomes
from console.clips import Clip
from console.forms import (
    AskForm,
    ExtendForm,
    InterestForm,
    MessageForm,
    NoteForm,
    ProposalForm,
    ReadingForm,
    SendBackForm,
    WindowForm,
)
from console.objections import ObjectionRow, VerdictForm
from console.outcomes import Aftermath
from console.timeline import Timeline, draw
from core.forms import PageForm, Problem
from footage import hold_reports, previews
from footage.gaps import Interval
from footage.hold_reports import HoldReport
from footage.models import RenderJob
from requests_app import deadlines, decisions, messages, notes, policies, readings, workflow
from requests_app.deadlines import Clocks
from requests_app.models import (
    Access,
    CaseMessage,
    CaseNote,
    ConsequenceTest,
    Decision,
    DecisionWindow,
    FootageRequest,
    Policy,
    Reading,
    Status,
)
from requests_app.people import officer_code
from requests_app.workflow import Action

PICTURES = 6
RETURNED = (Decision.State.SENT_BACK, Decision.State.VOID)


@dataclass(frozen=True, slots=True)
class CameraDesk:
    """One held camera: its timeline, its pictures, and the form that releases a part of it.

    `pictures` and `poster` are seconds from the hold's start; none before this officer asked to look. `look_at` is the
    part that the proposal on the table releases, as a media fragment ("#t=60,120"), so that the player shows just that.
    """

    report: HoldReport
    timeline: Timeline
    form: WindowForm
    preview: RenderJob | None
    preview_percent: int
    pictures: list[tuple[int, datetime]]
    poster: int | None
    released: list[DecisionWindow]
    look_at: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The case as `user` sees it."""

    case: FootageRequest
    may: dict[str, bool]
    may_write: bool
    clocks: Clocks
    late: bool
    cameras: list[CameraDesk]
    history: list[Decision]
    live_decision: Decision | None
    returned: Decision | None
    own_proposal: bool
    clips: list[Clip]
    failures: list[RenderJob]
    rendering: bool
    must_watch: bool  # only masked clips that were not watched to their end stand before an approval
    must_judge: bool
    readings: list[Reading]
    reading_form: ReadingForm
    percent: int
    messages: list[CaseMessage]
    notes: list[CaseNote]
    aftermath: Aftermath
    objections: list[ObjectionRow]
    objection_form: VerdictForm
    may_work: bool
    is_concerned: bool
    proposal_form: ProposalForm
    send_back_form: SendBackForm
    extend_form: ExtendForm
    ask_form: AskForm
    message_form: MessageForm
    note_form: NoteForm
    interest_form: InterestForm

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in any form of the page, in the page's order."""
        windows = [camera.form for camera in self.cameras]
        forms: list[PageForm] = [self.send_back_form, *windows, self.proposal_form, self.message_form]
        forms += [self.ask_form, self.extend_form, self.note_form, self.interest_form, self.reading_form]
        forms.append(self.objection_form)
        found = [problem for form in forms if form.is_bound for problem in form.problems]
        return [*self.aftermath.problems, *found]


def window_forms(case: FootageRequest, *, data: Any = None) -> list[WindowForm]:
    """One form for each held camera, nearest first; before anything is typed, as it was proposed the last time."""
    before = _returned(case)
    windows = list(before.windows.all()) if before else []
    return [
        WindowForm(data, report=report, released=next(iter(_within(report, windows)), None))
        for report in hold_reports.report(reference=case.reference)
    ]


def proposal_form(case: FootageRequest, windows: Sequence[WindowForm], *, data: Any = None) -> ProposalForm:
    """Filled in as it was proposed the last time, so that what was sent back need not be typed again."""
    before = _returned(case)
    initial: dict[str, Any] = {
        "view_days": policies.value(Policy.Rule.GRANT_DAYS),
        "access": case.wanted if case.wanted in Access.values else Access.VIEW,
    }
    if before:
        fields = ("kind", "reason_code", "reason", "access", "view_days", "view_limit")
        initial = {field: getattr(before, field) for field in fields}
        if test := ConsequenceTest.objects.filter(decision=before).first():
            initial |= {field: getattr(test, field) for field in ("article", "harm", "lasts")}
    return ProposalForm(data, initial=initial, releasable=any(form.report.recorded for form in windows))


def gather(
    case: FootageRequest,
    user: User,
    *,
    made: list[Clip],
    windows: list[WindowForm] | None = None,
    proposal: ProposalForm | None = None,
    send_back: SendBackForm | None = None,
    extend: ExtendForm | None = None,
    ask: AskForm | None = None,
    message: MessageForm | None = None,
    note: NoteForm | None = None,
    interest: InterestForm | None = None,
    reading: ReadingForm | None = None,
    objection: VerdictForm | None = None,
    **aftermath: Any,
) -> Desk:
    """The desk of `case` with the clips that were `made`.

    Forms that were filled in and did not pass are handed in, so that nothing typed is lost.
    """
    possible = workflow.available(case, user)
    must_judge = readings.is_owed(case, user)
    known = readings.visible_decisions(case, user).select_related("proposed_by", "settled_by", "consequence_test")
    history = list(known.prefetch_related("windows__camera"))
    live = next((decision for decision in history if decision.state in decisions.LIVE), None)
    windows = windows or window_forms(case)
    return Desk(
        case=case,
        may={action.value: action in possible for action in Action},
        may_write=messages.may_write(case, user),
        clocks=deadlines.of(case),
        late=bool(deadlines.lateness(case, now=timezone.now())),
        cameras=[_camera(form, user, list(live.windows.all()) if live else []) for form in windows],
        history=[decision for decision in reversed(history) if decision != live or case.status == Status.CLOSED],
        live_decision=live,
        returned=_returned(case),
        own_proposal=bool(live and live.proposed_by_id == user.pk),
        clips=[] if must_judge else made,
        failures=decisions.failures(case),
        rendering=decisions.is_rendering(case),
        must_watch=getattr(workflow.obstacle(case, Action.APPROVE, user), "code", "") == "copies_unwatched",
        must_judge=must_judge,
        readings=list(live.readings.select_related("reader")) if live else [],
        reading_form=reading or ReadingForm(),
        percent=decisions.percent_rendered(case),
        messages=list(messages.read(case, by=user)),
        proposal_form=proposal or proposal_form(case, windows),
        send_back_form=send_back or SendBackForm(),
        extend_form=extend or ExtendForm(),
        ask_form=ask or AskForm(),
        message_form=message or MessageForm(),
        notes=list(notes.read(case)),
        aftermath=outcomes.gather(case, user, **aftermath),
        objections=objections.of_case(case, user),
        objection_form=objection or VerdictForm(),
        may_work=user.may(Permission.REVIEW),
        note_form=note or NoteForm(auto_id="id_note_%s"),
        is_concerned=case.interests.filter(staff=user).exists(),
        interest_form=interest or InterestForm(auto_id="id_interest_%s"),
    )


def _returned(case: FootageRequest) -> Decision | None:
    """The proposal that came back to the officer, while they work on the next one."""
    last = case.decisions.select_related("settled_by").last()
    return last if last and case.status == Status.IN_REVIEW and last.state in RETURNED else None


def _camera(form: WindowForm, user: User, windows: list[DecisionWindow]) -> CameraDesk:
    report = form.report
    preview = previews.find(hold=report.hold, officer_code=officer_code(user))
    released = _within(report, windows)
    pictures = _pictures(report) if preview else []
    return CameraDesk(
        report=report,
        timeline=_timeline(report, released),
        form=form,
        preview=preview,
        preview_percent=round(preview.progress * 100) if preview else 0,
        pictures=pictures,
        poster=_poster(report, released, pictures),
        released=released,
        look_at=_fragment(report, released),
    )


def _within(report: HoldReport, windows: Sequence[DecisionWindow]) -> list[DecisionWindow]:
    held = Interval(report.starts_at, report.ends_at)
    return [
        window
        for window in windows
        if window.camera_id == report.camera.pk and held.within(Interval(window.starts_at, window.ends_at))
    ]


def _timeline(report: HoldReport, released: Sequence[DecisionWindow]) -> Timeline:
    return draw(
        starts_at=report.starts_at,
        ends_at=report.ends_at,
        recorded=[(span.starts_at, span.ends_at) for span in report.recorded],
        gaps=[(gap.starts_at, gap.ends_at, gap.reason) for gap in report.gaps],
        released=[(window.starts_at, window.ends_at) for window in released],
    )


def _pictures(report: HoldReport) -> list[tuple[int, datetime]]:
    """Moments spread evenly over the hold, where there is a picture."""
    part = (report.ends_at - report.starts_at) / PICTURES
    moments = [report.starts_at + part * (number + 0.5) for number in range(PICTURES)]
    return [
        (int((moment - report.starts_at).total_seconds()), moment)
        for moment in moments
        if any(span.starts_at <= moment < span.ends_at for span in report.recorded)
    ]


def _poster(
    report: HoldReport, released: Sequence[DecisionWindow], pictures: Sequence[tuple[int, datetime]]
) -> int | None:
    """The picture before playing: the first one of what is to be released, or of all."""
    if released and pictures:
        return int((max(released[0].starts_at, report.starts_at) - report.starts_at).total_seconds())
    return pictures[0][0] if pictures else None


def _fragment(report: HoldReport, released: Sequence[DecisionWindow]) -> str:
    """W3C Media Fragments 1.0, 4.2.1: seconds of the preview, whose time 0 is the hold's start."""
    if not released:
        return ""
    start, end = released[0].starts_at - report.starts_at, released[0].ends_at - report.starts_at
    return f"#t={start.total_seconds()},{end.total_seconds()}"
