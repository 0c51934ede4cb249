"""The order of work: people at risk first, then what falls due first; and what waits for one person alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.roles import Permission
from core.clock import wib_date
from requests_app import deadlines
from requests_app.caseload import cases_for, in_order_of_work
from requests_app.deadlines import Calendar, Clocks
from requests_app.models import Decision, FootageRequest, Reading, Status

PAGE_ROWS = 25
OPEN = [Status.SUBMITTED, Status.IN_REVIEW, Status.AWAITING_APPLICANT, Status.AWAITING_APPROVAL, Status.PREPARING]


@dataclass(frozen=True, slots=True)
class Filters:
    """What the queue shows; kept in the page's address."""

    status: str = ""  # a Status, or "" for all open ones
    number: str = ""  # a part of a request number
    mine: bool = False


def select(filters: Filters, *, user: User) -> QuerySet[FootageRequest]:
    """In the order of work; closed cases newest first."""
    wanted = Q(status=filters.status) if filters.status else Q(status__in=OPEN)
    if filters.mine:
        wanted &= Q(officer=user)
    if filters.number:
        wanted &= Q(reference__icontains=filters.number)
    found = cases_for(user).filter(wanted).select_related("officer").prefetch_related(*deadlines.HISTORY)
    return found.order_by("-closed_at") if filters.status == Status.CLOSED else in_order_of_work(found)


def waiting_for(user: User) -> QuerySet[FootageRequest]:
    """What `user` is to move on: the cases they review, and the proposals of others that they may settle.

    The same as the workflow's rules say of each case (`has_the_case`, `proposed_nothing`, `third_decides`), asked of
    all at once.
    """
    theirs = Q(pk__in=[])
    if user.may(Permission.REVIEW):
        theirs |= Q(status=Status.IN_REVIEW, officer=user)
    if user.may(Permission.APPROVE):
        own_proposal = Decision.objects.filter(request=OuterRef("pk"), proposed_by=user)
        otherwise = Reading.objects.filter(decision__request=OuterRef("pk"), decision__state="proposed", agrees=False)
        mine_to_settle = ~Exists(otherwise.filter(reader=user)) | Exists(otherwise.exclude(reader=user))
        theirs |= Q(~Exists(own_proposal), mine_to_settle, status=Status.AWAITING_APPROVAL)
    found = cases_for(user).filter(theirs).select_related("officer").prefetch_related(*deadlines.HISTORY)
    return in_order_of_work(found)


@dataclass(frozen=True, slots=True)
class Row:
    """A case in the queue; `clocks` is None once it is closed."""

    case: FootageRequest
    waits_for_me: bool
    clocks: Clocks | None
    late: bool
    own_data_late: bool


def rows(cases: Iterable[FootageRequest], *, user: User) -> list[Row]:
    """As many queries for a page as for a single row."""
    cases = list(cases)
    if not cases:
        return []
    waiting = set(waiting_for(user).filter(pk__in=[case.pk for case in cases]).values_list("pk", flat=True))
    known = deadlines.calendar(after=min(wib_date(case.submitted_at) for case in cases))
    now = timezone.now()
    return [_row(case, case.pk in waiting, known, now) for case in cases]


def _row(case: FootageRequest, waits: bool, known: Calendar, now: datetime) -> Row:
    if case.status == Status.CLOSED:
        return Row(case, waits, None, late=False, own_data_late=False)
    clocks = deadlines.of(case, known=known, now=now)
    late = deadlines.lateness(case, now=now, known=known) > timedelta(0)
    return Row(case, waits, clocks, late=late, own_data_late=bool(clocks.own_data and clocks.own_data.due_at < now))
