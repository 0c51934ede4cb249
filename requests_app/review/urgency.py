"""What comes first: who is in danger, then what will be lost first, then what falls due first.

The clocks themselves are computed and never stored (`deadlines`). What is stored here is only the place in the queue,
so that PostgreSQL can walk through a hundred thousand cases in order: written when a case is filed or moves, when a
rule or a day off changes, and by a sweep, since a hold that ends next week is nearer every day.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.clock import database_now, wib_date
from footage.models import Hold
from requests_app.models import FootageRequest, IncidentType, Status
from requests_app.procedure import deadlines, policies
from requests_app.procedure.policies import Rule

ENDS_SOON = timedelta(days=7)  # from then on a hold's end comes before the clocks
ORDER = ("-urgent", "lost_at", "due_at", "submitted_at", "pk")
BATCH = 500


def reason(case: FootageRequest, rules: policies.Table) -> str | Promise:
    """Why a case is in the urgent lane by the rules of the day it was submitted on; empty when it is not."""
    begun = wib_date(case.submitted_at)
    if case.anyone_at_risk and rules.find(Rule.URGENT_AT_RISK, on=begun).value:
        return _("Somebody at risk")
    missing = case.incident_type == IncidentType.MISSING_PERSON
    return _("Missing person") if missing and rules.find(Rule.URGENT_MISSING_PERSON, on=begun).value else ""


def refresh(cases: Iterable[FootageRequest]) -> int:
    """Writes the places of running cases anew where they have changed; answers how many had."""
    cases = [case for case in cases if case.status != Status.CLOSED]
    if not cases:
        return 0
    now = database_now()
    known = deadlines.calendar(after=min(wib_date(case.counted_from) for case in cases))
    losses = _losses([case.reference for case in cases], now=now)
    moved = []
    for case in cases:
        clocks = deadlines.of(case, known=known, now=now)
        due_at = min(clock.due_at for clock in (clocks.answer, clocks.own_data) if clock)
        place = (bool(reason(case, known.rules)), losses.get(case.reference), due_at)
        if place != (case.urgent, case.lost_at, case.due_at):
            case.urgent, case.lost_at, case.due_at = place
            moved.append(case)
    FootageRequest.objects.bulk_update(moved, ["urgent", "lost_at", "due_at"])
    return len(moved)


def refresh_all() -> int:
    """All running cases, batch by batch."""
    running: QuerySet[FootageRequest] = FootageRequest.objects.exclude(status=Status.CLOSED)
    running = running.prefetch_related(*deadlines.HISTORY).defer("description", "clothing", "item", "address")
    keys = list(running.values_list("pk", flat=True))
    return sum(refresh(running.filter(pk__in=keys[start : start + BATCH])) for start in range(0, len(keys), BATCH))


def _losses(references: Sequence[str], *, now: datetime) -> dict[str, datetime]:
    """When the first footage of each case is lost unless somebody acts: what is not in the vault yet, when its recorder
    overwrites it; what is, when its hold ends soon."""
    found: dict[str, datetime] = {}
    holds = Hold.objects.exclude(state=Hold.State.RELEASED).filter(reference__in=references)
    for reference, state, starts_at, keep_until, retention_days in holds.values_list(
        "reference", "state", "starts_at", "keep_until", "camera__retention_days"
    ):
        lost_at = keep_until
        if state == Hold.State.PLACED:
            lost_at = min(keep_until, starts_at + timedelta(days=retention_days))
        elif keep_until > now + ENDS_SOON:
            continue
        found[reference] = min(lost_at, found.get(reference, lost_at))
    return found
