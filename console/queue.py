"""The queue: what is shown of it in the order of work, what waits for one person, and what happened beside what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import Permission
from cameras.models import Area, Camera
from core.clock import wib_date
from core.ids import read_reference
from requests_app.models import Decision, FootageRequest, Reading, RequestedCamera, Status
from requests_app.procedure import deadlines
from requests_app.procedure.deadlines import Calendar, Clocks
from requests_app.review import neighbours, urgency
from requests_app.review.caseload import COUNTED, capped_count, cases_for, in_order_of_work, unopened

PAGE_ROWS = 25
HOME_ROWS = 8
MEANT = 50  # cameras or areas, by a part of their name


class Lateness(models.TextChoices):
    LATE = "late", _("late already")
    TODAY = "today", _("due today")
    WEEK = "week", _("due within 7 days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What the queue shows; kept in the page's address. Empty: not asked."""

    status: str = ""  # a Status, or "" for all open ones
    number: str = ""  # a part of a request number
    mine: bool = False
    unit: Unit | None = None
    kind: str = ""  # an IncidentType
    area: str = ""  # the name of a kelurahan, kecamatan or city, or a part of it
    camera: str = ""  # a camera's code, or a part of its name
    lateness: str = ""  # a Lateness
    near: str = ""  # a request number: that case and its neighbours


def select(filters: Filters, *, user: User) -> QuerySet[FootageRequest]:
    """In the order of work; closed cases newest first."""
    visible = cases_for(user)
    if filters.status:
        found = visible.filter(status=filters.status)
    else:  # a whole number is looked for in all
        found = visible if read_reference(filters.number) else visible.exclude(status=Status.CLOSED)
    found = found.filter(_wanted(filters, user))
    if filters.near:
        found = visible.filter(pk__in=_group(filters.near, visible))
    return found.order_by("-closed_at", "pk") if filters.status == Status.CLOSED else in_order_of_work(found)


def _wanted(filters: Filters, user: User) -> Q:
    wanted = Q()
    if filters.number:  # numbers are in capitals
        whole = read_reference(filters.number)
        wanted = Q(reference=whole) if whole else Q(reference__contains=filters.number.upper())
    if filters.mine:
        wanted &= Q(officer=user)
    if filters.unit:
        wanted &= Q(unit=filters.unit)
    if filters.kind:
        wanted &= Q(incident_type=filters.kind)
    if filters.area:
        wanted &= Q(area__in=_areas(filters.area))
    if filters.camera:
        called = Camera.objects.filter(Q(code__iexact=filters.camera) | Q(name__icontains=filters.camera))
        cameras = list(called.values_list("pk", flat=True)[:MEANT])
        wanted &= Q(pk__in=RequestedCamera.objects.filter(camera__in=cameras).values("request"))
    if filters.lateness:
        wanted &= _due(filters.lateness)
    return wanted


def _areas(name: str) -> list[str]:
    """The codes of the areas called so and of all within them: a code begins with that of what it is part of."""
    codes = list(Area.objects.filter(name__icontains=name).values_list("code", flat=True)[:MEANT])
    within = Q(pk__in=[])
    for code in codes:
        within |= Q(code=code) | Q(code__startswith=f"{code}.")
    return list(Area.objects.filter(within).values_list("code", flat=True))


def _due(lateness: str) -> Q:
    now = timezone.now()
    midnight = deadlines.midnight_after(wib_date(now))
    if lateness == Lateness.LATE:
        return Q(due_at__lt=now)
    return Q(due_at__gte=now, due_at__lte=midnight + timedelta(days=0 if lateness == Lateness.TODAY else 6))


def _group(reference: str, visible: QuerySet[FootageRequest]) -> list[UUID]:
    case = visible.filter(reference=reference).first()
    if case is None:
        return []
    return [case.pk, *(other.pk for other in neighbours.of([case], among=visible)[case.pk])]


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
    return in_order_of_work(cases_for(user).filter(theirs))


