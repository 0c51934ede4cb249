"""Second reading: where the policy says so, an approver judges a case before they see what was proposed.

Whoever knows the first judgement tends to find the same. When both judge alike, the second may settle the proposal;
when not, a third person reads the case in the same way, and settles it.
"""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import InvalidInput, NotNow
from requests_app.decision import decisions
from requests_app.models import Decision, DecisionKind, FootageRequest, Policy, Reading, Status
from requests_app.people import Party
from requests_app.procedure import policies
from requests_app.refusals import attempt

LONGEST = 2000


def is_owed(request: FootageRequest, by: Party) -> bool:
    """`by` could settle the proposal, and has to judge for themself first: until then they may not know it."""
    if request.status != Status.AWAITING_APPROVAL or not by.may(Permission.APPROVE):
        return False
    if not policies.value(Policy.Rule.SECOND_READING):
        return False
    live = decisions.find_live(request)
    if live is None or by.actor.id in map(str, request.decisions.values_list("proposed_by_id", flat=True)):
        return False
    return not live.readings.filter(reader_id=int(by.actor.id)).exists()


def visible_decisions(request: FootageRequest, by: Party) -> QuerySet[Decision]:
    """The proposals and decisions that `by` may know."""
    known = request.decisions.all()
    return known.exclude(state__in=decisions.LIVE) if is_owed(request, by) else known


def record(request: FootageRequest, *, kind: str, note: str, by: User) -> Reading:
    """Writes down the reader's judgement, once.

    Raises NotNow when none is owed, and InvalidInput for one that says nothing.
    """
    with attempt(request, "judge", by=by):
        locked = FootageRequest.objects.select_for_update().get(pk=request.pk)
        if not is_owed(locked, by):
            raise NotNow(_("No judgement of yours is asked for here. Load the page again."), code="no_reading_owed")
        if kind not in DecisionKind.values:
            raise InvalidInput(_("Choose how you would decide."), field="judgement")
        if not note.strip() or len(note) > LONGEST:
            raise InvalidInput(_("Write your grounds in a few words, 2,000 characters at most."), field="grounds")
        live = decisions.live(locked)
        reading = Reading.objects.create(
            decision=live,
            reader=by,
            kind=kind,
            note=note.strip(),
            agrees=kind == live.kind,
            read_at=database_now(),
        )
        events.record(
            verb=Verb.JUDGEMENT_RECORDED,
            by=by.actor,
            case=request.reference,
            subject=f"decision:{live.pk}",
            detail={"kind": kind, "agrees": reading.agrees},
        )
    return reading


def of_reader(request: FootageRequest, by: Party) -> Reading | None:
    """What `by` judged of the proposal on the table."""
    live = decisions.find_live(request)
    return live.readings.filter(reader_id=int(by.actor.id)).first() if live and by.actor.id.isdecimal() else None
