"""Proposals and what becomes of them. Written by the workflow's effects, read by everyone.

A proposal is never edited: it is sent back or voided, and a new one is made. So what an approver approves is what the
officer proposed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cameras.models import Camera
from core.actors import Actor
from core.clock import wib_date
from core.errors import InvalidInput, NotNow
from core.ids import new_recipient_code
from footage import deliverables, grants, hold_reports, jobs
from footage.gaps import Interval
from footage.hold_reports import HoldReport
from footage.models import Deliverable, Grant, Hold, RenderJob
from requests_app.correspondence import letter_texts
from requests_app.decision import masking, reasons
from requests_app.models import (
    Access,
    ConsequenceTest,
    Decision,
    DecisionKind,
    DecisionWindow,
    FootageRequest,
    Outcome,
    Policy,
    RefusalReason,
    Status,
)
from requests_app.models.decision import GRANTS, WITHHOLDS
from requests_app.procedure import policies

OUTCOMES = {
    DecisionKind.GRANT: Outcome.GRANTED,
    DecisionKind.GRANT_PART: Outcome.PARTLY_GRANTED,
    DecisionKind.REFUSE: Outcome.REFUSED,
    DecisionKind.NOTHING_RECORDED: Outcome.NOTHING_RECORDED,
    DecisionKind.HAND_TO_POLICE: Outcome.HANDED_TO_POLICE,
}
LIVE = (Decision.State.PROPOSED, Decision.State.APPROVED)
UNSUCCESSFUL = (RenderJob.State.FAILED, RenderJob.State.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What a camera recorded in `[starts_at, ends_at)`, to be released; `masks` as `masking.check` takes them."""

    camera: Camera
    starts_at: datetime
    ends_at: datetime
    masks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Consequence:
    """The test of UU 14/2008 art. 19: under which article something is withheld, which harm giving it would do, and how
    long it stays withheld. An empty `article` is that of the reason (`reasons.ARTICLES`)."""

    article: str = ""
    harm: str = ""
    lasts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What an officer proposes. `windows` and the terms of watching count for grants, `reason_code` and `consequence`
    for what is withheld, wholly or in part; `reason` is read by the applicant. `view_days` empty: what the policy says;
    `view_limit` empty: as often as one likes."""

    kind: str
    reason_code: str = ""
    reason: str = ""
    consequence: Consequence = Consequence()
    access: str = Access.VIEW
    view_days: int | None = None
    view_limit: int | None = None
    windows: tuple[Window, ...] = ()


def find_live(request: FootageRequest) -> Decision | None:
    """The proposal that waits for approval, or the approved decision; sent back and voided ones are history."""
    return next((decision for decision in request.decisions.all() if decision.state in LIVE), None)


def live(request: FootageRequest) -> Decision:
    decision = find_live(request)
    if decision is None:
        raise NotNow(_("There is no proposal. Load the page again to see how the request stands."), code="no_proposal")
    return decision


def announced(request: FootageRequest) -> Decision | None:
    """The decision as the applicant may know it: approved, and carried out."""
    live = find_live(request) if request.status == Status.CLOSED else None
    return live if live and live.state == Decision.State.APPROVED else None


def told(request: FootageRequest) -> list[Decision]:
    """Every decision that the applicant was told of, the last one first."""
    known = request.decisions.filter(state__in=Decision.TOLD).order_by("-settled_at")
    closed = request.status == Status.CLOSED
    return [decision for decision in known if closed or decision.state == Decision.State.SUPERSEDED]


def seen(request: FootageRequest, decision_id: UUID) -> Decision:
    """The live decision, when it is still the one that was read. Raises NotNow when it was replaced."""
    decision = live(request)
    if decision.pk != decision_id:
        raise NotNow(
            _("The proposal has changed since you read it. Load the page again and read the new one."),
            code="proposal_changed",
        )
    return decision


def jobs_of(request: FootageRequest) -> list[RenderJob]:
    """The render jobs of the live decision."""
    return list(RenderJob.objects.filter(window__decision__request=request, window__decision__state__in=LIVE))


def copies_of(request: FootageRequest) -> list[Deliverable]:
    """The finished clips of the live decision: what is looked at before it is approved, and handed over after."""
    live_ones = Deliverable.objects.filter(
        job__window__decision__request=request, job__window__decision__state__in=LIVE
    )
    return list(live_ones.select_related("job__hold__camera", "job__window").order_by("job__starts_at"))


def intact(copies: Iterable[Deliverable]) -> bool:
    """Every clip still has the bytes that passed the self-check and were looked at."""
    return all(deliverables.is_intact(copy) for copy in copies)


def reject_changed(request: FootageRequest) -> None:
    """Clips whose file has changed since it was looked at count as failed."""
    for copy in copies_of(request):
        if not deliverables.is_intact(copy):
            jobs.reject(copy.job, code="clip_changed")


def is_rendering(request: FootageRequest) -> bool:
    """Clips of the live decision are still being made."""
    return any(job.state in RenderJob.UNFINISHED for job in jobs_of(request))


def percent_rendered(request: FootageRequest) -> int:
    """How much of the live decision's clips is made, 0 to 100."""
    shares = [job.progress for job in jobs_of(request)]
    return int(100 * sum(shares) / len(shares)) if shares else 0


