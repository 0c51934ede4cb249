"""Staff sign in and out; every try leaves its event, and guessing is locked out."""

import pytest
from django.contrib.auth import get_user
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from tests.accounts.conftest import PASSWORD

PAGE = "/petugas/masuk"


def sign_in(client, username="sari", password=PASSWORD, **values):
    return client.post(PAGE, {"username": username, "password": password, **values})


def trail() -> list[tuple[str, str, str]]:
    return list(Event.objects.order_by("id").values_list("verb", "actor_kind", "subject"))


@pytest.fixture
def sari(make_staff):
    return make_staff("sari", Role.OFFICER, first_name="Sari")


def test_signing_in_leads_where_one_wanted_to_go(client, sari):
    response = sign_in(client, next="/petugas/permohonan/SKS-1/")

    assert response.headers["Location"] == "/petugas/permohonan/SKS-1/"
    assert get_user(client) == sari
    assert trail() == [("staff.signed_in", "staff", f"user:{sari.pk}")]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "\\\\evil.example"]
)
def test_signing_in_never_leads_to_another_site(client, make_staff, elsewhere):
    make_staff("sari", Role.AUDITOR)

    response = sign_in(client, next=elsewhere)

    assert response.headers["Location"] == reverse("admin:index")


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_those_without_cases_start_in_the_admin_site(client, make_staff, role):
    make_staff("sari", role)

    assert sign_in(client).headers["Location"] == reverse("admin:index")


def test_a_wrong_password_keeps_the_user_name_and_says_what_to_do(client, sari):
    response = sign_in(client, password="kucing-palsu")

    page = response.content.decode()
    assert 'value="sari"' in page
    assert response.context["form"].non_field_errors().as_data()[0].code == "invalid_login"
    assert "kucing-palsu" not in page
    assert not get_user(client).is_authenticated
    assert trail() == [("staff.sign_in_refused", "stranger", f"user:{sari.pk}")]


def test_an_unknown_name_gets_the_same_answer_and_is_not_recorded(client, sari):
    known = sign_in(client, password="kucing-palsu").context["form"].non_field_errors()
    unknown = sign_in(client, username="rahasia-saya", password="kucing-palsu").context["form"].non_field_errors()

    assert known == unknown
    event = Event.objects.order_by("id").last()
    assert (event.subject, event.actor_id, event.detail) == ("", "", {"reason": "wrong"})


def test_an_account_that_is_not_active_cannot_sign_in(client, make_staff):
    make_staff("lama", Role.OFFICER, is_active=False)

    assert sign_in(client, username="lama").context["form"].errors
    assert not get_user(client).is_authenticated


@pytest.mark.parametrize("missing", ["username", "password"])
def test_an_empty_box_is_named(client, sari, missing):
    response = sign_in(client, **{missing: ""})

    assert list(response.context["form"].errors) == [missing]
    assert trail() == []


def test_guessing_is_locked_out_even_with_the_right_password(client, sari):
    for _try in range(5):
        sign_in(client, password="kucing-palsu")

    response = sign_in(client)

    assert response.status_code == 429
    assert "15" in str(response.context["form"].non_field_errors())
    assert 'value="sari"' in response.content.decode()
    assert not get_user(client).is_authenticated
    assert Event.objects.order_by("id").last().detail == {"reason": "locked out"}


def test_a_lock_holds_for_one_name_from_one_address(client, sari, make_staff):
    make_staff("budi", Role.OFFICER)
    for _try in range(6):
        sign_in(client, password="kucing-palsu")

    assert sign_in(client, username="budi", next="/x").status_code == 302
    client.logout()
    assert (
        client.post(PAGE, {"username": "sari", "password": PASSWORD, "next": "/x"}, REMOTE_ADDR="10.0.0.9").status_code
        == 302
    )


def test_whoever_is_signed_in_is_not_asked_again(client, make_staff):
    client.force_login(make_staff("sari", Role.AUDITOR))

    assert client.get(PAGE).headers["Location"] == reverse("admin:index")


def test_signing_out_ends_the_session_and_is_recorded(client, sari):
    sign_in(client, next="/x")

    response = client.post("/petugas/keluar")

    assert response.headers["Location"] == PAGE
    assert not get_user(client).is_authenticated
    assert trail()[-1] == ("staff.signed_out", "staff", f"user:{sari.pk}")


def test_a_link_cannot_sign_anybody_out(client, sari):
    sign_in(client, next="/x")

    assert client.get("/petugas/keluar").status_code == 405
    assert get_user(client) == sari


def test_the_session_gets_a_new_key_at_sign_in(client, sari):
    session = client.session
    session["before"] = 1
    session.save()

    sign_in(client, next="/x")

    assert client.session.session_key != session.session_key


def test_the_form_needs_its_token(sari):
    assert Client(enforce_csrf_checks=True).post(PAGE, {"username": "sari", "password": PASSWORD}).status_code == 403
