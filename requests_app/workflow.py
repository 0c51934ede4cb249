"""The life of a case as one table, and `perform`, the only writer of its status.

A row says: who may do what, in which states, on which further conditions, where it leads, what else happens, and what
the applicant is told. Where a case is (status) and what came of it (outcome) are two things. `docs/workflow.md` shows
the table as a picture.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import NotAllowed, NotNow
from requests_app import effects, rules
from requests_app.correspondence import letters
from requests_app.models import FootageRequest, Status
from requests_app.people import Party
from requests_app.procedure import safekeeping
from requests_app.refusals import attempt
from requests_app.review import urgency


class Action(models.TextChoices):
    TAKE = "take", _("take the case")
    GIVE_BACK = "give_back", _("give the case back")
    ASSIGN = "assign", _("give the case to an officer")
    HAND_ON = "hand_on", _("hand the case to another unit")
    STEP_ASIDE = "step_aside", _("declare an interest and step aside")
    EXTEND = "extend", _("extend the term")
    ASK = "ask", _("ask the applicant and stop the clock")
    ANSWER = "answer", _("answer what was asked")
    RESUME = "resume", _("go on without an answer")
    LAPSE = "lapse", _("go on after the term for an answer")
    PROPOSE = "propose", _("propose a decision")
    TAKE_BACK = "take_back", _("take the own proposal back")
    SEND_BACK = "send_back", _("send the proposal back")
    APPROVE = "approve", _("approve the proposal")
    REOPEN = "reopen", _("report as not solved")
    WITHDRAW = "withdraw", _("withdraw the request")
    DELIVER = "deliver", _("deliver the footage")
    LODGE_OBJECTION = "lodge_objection", _("object")
    UPHOLD = "uphold", _("let the decision stand")
    OVERTURN = "overturn", _("find the objection right")
    REPORT_DISPUTE = "report_dispute", _("report a dispute")
    ASK_ERASURE = "ask_erasure", _("ask for the erasure of own data")
    ERASE = "erase", _("erase the applicant’s data")
    REFUSE_ERASURE = "refuse_erasure", _("refuse the erasure")
    RENDER_FAILED = "render_failed", _("return after a failed clip")


Rule = Callable[[FootageRequest, Party], None]
Effect = Callable[..., Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One row. `target` is None when the case stays where it is.

    `effect` takes the locked request, `by`, `at` and the action's data, and returns what is audited.
    """

    action: Action
    source: tuple[Status, ...]
    target: Status | None
    who: Rule
    when: Callable[[FootageRequest], bool] = rules.always
    guards: tuple[Rule, ...] = ()
    effect: Effect
    verb: Verb
    told: letters.Composer | None = None


SUBMITTED, IN_REVIEW, AWAITING_APPLICANT, AWAITING_APPROVAL, PREPARING, CLOSED = (
    Status.SUBMITTED,
    Status.IN_REVIEW,
    Status.AWAITING_APPLICANT,
    Status.AWAITING_APPROVAL,
    Status.PREPARING,
    Status.CLOSED,
)

SECOND_READING = (rules.read_first, rules.third_decides, rules.judged_alike)

OPEN = (SUBMITTED, IN_REVIEW, AWAITING_APPLICANT, AWAITING_APPROVAL, PREPARING)