def clips_before(request: FootageRequest) -> int:
    """How many clips of others are made first, while none of the live decision is begun."""
    ours = jobs_of(request)
    if not ours or any(job.state != RenderJob.State.WAITING for job in ours):
        return 0
    return min(jobs.ahead_of(job) for job in ours)


def failures(request: FootageRequest) -> list[RenderJob]:
    """The clips of the last proposal that could not be made, with their reasons: for the officer."""
    last = request.decisions.last()
    if last is None or last.state != Decision.State.VOID:
        return []
    return list(RenderJob.objects.filter(window__decision=last, state=RenderJob.State.FAILED))


def propose(request: FootageRequest, proposal: Proposal, *, by: User, at: datetime) -> Decision:
    """Raises InvalidInput, naming the field, when the proposal does not hold together."""
    kind = _checked_kind(proposal)
    granted = kind in GRANTS
    windows = _checked_windows(request, proposal.windows) if granted else ()
    decision = Decision.objects.create(
        request=request,
        kind=kind,
        reason_code=proposal.reason_code if kind in WITHHOLDS else "",
        reason=proposal.reason,
        access=proposal.access if granted else Access.VIEW,
        view_limit=proposal.view_limit if granted else None,
        view_days=proposal.view_days or policies.value(Policy.Rule.GRANT_DAYS, on=wib_date(at)),
        proposed_by=by,
        proposed_at=at,
    )
    if kind in WITHHOLDS:
        ConsequenceTest.objects.create(
            decision=decision,
            article=proposal.consequence.article.strip() or reasons.ARTICLES[RefusalReason(proposal.reason_code)],
            harm=proposal.consequence.harm.strip(),
            lasts=proposal.consequence.lasts.strip(),
            tested_by=by,
            tested_at=at,
        )
    DecisionWindow.objects.bulk_create(
        DecisionWindow(
            decision=decision,
            camera=window.camera,
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            masks=list(window.masks),
        )
        for window in windows
    )
    return decision


def send_back(decision: Decision, *, by: User, at: datetime, comment: str) -> None:
    if not comment.strip():
        raise InvalidInput(_("Say what the officer should change."), field="comment")
    _drop_clips(decision, by=by.actor)
    _settle(decision, Decision.State.SENT_BACK, by=by, at=at, comment=comment)


def approve(decision: Decision, *, by: User, at: datetime, comment: str = "") -> Decision:
    decision.letter = letter_texts.compose(decision)
    _settle(decision, Decision.State.APPROVED, by=by, at=at, comment=comment)
    return decision


def queue_renders(decision: Decision, *, by: Actor) -> list[RenderJob]:
    """One render for each window of a proposal; one code names the receiver in all their watermarks.

    What comes of them is what the approver looks at and, once approved, what the applicant gets: byte for byte.
    """
    recipient_code = new_recipient_code()
    queued = []
    for window in decision.windows.select_related("camera"):
        window.job = jobs.queue(
            hold=_hold_of(decision.request, window),
            starts_at=window.starts_at,
            ends_at=window.ends_at,
            reference=decision.request.reference,
            recipient_code=recipient_code,
            options={"masks": masking.for_engine(window.masks)} if window.masks else {},
            by=by,
        )
        window.save(update_fields=["job"])
        queued.append(window.job)
    return queued


def issue_grants(decision: Decision, *, at: datetime, by: Actor) -> list[Grant]:
    """Leave to watch every clip of the decision, from now for as many days as were proposed.

    None for what is watched at an office: there an officer shows it.
    """
    if decision.access == Access.OFFICE:
        return []
    return [
        grants.issue(
            deliverable=job.deliverable,
            recipient_code=job.recipient_code,
            reference=job.reference,
            may_download=decision.may_download,
            expires_at=at + timedelta(days=decision.view_days),
            view_limit=decision.view_limit,
            by=by,
        )
        for job in RenderJob.objects.filter(window__decision=decision).select_related("deliverable")
    ]


