"""Staff sign in with a password and a second factor; every try leaves its event, and guessing is locked out."""

import time

import pytest
import time_machine
from django.contrib.auth import get_user
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import factors, people, totp
from accounts.models import AuthenticatorApp, EnrolmentCode
from accounts.roles import Role
from audit.models import Event
from core.actors import system
from tests.accounts.conftest import PASSWORD
from tests.staff import app_of, code_of

PAGE, SECOND, ENROL, SET_UP, OWN_PASSWORD = (
    "/petugas/masuk",
    "/petugas/masuk/faktor",
    "/petugas/masuk/pendaftaran",
    "/petugas/masuk/faktor-baru",
    "/petugas/masuk/kata-sandi",
)


def give_password(client, username="sari", password=PASSWORD, **values):
    return client.post(PAGE, {"username": username, "password": password, **values})


def give_code(client, code):
    return client.post(SECOND, {"factor_code": code, "factor_passkey": ""})


def sign_in(client, user, **values):
    give_password(client, user.username, **values)
    return give_code(client, code_of(user))


def trail() -> list[tuple[str, str, str]]:
    return list(Event.objects.order_by("id").values_list("verb", "actor_kind", "subject"))


@pytest.fixture(autouse=True)
def no_codes_counted():
    cache.clear()


@pytest.fixture
def sari(make_staff):
    sari = make_staff("sari", Role.OFFICER, first_name="Sari")
    app_of(sari)
    return sari


def test_signing_in_leads_where_one_wanted_to_go(client, sari):
    first = give_password(client, next="/petugas/permohonan/SKS-1/")
    assert first.headers["Location"] == SECOND
    assert not get_user(client).is_authenticated

    response = give_code(client, code_of(sari))

    assert response.headers["Location"] == "/petugas/permohonan/SKS-1/"
    assert get_user(client) == sari
    assert trail() == [("staff.signed_in", "staff", f"user:{sari.pk}")]
    assert Event.objects.get().detail == {"factor": "app"}


def test_the_right_password_alone_opens_nothing(client, sari):
    give_password(client)

    for address in ("/petugas/", "/petugas/akun", "/admin/", "/petugas/lanjutkan"):
        assert client.get(address, follow=True).redirect_chain[-1][0].startswith(PAGE)
    assert client.get("/api/v1/cases").status_code == 401


def test_nobody_comes_to_the_second_step_without_the_first(client, sari):
    assert give_code(client, code_of(sari)).headers["Location"] == PAGE
    assert client.get(SET_UP).headers["Location"] == PAGE


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_signing_in_never_leads_to_another_site(client, make_staff, elsewhere):
    user = make_staff("sari", Role.AUDITOR)
    app_of(user)

    assert sign_in(client, user, next=elsewhere).headers["Location"] == reverse("admin:index")


@pytest.mark.parametrize(
    ("role", "start"),
    [(Role.OFFICER, "/petugas/beranda"), (Role.AUDITOR, "/admin/"), (Role.ADMINISTRATOR, "/petugas/orang")],
)
def test_everybody_starts_with_what_they_work_with(client, make_staff, role, start):
    user = make_staff("sari", role)
    app_of(user)

    assert sign_in(client, user).headers["Location"] == start


def test_a_wrong_password_keeps_the_user_name_and_says_what_to_do(client, sari):
    response = give_password(client, password="kucing-palsu")

    page = response.content.decode()
    assert 'value="sari"' in page
    assert response.context["form"].non_field_errors().as_data()[0].code == "invalid_login"
    assert "kucing-palsu" not in page
    assert client.get(SECOND).headers["Location"] == PAGE
    assert trail() == [("staff.sign_in_refused", "stranger", f"user:{sari.pk}")]


def test_an_unknown_name_gets_the_same_answer_and_is_not_recorded(client, sari):
    known = give_password(client, password="kucing-palsu").context["form"].non_field_errors()
    unknown = give_password(client, username="rahasia-saya", password="kucing-palsu").context["form"]

    assert known == unknown.non_field_errors()
    event = Event.objects.order_by("id").last()
    assert (event.subject, event.actor_id, event.detail) == ("", "", {"reason": "wrong"})


