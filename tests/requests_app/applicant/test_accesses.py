"""Every access to a case, told to its applicant: by role, not by name."""

import re

import pytest
from django.urls import reverse

from accounts import people
from accounts.roles import Role
from audit import events
from audit.verbs import Verb
from requests_app.applicant import tracking
from requests_app.models import Policy
from requests_app.people import officer_code
from tests import cases
from tests.console.conftest import path, signed_in
from tests.requests_app.residents import submit_and_secure


@pytest.fixture
def case(client, camera):
    client.cookies["saksi_language"] = "id"
    return submit_and_secure(client)


@pytest.fixture
def shown(client, case):
    return lambda: client.get(reverse("requests:accesses", args=[case.reference])).text


@pytest.fixture
def sari(db):
    user = cases.build_staff("sari", Role.OFFICER)
    user.first_name, user.last_name = "Sari", "Wulandari"
    user.save()
    return user


def test_an_officer_who_opens_the_request_is_told_by_role_and_number(client, case, sari, shown):
    assert "membuka permohonan ini" not in shown()

    desk = signed_in(sari)
    desk.get(path(case))
    desk.get(path(case))

    assert f"Petugas pemeriksa {officer_code(sari)} membuka permohonan ini." in shown()
    assert shown().count("membuka permohonan ini") == 1  # both times stand behind the one sentence
    assert re.search(r"\d\d\.\d\d WIB \(2 kali\)|\d\d\.\d\d, \d\d\.\d\d WIB", shown())
    assert "Sari" not in shown()
    assert (
        reverse("requests:accesses", args=[case.reference])
        in client.get(reverse("requests:case", args=[case.reference])).text
    )


def test_the_policy_may_say_that_officers_are_named(case, sari, shown):
    Policy.objects.create(rule=Policy.Rule.NAME_OFFICERS, value=1, valid_from=cases.START.date())
    signed_in(sari).get(path(case))

    assert "Petugas pemeriksa Sari Wulandari membuka permohonan ini." in shown()


def test_wrong_pins_and_openings_with_number_and_pin_are_told(case, shown):
    events.record_refusal(verb=Verb.PIN_REFUSED, by=tracking.STRANGER.actor, case=case.reference)
    with_pin = cases.applicant_of(case).actor
    events.record_refusal(verb=Verb.TRACKING_OPENED, by=with_pin, case=case.reference)

    assert "Ada yang memasukkan PIN yang salah" in shown()
    assert "Permohonan dibuka dengan nomor dan PIN" in shown()


def test_why_an_identity_paper_was_shown_is_told(case, sari, shown):
    events.record_refusal(
        verb=Verb.IDENTITY_REVEALED, by=sari.actor, case=case.reference, detail={"why": "compare_data"}
    )

    assert "melihat tanda pengenal Anda untuk mencocokkan nama dan NIK dengan permohonan." in shown()


def test_other_cases_and_strangers_are_not_shown(client, case, sari, shown):
    signed_in(sari).get(path(cases.file_case()))

    assert "membuka permohonan ini" not in shown()
    client.cookies.clear()
    response = client.get(reverse("requests:accesses", args=[case.reference]))
    assert response.headers["Location"] == reverse("requests:track")


def test_the_role_is_the_one_they_had_then(case, sari, shown):
    admin = cases.build_staff("joko", Role.ADMINISTRATOR)
    signed_in(sari).get(path(case))
    people.change_roles(sari, [Role.AUDITOR], by=admin.actor)
    signed_in(sari).get(path(case))
    people.change_roles(sari, [Role.ADMINISTRATOR], by=admin.actor)

    told = shown()

    assert f"Petugas pemeriksa {officer_code(sari)} membuka permohonan ini." in told
    assert f"Auditor {officer_code(sari)} membuka permohonan ini." in told
    assert "Administrator" not in told
