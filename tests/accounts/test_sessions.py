"""How a staff session ends by itself, and that nothing sent too late is lost."""

import time

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.kept_forms import LARGEST
from accounts.models import Unit
from accounts.roles import Role
from audit.models import Event
from tests.accounts.conftest import PASSWORD
from tests.accounts.test_sign_in import sign_in
from tests.staff import app_of

MINUTE = 60
HOUR = 60 * MINUTE
NOW = time.time()


@pytest.fixture
def sari(make_staff):
    sari = make_staff("sari", Role.OFFICER)
    app_of(sari)
    return sari


@pytest.fixture
def desk(client, sari):
    """Signed in at NOW."""
    with time_machine.travel(NOW, tick=False):
        sign_in(client, sari)
    return client


def is_in(client, *, at: float, **headers) -> bool:
    with time_machine.travel(at, tick=False):
        return client.get("/petugas/akun", headers=headers).status_code == 200


def test_a_session_ends_when_nothing_happened_for_half_an_hour(desk):
    assert is_in(desk, at=NOW + 29 * MINUTE)
    assert is_in(desk, at=NOW + 58 * MINUTE)
    assert not is_in(desk, at=NOW + 88 * MINUTE)
    assert not is_in(desk, at=NOW + 88 * MINUTE)


def test_a_session_ends_after_twelve_hours_whatever_happens(desk):
    half_hours = range(1, 24)
    assert all(is_in(desk, at=NOW + number * 30 * MINUTE - number) for number in half_hours)

    assert not is_in(desk, at=NOW + 12 * HOUR)


def test_a_page_that_asks_for_news_by_itself_keeps_nobody_signed_in(desk):
    assert is_in(desk, at=NOW + 20 * MINUTE, **{"Sec-Fetch-Dest": "empty"})
    assert not is_in(desk, at=NOW + 31 * MINUTE)


def test_looking_at_a_film_is_doing_something(desk):
    assert is_in(desk, at=NOW + 20 * MINUTE, **{"Sec-Fetch-Dest": "video"})
    assert is_in(desk, at=NOW + 40 * MINUTE)


@pytest.mark.parametrize(
    "change",
    [
        {"is_active": False},
        {"roles": [Role.APPROVER]},
        {"roles": [Role.OFFICER, Role.APPROVER]},
        {"unit": "lain"},
    ],
)
def test_an_account_that_is_disabled_or_changed_is_out_at_once(desk, sari, change):
    if "unit" in change:
        change = {"unit": Unit.objects.create(code="lain", name="Lain")}
    for name, value in change.items():
        setattr(sari, name, value)
    sari.save()

    assert not is_in(desk, at=NOW + 1)


def test_signing_out_everywhere_ends_every_session(desk, sari):
    other = Client()
    other.force_login(sari)
    assert is_in(other, at=time.time())

    response = other.post("/petugas/keluar/semua")

    assert response.headers["Location"] == "/petugas/masuk"
    assert not is_in(other, at=NOW + 1)
    assert not is_in(desk, at=NOW + 1)
    event = Event.objects.order_by("id").last()
    assert (event.verb, event.detail) == ("staff.signed_out", {"everywhere": True})


def test_a_new_password_ends_the_other_sessions(desk, sari):
    other = Client()
    other.force_login(sari)
    with time_machine.travel(NOW + 1, tick=False):
        refused = desk.post("/petugas/akun/kata-sandi", {"current": "salah", "password": "gajah-naik-sepeda"})
        done = desk.post("/petugas/akun/kata-sandi", {"current": PASSWORD, "password": "gajah-naik-sepeda"})

    assert (refused.status_code, done.status_code) == (422, 302)
    assert is_in(desk, at=NOW + 2)
    assert not is_in(other, at=NOW + 2)


# What was sent too late


def send_late(client, *, path="/petugas/permohonan/SKS-2026-0000-0000/pesan", **values):
    with time_machine.travel(NOW + 31 * MINUTE, tick=False):
        return client.post(path, {"body": "Mohon kirim <surat> kuasa.", "rows": ["1", "2"], **values})


def sign_in_again(client, user):
    with time_machine.travel(NOW + 32 * MINUTE, tick=False):
        page = client.get("/petugas/masuk")
        return page, sign_in(client, user, next="/petugas/lanjutkan")


def test_what_was_sent_too_late_is_offered_again(desk, sari):
    assert send_late(desk).headers["Location"] == "/petugas/masuk?next=/petugas/lanjutkan"
    page, done = sign_in_again(desk, sari)
    assert page.context["ran_out"]
    assert done.headers["Location"] == "/petugas/lanjutkan"

    with time_machine.travel(NOW + 33 * MINUTE, tick=False):
        kept = desk.get("/petugas/lanjutkan")
        assert kept.context["kept"].path == "/petugas/permohonan/SKS-2026-0000-0000/pesan"
        assert kept.context["kept"].fields == [
            ("body", "Mohon kirim <surat> kuasa."),
            ("rows", "1"),
            ("rows", "2"),
        ]
        assert 'value="Mohon kirim &lt;surat&gt; kuasa."' in kept.text
        desk.post("/petugas/lanjutkan/buang")
        assert desk.get("/petugas/lanjutkan").status_code == 302


def test_it_is_kept_in_no_readable_form(desk, sari):
    send_late(desk)

    kept = [session.get_decoded() for session in Session.objects.all()]
    assert any(one.get("kept_form") for one in kept)
    assert "surat" not in str(kept)


def test_somebody_else_at_the_same_device_gets_nothing_of_it(desk, make_staff):
    budi = make_staff("budi", Role.OFFICER)
    app_of(budi)
    send_late(desk)
    sign_in_again(desk, budi)

    with time_machine.travel(NOW + 33 * MINUTE, tick=False):
        assert desk.get("/petugas/lanjutkan").headers["Location"] == "/petugas/beranda"
    assert "kept_form" not in desk.session


def test_nothing_is_kept_for_whoever_was_never_signed_in(client, sari):
    client.post("/petugas/permohonan/SKS-2026-0000-0000/pesan", {"body": "x"})

    assert not Session.objects.exists()


def test_a_flood_is_not_kept(desk):
    send_late(desk, body="x" * LARGEST)

    assert "kept_form" not in desk.session


def test_nothing_sent_without_its_token_is_kept(sari):
    client = Client(enforce_csrf_checks=True)
    with time_machine.travel(NOW, tick=False):
        client.force_login(sari)

    assert send_late(client).status_code == 403
    assert "kept_form" not in client.session
