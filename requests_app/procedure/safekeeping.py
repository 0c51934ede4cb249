"""How long a case needs its footage: no hold may end while a term of the case still runs.

A hold keeps its day itself, since `footage` knows no cases; so each act on a case moves that day, and a sweep does it
for terms that grew without one (a new holiday, an answer that is late).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from core.actors import Actor
from core.clock import database_now
from footage import holds
from footage.models import Hold
from requests_app.applicant import erasures, objections
from requests_app.models import FootageRequest, Objection, Outcome, Policy
from requests_app.people import System
from requests_app.procedure import deadlines, policies

SAFEKEEPING = System("safekeeping")
LOOKED_AT_BEFORE = timedelta(days=3)  # a hold that ends is looked at this long before; the sweep runs every hour


def needed_until(request: FootageRequest, *, now: datetime) -> datetime | None:
    """The end of the last term that runs, with the policy's margin; None when nobody needs the footage any more.

    An open case needs it for as long as it is open, however late it is.
    """
    if request.outcome == Outcome.WITHDRAWN or (request.erased_at and not erasures.is_with_the_police(request)):
        return None
    margin = timedelta(days=policies.value(Policy.Rule.HOLD_MARGIN_DAYS))
    return max(_terms(request, now=now)) + margin


def keep_while_needed(request: FootageRequest, *, by: Actor) -> None:
    until = needed_until(request, now=database_now())
    if until:
        holds.keep_longer(reference=request.reference, keep_until=until, by=by)


def _terms(request: FootageRequest, *, now: datetime) -> Iterator[datetime]:
    if request.closed_at is None:
        yield max(now, deadlines.of(request, now=now).answer.due_at)
    elif term := objections.term_to_object(request):
        yield term.due_at
        yield request.closed_at + timedelta(days=policies.value(Policy.Rule.REOPEN_DAYS))
    for objection in request.objections.exclude(state=Objection.State.DROPPED):
        yield objections.footage_needed_until(objection, now=now)


def sweep() -> None:
    """Keeps what is about to be released although its case still needs it."""
    ending = Hold.objects.exclude(state=Hold.State.RELEASED).filter(keep_until__lt=database_now() + LOOKED_AT_BEFORE)
    needed = FootageRequest.objects.filter(reference__in=ending.values("reference"))
    for request in needed.exclude(outcome=Outcome.WITHDRAWN):
        keep_while_needed(request, by=SAFEKEEPING.actor)
