"""Changing rules and days off: a change is a new row with its day and its author, and first it is shown what it moves.

Nothing that held before is rewritten. Running clocks are computed from these tables, so what is shown beforehand and
what happens afterwards come from the same function (`deadlines.of`).
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import events
from audit.verbs import Verb
from core.clock import database_now, wib_date
from core.errors import InvalidInput
from requests_app.models import FootageRequest, Holiday, Policy, Status
from requests_app.procedure import deadlines, policies
from requests_app.procedure.deadlines import Calendar
from requests_app.procedure.policies import WORDS
from requests_app.review import urgency

LARGEST = 1_000_000  # what a rule may be at most: a slip of the finger, not a number of the law
COLUMNS = ("tanggal", "jenis", "nama", "dasar")
KINDS = {"libur_nasional": Holiday.Kind.NATIONAL, "cuti_bersama": Holiday.Kind.JOINT_LEAVE}
LONGEST_FILE = 200_000  # characters


@dataclass(frozen=True, slots=True)
class Move:
    """A running case whose clocks a change moves; `own_data_…` are None where that clock does not run."""

    reference: str
    answer_before: date
    answer_after: date
    own_data_before: datetime | None
    own_data_after: datetime | None

    @property
    def days(self) -> int:
        """Calendar days later (or earlier: negative) that the answer is due."""
        return (self.answer_after - self.answer_before).days


# Rules


def check_rule(*, rule: str, value: int, valid_from: date, basis: str) -> Policy:
    """The row that would be added. Raises InvalidInput."""
    if rule in WORDS and value not in WORDS[rule]:
        raise InvalidInput(_("Choose one of the answers."), field="value")
    if rule not in WORDS and not 1 <= value <= LARGEST:  # nothing is kept for no day, or asked of no camera
        raise InvalidInput(_("Type a number from 1 to 1,000,000."), field="value")
    if not basis.strip():
        raise InvalidInput(_("Say on what it is based: a law, a decree, or whose decision."), field="basis")
    if valid_from.year < 2020 or valid_from.year > 2100:
        raise InvalidInput(_("Check the year."), field="valid_from")
    return Policy(rule=rule, value=value, valid_from=valid_from, basis=basis.strip())


def moved_by_rule(new: Policy) -> list[Move]:
    """The running cases that would be counted otherwise. A rule holds for what is submitted from its day on."""
    before = _now()
    return _moves(before, Calendar(before.days_off, policies.Table(also=[new])))


@transaction.atomic
def change_rule(new: Policy, *, by: User) -> Policy:
    moved = len(moved_by_rule(new))
    before = policies.value(new.rule, on=new.valid_from)
    new.recorded_by = by
    new.save()
    detail = {
        "action": "added",
        "rule": new.rule,
        "value": new.value,
        "before": before,
        "valid_from": new.valid_from.isoformat(),
        "moved": moved,
    }
    events.record(verb=Verb.POLICY_CHANGED, by=by.actor, subject=f"policy:{new.pk}", detail=detail)
    urgency.refresh_all()
    return new


# Days off


def read_days(text: str) -> list[Holiday]:
    """The rows of a file `tanggal,jenis,nama,dasar[,dibatalkan]`; raises InvalidInput naming the first bad line."""
    if len(text) > LONGEST_FILE:
        raise InvalidInput(_("The file is too large for a list of days off."), field="file")
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff").replace("\0", "")))
    if missing := [column for column in COLUMNS if column not in (rows.fieldnames or [])]:
        raise InvalidInput(
            _("The first line must name the columns %(columns)s; missing: %(missing)s.")
            % {"columns": ", ".join(COLUMNS), "missing": ", ".join(missing)},
            field="file",
        )
    return [_read_day(row, line) for line, row in enumerate(rows, start=2)]


def written_days(days: Iterable[Holiday]) -> str:
    """The same rows as text, for the page that asks whether to go on."""
    names = {kind: name for name, kind in KINDS.items()}
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([*COLUMNS, "dibatalkan"])
    writer.writerows([day.day, names[Holiday.Kind(day.kind)], day.name, day.decree, day.cancelled_by] for day in days)
    return text.getvalue()


def changed_days(days: Iterable[Holiday]) -> list[Holiday]:
    """Those that are not in the calendar as they are here."""
    days = list(days)
    present = {day.pk: day for day in Holiday.objects.filter(pk__in=[day.pk for day in days])}
    return [day for day in days if day.pk not in present or _facts(present[day.pk]) != _facts(day)]


def moved_by_days(days: Iterable[Holiday]) -> list[Move]:
    before = _now()
    days_off = dict(before.days_off)
    for day in days:
        days_off.pop(day.day, None)
        if not day.cancelled_by:
            days_off[day.day] = day
    return _moves(before, Calendar(days_off, before.rules))


@transaction.atomic
def change_days(days: Iterable[Holiday], *, by: User) -> int:
    """Adds, replaces and cancels days off; answers how many changed. One event for each, and the trail keeps them."""
    changed = changed_days(days)
    moved = len(moved_by_days(changed))
    for day in changed:
        known = Holiday.objects.filter(pk=day.pk).exists()
        action = "cancelled" if day.cancelled_by else "changed" if known else "added"
        day.save()
        detail = {"action": action, "kind": day.kind, "decree": day.cancelled_by or day.decree, "moved": moved}
        events.record(verb=Verb.HOLIDAY_CHANGED, by=by.actor, subject=f"holiday:{day.pk}", detail=detail)
    urgency.refresh_all()
    return len(changed)


def _read_day(row: dict[str, str], line: int) -> Holiday:
    try:
        day = date.fromisoformat((row["tanggal"] or "").strip())
        kind = KINDS[(row["jenis"] or "").strip()]
    except (ValueError, KeyError):
        raise InvalidInput(
            _("Line %(line)s: a day like 2026-05-02 and libur_nasional or cuti_bersama are needed.") % {"line": line},
            field="file",
        ) from None
    name, decree = (row["nama"] or "").strip(), (row["dasar"] or "").strip()
    cancelled_by = (row.get("dibatalkan") or "").strip()
    if not name or not decree:
        raise InvalidInput(_("Line %(line)s: name and decree are needed.") % {"line": line}, field="file")
    if len(name) > 160 or len(decree) > 240 or len(cancelled_by) > 240:
        raise InvalidInput(_("Line %(line)s: name or decree is too long.") % {"line": line}, field="file")
    return Holiday(day=day, kind=kind, name=name, decree=decree, cancelled_by=cancelled_by)


def _facts(day: Holiday) -> tuple[str, ...]:
    return (day.kind, day.name, day.decree, day.cancelled_by)


def _running() -> list[FootageRequest]:
    cases = FootageRequest.objects.exclude(status=Status.CLOSED).prefetch_related("pauses", "extensions")
    return list(
        cases.only("reference", "submitted_at", "reopened_at", "capacity", "status", "closed_at").order_by(
            "submitted_at"
        )
    )


def _now() -> Calendar:
    first = FootageRequest.objects.exclude(status=Status.CLOSED).order_by("submitted_at").first()
    return deadlines.calendar(after=wib_date(first.submitted_at if first else database_now()))


def _moves(before: Calendar, after: Calendar) -> list[Move]:
    now = database_now()
    found = []
    for case in _running():
        was, will = (deadlines.of(case, known=known, now=now) for known in (before, after))
        own_was, own_will = (clocks.own_data.due_at if clocks.own_data else None for clocks in (was, will))
        if (was.answer.last_day, own_was) != (will.answer.last_day, own_will):
            found.append(Move(case.reference, was.answer.last_day, will.answer.last_day, own_was, own_will))
    return found
