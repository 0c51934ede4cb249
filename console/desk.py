"""Everything the case page shows, gathered in one place so that templates ask nothing."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import User
from console.forms import MessageForm, ProposalForm, SendBackForm, WindowForm
from console.timeline import Timeline, draw
from footage import hold_reports, previews
from footage.hold_reports import HoldReport
from footage.models import Deliverable, RenderJob
from requests_app import deadlines, decisions, messages, policies, workflow
from requests_app.deadlines import Clocks
from requests_app.models import CaseMessage, Decision, FootageRequest, Policy
from requests_app.workflow import Action


@dataclass(frozen=True, slots=True)
class CameraDesk:
    """One held camera: its timeline, and the form that releases a part of it."""

    report: HoldReport
    timeline: Timeline
    form: WindowForm
    preview: RenderJob | None
    preview_percent: int


@dataclass(frozen=True, slots=True)
class Desk:
    """The case as `user` sees it."""

    case: FootageRequest
    may: dict[str, bool]
    may_write: bool
    clocks: Clocks
    late: bool
    cameras: list[CameraDesk]
    decisions: list[Decision]
    live_decision: Decision | None
    deliverables: list[Deliverable]
    failures: list[RenderJob]
    percent: int
    messages: list[CaseMessage]
    proposal_form: ProposalForm
    send_back_form: SendBackForm
    message_form: MessageForm


def officer_code(user: User) -> str:
    """What is burned into the previews that `user` watches: names the account to us and nobody to others."""
    return f"PTG-{user.pk:05d}"


def window_forms(case: FootageRequest, *, data: Any = None) -> list[WindowForm]:
    """One form for each held camera, nearest first."""
    return [WindowForm(data, report=report) for report in hold_reports.report(reference=case.reference)]


def gather(
    case: FootageRequest,
    user: User,
    *,
    proposal_form: ProposalForm | None = None,
    windows: list[WindowForm] | None = None,
    send_back_form: SendBackForm | None = None,
    message_form: MessageForm | None = None,
) -> Desk:
    """The desk of `case`; forms that were filled in and did not pass are handed in, so that nothing typed is lost."""
    possible = workflow.available(case, user)
    days = policies.value(Policy.Rule.GRANT_DAYS)
    return Desk(
        case=case,
        may={action.value: action in possible for action in Action},
        may_write=messages.may_write(case, user),
        clocks=deadlines.of(case),
        late=bool(deadlines.lateness(case, now=timezone.now())),
        cameras=[_camera(form, user) for form in windows or window_forms(case)],
        decisions=list(case.decisions.select_related("proposed_by", "settled_by").prefetch_related("windows__camera")),
        live_decision=decisions.find_live(case),
        deliverables=list(Deliverable.objects.filter(reference=case.reference).select_related("job__hold__camera")),
        failures=decisions.failures(case),
        percent=decisions.percent_rendered(case),
        messages=list(messages.read(case, by=user)),
        proposal_form=proposal_form or ProposalForm(initial={"view_days": days}),
        send_back_form=send_back_form or SendBackForm(),
        message_form=message_form or MessageForm(),
    )


def _camera(form: WindowForm, user: User) -> CameraDesk:
    preview = previews.find(hold=form.report.hold, officer_code=officer_code(user))
    percent = round(preview.progress * 100) if preview else 0
    return CameraDesk(form.report, _timeline(form.report), form, preview, percent)


def _timeline(report: HoldReport) -> Timeline:
    return draw(
        starts_at=report.starts_at,
        ends_at=report.ends_at,
        recorded=[(span.starts_at, span.ends_at) for span in report.recorded],
        gaps=[(gap.starts_at, gap.ends_at, gap.reason) for gap in report.gaps],
    )
