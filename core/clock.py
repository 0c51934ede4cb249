"""What time it is, and how it is said.

UTC in the database and in every calculation, Asia/Jakarta (WIB, UTC+7, no daylight saving) on every screen.
Intervals are half-open: `[start, end)`.
"""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from django.db import connection

from core.once import once

WIB = ZoneInfo("Asia/Jakarta")


def database_now() -> datetime:
    """The database's wall clock (not the transaction's start), aware UTC: the one clock that all machines share.

    One moment for all of a page that is only read.
    """
    return once("now", _clock_timestamp)


def _clock_timestamp() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0].astimezone(UTC)


def wib_date(moment: datetime) -> date:
    """The calendar day in Jakarta on which `moment` (aware) falls."""
    return moment.astimezone(WIB).date()
