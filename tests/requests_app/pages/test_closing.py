"""An opened request closes: by itself when nobody uses it, or at once; and what was written meanwhile is not lost."""

import time

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from requests_app.intake import acceptance
from requests_app.models import Draft, FootageRequest, Policy
from requests_app.views import device
from tests import cases
from tests.requests_app.residents import submit

TRACK, CHECK = reverse("requests:track"), reverse("requests:check")
TEXT = "Motor pelaku berwarna merah."


@pytest.fixture(autouse=True)
def in_english(client, camera, english):
    cache.clear()
    client.cookies["saksi_language"] = "en"


@pytest.fixture
def case(client):
    """A request that this device has just filed."""
    return FootageRequest.objects.get(reference=submit(client))


@pytest.fixture
def later(monkeypatch):
    def wait(minutes: float) -> None:
        then = time.time() + 60 * minutes
        monkeypatch.setattr(device.time, "time", lambda: then)

    return wait


def page_of(case, name="case"):
    return reverse(f"requests:{name}", args=[case.reference])


def open_again(client, case):
    pin = acceptance.find_receipt(case.submission_key, within=60 * cases.MINUTE).pin
    return client.post(TRACK, {"reference": case.reference, "pin": pin})


def test_it_closes_after_the_time_of_the_policy_and_not_while_it_is_used(client, case, later):
    assert "when it is not used for 30 minutes" in client.get(page_of(case)).text
    for _ in range(3):
        later(20)
        assert client.get(page_of(case)).status_code == 200
    later(31)
    assert "the request was closed here" in client.get(page_of(case), follow=True).text

    Policy.objects.create(rule=Policy.Rule.CASE_IDLE_MINUTES, value=5, valid_from=cases.START.date())
    open_again(client, case)
    later(6)

    assert client.get(page_of(case)).headers["Location"] == TRACK


def test_a_page_that_asks_for_news_by_itself_does_not_keep_it_open(client, case, later):
    later(20)
    client.get(page_of(case, "progress"), headers={"Sec-Fetch-Dest": "empty"})

    later(31)

    assert client.get(page_of(case)).headers["Location"] == TRACK


def test_the_receipt_is_not_shown_again_to_whoever_comes_after_that(client, case, later):
    assert client.get(CHECK).headers["Location"] == page_of(case, "receipt")
    later(31)

    assert client.get(CHECK, follow=True).redirect_chain[-1][0] == TRACK


def test_what_was_written_too_long_is_kept_for_whoever_opens_it_again(client, case, later):
    later(31)
    assert "not lost" in client.post(page_of(case, "messages"), {"body": TEXT}, follow=True).text
    assert TEXT not in str([session.get_decoded() for session in Session.objects.all()])
    assert TEXT not in client.get(page_of(case, "not_sent"), follow=True).text

    arrived = open_again(client, case)

    assert arrived.headers["Location"] == page_of(case, "not_sent")
    shown = client.get(arrived.headers["Location"]).text
    assert shown.count(TEXT) == 2  # to read, and to send
    assert f'action="{page_of(case, "messages")}"' in shown
    client.post(page_of(case, "messages"), {"body": TEXT})
    assert case.case_messages.get().body == TEXT
    assert client.get(page_of(case, "not_sent")).headers["Location"] == page_of(case)


def test_somebody_who_opens_another_request_gets_nothing_of_it(client, case, later):
    other = cases.file_case()
    later(31)
    client.post(page_of(case, "messages"), {"body": TEXT})

    assert open_again(client, other).headers["Location"] == page_of(other)
    assert open_again(client, case).headers["Location"] == page_of(case)


@pytest.mark.parametrize("name", ["case", "receipt", "days", "messages", "withdraw", "case_documents", "accesses"])
def test_every_page_of_a_case_can_close_it(client, case, name):
    assert f'action="{page_of(case, "close")}"' in client.get(page_of(case, name)).text


def test_closed_it_opens_with_its_pin_alone(client, case):
    told = client.post(page_of(case, "close"), follow=True)

    assert "The request is closed on this device." in told.text
    assert client.get(page_of(case)).headers["Location"] == TRACK
    assert not Draft.objects.exists()  # it knew the way to the receipt
    assert client.get(CHECK).status_code == 302
    open_again(client, case)
    assert client.get(page_of(case)).status_code == 200


def test_closing_what_was_never_open_says_nothing_of_it(case):
    answers = {Client().post(reverse("requests:close", args=[name])).headers["Location"] for name in ("x", case)}

    assert answers == {TRACK}
