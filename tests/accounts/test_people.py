"""Making accounts: usable ones only, and each with its event."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts import enrolment_codes, people
from accounts.models import Unit, User
from accounts.roles import ADMIN_PERMISSIONS, Permission, Role
from audit.models import Event
from core.actors import system
from core.errors import InvalidInput
from tests.accounts.conftest import PASSWORD
from tests.staff import app_of

pytestmark = pytest.mark.django_db
SARI = {
    "username": "sari",
    "password": PASSWORD,
    "full_name": "Sari Dewi Lestari",
    "roles": [Role.OFFICER],
    "unit": None,
}


def test_an_account_can_sign_in_and_leaves_an_event(rf):
    user = people.create(**SARI, by=system("test"))

    assert authenticate(rf.get("/"), username="sari", password=PASSWORD) == user
    assert (user.first_name, user.last_name) == ("Sari", "Dewi Lestari")
    event = Event.objects.get()
    assert (event.verb, event.subject, event.detail) == (
        "staff.changed",
        f"user:{user.pk}",
        {"action": "added", "roles": ["officer"]},
    )


@pytest.mark.parametrize(
    "change",
    [
        {"password": "pendek"},
        {"password": "password1234"},
        {"username": "sari dewi!"},
        {"username": ""},
        {"roles": ["boss"]},
    ],
)
def test_what_cannot_be_used_is_refused_whole(change):
    with pytest.raises(InvalidInput):
        people.create(**{**SARI, **change}, by=system("test"))

    assert not User.objects.exists()
    assert not Event.objects.exists()


def test_a_user_name_belongs_to_one_person():
    people.create(**SARI, by=system("test"))

    with pytest.raises(InvalidInput):
        people.create(**SARI, by=system("test"))


def test_the_command_takes_the_password_from_the_environment(monkeypatch, capsys):
    monkeypatch.setenv("SAKSI_STAFF_PASSWORD", PASSWORD)
    Unit.objects.create(code="menteng", name="Kelurahan Menteng")

    call_command(
        "create_staff", "budi", "--name", "Budi", "--role", "officer", "--role", "approver", "--unit", "menteng"
    )

    budi = User.objects.get(username="budi")
    assert (budi.roles, budi.unit.code) == (["approver", "officer"], "menteng")
    code = capsys.readouterr().out.split()[-1]
    assert enrolment_codes.check(budi, code, by=budi.actor)


def test_a_command_issues_a_code_where_nobody_can_be_asked(make_staff, capsys):
    budi = make_staff("budi", Role.ADMINISTRATOR)

    call_command("issue_enrolment_code", "budi")

    assert enrolment_codes.check(budi, capsys.readouterr().out, by=budi.actor)
    app_of(budi)
    for username in ("budi", "nobody"):
        with pytest.raises(CommandError):
            call_command("issue_enrolment_code", username)


def test_the_command_names_the_units_there_are(monkeypatch):
    monkeypatch.setenv("SAKSI_STAFF_PASSWORD", PASSWORD)
    Unit.objects.create(code="menteng", name="Kelurahan Menteng")

    with pytest.raises(CommandError, match="menteng"):
        call_command("create_staff", "budi", "--name", "Budi", "--role", "officer", "--unit", "mentang")


CASEWORK = {Permission.READ_CASES, Permission.TAKE_PART}


@pytest.mark.parametrize(
    ("roles", "may", "admin_site"),
    [
        ([], set(), False),
        ([Role.OFFICER], CASEWORK | {Permission.REVIEW}, False),
        (
            [Role.APPROVER],
            CASEWORK | {Permission.APPROVE, Permission.READ_REGISTERS},
            False,
        ),
        (
            [Role.UNIT_HEAD],
            CASEWORK | {Permission.DISPATCH, Permission.READ_REGISTERS},
            False,
        ),
        ([Role.AUDITOR], {Permission.READ_CASES, Permission.READ_AUDIT, Permission.READ_REGISTERS}, True),
        ([Role.ADMINISTRATOR], {Permission.ADMINISTER}, True),
        (
            [Role.OFFICER, Role.APPROVER],
            {
                Permission.READ_CASES,
                Permission.TAKE_PART,
                Permission.REVIEW,
                Permission.APPROVE,
                Permission.READ_REGISTERS,
            },
            False,
        ),
    ],
)
def test_roles_alone_say_what_an_account_may_do(make_staff, roles, may, admin_site):
    user = make_staff("sari", *roles)

    assert {permission for permission in Permission if user.may(permission)} == may
    assert user.is_staff is admin_site


def test_an_account_that_is_not_active_may_nothing(make_staff):
    user = make_staff("sari", *Role, is_active=False)

    assert not any(user.may(permission) for permission in Permission)
    assert not user.is_staff
    assert not user.has_perm("audit.view_event")
    assert not user.has_module_perms("audit")


def test_nobody_may_write_the_trail_or_read_people_in_the_admin_site():
    named = frozenset().union(*ADMIN_PERMISSIONS.values())

    assert {name for name in named if name.startswith("audit.")} == {"audit.view_event"}
    assert {name for name in named if name.startswith("requests_app.") and "footagerequest" in name} == {
        "requests_app.view_footagerequest"
    }
