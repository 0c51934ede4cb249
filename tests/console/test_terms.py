"""Extending the term and stopping the clock at the desk."""

import pytest

from requests_app.models import Status
from requests_app.procedure import deadlines
from requests_app.workflow import Action, perform
from tests.console.conftest import path


@pytest.fixture
def taken(case, officer):
    return perform(case, Action.TAKE, by=officer)


def test_the_term_is_extended_once_with_its_reason(desk, taken):
    shown = desk.get(path(taken)).text
    assert "Extend the term, once" in shown

    response = desk.post(path(taken, "perpanjang"), {"extend-reason": "Rekamannya banyak."}, follow=True)

    assert "The term is extended, and the applicant is told." in response.text
    assert "Extend the term, once" not in response.text
    assert taken.extensions.get().reason == "Rekamannya banyak."
    assert deadlines.of(taken).answer.allowed == 17
    assert desk.post(path(taken, "perpanjang"), {"extend-reason": "Lagi."}).status_code == 409


def test_an_extension_without_a_reason_is_asked_for_one(desk, taken):
    response = desk.post(path(taken, "perpanjang"), {"extend-reason": " "})

    assert response.status_code == 422
    assert response.text.count("Write why more time is needed.") == 2
    assert '<details class="govuk-details" open>' in response.text
    assert not taken.extensions.exists()


def test_asking_stops_the_clock_and_going_on_starts_it(desk, taken):
    response = desk.post(path(taken, "tanya"), {"ask-body": "Apa warna motornya?"}, follow=True)

    assert "Waiting for the applicant" in response.text
    assert "Clock stopped" in response.text
    assert "Apa warna motornya?" in response.text
    assert "Clock stopped" in desk.get("/petugas/").text

    response = desk.post(path(taken, "teruskan"), follow=True)

    assert "The clock runs again, and the applicant is told." in response.text
    assert "Clock stopped" not in response.text
    taken.refresh_from_db()
    assert taken.status == Status.IN_REVIEW


def test_a_question_needs_words(desk, taken):
    response = desk.post(path(taken, "tanya"), {"ask-body": ""})

    assert response.status_code == 422
    assert "Write what you need from the applicant." in response.text
    assert not taken.pauses.exists()


def test_a_colleague_sees_no_buttons_and_cannot_use_them(second_desk, both, taken):
    second_desk.force_login(both)

    shown = second_desk.get(path(taken)).text

    assert "perpanjang" not in shown
    assert "tanya" not in shown
    assert second_desk.post(path(taken, "perpanjang"), {"extend-reason": "Saya."}).status_code == 403
    assert second_desk.post(path(taken, "tanya"), {"ask-body": "Saya?"}).status_code == 403
