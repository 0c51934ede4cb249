"""Passkeys in a real browser, with the virtual authenticator that Chromium has for tests (CDP, domain WebAuthn)."""

import json
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import RequestFactory
from playwright.sync_api import Browser, Page

from accounts import factors, passkeys, people
from accounts.models import Passkey, User
from accounts.roles import Role
from audit.models import Event
from core.actors import system
from tests.accounts.conftest import PASSWORD
from tests.journeys.browsing import answer, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECURITY_KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def no_codes_counted():
    cache.clear()


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A device with an authenticator; `page.keys` speaks to it."""
    context = browser.new_context(locale="id-ID", base_url=live_server.url)
    page = context.new_page()
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.keys = context.new_cdp_session(page)
    page.keys.send("WebAuthn.enable")
    page.authenticator = page.keys.send("WebAuthn.addVirtualAuthenticator", {"options": SECURITY_KEY})
    yield page
    context.close()
    assert page.errors == []


def give_password(page: Page, username: str) -> None:
    page.goto("/petugas/masuk")
    answer(page, {"username": username, "password": PASSWORD})
    press(page, "Lanjutkan")


def begin(page: Page, user: User) -> None:
    """With the password and the code that an administrator gave to the new account."""
    give_password(page, user.username)
    answer(page, {"enrolment_code": people.issue_enrolment_code(user, by=system("test"))})
    press(page, "Lanjutkan")


def make_passkey(page: Page, *, name: str = "Laptop kantor") -> None:
    answer(page, {"name": name})
    press(page, "Buat kunci sandi")


def test_a_new_account_makes_a_passkey_and_signs_in_with_it(page, make_staff):
    sari = make_staff("sari", Role.OFFICER)
    begin(page, sari)
    make_passkey(page)
    assert page.locator(".saksi-codes li").count() == 10
    press(page, "Sudah saya simpan, lanjutkan")
    assert page.url.endswith("/petugas/beranda")

    press(page, "Keluar")
    give_password(page, "sari")
    press(page, "Gunakan kunci sandi")

    assert page.url.endswith("/petugas/beranda")
    passkey = sari.passkeys.get()
    assert (passkey.name, passkey.host) == ("Laptop kantor", "localhost")
    assert passkey.sign_count > 0
    assert passkey.used_at
    signed_in = [event.detail for event in Event.objects.filter(verb="staff.signed_in").order_by("id")]
    assert signed_in == [{"factor": "passkey"}] * 2


def test_the_enter_key_makes_the_passkey(page, make_staff):
    begin(page, make_staff("sari", Role.OFFICER))
    page.locator("[name=name]").fill("Kunci biru")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert Passkey.objects.get().name == "Kunci biru"


def test_a_passkey_without_a_name_is_asked_for_one(page, make_staff):
    begin(page, make_staff("sari", Role.OFFICER))
    make_passkey(page, name="")

    assert "Beri nama kunci sandi ini" in page.locator(".govuk-error-summary").inner_text()
    make_passkey(page)
    assert Passkey.objects.exists()


def test_whoever_says_no_to_the_browser_is_told_what_else_to_do(page, make_staff):
    begin(page, make_staff("sari", Role.OFFICER))
    identity = {"authenticatorId": page.authenticator["authenticatorId"]}
    page.keys.send("WebAuthn.setUserVerified", identity | {"isUserVerified": False})
    answer(page, {"name": "Laptop"})
    page.get_by_role("button", name="Buat kunci sandi").click()

    page.get_by_text("Kunci sandi tidak jadi dibuat.").wait_for()


def test_a_passkey_confirms_what_weighs(page, make_staff):
    sari = make_staff("sari", Role.OFFICER)
    begin(page, sari)
    make_passkey(page)
    # The factor was shown too long ago: as if the session had been open for a while.
    for session in Session.objects.all():
        store = session.get_session_store_class()(session.session_key)
        store[factors.SHOWN_AT] = 0
        store.save()
    page.goto("/petugas/akun")
    press(page, "Buat kode pemulihan baru")
    assert "Pastikan ini Anda" in page.locator("h1").inner_text()

    press(page, "Gunakan kunci sandi")

    assert page.locator(".saksi-codes li").count() == 10
    assert sari.recovery_codes.count() == 10


# What a page would not send


@pytest.fixture
def request_of(rf: RequestFactory):
    """A request of `localhost` with a session, as the ceremonies want it."""

    def build():
        request = rf.get("/", headers={"Host": "localhost"})
        request.session = {}
        return request

    return build


SHORT = {"clientDataJSON": "e30", "authenticatorData": "AA", "signature": "AA"}


@pytest.mark.parametrize(
    "told",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        "null",
        '{"id": "x"}',
        json.dumps({"id": "YQ", "rawId": "YQ", "response": {}}),
        json.dumps({"id": "YQ", "rawId": "YQ", "response": SHORT}),
        json.dumps({"id": "YQ", "rawId": "YQ", "response": SHORT | {"clientDataJSON": "W10"}}),
        json.dumps({"id": "YQ", "rawId": "YQ", "response": "text"}),
        json.dumps({"id": "YQ", "rawId": 7, "response": SHORT}),
    ],
)
def test_nonsense_proves_nothing(request_of, make_staff, told):
    sari: User = make_staff("sari", Role.OFFICER)
    request = request_of()
    passkeys.registration_options(request, sari)

    assert not passkeys.sign_in_complete(request, sari, answer=told)


@pytest.mark.parametrize(("host", "possible"), [("localhost:8000", True), ("127.0.0.1:8000", False)])
def test_passkeys_are_offered_under_a_name_only(rf, host, possible):
    assert passkeys.possible(rf.get("/", headers={"Host": host})) is possible
