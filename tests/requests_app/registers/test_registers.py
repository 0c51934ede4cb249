"""The registers: what stands in them, and as files that no spreadsheet runs."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from core.clock import database_now, wib_date
from footage.models import Deliverable
from requests_app.registers import books, sheets
from requests_app.registers.register import Period
from requests_app.workflow import Action, perform
from tests import cases

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def today(db):
    day = wib_date(database_now())
    return Period(day, day)


def rows(key, period):
    register = books.find(key)
    return [dict(zip(map(str, register.columns), row, strict=True)) for row in register.rows(period)]


def test_a_refusal_stands_in_two_registers(camera, officer, approver, today):
    case = cases.propose(cases.file_case(), cases.refusing(), officer=officer)
    case = cases.approve(case, approver=approver)

    request, exemption = rows("permohonan", today)[0], rows("pengecualian", today)[0]

    assert (request["Number"], request["Applicant"]) == (case.reference, "Siti Aminah")
    assert (request["Outcome"], request["Closed"]) == ("refused", case.closed_at)
    assert (exemption["Number"], exemption["Explanation to the applicant"]) == (case.reference, "Tidak ada hubungan.")
    assert rows("pengungkapan", today) == []


def test_a_clip_handed_over_stands_in_the_register_of_disclosures(camera, officer, approver, today):
    case = cases.file_case()
    case = cases.propose(case, cases.granting(case), officer=officer)
    cases.deliver(cases.approve(case, approver=approver))

    (disclosure,) = rows("pengungkapan", today)

    assert (disclosure["Number"], disclosure["Camera"]) == (case.reference, camera.code)
    assert (disclosure["Times watched"], disclosure["SHA-256"]) == (0, Deliverable.objects.get().sha256)
    assert rows("pengecualian", today) == []


def test_a_period_ends_with_its_last_day_in_jakarta(camera, today):
    case = cases.file_case()
    before = today.first - timedelta(days=1)

    assert rows("permohonan", Period(before, before)) == []
    assert [row["Number"] for row in rows("permohonan", Period(before, today.last))] == [case.reference]


def test_no_spreadsheet_runs_what_an_applicant_typed(camera, today):
    formula = '=HYPERLINK("http://x","y")'
    cases.file_case(place=formula)
    register = books.find("permohonan")

    as_csv = list(csv.DictReader(io.StringIO("".join(sheets.as_csv(register, today)).removeprefix("\ufeff"))))
    sheet = load_workbook(io.BytesIO(sheets.as_xlsx(register, today))).active

    assert as_csv[0]["Place"] == f"'{formula}"
    place = next(cell for cell, head in zip(sheet[2], sheet[1], strict=True) if head.value == "Place")
    assert (place.value, place.data_type) == (formula, "s")


def test_times_are_jakartas(camera, today):
    cases.file_case()
    register = books.find("permohonan")

    row = next(csv.DictReader(io.StringIO("".join(sheets.as_csv(register, today)).removeprefix("\ufeff"))))

    assert row["From"].endswith(" 14:15:00")


def test_an_objection_stands_in_its_register(camera, officer, approver, today):
    case = cases.approve(cases.propose(cases.file_case(), cases.refusing(), officer=officer), approver=approver)
    perform(case, Action.LODGE_OBJECTION, by=cases.applicant_of(case), ground="refused", text="Saya pemiliknya.")

    (entry,) = rows("keberatan", today)

    assert (entry["Number"], entry["Result"], entry["Answered"]) == (case.reference, "being examined", None)