TABLE: tuple[Step, ...] = (
    Step(
        action=Action.TAKE,
        source=(SUBMITTED,),
        target=IN_REVIEW,
        who=rules.reviewer,
        guards=(rules.without_interest,),
        effect=effects.take,
        verb=Verb.REQUEST_TAKEN,
    ),
    Step(
        action=Action.GIVE_BACK,
        source=(IN_REVIEW,),
        target=SUBMITTED,
        who=rules.reviewer,
        guards=(rules.has_the_case,),
        effect=effects.give_back,
        verb=Verb.REQUEST_GIVEN_BACK,
    ),
    Step(
        action=Action.ASSIGN,
        source=(SUBMITTED, IN_REVIEW),
        target=IN_REVIEW,
        who=rules.dispatcher,
        effect=effects.assign,
        verb=Verb.REQUEST_ASSIGNED,
    ),
    Step(
        action=Action.ASSIGN,
        source=(AWAITING_APPLICANT, AWAITING_APPROVAL),
        target=None,
        who=rules.dispatcher,
        effect=effects.assign,
        verb=Verb.REQUEST_ASSIGNED,
    ),
    Step(
        action=Action.HAND_ON,
        source=(SUBMITTED, IN_REVIEW),
        target=SUBMITTED,
        who=rules.dispatcher_or_reviewer,
        guards=(rules.dispatches_or_has_the_case,),
        effect=effects.hand_on,
        verb=Verb.REQUEST_HANDED_ON,
    ),
    Step(
        action=Action.STEP_ASIDE,
        source=(IN_REVIEW, AWAITING_APPROVAL),
        target=SUBMITTED,
        who=rules.reviewer,
        guards=(rules.has_the_case,),
        effect=effects.step_aside,
        verb=Verb.INTEREST_DECLARED,
    ),
    Step(
        action=Action.EXTEND,
        source=(IN_REVIEW, AWAITING_APPROVAL),
        target=None,
        who=rules.reviewer,
        guards=(rules.has_the_case, rules.never_extended, rules.in_time),
        effect=effects.extend,
        verb=Verb.REQUEST_EXTENDED,
        told=letters.extended,
    ),
    Step(
        action=Action.ASK,
        source=(IN_REVIEW,),
        target=AWAITING_APPLICANT,
        who=rules.reviewer,
        guards=(rules.has_the_case,),
        effect=effects.ask,
        verb=Verb.APPLICANT_ASKED,
        told=letters.asked,
    ),
    Step(
        action=Action.ANSWER,
        source=(AWAITING_APPLICANT,),
        target=IN_REVIEW,
        who=rules.applicant,
        effect=effects.answer,
        verb=Verb.APPLICANT_ANSWERED,
    ),
    Step(
        action=Action.RESUME,
        source=(AWAITING_APPLICANT,),
        target=IN_REVIEW,
        who=rules.reviewer,
        guards=(rules.has_the_case,),
        effect=effects.resume,
        verb=Verb.CLOCK_RESUMED,
        told=letters.resumed,
    ),
    Step(
        action=Action.LAPSE,
        source=(AWAITING_APPLICANT,),
        target=IN_REVIEW,
        who=rules.the_system,
        guards=(rules.waited_long_enough,),
        effect=effects.resume,
        verb=Verb.CLOCK_RESUMED,
        told=letters.resumed,
    ),
    Step(
        action=Action.PROPOSE,
        source=(IN_REVIEW,),
        target=AWAITING_APPROVAL,
        who=rules.reviewer,
        guards=(rules.has_the_case,),
        effect=effects.propose,
        verb=Verb.DECISION_PROPOSED,
    ),
    Step(
        action=Action.TAKE_BACK,
        source=(AWAITING_APPROVAL,),
        target=IN_REVIEW,
        who=rules.reviewer,
        guards=(rules.has_the_case,),
        effect=effects.take_back,
        verb=Verb.DECISION_VOIDED,
    ),
    Step(
        action=Action.SEND_BACK,
        source=(AWAITING_APPROVAL,),
        target=IN_REVIEW,
        who=rules.approver,
        guards=(rules.without_interest, rules.proposed_nothing, rules.read_first, rules.third_decides),
        effect=effects.send_back,
        verb=Verb.DECISION_SENT_BACK,
    ),
    Step(
        action=Action.APPROVE,
        source=(AWAITING_APPROVAL,),
        target=PREPARING,
        who=rules.approver,
        when=rules.grants_footage,
        guards=(
            rules.without_interest,
            rules.proposed_nothing,
            *SECOND_READING,
            rules.police_report_there,
            rules.power_proved,
            rules.copies_made,
            rules.copies_watched,
        ),
        effect=effects.approve_grant,
        verb=Verb.DECISION_APPROVED,
    ),
    Step(
        action=Action.APPROVE,
        source=(AWAITING_APPROVAL,),
        target=CLOSED,
        who=rules.approver,
        when=rules.grants_nothing,
        guards=(rules.without_interest, rules.proposed_nothing, *SECOND_READING),
        effect=effects.approve_without_footage,
        verb=Verb.DECISION_APPROVED,
        told=letters.decided,
    ),
    Step(
        action=Action.WITHDRAW,
        source=OPEN,
        target=CLOSED,
        who=rules.applicant,
        effect=effects.withdraw,
        verb=Verb.REQUEST_WITHDRAWN,
        told=letters.withdrawn,
    ),
    Step(
        action=Action.REOPEN,
        source=(CLOSED,),
        target=IN_REVIEW,
        who=rules.applicant,
        guards=(rules.may_be_reopened,),
        effect=effects.reopen,
        verb=Verb.REQUEST_REOPENED,
    ),
    Step(
        action=Action.DELIVER,
        source=(PREPARING,),
        target=CLOSED,
        who=rules.the_system,
        guards=(rules.copies_made, rules.copies_intact),
        effect=effects.deliver,
        verb=Verb.REQUEST_CLOSED,
        told=letters.footage_ready,
    ),
    Step(
        action=Action.LODGE_OBJECTION,
        source=(*OPEN, CLOSED),
        target=None,
        who=rules.applicant,
        guards=(rules.may_object,),
        effect=effects.lodge_objection,
        verb=Verb.OBJECTION_LODGED,
        told=letters.objection_received,
    ),
    Step(
        action=Action.UPHOLD,
        source=(*OPEN, CLOSED),
        target=None,
        who=rules.objection_reviewer,
        guards=(rules.objection_open, rules.without_interest, rules.took_no_part),
        effect=effects.uphold,
        verb=Verb.DECISION_UPHELD,
        told=letters.objection_answered,
    ),
    Step(
        action=Action.OVERTURN,
        source=(CLOSED,),
        target=SUBMITTED,
        who=rules.objection_reviewer,
        guards=(rules.objection_open, rules.without_interest, rules.took_no_part),
        effect=effects.overturn,
        verb=Verb.DECISION_OVERTURNED,
        told=letters.objection_answered,
    ),
    Step(
        action=Action.OVERTURN,
        source=OPEN,
        target=None,
        who=rules.objection_reviewer,
        guards=(rules.objection_open, rules.without_interest, rules.took_no_part),
        effect=effects.hasten,
        verb=Verb.DECISION_OVERTURNED,
        told=letters.objection_answered,
    ),
    Step(
        action=Action.REPORT_DISPUTE,
        source=(*OPEN, CLOSED),
        target=None,
        who=rules.applicant,
        guards=(rules.may_dispute,),
        effect=effects.report_dispute,
        verb=Verb.DISPUTE_REPORTED,
    ),
    Step(
        action=Action.ASK_ERASURE,
        source=(*OPEN, CLOSED),
        target=None,
        who=rules.applicant,
        guards=(rules.may_ask_erasure,),
        effect=effects.ask_erasure,
        verb=Verb.ERASURE_ASKED,
        told=letters.erasure_asked,
    ),
    Step(
        action=Action.ERASE,
        source=(CLOSED,),
        target=None,
        who=rules.reviewer,
        guards=(rules.erasure_asked, rules.without_interest, rules.no_objection_open),
        effect=effects.erase,
        verb=Verb.DATA_ERASED,
    ),
    Step(
        action=Action.REFUSE_ERASURE,
        source=(CLOSED,),
        target=None,
        who=rules.reviewer,
        guards=(rules.erasure_asked, rules.without_interest),
        effect=effects.refuse_erasure,
        verb=Verb.ERASURE_REFUSED,
        told=letters.erasure_refused,
    ),
    Step(
        action=Action.RENDER_FAILED,
        source=(AWAITING_APPROVAL, PREPARING),
        target=IN_REVIEW,
        who=rules.the_system,
        guards=(rules.clips_failed,),
        effect=effects.return_after_failure,
        verb=Verb.DECISION_VOIDED,
    ),
)


