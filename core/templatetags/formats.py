"""How times, spans and sizes are written for people: in WIB, in the language of the page.

All times given are aware; what is shown is Asia/Jakarta. The forms are the same in every language: "14.05 WIB".
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django import template
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

WIB = ZoneInfo("Asia/Jakarta")
EN_DASH = "–"


@register.filter
def clock(moment: datetime | None) -> str:
    """14.05 WIB"""
    return f"{moment.astimezone(WIB):%H.%M} WIB" if moment else ""


@register.filter
def clock_seconds(moment: datetime | None) -> str:
    """14.05.09 WIB"""
    return f"{moment.astimezone(WIB):%H.%M.%S} WIB" if moment else ""


@register.filter
def day(moment: date | None) -> str:
    """23 November 2026: the day in Jakarta. Takes a date as well."""
    if not moment:
        return ""
    return date_format(moment.astimezone(WIB) if isinstance(moment, datetime) else moment, "j F Y")


@register.filter
def moment(value: datetime | None) -> str:
    """23 November 2026, 14.05 WIB"""
    return f"{day(value)}, {clock(value)}" if value else ""


@register.simple_tag
def window(starts_at: datetime, ends_at: datetime, *, seconds: bool = False) -> str:
    """23 November 2026, 14.05–14.25 WIB; over midnight both days are named."""
    form = "%H.%M.%S" if seconds else "%H.%M"
    start, end = starts_at.astimezone(WIB), ends_at.astimezone(WIB)
    if start.date() == end.date():
        return f"{day(start)}, {start:{form}}{EN_DASH}{end:{form}} WIB"
    return f"{day(start)}, {start:{form}} WIB {EN_DASH} {day(end)}, {end:{form}} WIB"


@register.filter
def duration(span: timedelta | int | float | None) -> str:
    """1 jam 5 menit; the two largest units of a span given as a timedelta or in seconds, rounded to a second."""
    if span is None:
        return ""
    total = round(span.total_seconds() if isinstance(span, timedelta) else span)
    minutes, seconds = divmod(total, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = [
        (days, ngettext("%(count)d day", "%(count)d days", days)),
        (hours, ngettext("%(count)d hour", "%(count)d hours", hours)),
        (minutes, ngettext("%(count)d minute", "%(count)d minutes", minutes)),
        (seconds, ngettext("%(count)d second", "%(count)d seconds", seconds)),
    ]
    first = next((index for index, (count, _text) in enumerate(parts) if count), 3)
    shown = [text % {"count": count} for count, text in parts[first : first + 2] if count]
    return " ".join(shown) or parts[3][1] % {"count": 0}


@register.filter
def size(count: int | None) -> str:
    """3,4 MB: a number of bytes in decimal units, as shops and telephone companies count."""
    if count is None:
        return ""
    if count < 1000:
        return _("%(count)s bytes") % {"count": count}
    amount = float(count)
    for unit in ("kB", "MB", "GB", "TB"):
        amount /= 1000
        if amount < 999.5 or unit == "TB":
            break
    decimals = 1 if amount < 9.95 else 0
    return f"{number_format(round(amount, decimals), decimals)} {unit}"
