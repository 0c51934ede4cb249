"""Which unit sees which case, and who gives a case to whom."""

import pytest

from accounts.models import Unit
from accounts.roles import Role
from audit.models import Event
from requests_app.review import interests
from requests_app.review.caseload import cases_for
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in


@pytest.fixture
def units(db):
    return [Unit.objects.create(code=code, name=code.title()) for code in ("bina-marga", "perhubungan")]


def staff(name, *roles, unit=None):
    user = cases.build_staff(name, *roles)
    user.unit = unit
    user.save()
    return user


@pytest.fixture
def people(units):
    here, there = units
    return {
        "head": staff("kepala", Role.UNIT_HEAD, unit=here),
        "officer": staff("sari2", Role.OFFICER, unit=here),
        "colleague": staff("tono", Role.OFFICER, unit=here),
        "stranger": staff("wati", Role.OFFICER, unit=there),
        "everywhere": staff("pusat", Role.OFFICER),
    }


def sees(user, case) -> bool:
    return cases_for(user).filter(pk=case.pk).exists()


def test_a_unit_sees_its_cases_and_those_of_nobody(case, units, people):
    assert all(sees(user, case) for user in people.values())

    perform(case, Action.TAKE, by=people["officer"])

    case.refresh_from_db()
    assert case.unit == units[0]
    assert {name for name, user in people.items() if sees(user, case)} == {"head", "officer", "colleague", "everywhere"}
    client = signed_in(people["stranger"])
    assert client.get(path(case)).status_code == 404
    assert client.post(path(case, "ambil")).status_code == 404
    assert case.reference not in client.get("/petugas/").text


def test_a_case_given_back_stays_with_its_unit(case, units, people):
    perform(case, Action.TAKE, by=people["officer"])
    perform(case, Action.GIVE_BACK, by=people["officer"])

    case.refresh_from_db()
    assert (case.officer, case.unit) == (None, units[0])


def test_who_works_for_all_units_takes_none_along(case, people):
    perform(case, Action.TAKE, by=people["everywhere"])

    case.refresh_from_db()
    assert case.unit is None


def test_a_unit_head_gives_a_case_to_an_officer_and_to_another(case, people):
    desk = signed_in(people["head"])
    assert "Give to somebody else" in desk.get(path(case)).text

    desk.post(path(case, "pembagian/petugas"), {"officer": people["officer"].pk})
    desk.post(path(case, "pembagian/petugas"), {"officer": people["colleague"].pk})

    case.refresh_from_db()
    assert (case.status, case.officer) == ("in_review", people["colleague"])
    given = [event.detail["officer"] for event in Event.objects.filter(verb="request.assigned").order_by("id")]
    assert given == [people["officer"].pk, people["colleague"].pk]


def test_a_case_is_given_to_officers_of_its_unit_only(case, people):
    perform(case, Action.TAKE, by=people["officer"])
    desk = signed_in(people["head"])

    for wrong in (people["stranger"].pk, people["head"].pk, people["officer"].pk, "", "x"):
        answer = desk.post(path(case, "pembagian/petugas"), {"officer": wrong})
        assert answer.status_code == 422
        assert "Choose the officer who is to work on it." in answer.text
    case.refresh_from_db()
    assert case.officer == people["officer"]


def test_nobody_gets_a_case_they_are_concerned_by(case, people):
    interests.declare_beforehand(case, "household", by=people["colleague"])

    answer = signed_in(people["head"]).post(path(case, "pembagian/petugas"), {"officer": people["colleague"].pk})

    assert answer.status_code == 422


def test_an_officer_hands_their_case_to_the_unit_that_should_have_it(case, units, people):
    perform(case, Action.TAKE, by=people["officer"])
    desk = signed_in(people["officer"])

    assert desk.post(path(case, "pembagian/unit"), {"unit": units[0].pk}).status_code == 422  # its own
    assert desk.post(path(case, "pembagian/unit"), {"unit": units[1].pk}).headers["Location"] == "/petugas/"

    case.refresh_from_db()
    assert (case.status, case.officer, case.unit) == ("submitted", None, units[1])
    assert desk.get(path(case)).status_code == 404
    assert sees(people["stranger"], case)
    assert Event.objects.get(verb="request.handed_on").detail["unit"] == "perhubungan"


def test_a_colleague_moves_nothing(case, units, people):
    perform(case, Action.TAKE, by=people["officer"])
    desk = signed_in(people["colleague"])

    assert "Nothing to change now" in desk.get(path(case, "pembagian")).text
    assert desk.post(path(case, "pembagian/unit"), {"unit": units[1].pk}).status_code == 403
    assert desk.post(path(case, "pembagian/petugas"), {"officer": people["colleague"].pk}).status_code == 404
    case.refresh_from_db()
    assert (case.officer, case.unit) == (people["officer"], units[0])
