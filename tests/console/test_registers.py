"""Reading and saving registers: by whom, and that it is remembered."""

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from tests import cases
from tests.console.conftest import signed_in

pytestmark = pytest.mark.django_db


def test_an_auditor_reads_a_register_and_saves_it(case):
    auditor = signed_in(cases.build_staff("audit", Role.AUDITOR))

    assert "Register of requests" in auditor.get("/petugas/register").text
    page = auditor.get("/petugas/register/permohonan")
    file = auditor.get("/petugas/register/permohonan.xlsx")
    text = auditor.get("/petugas/register/permohonan.csv")

    assert case.reference in page.text
    assert "1 entry" in page.text
    assert file.headers["Content-Disposition"].endswith('.xlsx"')
    assert case.reference in text.getvalue().decode()
    verbs = Event.objects.filter(subject="register:permohonan").values_list("verb", flat=True)
    assert sorted(verbs) == [Verb.REGISTER_EXPORTED, Verb.REGISTER_EXPORTED, Verb.REGISTER_READ]


def test_days_that_make_no_sense_are_told_and_kept(second_desk):
    days = {"first_0": "31", "first_1": "2", "first_2": "2026", "last_0": "1", "last_1": "3", "last_2": "2026"}

    page = second_desk.get("/petugas/register/permohonan", days)

    assert page.status_code == 422
    assert "This date does not exist." in page.text
    assert 'value="31"' in page.text


@pytest.mark.parametrize("address", ["register", "register/permohonan", "register/permohonan.csv"])
def test_an_officer_has_no_registers(desk, address):
    assert desk.get(f"/petugas/{address}").status_code == 404


@pytest.mark.parametrize("address", ["register/lain", "register/permohonan.exe"])
def test_other_registers_are_not_found(second_desk, address):
    assert second_desk.get(f"/petugas/{address}").status_code == 404