def available(request: FootageRequest, by: Party) -> set[Action]:
    """What `by` may do to `request` as it stands: the buttons to show."""
    return {action for action in Action if obstacle(request, action, by) is None}


def obstacle(request: FootageRequest, action: Action, by: Party) -> NotAllowed | None:
    """Why `by` may not do `action` to `request` as it stands; None when they may."""
    try:
        _step(request, action, by)
    except NotAllowed as refusal:
        return refusal
    return None


def perform(request: FootageRequest, action: Action | str, *, by: Party, **data: Any) -> FootageRequest:
    """Does `action` with `data` (see `effects` for what each one takes) and returns the request as it then stands.

    Locks the row, so two people who act at once act one after the other. Status, effects, audit event and the message
    owed to the applicant are one transaction. A refusal raises NotAllowed (NotNow when it is the case that does not
    allow it), changes nothing and is audited; data that does not fit raises InvalidInput. Not inside a transaction.
    """
    action = Action(action)
    with attempt(request, action, by=by):
        return _perform(request, action, by, data)


def _perform(request: FootageRequest, action: Action, by: Party, data: dict[str, Any]) -> FootageRequest:
    request = FootageRequest.objects.select_for_update().get(pk=request.pk)
    step = _step(request, action, by)
    before, now = request.status, database_now()

    detail = step.effect(request, by=by, at=now, **data)
    if step.target:
        request.status = step.target
        request.closed_at = now if step.target == CLOSED else None
    request.save(update_fields=["status", "outcome", "officer", "unit", "closed_at", "reopened_at"])

    detail = {"action": action.value, "from": before, "to": request.status, **detail}
    events.record(verb=step.verb, by=by.actor, case=request.reference, detail=detail)
    safekeeping.keep_while_needed(request, by=by.actor)
    urgency.refresh([request])
    if step.told:
        letters.send(step.told, request=request)
    return request


def _step(request: FootageRequest, action: Action, by: Party) -> Step:
    """The row that applies, or the reason why none does."""
    steps = [step for step in TABLE if step.action == action]
    steps[0].who(request, by)  # the same person in every row of an action
    for step in steps:
        if request.status in step.source and step.when(request):
            for guard in step.guards:
                guard(request, by)
            return step
    raise NotNow(
        _("This cannot be done now: the request is “%(status)s”. Load the page again to see how it stands.")
        % {"status": request.get_status_display()}
    )
