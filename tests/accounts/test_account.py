"""One's own account: its second factors and recovery codes."""

import time

import pytest
from django.core.cache import cache

from accounts import factors, totp
from accounts.models import AuthenticatorApp, Passkey
from accounts.roles import Role
from audit.models import Event
from tests.staff import app_of, code_of, show_factor

ACCOUNT, FACTOR, CODES = "/petugas/akun", "/petugas/akun/faktor", "/petugas/akun/kode-pemulihan"


@pytest.fixture(autouse=True)
def no_codes_counted():
    cache.clear()


@pytest.fixture
def sari(make_staff):
    sari = make_staff("sari", Role.OFFICER, Role.APPROVER, first_name="Sari")
    app_of(sari)
    return sari


@pytest.fixture
def desk(client, sari):
    client.force_login(sari)
    show_factor(client)
    return client


def add_passkey(user) -> Passkey:
    return Passkey.objects.create(user=user, name="Laptop", host="lain.example", credential_id=b"1", credential=b"2")


def test_the_page_says_what_one_may_do_and_has(desk, sari):
    factors.renew_recovery_codes(sari, by=sari.actor)
    page = desk.get(ACCOUNT).text

    assert "Pejabat penyetuju" in page
    assert "tersisa 10 kode" in page
    assert "Hapus aplikasi" not in page  # the only factor


def test_an_app_is_replaced_by_one_that_shows_its_code(desk, sari):
    old = app_of(sari).secret
    secret = desk.get(FACTOR).context["app"].secret
    assert desk.post(FACTOR, {"code": "123"}).status_code == 422
    assert app_of(sari).secret == old

    done = desk.post(FACTOR, {"code": totp.code(secret, totp.step_at(time.time()))})

    assert len(done.context["codes"]) == 10  # it had none yet
    assert AuthenticatorApp.objects.get(user=sari).secret == secret != old


@pytest.mark.parametrize("way", [FACTOR, CODES, "/petugas/akun/aplikasi/hapus"])
def test_factors_change_only_after_a_fresh_one(desk, sari, way):
    add_passkey(sari)
    show_factor(desk, ago=601)

    asked = desk.post(way)

    assert asked.status_code == 403
    assert asked.context["carried"] == []
    assert not Event.objects.exists()
    assert desk.post(way, {"factor_code": code_of(sari)}).status_code in (200, 302)


def test_the_only_factor_stays(desk, sari):
    assert desk.post("/petugas/akun/aplikasi/hapus").status_code == 409
    assert AuthenticatorApp.objects.filter(user=sari).exists()


def test_one_of_two_factors_can_go(desk, sari):
    passkey = add_passkey(sari)

    desk.post(f"/petugas/akun/kunci-sandi/{passkey.pk}/hapus")

    assert factors.of(sari).passkeys == []
    assert Event.objects.get().verb == "staff.factor_removed"
    assert desk.post("/petugas/akun/aplikasi/hapus").status_code == 409


def test_nobody_removes_what_is_somebody_elses(desk, make_staff):
    passkey = add_passkey(make_staff("budi", Role.OFFICER))

    assert desk.post(f"/petugas/akun/kunci-sandi/{passkey.pk}/hapus").status_code == 404
    assert Passkey.objects.exists()


def test_new_recovery_codes_end_the_old_ones(desk, sari):
    old = factors.renew_recovery_codes(sari, by=sari.actor)

    new = desk.post(CODES).context["codes"]

    assert not set(old) & set(new)
    assert factors.check_code(sari, new[0], by=sari.actor) == factors.Kind.RECOVERY
    assert factors.of(sari).recovery_codes == 9


def test_a_reset_takes_everything_and_signs_out(desk, sari, make_staff):
    add_passkey(sari)
    factors.renew_recovery_codes(sari, by=sari.actor)

    factors.reset(sari, by=make_staff("joko", Role.ADMINISTRATOR).actor)

    assert desk.get(ACCOUNT).status_code == 302
    assert not factors.has_any(sari)
    assert factors.of(sari).recovery_codes == 0
    assert Event.objects.order_by("id").last().verb == "staff.factor_reset"
