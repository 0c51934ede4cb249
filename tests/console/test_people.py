"""Staff accounts in the hands of administrators: what they can do, what is told and recorded, what they cannot do."""

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache
from django.test import Client

from accounts import factors, people
from accounts.models import Unit, User
from accounts.roles import Permission, Role
from audit.models import Event
from core.actors import system
from core.errors import NotNow
from notifications.models import Message
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import signed_in
from tests.staff import app_of, code_of, show_factor

PEOPLE = "/petugas/orang"


@pytest.fixture(autouse=True)
def no_codes_counted():
    cache.clear()


@pytest.fixture
def unit(db):
    return Unit.objects.create(code="menteng", name="Kelurahan Menteng")


@pytest.fixture
def desk(db):
    """An administrator's browser."""
    return signed_in(cases.build_staff("joko", Role.ADMINISTRATOR))


@pytest.fixture
def other_administrator(db):
    return with_address(cases.build_staff("rudi", Role.ADMINISTRATOR))


@pytest.fixture
def sari(db):
    return with_address(cases.build_staff("sari", Role.OFFICER))


def with_address(user: User) -> User:
    user.email = f"{user.username}@jakarta.example"
    user.save()
    return user


def told() -> list[tuple[str, str]]:
    return sorted((message.address, message.body) for message in Message.objects.filter(case=""))


def last_event() -> tuple[str, str, dict]:
    event = Event.objects.order_by("id").last()
    return event.verb, event.subject, event.detail


def test_a_new_account_signs_in_with_what_is_shown_once(desk, unit, other_administrator):
    answers = {"username": "dewi", "full_name": "Dewi Lestari", "email": "dewi@x.example", "unit": unit.pk}
    made = desk.post(f"{PEOPLE}/baru", answers | {"roles": ["officer", "approver"]})

    dewi = User.objects.get(username="dewi")
    password = made.context["password"]
    assert (dewi.get_full_name(), dewi.unit, dewi.roles) == ("Dewi Lestari", unit, ["approver", "officer"])
    assert made.text.count(password) == 1
    assert password not in desk.get(f"{PEOPLE}/{dewi.pk}").text
    browser = Client()
    first = browser.post("/petugas/masuk", {"username": "dewi", "password": password})
    assert first.headers["Location"] == "/petugas/masuk/pendaftaran"
    code = made.context["code"]
    assert made.text.count(code) == 1
    assert code not in desk.get(f"{PEOPLE}/{dewi.pk}").text
    second = browser.post("/petugas/masuk/pendaftaran", {"enrolment_code": code})
    assert second.headers["Location"] == "/petugas/masuk/kata-sandi"
    event = Event.objects.get(verb="staff.changed")
    assert event.detail == {"action": "added", "roles": ["approver", "officer"]}
    assert {address for address, _body in told()} == {"rudi@jakarta.example", "dewi@x.example"}
    assert "dewi" in told()[1][1]
    assert code not in str(told())
    assert password not in str(told())


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"username": "sari"}, "username"),
        ({"username": "sari dewi!"}, "username"),
        ({"username": ""}, "username"),
        ({"full_name": ""}, "full_name"),
        ({"email": "bukan-surel"}, "email"),
        ({"unit": "999"}, "unit"),
        ({"roles": ["boss"]}, "roles"),
    ],
)
def test_what_cannot_be_used_is_said_at_its_box_and_nothing_typed_is_lost(desk, sari, change, field):
    answers = {"username": "dewi", "full_name": "Dewi Lestari", "email": "", "unit": "", "roles": ["officer"]}
    response = desk.post(f"{PEOPLE}/baru", answers | change)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    typed = [answer for name, answer in (answers | change).items() if name not in ("unit", "roles")]
    assert all(f'value="{answer}"' in response.text for answer in typed if answer)
    assert User.objects.filter(username="dewi").count() == 0


def test_roles_change_with_a_fresh_factor_and_are_told(desk, sari, other_administrator):
    theirs = signed_in(sari)
    app_of(desk.user)
    show_factor(desk, ago=601)
    asked = desk.post(f"{PEOPLE}/{sari.pk}/peran", {"roles": ["approver", "unit_head"]})
    assert asked.status_code == 403
    assert asked.context["carried"] == [("roles", "approver"), ("roles", "unit_head")]
    sari.refresh_from_db()
    assert sari.roles == ["officer"]

    carried = {"roles": ["approver", "unit_head"], "factor_code": code_of(desk.user)}
    assert desk.post(f"{PEOPLE}/{sari.pk}/peran", carried).status_code == 302

    sari.refresh_from_db()
    assert sari.roles == ["approver", "unit_head"]
    assert last_event()[2]["before"] == ["officer"]
    assert [address for address, _body in told()] == ["rudi@jakarta.example", "sari@jakarta.example"]
    assert all("Kepala unit" in body or "kepala unit" in body for _address, body in told())
    assert not get_user(theirs).is_authenticated


@pytest.mark.parametrize("act", ["peran", "nonaktifkan", "aktifkan", "faktor", "kata-sandi"])
def test_nobody_changes_their_own_account(desk, other_administrator, act):
    response = desk.post(f"{PEOPLE}/{desk.user.pk}/{act}", {"roles": ["officer", "administrator"]})

    assert response.status_code == 403
    desk.user.refresh_from_db()
    assert (desk.user.roles, desk.user.is_active) == (["administrator"], True)
    assert not Event.objects.exists()
    assert "Nobody changes their own roles" in desk.get(f"{PEOPLE}/{desk.user.pk}").text