def test_an_account_that_is_not_active_cannot_sign_in(client, make_staff):
    make_staff("lama", Role.OFFICER, is_active=False)

    assert give_password(client, username="lama").context["form"].errors
    assert client.get(SECOND).headers["Location"] == PAGE


@pytest.mark.parametrize("missing", ["username", "password"])
def test_an_empty_box_is_named(client, sari, missing):
    response = give_password(client, **{missing: ""})

    assert list(response.context["form"].errors) == [missing]
    assert trail() == []


def test_guessing_passwords_is_locked_out_even_with_the_right_one(client, sari):
    for _try in range(5):
        give_password(client, password="kucing-palsu")

    response = give_password(client)

    assert response.status_code == 429
    assert "15" in str(response.context["form"].non_field_errors())
    assert 'value="sari"' in response.content.decode()
    assert Event.objects.order_by("id").last().detail == {"reason": "locked out"}


def test_a_lock_holds_for_one_name_from_one_address(client, sari, make_staff):
    budi = make_staff("budi", Role.OFFICER)
    for _try in range(6):
        give_password(client, password="kucing-palsu")

    assert give_password(client, username=budi.username).status_code == 302
    elsewhere = client.post(PAGE, {"username": "sari", "password": PASSWORD}, REMOTE_ADDR="10.0.0.9")
    assert elsewhere.status_code == 302


# The second step


@pytest.mark.parametrize("typed", ["000000", "", "abc", "7Q4F2-M9KXA"])
def test_a_wrong_code_is_refused_at_its_box(client, sari, typed):
    give_password(client)

    response = give_code(client, typed)

    assert response.status_code == 422
    assert response.context["form"].errors["factor_code"]
    assert not get_user(client).is_authenticated
    assert trail() == ([("staff.factor_refused", "stranger", f"user:{sari.pk}")] if typed else [])


def test_a_code_works_once(client, sari):
    code = code_of(sari)
    give_password(client)
    give_code(client, code)
    other = Client()
    give_password(other)

    assert give_code(other, code).status_code == 422
    assert give_code(other, code_of(sari)).status_code == 302


def test_guessing_codes_is_locked_out_even_with_the_right_one(client, sari):
    give_password(client)
    for _try in range(5):
        give_code(client, "000000")

    response = give_code(client, code_of(sari))

    assert response.status_code == 429
    assert "15 menit" in str(response.context["form"].errors["factor_code"])
    assert not get_user(client).is_authenticated


def test_from_another_address_codes_are_counted_together(client, sari):
    for number in range(6):
        browser = Client(REMOTE_ADDR=f"10.0.0.{number}")
        give_password(browser)
        response = give_code(browser, "000000")

    assert response.status_code == 429


def test_right_codes_are_no_tries(client, sari):
    for number in range(12):
        with time_machine.travel(time.time() + 60 * number, tick=False):
            browser = Client()
            give_password(browser)
            assert give_code(browser, code_of(sari)).status_code == 302


def test_a_recovery_code_opens_once_however_it_is_typed(client, sari):
    code = factors.renew_recovery_codes(sari, by=sari.actor)[0]
    give_password(client)
    assert give_code(client, f" {code.lower().replace('-', ' ')} ").status_code == 302
    assert Event.objects.order_by("id").last().detail == {"factor": "recovery"}

    other = Client()
    give_password(other)
    assert give_code(other, code).status_code == 422
    assert factors.of(sari).recovery_codes == 9


def test_somebody_elses_code_opens_nothing(client, sari, make_staff):
    budi = make_staff("budi", Role.OFFICER)
    codes = [code_of(budi), factors.renew_recovery_codes(budi, by=budi.actor)[0]]
    give_password(client)

    assert [give_code(client, code).status_code for code in codes] == [422, 422]


