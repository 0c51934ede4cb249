"""Everything the case page shows, gathered in one place so that templates ask nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from console import case_forms, erasures, objections, outcomes
from console.case_forms import FORMS
from console.clips import Clip
from console.erasures import Wish
from console.forms import ProposalForm
from console.objections import ObjectionRow
from console.outcomes import Aftermath
from console.tracks import Bar, Span
from core.forms import PageForm, Problem
from footage import hold_reports
from footage.hold_reports import HoldReport
from footage.models import RenderJob
from requests_app import workflow
from requests_app.correspondence import messages
from requests_app.decision import decisions, readings, selections
from requests_app.models import (
    Access,
    CaseMessage,
    CaseNote,
    ConsequenceTest,
    Decision,
    FootageRequest,
    Policy,
    Reading,
    Selection,
    StaffDraft,
    Status,
)
from requests_app.procedure import deadlines, policies
from requests_app.procedure.deadlines import Clocks
from requests_app.review import notes, staff_drafts
from requests_app.workflow import Action

PAPERS_MISSING = ("police_report_missing", "power_unproved")
RETURNED = (Decision.State.SENT_BACK, Decision.State.VOID)


@dataclass(frozen=True, slots=True)
class CameraDesk:
    """One held camera on the case page: what is kept of it, and what is or would be released.

    The footage itself is looked at on a page of its own (`console.playback`).
    """

    report: HoldReport
    span: Span
    recorded: list[Bar]
    gaps: list[Bar]
    released: list[Bar]
    releases: list[tuple[datetime, datetime]]


@dataclass(frozen=True, slots=True)
class Desk:
    """The case as `user` sees it."""

    case: FootageRequest
    may: dict[str, bool]
    may_write: bool
    clocks: Clocks
    late: bool
    cameras: list[CameraDesk]
    selections: list[Selection]
    history: list[Decision]
    live_decision: Decision | None
    returned: Decision | None
    own_proposal: bool
    clips: list[Clip]
    failures: list[RenderJob]
    rendering: bool
    must_watch: bool  # only masked clips that were not watched to their end stand before an approval
    held_up: str  # the sentence that says which paper an approval waits for; empty when for none
    must_judge: bool
    readings: list[Reading]
    percent: int
    messages: list[CaseMessage]
    notes: list[CaseNote]
    aftermath: Aftermath
    objections: list[ObjectionRow]
    wish: Wish | None  # that the data be erased
    may_work: bool
    forms: Mapping[str, PageForm]  # by their names (`case_forms.FORMS`)
    drafts: Mapping[str, StaffDraft]  # what the reader typed into them and has not sent yet

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in the form that was sent."""
        return [problem for form in self.forms.values() if form.is_bound for problem in form.problems]


def proposal_form(case: FootageRequest, *, data: Any = None, draft: StaffDraft | None = None) -> ProposalForm:
    """Filled in as the `draft` left it, else as it was proposed the last time: nothing is typed twice."""
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
    if draft:
        initial = staff_drafts.read(draft)
    recorded = any(report.recorded for report in hold_reports.report(reference=case.reference))
    return ProposalForm(data, initial=initial, releasable=recorded)


def gather(
    case: FootageRequest,
    user: User,
    *,
    made: list[Clip],
    **handed_in: Any,
) -> Desk:
    """The desk of `case` with the clips that were `made`.

    Forms that were filled in and did not pass are handed in, so that nothing typed is lost.
    """
    possible = workflow.available(case, user)
    drafts = staff_drafts.of_case(case, by=user)
    forms = {name: handed_in.get(name) or case_forms.open_form(name, drafts.get(name)) for name in FORMS}
    forms["proposal"] = handed_in.get("proposal") or proposal_form(case, draft=drafts.get("proposal"))
    obstacle = workflow.obstacle(case, Action.APPROVE, user)
    must_judge = readings.is_owed(case, user)
    known = readings.visible_decisions(case, user).select_related("proposed_by", "settled_by", "consequence_test")
    history = list(known.prefetch_related("windows__camera"))
    live = next((decision for decision in history if decision.state in decisions.LIVE), None)
    chosen = [] if must_judge else selections.of_case(case)
    shown = (
        [(one.camera_id, one.starts_at, one.ends_at) for one in live.windows.all()]
        if live
        else [(one.hold.camera_id, one.starts_at, one.ends_at) for one in chosen]
    )
    return Desk(
        case=case,
        may={action.value: action in possible for action in Action},
        may_write=messages.may_write(case, user),
        clocks=deadlines.of(case),
        late=bool(deadlines.lateness(case, now=timezone.now())),
        cameras=[_camera(report, shown) for report in hold_reports.report(reference=case.reference)],
        selections=chosen,
        history=[decision for decision in reversed(history) if decision != live or case.status == Status.CLOSED],
        live_decision=live,
        returned=_returned(case),
        own_proposal=bool(live and live.proposed_by_id == user.pk),
        clips=[] if must_judge else made,
        failures=decisions.failures(case),
        rendering=decisions.is_rendering(case),
        must_watch=bool(obstacle and obstacle.code == "copies_unwatched"),
        held_up=str(obstacle.message) if obstacle and obstacle.code in PAPERS_MISSING else "",
        must_judge=must_judge,
        readings=list(live.readings.select_related("reader")) if live else [],
        percent=decisions.percent_rendered(case),
        messages=list(messages.read(case, by=user)),
        forms=forms,
        drafts=drafts,
        notes=list(notes.read(case)),
        aftermath=outcomes.gather(case, user),
        objections=objections.of_case(case, user),
        wish=erasures.of_case(case, user),
        may_work=user.may(Permission.REVIEW),
    )


def _returned(case: FootageRequest) -> Decision | None:
    """The proposal that came back to the officer, while they work on the next one."""
    last = case.decisions.select_related("settled_by").last()
    return last if last and case.status == Status.IN_REVIEW and last.state in RETURNED else None


def _camera(report: HoldReport, shown: Sequence[tuple[int, datetime, datetime]]) -> CameraDesk:
    span = Span(report.starts_at, report.ends_at)
    of_camera = [(start, end) for camera, start, end in shown if camera == report.camera.pk]
    return CameraDesk(
        report=report,
        span=span,
        recorded=span.bars((one.starts_at, one.ends_at) for one in report.recorded),
        gaps=span.bars((gap.starts_at, gap.ends_at) for gap in report.gaps),
        released=span.bars(of_camera),
        releases=[(start, end) for start, end in of_camera if start < report.ends_at and end > report.starts_at],
    )
