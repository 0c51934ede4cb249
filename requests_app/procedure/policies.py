"""The numbers of the procedure: dated rows that an administrator edits, each with its legal basis.

Public statements about Jakarta's practice differ and the legal bureau confirms them one by one, so no number stands
in the code that uses it. The table below is what the service starts with; it also holds where no row has come yet, so
that a missing row never costs a resident their request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.db.models.functions import Now, TruncDate
from django.utils.translation import gettext_lazy as _

from core.clock import WIB
from core.errors import Sentence
from core.once import once
from core.statements import Statement
from requests_app.models import IncidentType, Policy

Rule = Policy.Rule
# The rule that says when a police report must be there, for each type of incident.
POLICE_REPORT: dict[str, str] = {incident.value: f"police_report_{incident.value}" for incident in IncidentType}
# What the numbers of a rule mean that chooses rather than counts. `requests_app.intake.demands` reads them.
YES_OR_NO: Mapping[int, Sentence] = {1: _("yes"), 0: _("no")}
WORDS: dict[str, Mapping[int, Sentence]] = {
    Rule.SECOND_READING: YES_OR_NO,
    Rule.URGENT_AT_RISK: YES_OR_NO,
    Rule.URGENT_MISSING_PERSON: YES_OR_NO,
    Rule.NAME_OFFICERS: YES_OR_NO,
    Rule.POWER_OF_ATTORNEY: {0: _("not needed"), 1: _("may follow"), 2: _("with the request")},
    **dict.fromkeys(
        POLICE_REPORT.values(), {0: _("not needed"), 1: _("may follow"), 2: _("must precede the release of footage")}
    ),
}
# Said in public, and still to be confirmed by the legal bureau.
REPORTS_MAY_FOLLOW = "Keterangan Pemprov DKI Jakarta, Mei 2025 (belum dikonfirmasi Biro Hukum)"
REPORTS_PRECEDE = "Keterangan Pemprov DKI Jakarta, April 2025 (belum dikonfirmasi Biro Hukum)"
RECORDED_FOR = "Keterangan Diskominfotik DKI Jakarta, 2026 (belum dikonfirmasi Biro Hukum)"
# Where the law gives the principle and not the number, which is the service's own.
LIMITED = "UU 27/2022 pasal 16 ayat (2) huruf a (angkanya belum dikonfirmasi Biro Hukum)"
KEPT_NO_LONGER = "UU 27/2022 pasal 16 ayat (2) huruf g (angkanya belum dikonfirmasi Biro Hukum)"
BY_THE_HOUSE = "Ketetapan layanan (belum dikonfirmasi Biro Hukum)"


@dataclass(frozen=True, slots=True)
class Start:
    value: int
    basis: str


STARTS: dict[str, Start] = {
    Rule.ANSWER_WORKING_DAYS: Start(10, "UU 14/2008 pasal 22 ayat (7)"),
    Rule.EXTENSION_WORKING_DAYS: Start(7, "UU 14/2008 pasal 22 ayat (8)"),
    Rule.OWN_DATA_HOURS: Start(72, "UU 27/2022 pasal 32"),
    Rule.QUESTION_WORKING_DAYS: Start(10, BY_THE_HOUSE),
    Rule.OBJECTION_WORKING_DAYS: Start(30, "UU 14/2008 pasal 36 ayat (1)"),
    Rule.OBJECTION_ANSWER_WORKING_DAYS: Start(30, "UU 14/2008 pasal 36 ayat (2)"),
    Rule.DISPUTE_WORKING_DAYS: Start(14, "UU 14/2008 pasal 37 ayat (2)"),
    Rule.DISPUTE_RULING_WORKING_DAYS: Start(100, "UU 14/2008 pasal 38 ayat (2)"),
    Rule.WINDOW_MINUTES: Start(120, LIMITED),
    Rule.NOTICED_WINDOW_MINUTES: Start(480, LIMITED),  # parked in the evening, gone in the morning
    Rule.CAMERA_RADIUS_METRES: Start(200, LIMITED),
    Rule.CAMERA_LIMIT: Start(6, LIMITED),
    Rule.REACH_METRES: Start(1500, LIMITED),
    Rule.HOLD_MINUTES: Start(720, LIMITED),
    Rule.RECORDING_DAYS: Start(14, RECORDED_FOR),
    Rule.HOLD_DAYS: Start(90, KEPT_NO_LONGER),
    Rule.HOLD_MARGIN_DAYS: Start(14, KEPT_NO_LONGER),
    Rule.GRANT_DAYS: Start(14, KEPT_NO_LONGER),
    Rule.REOPEN_DAYS: Start(14, BY_THE_HOUSE),
    Rule.SECOND_READING: Start(0, "UU 14/2008 pasal 19"),
    Rule.NAME_OFFICERS: Start(0, "UU 27/2022 pasal 31"),
    Rule.BREACH_NOTICE_HOURS: Start(72, "UU 27/2022 pasal 46 ayat (1)"),
    Rule.ERASURE_HOURS: Start(72, "UU 27/2022 pasal 43"),
    Rule.IDENTITY_PAPER_DAYS: Start(30, "UU 27/2022 pasal 43"),
    Rule.DOCUMENT_DAYS: Start(180, KEPT_NO_LONGER),
    Rule.MESSAGE_DAYS: Start(90, "UU 27/2022 pasal 44"),
    Rule.CASE_IDLE_MINUTES: Start(30, "UU 27/2022 pasal 39"),
    Rule.POWER_OF_ATTORNEY: Start(1, "KUHPerdata pasal 1792"),
    Rule.URGENT_AT_RISK: Start(1, BY_THE_HOUSE),
    Rule.URGENT_MISSING_PERSON: Start(1, BY_THE_HOUSE),
    Rule.NEIGHBOUR_METRES: Start(150, BY_THE_HOUSE),
    Rule.NEIGHBOUR_MINUTES: Start(30, BY_THE_HOUSE),
    Rule.POLICE_REPORT_THEFT: Start(1, REPORTS_MAY_FOLLOW),
    Rule.POLICE_REPORT_TRAFFIC_ACCIDENT: Start(1, REPORTS_MAY_FOLLOW),
    Rule.POLICE_REPORT_LOSS: Start(0, REPORTS_MAY_FOLLOW),
    Rule.POLICE_REPORT_ASSAULT: Start(2, REPORTS_PRECEDE),
    Rule.POLICE_REPORT_DAMAGE: Start(1, REPORTS_MAY_FOLLOW),
    Rule.POLICE_REPORT_MISSING_PERSON: Start(1, REPORTS_MAY_FOLLOW),
    Rule.POLICE_REPORT_FLOOD: Start(0, BY_THE_HOUSE),
    Rule.POLICE_REPORT_FIRE: Start(0, BY_THE_HOUSE),
    Rule.POLICE_REPORT_OTHER: Start(1, REPORTS_MAY_FOLLOW),
}


class Dated(NamedTuple):
    """A row of the table, and the day from which it holds."""

    rule: str
    value: int
    basis: str
    valid_from: date


ROWS = Statement(
    lambda: Policy.objects.order_by("-valid_from", "-pk").values_list(
        "rule", "value", "basis", "valid_from", TruncDate(Now(), tzinfo=WIB)
    )
)


class Table:
    """All rules as they stand in the database now: read once, then asked for many cases."""

    def __init__(self, *, also: Sequence[Policy] = ()) -> None:
        """`also`: rows that are not saved, as if they were the latest."""
        saved = ROWS.ask()
        known = [Dated(row.rule, row.value, row.basis, row.valid_from) for row in also]
        known += [Dated(*row[:-1]) for row in saved]
        self._rows = sorted(known, key=lambda row: row.valid_from, reverse=True)
        self.today: date = saved[0][-1] if saved else date.max  # without rows, what holds has no date

    def find(self, rule: str, *, on: date) -> Dated | Start:
        """What holds for `rule` on the day `on` in Jakarta: the newest row whose day has come."""
        rows = (row for row in self._rows if row.rule == rule and row.valid_from <= on)
        return next(rows, STARTS[rule])


def table() -> Table:
    """The rules as they stand; read once for a page."""
    return once("policies", Table)


def value(rule: str, *, on: date | None = None) -> int:
    """The number of `rule` on the day `on` in Jakarta, today when none is given."""
    known = table()
    return known.find(rule, on=on or known.today).value


def said(rule: str, number: int) -> str:
    """A rule's number as people read it: in words where it chooses, in digits where it counts."""
    return str(WORDS.get(rule, {}).get(number, number))
