"""Objections to a decision, or to an answer that does not come (UU 14/2008 art. 35 to 37). Written by the workflow."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit.models import Event
from audit.verbs import Verb
from core.actors import ActorKind
from core.clock import wib_date
from core.errors import InvalidInput, NotNow
from requests_app.decision import decisions
from requests_app.models import FootageRequest, Ground, Objection, Outcome, Policy, Status
from requests_app.people import Party
from requests_app.procedure import deadlines
from requests_app.procedure.deadlines import Calendar, WorkingDays

LONGEST = 4000
State = Objection.State
ANSWERED = (State.UPHELD, State.OVERTURNED)
# Acts that take no part in how a case was judged. Whatever else somebody did in it counts as a part.
LOOKING = frozenset(
    {
        Verb.REQUEST_READ,
        Verb.RENDER_QUEUED,  # a preview for their own eyes; whoever has a clip made proposes it, which counts
        Verb.FOOTAGE_PREVIEWED,
        Verb.FOOTAGE_PLAYED,
        Verb.FOOTAGE_PICTURED,
        Verb.MOMENT_MARKED,
        Verb.MARK_REMOVED,
        Verb.DOCUMENT_READ,
        Verb.CASE_DENIED,
        Verb.DECISION_UPHELD,
        Verb.DECISION_OVERTURNED,
    }
)


# --- Terms ----------------------------------------------------------------------------------------------------------


def term_to_object(request: FootageRequest, *, known: Calendar | None = None) -> WorkingDays | None:
    """From the day after the decision; None while there is none, and after a withdrawal."""
    if request.closed_at is None or request.outcome == Outcome.WITHDRAWN:
        return None
    return deadlines.term(Policy.Rule.OBJECTION_WORKING_DAYS, after=wib_date(request.closed_at), known=known)


def term_to_answer(objection: Objection, *, known: Calendar | None = None) -> WorkingDays:
    return deadlines.term(Policy.Rule.OBJECTION_ANSWER_WORKING_DAYS, after=wib_date(objection.lodged_at), known=known)


def term_to_dispute(objection: Objection, *, known: Calendar | None = None) -> WorkingDays:
    """From the day after the answer, or after the term for one that did not come."""
    after = wib_date(objection.answered_at) if objection.answered_at else term_to_answer(objection).last_day
    return deadlines.term(Policy.Rule.DISPUTE_WORKING_DAYS, after=after, known=known)


def footage_needed_until(objection: Objection, *, now: datetime) -> datetime:
    """The end of the terms of an objection, however late its answer is, and of a dispute that was reported."""
    if objection.disputed_at:
        return deadlines.term(Policy.Rule.DISPUTE_RULING_WORKING_DAYS, after=wib_date(objection.disputed_at)).due_at
    if objection.state == State.OPEN:
        due = max(now, term_to_answer(objection).due_at)
        last_moment = due - timedelta(microseconds=1)  # a clock's end is the midnight that begins the next day
        return deadlines.term(Policy.Rule.DISPUTE_WORKING_DAYS, after=wib_date(last_moment)).due_at
    return term_to_dispute(objection).due_at


# --- What may be done -----------------------------------------------------------------------------------------------


def find_open(request: FootageRequest) -> Objection | None:
    return next((objection for objection in request.objections.all() if objection.state == State.OPEN), None)


def last(request: FootageRequest) -> Objection | None:
    return next(reversed(_standing(request)), None)


def check_may_object(request: FootageRequest, *, now: datetime) -> None:
    """Raises NotNow with what stands in the way."""
    if request.outcome == Outcome.WITHDRAWN:
        raise NotNow(_("You withdrew this request, so there is nothing to object to."), code="withdrawn")
    if find_open(request):
        raise NotNow(_("You have objected already, and the objection is being examined."), code="already_objected")
    term = term_to_object(request)
    if term is None:
        _check_is_late(request, now=now)
    elif now >= term.due_at:
        raise NotNow(_("The term in which you could object has run out."), code="term_over")
    elif _objected_to_this(request):
        raise NotNow(_("You have objected to this decision before. You have its answer."), code="already_objected")


def check_may_dispute(request: FootageRequest, *, now: datetime) -> None:
    """Raises NotNow unless there is an answer, or none in time, and the term of the Komisi Informasi runs."""
    objection = last(request)
    if objection is None or objection.disputed_at:
        raise NotNow(_("There is no objection that could go to the Komisi Informasi."), code="no_dispute")
    if objection.state == State.OPEN and now < term_to_answer(objection).due_at:
        raise NotNow(_("The objection is still being examined."), code="not_answered_yet")
    if now >= term_to_dispute(objection).due_at:
        raise NotNow(_("The term of the Komisi Informasi has run out."), code="term_over")


def took_part(request: FootageRequest, by: Party) -> bool:
    """Whether `by` did anything in the case but look: asked of the audit trail, which forgets nothing."""
    acts = Event.objects.filter(case=request.reference, actor_kind=ActorKind.STAFF, actor_id=by.actor.id)
    return acts.exclude(verb__in=LOOKING).exists()


def _standing(request: FootageRequest) -> list[Objection]:
    return [objection for objection in request.objections.all() if objection.state != State.DROPPED]


def _objected_to_this(request: FootageRequest) -> bool:
    decision = decisions.find_live(request)
    return any(objection.decision_id == (decision and decision.pk) for objection in _standing(request))


def _check_is_late(request: FootageRequest, *, now: datetime) -> None:
    if not deadlines.lateness(request, now=now):
        raise NotNow(_("The answer is not late: you can object once its term has run out."), code="not_late")
    since = request.counted_from
    if any(objection.decision_id is None and objection.lodged_at >= since for objection in _standing(request)):
        raise NotNow(_("You have objected to the delay before. You have its answer."), code="already_objected")


# --- What is done: inside the workflow's transaction ----------------------------------------------------------------


def lodge(request: FootageRequest, *, ground: str, text: str, at: datetime) -> Objection:
    """Raises InvalidInput for a ground that the law does not know, and for a text that says nothing."""
    if ground not in Ground.values:
        raise InvalidInput(_("Choose the ground of your objection."), field="ground")
    decision = decisions.find_live(request) if request.status == Status.CLOSED else None
    return Objection.objects.create(
        request=request, decision=decision, ground=ground, text=_checked(text, field="text"), lodged_at=at
    )


def answer(request: FootageRequest, state: str, text: str, *, by: User, at: datetime) -> Objection:
    """With reasons in writing, whichever way it goes (art. 36 (3)). Raises InvalidInput without them."""
    objection = request.objections.get(state=State.OPEN)
    objection.state, objection.answered_by, objection.answered_at = state, by, at
    objection.answer = _checked(text, field="answer")
    objection.save()
    return objection


def dispute(request: FootageRequest, *, at: datetime) -> Objection:
    objection = request.objections.exclude(state=State.DROPPED).latest("lodged_at")
    objection.disputed_at = at
    objection.save(update_fields=["disputed_at"])
    return objection


def drop(request: FootageRequest) -> None:
    request.objections.filter(state=State.OPEN).update(state=State.DROPPED)


def _checked(text: str, *, field: str) -> str:
    text = text.strip()
    if not text:
        raise InvalidInput(_("Write the reasons in a few words."), field=field)
    if len(text) > LONGEST:
        raise InvalidInput(
            _("Shorten this to %(limit_value)d characters; there are %(show_value)d now.")
            % {"limit_value": LONGEST, "show_value": len(text)},
            field=field,
        )
    return text