def void(request: FootageRequest, *, by: Actor) -> None:
    """Takes back what was proposed or approved, if anything; its clips are no longer made, and those that are go."""
    decision = find_live(request)
    if decision is None:
        return
    _drop_clips(decision, by=by)
    decision.state = Decision.State.VOID
    decision.save(update_fields=["state"])


def supersede(request: FootageRequest) -> Decision | None:
    """The decision stays on record and what it granted stays granted, but the case is decided anew."""
    decision = find_live(request)
    if decision:
        decision.state = Decision.State.SUPERSEDED
        decision.save(update_fields=["state"])
    return decision


def _drop_clips(decision: Decision, *, by: Actor) -> None:
    """First the unfinished ones: a clip that is published meanwhile is then among the finished."""
    for job in RenderJob.objects.filter(window__decision=decision, state__in=RenderJob.UNFINISHED):
        jobs.cancel(job, by=by)
    for clip in Deliverable.objects.filter(job__window__decision=decision).select_related("job__hold__camera"):
        deliverables.remove(clip, by=by)


def _settle(decision: Decision, state: str, *, by: User, at: datetime, comment: str) -> None:
    decision.state, decision.settled_by, decision.settled_at, decision.comment = state, by, at, comment
    decision.save(update_fields=["state", "settled_by", "settled_at", "comment", "letter"])


def _checked_kind(proposal: Proposal) -> DecisionKind:
    if proposal.kind not in DecisionKind.values:
        raise InvalidInput(_("Choose what you propose."), field="kind")
    kind = DecisionKind(proposal.kind)
    if kind in WITHHOLDS:
        _check_withholding(proposal)
    if kind in GRANTS and proposal.access not in Access.values:
        raise InvalidInput(_("Choose how the clip is seen."), field="access")
    if kind != DecisionKind.GRANT and not proposal.reason.strip():
        raise InvalidInput(_("Explain the decision to the applicant."), field="reason")
    return kind


def _check_withholding(proposal: Proposal) -> None:
    if proposal.reason_code not in RefusalReason.values:
        raise InvalidInput(_("Choose the reason why it is not given."), field="reason_code")
    if not proposal.consequence.harm.strip():
        raise InvalidInput(_("Write which harm giving it would do, and to whom."), field="harm")
    if not proposal.consequence.lasts.strip():
        raise InvalidInput(_("Write for how long it stays withheld, like “until the trial ends”."), field="lasts")


def _checked_windows(request: FootageRequest, windows: tuple[Window, ...]) -> tuple[Window, ...]:
    if not windows:
        raise InvalidInput(_("Choose at least one camera and the time to release."), field="windows")
    if len({(window.camera.pk, window.starts_at, window.ends_at) for window in windows}) < len(windows):
        raise InvalidInput(_("The same time of the same camera is chosen twice. Remove one."), field="windows")
    minutes = policies.value(Policy.Rule.WINDOW_MINUTES, on=wib_date(request.submitted_at))
    for window in windows:
        if window.ends_at <= window.starts_at:
            raise InvalidInput(_("The end must be later than the start."), field="windows")
        if window.ends_at - window.starts_at > timedelta(minutes=minutes):
            raise InvalidInput(
                _("A clip can be %(minutes)s minutes long at most. Choose a shorter time.") % {"minutes": minutes},
                field="windows",
            )
        masking.check(list(window.masks), starts_at=window.starts_at, ends_at=window.ends_at)
        _check_footage(window, hold_reports.of_hold(_hold_of(request, window)))
    return windows


def _check_footage(window: Window, held: HoldReport) -> None:
    """What is released can be shown: it is safe in the vault, and at least a part of it was recorded."""
    if not held.secured:
        raise InvalidInput(
            _("The footage of %(camera)s is still being secured. Try again in a minute.")
            % {"camera": window.camera.name},
            field="windows",
        )
    if not any(part.within(Interval(window.starts_at, window.ends_at)) for part in held.recorded):
        raise InvalidInput(
            _("Nothing of the chosen time of %(camera)s was recorded. Choose another time or camera.")
            % {"camera": window.camera.name},
            field="windows",
        )


def _hold_of(request: FootageRequest, window: Window | DecisionWindow) -> Hold:
    """The hold that contains the whole window: nothing is released that was not preserved for this request."""
    hold = (
        Hold.objects.filter(
            reference=request.reference,
            camera=window.camera,
            starts_at__lte=window.starts_at,
            ends_at__gte=window.ends_at,
        )
        .exclude(state=Hold.State.RELEASED)
        .first()
    )
    if hold is None:
        raise InvalidInput(
            _("The chosen time of %(camera)s is not within what was preserved for this request.")
            % {"camera": window.camera.name},
            field="windows",
        )
    return hold
