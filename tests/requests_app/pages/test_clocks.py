"""The clocks before the applicant: what they wait for, why they were extended, and each day that was skipped."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from notifications.models import Message
from requests_app import settlement
from requests_app.models import FootageRequest, Status
from requests_app.procedure import deadlines, pauses
from requests_app.workflow import Action, perform
from tests.requests_app.residents import submit

QUESTION = "Motornya <merah> atau hitam?"


@pytest.fixture(autouse=True)
def in_english(client, camera, english):
    cache.clear()
    client.cookies["saksi_language"] = "en"


@pytest.fixture
def case(client, officer):
    """A case of this device, in an officer's hands."""
    filed = FootageRequest.objects.get(reference=submit(client))
    return perform(filed, Action.TAKE, by=officer)


def go(client, name, case):
    response = client.get(reverse(f"requests:{name}", args=[case.reference]))
    assert response.status_code == 200
    return response.content.decode()


def told(case):
    return [message.subject for message in Message.objects.filter(case=case.reference).order_by("created_at")]


def test_a_question_stands_first_with_its_day_and_is_answered_in_the_conversation(client, case, officer):
    perform(case, Action.ASK, by=officer, body=QUESTION)
    last_day = date_format(pauses.term(case.pauses.get()).last_day, "j F Y")

    shown = go(client, "case", case)
    assert "The officers need an answer from you" in shown
    assert f"Please answer by {last_day}." in shown
    assert "If you answer today, you have the decision by" in shown
    written = go(client, "messages", case)
    assert "Motornya &lt;merah&gt; atau hitam?" in written
    assert "Send the answer" in written

    response = client.post(reverse("requests:messages", args=[case.reference]), {"body": "Merah tua."})

    assert response.status_code == 302
    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert case.pauses.get().answer.body == "Merah tua."
    assert "Send the message" in go(client, "messages", case)
    assert "You answered. The days are counted again." in go(client, "case", case)
    assert any("an answer from you" in subject or "jawaban Anda" in subject for subject in told(case))


def test_an_empty_answer_is_asked_for_again_and_the_clock_stays_still(client, case, officer):
    perform(case, Action.ASK, by=officer, body=QUESTION)

    shown = client.post(reverse("requests:messages", args=[case.reference]), {"body": " "}).content.decode()

    assert "Write your answer before sending it." in shown
    assert case.pauses.get().resumed_at is None


def test_the_days_of_waiting_are_shown_as_skipped_with_their_reason(client, case, officer):
    perform(case, Action.ASK, by=officer, body=QUESTION)
    asked = timezone.now() - timedelta(days=9)
    case.submitted_at = asked - timedelta(days=1)
    case.save()
    case.pauses.update(stopped_at=asked, resumed_at=asked + timedelta(days=7))

    shown = go(client, "days", case)

    assert shown.count("not counted: the clock stood still, waiting for the applicant") == 5
    assert len(re.findall(r"working day \d+", shown)) == 10
    assert "It stood still from" in shown


def test_a_clock_that_stands_still_says_so(client, case, officer):
    perform(case, Action.ASK, by=officer, body=QUESTION)

    shown = go(client, "days", case)

    assert "The clock has stood still since" in shown
    assert "It has stood still since" in shown
    assert "The answer is due by the end of" not in shown


def test_an_extension_is_shown_with_its_reason_and_its_days(client, case, officer):
    before = deadlines.of(case).answer.last_day
    perform(case, Action.EXTEND, by=officer, reason="Kami <menunggu> unit lain.")

    shown = go(client, "days", case)

    assert "Kami &lt;menunggu&gt; unit lain." in shown
    assert len(re.findall(r"working day \d+", shown)) == 17
    assert "the officers can take longer" not in shown
    later = date_format(deadlines.of(case).answer.last_day, "j F Y")
    assert later in go(client, "case", case)
    assert later != date_format(before, "j F Y")
    letter = Message.objects.get(occasion__startswith=f"{case.reference}/extended/")
    assert date_format(deadlines.of(case).answer.last_day, "Y") in letter.body
    assert "menunggu" not in letter.body


def test_after_the_term_for_an_answer_the_case_goes_on_by_itself(client, case, officer):
    perform(case, Action.ASK, by=officer, body=QUESTION)
    settlement.settle_unanswered()
    case.refresh_from_db()
    assert case.status == Status.AWAITING_APPLICANT

    case.pauses.update(stopped_at=timezone.now() - timedelta(days=60))
    settlement.settle_unanswered()
    settlement.settle_unanswered()

    case.refresh_from_db()
    assert case.status == Status.IN_REVIEW
    assert Message.objects.filter(case=case.reference, occasion__contains="/resumed/").count() == 1
    assert "The officers went on without your answer." in go(client, "case", case)