def test_the_second_step_has_to_follow_soon(client, sari):
    give_password(client)

    with time_machine.travel(time.time() + 601):
        assert give_code(client, code_of(sari)).headers["Location"] == PAGE


def test_an_account_that_changed_meanwhile_begins_anew(client, sari):
    give_password(client)
    sari.roles = [Role.AUDITOR]
    sari.save()

    assert give_code(client, code_of(sari)).headers["Location"] == PAGE


# A new account


def enrol(client, user):
    """Gives the password and the code that an administrator has issued."""
    give_password(client, username=user.username, next="/petugas/menunggu")
    code = people.issue_enrolment_code(user, by=system("test"))
    return client.post(ENROL, {"enrolment_code": code})


def test_the_password_alone_sets_up_nothing_for_a_new_account(client, make_staff):
    budi = make_staff("budi", Role.OFFICER, password_is_temporary=True)
    assert give_password(client, username="budi").headers["Location"] == ENROL

    for closed in (SET_UP, OWN_PASSWORD, SECOND):
        assert client.get(closed).headers["Location"] == ENROL
    assert client.post(SET_UP, {"code": "123456"}).headers["Location"] == ENROL
    wrong = client.post(ENROL, {"enrolment_code": "7Q4F2-M9KXA"})

    assert wrong.status_code == 422
    assert not factors.has_any(budi)
    assert trail()[-1] == ("staff.enrolment_refused", "stranger", f"user:{budi.pk}")


def test_an_enrolment_code_opens_one_account_until_it_expires_or_is_replaced(client, make_staff):
    budi, other = make_staff("budi", Role.OFFICER), make_staff("citra", Role.OFFICER)
    give_password(client, username="budi")
    foreign, old, code = (people.issue_enrolment_code(user, by=system("test")) for user in (other, budi, budi))

    for refused in (foreign, old):
        assert client.post(ENROL, {"enrolment_code": refused}).status_code == 422
    EnrolmentCode.objects.update(expires_at=timezone.now())
    assert client.post(ENROL, {"enrolment_code": code}).status_code == 422
    code = people.issue_enrolment_code(budi, by=system("test"))
    typed = code.lower().replace("-", " ").replace("0", "o")

    assert client.post(ENROL, {"enrolment_code": typed}).headers["Location"] == SET_UP
    people.issue_enrolment_code(budi, by=system("test"))
    assert client.get(SET_UP).headers["Location"] == ENROL


def test_wrong_enrolment_codes_are_limited(client, make_staff):
    make_staff("budi", Role.OFFICER)
    give_password(client, username="budi")

    answers = [client.post(ENROL, {"enrolment_code": "7Q4F2-M9KXA"}).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]


def test_a_new_account_sets_up_an_app_and_gets_recovery_codes_once(client, make_staff):
    budi = make_staff("budi", Role.OFFICER)
    assert enrol(client, budi).headers["Location"] == SET_UP
    page = client.get(SET_UP)
    secret = page.context["app"].secret
    assert "<svg" in page.text
    assert client.get(SET_UP).context["app"].secret == secret

    wrong = client.post(SET_UP, {"code": "000000"})
    assert wrong.status_code == 422
    assert wrong.context["app"].secret == secret
    done = client.post(SET_UP, {"code": totp.code(secret, totp.step_at(time.time()))})

    codes = done.context["codes"]
    assert len(set(codes)) == 10
    assert all(code in done.text for code in codes)
    assert done.context["following"] == "/petugas/menunggu"
    assert get_user(client) == budi
    assert client.get(SET_UP).headers["Location"] == PAGE
    assert factors.check_code(budi, codes[3], by=budi.actor) == "recovery"
    assert not EnrolmentCode.objects.exists()
    assert trail()[:3] == [
        ("staff.enrolment_issued", "system", f"user:{budi.pk}"),
        ("staff.factor_added", "staff", f"user:{budi.pk}"),
        ("staff.signed_in", "staff", f"user:{budi.pk}"),
    ]