def test_a_disabled_account_is_out_at_once_and_comes_back_by_enabling(desk, sari, camera):
    case = perform(cases.file_case(), Action.TAKE, by=sari)
    theirs = signed_in(sari)
    assert desk.get(f"{PEOPLE}/{sari.pk}").context["in_hand"] == 1

    desk.post(f"{PEOPLE}/{sari.pk}/nonaktifkan")

    assert theirs.get("/petugas/").status_code == 302
    sari.refresh_from_db()
    assert not any(sari.may(permission) for permission in Permission)
    assert last_event()[2] == {"action": "disabled"}
    case.refresh_from_db()
    assert case.officer == sari
    desk.post(f"{PEOPLE}/{sari.pk}/aktifkan")
    sari.refresh_from_db()
    assert sari.is_active
    assert theirs.get("/petugas/").status_code == 302  # the old session stays closed
    assert len(told()) == 2


def test_there_is_always_an_administrator(desk, other_administrator):
    """Two who disable each other at once: whoever comes second is too late."""
    people.set_active(desk.user, False, by=other_administrator.actor)

    with pytest.raises(NotNow):
        people.set_active(other_administrator, False, by=desk.user.actor)
    other_administrator.refresh_from_db()
    with pytest.raises(NotNow):
        people.change_roles(other_administrator, [Role.OFFICER], by=system("test"))

    other_administrator.refresh_from_db()
    assert other_administrator.may(Permission.ADMINISTER)


def test_a_lost_device_is_reset_and_told(desk, sari):
    app_of(sari)
    factors.renew_recovery_codes(sari, by=sari.actor)
    theirs = signed_in(sari)

    desk.post(f"{PEOPLE}/{sari.pk}/faktor")

    assert not factors.has_any(sari)
    assert theirs.get("/petugas/").status_code == 302
    verbs = list(Event.objects.order_by("id").values_list("verb", flat=True))
    assert verbs[-2:] == ["staff.factor_reset", "staff.enrolment_issued"]
    assert any("Faktor kedua Anda diatur ulang" in body for _address, body in told())


def test_a_code_is_issued_for_an_account_without_a_factor_and_for_no_other(desk, sari):
    given = desk.post(f"{PEOPLE}/{sari.pk}/pendaftaran")

    assert given.text.count(given.context["code"]) == 1
    assert last_event()[:2] == ("staff.enrolment_issued", f"user:{sari.pk}")
    assert "Enrolment code good until" in desk.get(f"{PEOPLE}/{sari.pk}").text
    app_of(sari)
    assert desk.post(f"{PEOPLE}/{sari.pk}/pendaftaran").status_code == 409
    assert desk.post(f"{PEOPLE}/{desk.user.pk}/pendaftaran").status_code == 403


def test_a_given_password_is_temporary(desk, sari):
    given = desk.post(f"{PEOPLE}/{sari.pk}/kata-sandi")

    sari.refresh_from_db()
    assert sari.check_password(given.context["password"])
    assert sari.password_is_temporary
    assert given.context["password"] not in str(told())


def test_a_changed_address_is_told_to_the_old_one(desk, sari, unit):
    answers = {"full_name": "Sari Dewi", "email": "baru@jakarta.example", "unit": unit.pk}
    desk.post(f"{PEOPLE}/{sari.pk}/data", answers)

    sari.refresh_from_db()
    assert (sari.get_full_name(), sari.email, sari.unit) == ("Sari Dewi", "baru@jakarta.example", unit)
    assert [address for address, _body in told()] == ["sari@jakarta.example"]
    assert last_event()[2] == {"action": "changed", "fields": ["name", "email", "unit"]}
    desk.post(f"{PEOPLE}/{sari.pk}/data", answers)
    assert Event.objects.count() == 1


def test_people_are_found_by_name_unit_and_role(desk, sari, unit):
    gone = cases.build_staff("gone", Role.OFFICER, active=False)
    User.objects.filter(pk=sari.pk).update(unit=unit, first_name="Sari", last_name="Wulandari")

    def found(**query):
        return {user.username for user in desk.get(PEOPLE, query).context["page"]}

    assert found() == {"joko", "sari"}
    assert found(q="wulan sari") == {"sari"}
    assert found(unit=unit.pk) == {"sari"}
    assert found(role="administrator") == {"joko"}
    assert found(disabled="on") == {"joko", "sari", gone.username}
    assert found(q="nobody", unit="x", role="y") == set()


def test_a_long_list_asks_the_database_as_little_as_a_short_one(desk, django_assert_max_num_queries):
    for number in range(30):
        app_of(cases.build_staff(f"s{number}", Role.OFFICER))

    with django_assert_max_num_queries(7):
        page = desk.get(PEOPLE)

    assert len(page.context["page"].object_list) == 25


def test_the_table_of_permissions_is_the_one_in_force(desk):
    page = desk.get(f"{PEOPLE}/peran")

    assert {permission for permission, _cells in page.context["rows"]} == set(Permission)
    for permission, cells in page.context["rows"]:
        for role, yes in zip(Role, cells, strict=True):
            assert User(roles=[role]).may(permission) is yes
