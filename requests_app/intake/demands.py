"""Which documents the procedure asks for, and by when they have to be there.

Footage dies while somebody looks for a paper, so a paper that is missing holds up its release and not its protection,
unless a policy says otherwise.
"""

from collections.abc import Collection
from datetime import date
from enum import IntEnum

from core.clock import wib_date
from requests_app.intake import police_reports
from requests_app.models import Capacity, CaseDocument, FootageRequest, Policy
from requests_app.procedure import policies

Kind = CaseDocument.Kind
# KUHPerdata pasal 1792: whoever acts in the name of another shows the power to.
ACTS_BY_POWER = frozenset({Capacity.PROXY, Capacity.LAWYER, Capacity.INSURER})


class When(IntEnum):
    """As policies say it in numbers."""

    NOT_NEEDED = 0
    MAY_FOLLOW = 1
    WITH_THE_REQUEST = 2


def missing(*, capacity: str, present: Collection[str], on: date | None = None) -> dict[Kind, When]:
    """What is asked of somebody in this capacity and is not among the kinds of document that are there.

    By the policy of the day `on` in Jakarta, today when none is given.
    """
    asked: dict[Kind, When] = {}
    if capacity in ACTS_BY_POWER:
        asked[Kind.POWER_OF_ATTORNEY] = _when(Policy.Rule.POWER_OF_ATTORNEY, on=on)
    return {kind: when for kind, when in asked.items() if when != When.NOT_NEEDED and kind not in present}


def awaited(request: FootageRequest) -> list[Kind]:
    """What the applicant still has to send before anything may be released."""
    present = request.documents.filter(destroyed_at=None).values_list("kind", flat=True)
    asked = list(missing(capacity=request.capacity, present=set(present), on=wib_date(request.submitted_at)))
    return [*asked, Kind.POLICE_REPORT] if police_reports.holds_up(request) else asked


def power_unproved(request: FootageRequest) -> bool:
    """Somebody acts for another, and no officer has found yet that their power of attorney covers it."""
    if request.capacity not in ACTS_BY_POWER:
        return False
    if _when(Policy.Rule.POWER_OF_ATTORNEY, on=wib_date(request.submitted_at)) == When.NOT_NEEDED:
        return False
    last = request.power_checks.last()
    return not (last and last.passed)


def _when(rule: str, *, on: date | None = None) -> When:
    return When(min(policies.value(rule, on=on), When.WITH_THE_REQUEST))
