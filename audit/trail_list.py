"""The list of the trail in the admin site, quick however long the trail is.

Django's own counts every row and looks at the date of each to offer the years and months that occur.
"""

from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Max, Min, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from audit import events
from audit.models import Event

COUNTED = 10_000  # of what was filtered; beyond that "more than": a day or another filter narrows it down


class TrailPaginator(Paginator):
    """Counts no further than COUNTED; how long the whole trail is, its chain knows."""

    @cached_property
    def count(self) -> int:
        found: Any = self.object_list
        counted = found.order_by().values("pk")[: COUNTED + 1].count()
        return max(counted, events.head()[0]) if not found.query.has_filters() else counted


class TrailList(ChangeList):
    @property
    def more(self) -> bool:
        """Whether there are more than `result_count` says."""
        return self.result_count == COUNTED + 1


class TrailDates:
    """Every period from the first event of the trail to the last, in the place of a query for those that occur."""

    def __init__(self, *, year: int | None, month: int | None) -> None:
        self.year, self.month = year, month

    @cached_property
    def ends(self) -> dict[str, datetime | None]:
        whole: QuerySet[Event] = Event.objects.order_by()
        return whole.aggregate(first=Min("at"), last=Max("at"))

    def aggregate(self, **_what: Any) -> dict[str, datetime | None]:
        return self.ends

    def datetimes(self, _field: str, kind: str) -> list[datetime]:
        """The first moments of all years, of the months of the year or of the days of the month that was chosen."""
        first, last = (timezone.localtime(end) if end else None for end in (self.ends["first"], self.ends["last"]))
        found: list[datetime] = []
        if first is None or last is None:
            return found
        day = first.replace(hour=0, minute=0, second=0, microsecond=0)
        while day <= last:
            if self.year in (None, day.year) and self.month in (None, day.month):
                period = {"year": day.replace(month=1, day=1), "month": day.replace(day=1), "day": day}[kind]
                if not found or found[-1] != period:
                    found.append(period)
            day += timedelta(days=1)
        return found
