"""The order of work: people at risk first, then what falls due first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from core.clock import wib_date
from requests_app import deadlines
from requests_app.caseload import in_order_of_work
from requests_app.models import FootageRequest, Status

PAGE_ROWS = 25
OPEN = [Status.SUBMITTED, Status.IN_REVIEW, Status.AWAITING_APPROVAL, Status.PREPARING]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue shows; kept in the page's address."""

    status: str = ""  # a Status, or "" for all open ones
    number: str = ""  # a part of a request number
    mine: bool = False


def select(cases: QuerySet[FootageRequest], filters: Filters, *, user: User) -> QuerySet[FootageRequest]:
    """In the order of work; closed cases newest first."""
    wanted = Q(status=filters.status) if filters.status else Q(status__in=OPEN)
    if filters.mine:
        wanted &= Q(officer=user)
    if filters.number:
        wanted &= Q(reference__icontains=filters.number)
    found = cases.filter(wanted).select_related("officer")
    return found.order_by("-closed_at") if filters.status == Status.CLOSED else in_order_of_work(found)


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the queue. `due` is the last day of the answer's clock; None once the case is closed."""

    case: FootageRequest
    due: date | None
    late: bool


def rows(cases: Iterable[FootageRequest]) -> list[Row]:
    """The calendar is fetched once for all of them."""
    cases = list(cases)
    if not cases:
        return []
    known = deadlines.calendar(after=min(wib_date(case.submitted_at) for case in cases))
    now = timezone.now()
    return [_row(case, known, now) for case in cases]


def _row(case: FootageRequest, known: deadlines.Calendar, now: datetime) -> Row:
    if case.status == Status.CLOSED:
        return Row(case, None, False)
    late = deadlines.lateness(case, now=now, known=known) > timedelta(0)
    return Row(case, deadlines.of(case, known=known).answer.last_day, late)