def test_what_proves_the_factor_lies_in_the_database_in_no_readable_form(client, make_staff):
    budi = make_staff("budi", Role.OFFICER)
    app = app_of(budi)
    codes = factors.renew_recovery_codes(budi, by=budi.actor)

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_authenticatorapp")
        assert app.secret not in cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(digest, ' ') FROM accounts_recoverycode")
        stored = cursor.fetchone()[0]
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)


def test_whoever_holds_a_temporary_password_replaces_it_only_after_the_factor(client, make_staff):
    budi = make_staff("budi", Role.OFFICER, password_is_temporary=True)
    app_of(budi)
    assert give_password(client, username="budi", next="/x").headers["Location"] == SECOND
    for closed in (OWN_PASSWORD, SET_UP):
        assert client.post(closed, {"password": "gajah-naik-sepeda"}).headers["Location"] == SECOND
    assert give_code(client, "000000").status_code == 422
    assert client.get(OWN_PASSWORD).headers["Location"] == SECOND
    budi.refresh_from_db()
    assert budi.check_password(PASSWORD)

    assert give_code(client, code_of(budi)).headers["Location"] == OWN_PASSWORD
    assert not get_user(client).is_authenticated
    assert client.get(SECOND).headers["Location"] == OWN_PASSWORD
    for refused in ("pendek", PASSWORD, ""):
        assert client.post(OWN_PASSWORD, {"password": refused}).status_code == 422
    assert client.post(OWN_PASSWORD, {"password": "gajah-naik-sepeda"}).headers["Location"] == "/x"

    assert get_user(client) == budi
    assert Event.objects.get(verb="staff.signed_in").detail == {"factor": "app"}
    budi.refresh_from_db()
    assert budi.check_password("gajah-naik-sepeda")
    assert not budi.password_is_temporary


# Sessions


def test_whoever_is_signed_in_is_not_asked_again(client, make_staff):
    client.force_login(make_staff("sari", Role.AUDITOR))

    assert client.get(PAGE).headers["Location"] == reverse("admin:index")


def test_signing_out_ends_the_session_and_is_recorded(client, sari):
    sign_in(client, sari)

    response = client.post("/petugas/keluar")

    assert response.headers["Location"] == PAGE
    assert not get_user(client).is_authenticated
    assert trail()[-1] == ("staff.signed_out", "staff", f"user:{sari.pk}")


def test_a_link_cannot_sign_anybody_out(client, sari):
    sign_in(client, sari)

    assert client.get("/petugas/keluar").status_code == 405
    assert get_user(client) == sari


def test_the_session_gets_a_new_key_at_each_step(client, sari):
    keys = []
    session = client.session
    session["before"] = 1
    session.save()
    keys.append(session.session_key)
    give_password(client)
    keys.append(client.session.session_key)
    give_code(client, code_of(sari))
    keys.append(client.session.session_key)

    assert len(set(keys)) == 3


@pytest.mark.parametrize("page", [PAGE, SECOND, SET_UP])
def test_the_forms_need_their_token(sari, page):
    assert Client(enforce_csrf_checks=True).post(page, {"username": "sari", "password": PASSWORD}).status_code == 403


def test_the_first_app_is_kept_when_two_browsers_set_one_up(make_staff):
    """Whoever is second has given the password before there was a factor, and is asked for it now."""
    budi = make_staff("budi", Role.OFFICER)
    first, second = Client(), Client()
    code = people.issue_enrolment_code(budi, by=system("test"))
    secrets = []
    for browser in (first, second):
        give_password(browser, username="budi")
        browser.post(ENROL, {"enrolment_code": code})
        secrets.append(browser.get(SET_UP).context["app"].secret)
    step = totp.step_at(time.time())

    first.post(SET_UP, {"code": totp.code(secrets[0], step)})
    refused = second.post(SET_UP, {"code": totp.code(secrets[1], step)})

    assert refused.headers["Location"] == SECOND
    assert AuthenticatorApp.objects.get(user=budi).secret == secrets[0]
