"""Whoever lost their PIN is given a new one at a counter, for the paper they show: the one before ends."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.errors import NotAllowed, NotFound
from notifications.models import Message
from requests_app.intake import acceptance, counters
from tests import cases
from tests.console.conftest import signed_in
from tests.requests_app.paper.reading import read
from tests.requests_app.residents import submit_and_secure

NIK = cases.PERSONAL["nik"]
FIND, ISSUE, PRINT = (reverse(f"console:counter_{name}") for name in ("find", "pin", "receipt"))
TRACK = reverse("requests:track")


@pytest.fixture
def phone():
    """Siti's own telephone."""
    device = Client()
    device.cookies["saksi_language"] = "en"
    return device


@pytest.fixture
def case(phone):
    """A request that Siti filed at home."""
    return submit_and_secure(phone)


def issue(browser, case, nik=NIK):
    browser.post(FIND, {"nik": nik, "paper_seen": "ktp"})
    return browser.post(ISSUE, {"reference": case.reference})


def pin_on(response):
    assert response.status_code == 200, response.headers
    return re.search(r">(\d{4} \d{4})<", response.text)[1].replace(" ", "")


def page_of(case, name="case"):
    return reverse(f"requests:{name}", args=[case.reference])


def opens(case, pin):
    response = Client().post(TRACK, {"reference": case.reference, "pin": pin})
    return response.headers.get("Location") == page_of(case)


def test_the_new_pin_opens_the_request_and_the_old_one_no_longer(browser, case):
    old = acceptance.find_receipt(case.submission_key, within=60 * cases.MINUTE).pin
    assert opens(case, old)

    new = pin_on(issue(browser, case))

    assert opens(case, new)
    assert not opens(case, old)


def test_what_was_opened_before_is_closed_and_shows_no_pin_again(browser, case, phone):
    assert phone.get(page_of(case)).status_code == 200

    new = pin_on(issue(browser, case))

    assert "Open it with the new PIN." in phone.get(page_of(case), follow=True).text
    phone.post(TRACK, {"reference": case.reference, "pin": new})
    assert phone.get(page_of(case)).status_code == 200
    shown = phone.get(page_of(case, "receipt")).text
    assert not re.search(r">\d{4} \d{4}<", shown)


def test_both_are_named_and_the_contact_is_told_without_the_pin(browser, case, phone, clerk):
    pin = pin_on(issue(browser, case))

    event = Event.objects.get(verb=Verb.PIN_ISSUED)
    assert (event.actor_kind, event.actor_id, event.case) == ("staff", str(clerk.pk), case.reference)
    assert event.detail == {"paper_seen": "ktp", "counter": "loket-gambir"}
    message = Message.objects.get(occasion__contains="/pin_issued/")
    assert message.address == "+6281234567890"
    assert "PIN lama tidak berlaku lagi" in message.body
    assert pin not in message.body.replace(" ", "")
    phone.post(TRACK, {"reference": case.reference, "pin": pin})
    told = phone.get(page_of(case, "accesses")).text
    assert f"The counter officer PTG-{clerk.pk:05d} issued a new PIN for you" in told
    assert f"The counter officer PTG-{clerk.pk:05d} looked up your requests" in told
    assert "At a counter you were given a new PIN." in phone.get(page_of(case)).text


def test_the_receipt_is_printed_with_it(browser, case):
    pin = pin_on(issue(browser, case))

    printed = read(browser.post(PRINT, {"reference": case.reference, "pin": pin}).content).text

    assert f"{pin[:4]} {pin[4:]}" in printed
    assert "PIN diterbitkan" in printed
    assert browser.post(PRINT, {"reference": case.reference, "pin": "00000000"}).status_code == 404


def test_with_it_the_person_withdraws_at_the_counter_and_both_are_named(browser, case, clerk):
    pin = pin_on(issue(browser, case))
    browser.post(TRACK, {"reference": case.reference, "pin": pin})

    browser.post(page_of(case, "withdraw"))

    case.refresh_from_db()
    assert case.outcome == "withdrawn"
    event = Event.objects.get(verb=Verb.ACTED_AT_COUNTER)
    assert (event.actor_id, event.detail["page"]) == (str(clerk.pk), "withdraw")
    assert browser.post(page_of(case, "close")).headers["Location"] == reverse("console:counter")
    assert browser.get(page_of(case)).headers["Location"] == TRACK


def test_the_paper_must_have_the_nik_of_the_request(browser, case, clerk):
    assert issue(browser, case, nik="3171015708450002").headers["Location"] == reverse("console:counter")
    with pytest.raises(NotFound):
        counters.issue_pin(case.reference, of=counters.person("3171015708450002"), paper_seen="ktp", by=clerk)
    assert not Event.objects.filter(verb=Verb.PIN_ISSUED).exists()


def test_it_wants_a_fresh_second_factor(clerk, case):
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(clerk)

    response = issue(browser, case)

    assert response.status_code == 403
    assert f'value="{case.reference}"' in response.text  # carried along
    assert not Event.objects.filter(verb=Verb.PIN_ISSUED).exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COUNTER])
def test_other_staff_issue_none(role, case):
    other = cases.build_staff(role, role)

    assert issue(signed_in(other), case).status_code == 404
    with pytest.raises(NotAllowed):
        counters.issue_pin(case.reference, of=counters.person(NIK), paper_seen="ktp", by=other)
