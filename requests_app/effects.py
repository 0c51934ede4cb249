"""What an action does besides moving the case: one function for each row of the workflow's table.

Each runs inside `workflow.perform`'s transaction on the locked request, may set its `officer` and `outcome` (perform
saves them), and returns what the audit event says: never personal data.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from core.errors import InvalidInput
from footage import holds
from requests_app.applicant import erasures, objections
from requests_app.correspondence import messages
from requests_app.decision import decisions
from requests_app.decision.decisions import Proposal
from requests_app.models import DecisionKind, Extension, FootageRequest, Objection, Outcome
from requests_app.people import Party
from requests_app.procedure import pauses
from requests_app.review import dispatch, interests

Detail = Mapping[str, Any]


def take(request: FootageRequest, *, by: User, at: datetime) -> Detail:
    """Whose unit takes up a case that belonged to none keeps it."""
    request.officer = by
    request.unit = request.unit or by.unit
    return {}


def give_back(request: FootageRequest, *, by: User, at: datetime) -> Detail:
    request.officer = None
    return {}


def assign(request: FootageRequest, *, by: User, at: datetime, officer: User) -> Detail:
    dispatch.check_officer(request, officer)
    request.officer = officer
    request.unit = request.unit or officer.unit
    return {"officer": officer.pk}


def hand_on(request: FootageRequest, *, by: User, at: datetime, unit: Unit) -> Detail:
    """Its officer, if it had one, is free of it; what was noted and found stays with the case."""
    dispatch.check_unit(request, unit)
    request.officer, request.unit = None, unit
    return {"unit": unit.code}


def step_aside(request: FootageRequest, *, by: User, at: datetime, interest: str) -> Detail:
    """What they proposed goes with them: an interest may have shaped it. `interest` is an `Interest.Kind`."""
    interests.declare(request, interest, by=by, at=at)
    decisions.void(request, by=by.actor)
    request.officer = None
    return {"interest": interest}


def extend(request: FootageRequest, *, by: User, at: datetime, reason: str) -> Detail:
    """Raises InvalidInput without a reason: the law wants it in writing, and the applicant reads it."""
    if not reason.strip():
        raise InvalidInput(_("Write why more time is needed. The applicant reads this."), field="reason")
    Extension.objects.create(
        request=request, reason=reason.strip(), extended_by=by, extended_at=at, clock_began_at=request.counted_from
    )
    return {}


def ask(request: FootageRequest, *, by: User, at: datetime, body: str) -> Detail:
    """The question is a message of the conversation; the clock stands still from now on."""
    question = messages.add(request, body, by=by)
    pauses.begin(request, question, at=at)
    return {"message": str(question.pk)}


def answer(request: FootageRequest, *, by: Party, at: datetime, body: str) -> Detail:
    given = messages.add(request, body, by=by)
    pauses.end(request, given, at=at)
    return {"message": str(given.pk)}


def resume(request: FootageRequest, *, by: Party, at: datetime) -> Detail:
    pauses.end(request, None, at=at)
    return {}


def reopen(request: FootageRequest, *, by: Party, at: datetime, body: str) -> Detail:
    """`body` says what is missing. The officer who had the case has it again, and its clocks begin anew."""
    missing = messages.add(request, body, by=by)
    before = decisions.supersede(request)
    request.outcome, request.reopened_at = "", at
    return {"message": str(missing.pk), "decision": str(before.pk) if before else ""}


def propose(request: FootageRequest, *, by: User, at: datetime, proposal: Proposal) -> Detail:
    """A proposal with footage is rendered at once: what the approver looks at is what will be handed over."""
    decision = decisions.propose(request, proposal, by=by, at=at)
    jobs = decisions.queue_renders(decision, by=by.actor)
    return {
        "decision": str(decision.pk),
        "kind": decision.kind,
        "reason": decision.reason_code,
        "jobs": [str(job.pk) for job in jobs],
    }


def take_back(request: FootageRequest, *, by: User, at: datetime) -> Detail:
    """Whatever is to be changed in a proposal voids it, and the clips that were made of it are never handed over."""
    decision = decisions.live(request)
    decisions.void(request, by=by.actor)
    return {"decision": str(decision.pk)}


def send_back(request: FootageRequest, *, by: User, at: datetime, decision: UUID, comment: str) -> Detail:
    """`decision` is the proposal that the approver read: a newer one is not sent back unread."""
    seen = decisions.seen(request, decision)
    decisions.send_back(seen, by=by, at=at, comment=comment)
    return {"decision": str(seen.pk)}


def approve_grant(request: FootageRequest, *, by: User, at: datetime, decision: UUID, comment: str = "") -> Detail:
    """Approves the proposal that was read, with the very clips that were made of it, named by their hashes."""
    approved = decisions.approve(decisions.seen(request, decision), by=by, at=at, comment=comment)
    copies = decisions.copies_of(request)
    return {
        "decision": str(approved.pk),
        "kind": approved.kind,
        "deliverables": {str(copy.pk): copy.sha256 for copy in copies},
    }


def approve_without_footage(
    request: FootageRequest, *, by: User, at: datetime, decision: UUID, comment: str = ""
) -> Detail:
    """Closes with what was decided. The preserved footage stays until its term ends: an objection may still come."""
    approved = decisions.approve(decisions.seen(request, decision), by=by, at=at, comment=comment)
    request.outcome = decisions.OUTCOMES[DecisionKind(approved.kind)]
    return {"decision": str(approved.pk), "kind": approved.kind, "reason": approved.reason_code}


def withdraw(request: FootageRequest, *, by: Party, at: datetime) -> Detail:
    """Stops everything; nobody needs the footage any more."""
    decisions.void(request, by=by.actor)
    pauses.end(request, None, at=at)
    objections.drop(request)
    holds.release(reference=request.reference, by=by.actor, reason="withdrawn")
    request.outcome = Outcome.WITHDRAWN
    return {}


def deliver(request: FootageRequest, *, by: Party, at: datetime) -> Detail:
    decision = decisions.live(request)
    grants = decisions.issue_grants(decision, at=at, by=by.actor)
    request.outcome = decisions.OUTCOMES[DecisionKind(decision.kind)]
    return {"grants": [str(grant.pk) for grant in grants]}


def return_after_failure(request: FootageRequest, *, by: Party, at: datetime) -> Detail:
    """Back to the officer. Why is on the failed jobs (`RenderJob.error`), for `decisions.failures`."""
    decisions.reject_changed(request)
    failed = [str(job.pk) for job in decisions.jobs_of(request) if job.state in decisions.UNSUCCESSFUL]
    decisions.void(request, by=by.actor)
    return {"failed_jobs": failed}


def lodge_objection(request: FootageRequest, *, by: Party, at: datetime, ground: str, text: str) -> Detail:
    lodged = objections.lodge(request, ground=ground, text=text, at=at)
    return {"objection": str(lodged.pk), "ground": lodged.ground}


def uphold(request: FootageRequest, *, by: User, at: datetime, answer: str) -> Detail:
    answered = objections.answer(request, Objection.State.UPHELD, answer, by=by, at=at)
    return {"objection": str(answered.pk)}


def overturn(request: FootageRequest, *, by: User, at: datetime, answer: str) -> Detail:
    """The case is answered anew, with all that was kept for it."""
    answered = objections.answer(request, Objection.State.OVERTURNED, answer, by=by, at=at)
    decisions.supersede(request)
    request.outcome, request.officer, request.reopened_at = "", None, at
    return {"objection": str(answered.pk)}


def hasten(request: FootageRequest, *, by: User, at: datetime, answer: str) -> Detail:
    """An objection to an answer that does not come is right: there is no decision to overturn, only one to make."""
    answered = objections.answer(request, Objection.State.OVERTURNED, answer, by=by, at=at)
    return {"objection": str(answered.pk)}


def report_dispute(request: FootageRequest, *, by: Party, at: datetime) -> Detail:
    """Nothing of ours is decided there; but the footage stays for as long as a ruling may take."""
    return {"objection": str(objections.dispute(request, at=at).pk)}


def ask_erasure(request: FootageRequest, *, by: Party, at: datetime) -> Detail:
    return {"erasure": str(erasures.ask(request, at=at).pk)}


def erase(request: FootageRequest, *, by: User, at: datetime) -> Detail:
    """The applicant is told first: afterwards nobody knows any more where they are reached."""
    return {"erased": erasures.carry_out(request, by=by, at=at)}


def refuse_erasure(request: FootageRequest, *, by: User, at: datetime, ground: str, reason: str) -> Detail:
    refused = erasures.refuse(request, ground=ground, reason=reason, by=by, at=at)
    return {"erasure": str(refused.pk), "ground": refused.ground}
