"""The page that stands in for an authenticator app in the demo, and nowhere else."""

import time

import pytest

from accounts import factors
from accounts.models import User
from config.demo import staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings):
    settings.SAKSI_ENV = "demo"
    staff.prepare()


def shown(client) -> dict[str, list[str]]:
    return {row.account.username: row.codes for row in client.get("/demo/kode/").context["rows"]}


def test_every_demo_account_can_sign_in_with_what_is_shown(demo, client):
    codes = shown(client)

    assert set(codes) == {account.username for account in staff.ACCOUNTS}
    for username, [code, *_later] in codes.items():
        user = User.objects.get(username=username)
        assert factors.check_code(user, code, by=user.actor) == factors.Kind.APP


def test_a_code_that_was_used_is_not_shown_again(demo, client):
    user = User.objects.get(username="petugas")
    first = shown(client)["petugas"][0]
    factors.check_code(user, first, by=user.actor)

    assert first not in shown(client)["petugas"]


def test_who_changed_their_app_keeps_it(demo, client):
    user = User.objects.get(username="petugas")
    factors.add_app(user, secret=staff.ACCOUNTS[1].secret, typed=code_now(staff.ACCOUNTS[1]), by=user.actor)

    staff.prepare()

    assert user.authenticator_app.secret == staff.ACCOUNTS[1].secret


def code_now(account: staff.Account) -> str:
    return factors.totp.code(account.secret, factors.totp.step_at(time.time()))


@pytest.mark.parametrize("environment", ["test", "production"])
def test_elsewhere_there_is_no_such_page(client, settings, environment):
    settings.SAKSI_ENV = environment

    assert client.get("/demo/kode/").status_code == 404