def how_many_wait(user: User) -> str:
    """Of `waiting_for`, for the navigation of every page: 12, or 1,000+."""
    count = capped_count(waiting_for(user))
    return f"{formats.number_format(COUNTED)}+" if count > COUNTED else str(count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case in the queue; `clocks` is None once it is closed.

    `urgent` says why it is in the urgent lane. `loss`: footage is lost then, soon, unless somebody acts.
    `beside` are cases of the same place and time, `twice` whether one of them is of the same applicant. `grouped`: it
    stands below one.
    """

    case: FootageRequest
    waits_for_me: bool
    clocks: Clocks | None
    late: bool
    own_data_late: bool
    urgent: str | Promise
    loss: datetime | None
    beside: list[FootageRequest]
    twice: bool
    grouped: bool


def rows(page: QuerySet[FootageRequest], *, user: User) -> list[Row]:
    """As many queries for a page as for a single row. Neighbours on the page stand below the first of them."""
    return rows_of([page], user=user)[0]


def rows_of(pages: Sequence[QuerySet[FootageRequest]], *, user: User) -> list[list[Row]]:
    """`rows` of several lists on one page, for little more than those of one.

    Which cases these are an index knows alone (`request_queue`); then they are fetched, by their keys.
    """
    listed = [list(page.values_list("pk", flat=True)) for page in pages]
    keys = {key for page in listed for key in page}
    fetched = unopened(FootageRequest.objects.select_related("officer")).prefetch_related(*deadlines.HISTORY)
    by_key = fetched.in_bulk(keys)
    if not by_key:
        return [[] for _page in pages]
    waiting = set(waiting_for(user).order_by().filter(pk__in=keys).values_list("pk", flat=True))
    known = deadlines.calendar(after=min(wib_date(case.counted_from) for case in by_key.values()))
    beside = neighbours.of(list(by_key.values()), among=_running(user), rules=known.rules)
    now = timezone.now()
    return [
        [
            _row(case, case.pk in waiting, known, now, beside[case.pk], grouped)
            for case, grouped in _grouped([by_key[key] for key in page if key in by_key], beside)
        ]
        for page in listed
    ]


Grouped = list[tuple[FootageRequest, bool]]


def _grouped(cases: list[FootageRequest], beside: dict[UUID, list[FootageRequest]]) -> Grouped:
    found: Grouped = []
    placed: set[UUID] = set()
    for case in cases:
        if case.pk in placed:
            continue
        near = {other.pk for other in beside[case.pk]}
        below = [other for other in cases if other.pk in near and other.pk not in placed]
        found += [(case, False), *((other, True) for other in below)]
        placed |= {case.pk, *(other.pk for other in below)}
    return found


def _row(
    case: FootageRequest, waits: bool, known: Calendar, now: datetime, beside: list[FootageRequest], grouped: bool
) -> Row:
    closed = case.status == Status.CLOSED
    clocks = None if closed else deadlines.of(case, known=known, now=now)
    return Row(
        case=case,
        waits_for_me=waits,
        clocks=clocks,
        late=bool(clocks and deadlines.lateness(case, now=now, known=known)),
        own_data_late=bool(clocks and clocks.own_data and clocks.own_data.due_at < now),
        urgent="" if closed else urgency.reason(case, known.rules),
        loss=case.lost_at if case.lost_at and not closed and case.lost_at <= now + urgency.ENDS_SOON else None,
        beside=beside,
        twice=any(other.nik_index == case.nik_index for other in beside),
        grouped=grouped,
    )


def ends_today(user: User) -> QuerySet[FootageRequest]:
    """What is late, falls due or is lost before midnight."""
    midnight = deadlines.midnight_after(wib_date(timezone.now()))
    found = _running(user).filter(Q(due_at__lte=midnight) | Q(lost_at__lte=midnight))
    return in_order_of_work(found)


def without_officer(user: User) -> QuerySet[FootageRequest]:
    """Running cases whose officer can no longer sign in: for unit heads, who give them to somebody else."""
    found = _running(user).filter(officer__is_active=False)
    return in_order_of_work(found)


def counts(user: User) -> list[tuple[str, str, int]]:
    """The running cases that `user` sees, by status: (value, label, how many)."""
    by_status = _running(user).order_by().values_list("status")
    found = dict(by_status.annotate(number=models.Count("pk")))
    return [(status.value, str(status.label), found[status.value]) for status in Status if found.get(status.value)]


def _running(user: User) -> QuerySet[FootageRequest]:
    return cases_for(user).exclude(status=Status.CLOSED)
