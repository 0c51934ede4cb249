"""The nine-element survey: once, and nameless."""

import pytest
from django.urls import reverse

from audit.models import Event
from audit.verbs import Verb
from core.errors import NotNow
from requests_app.applicant import surveys
from requests_app.models import SurveyAnswer
from requests_app.workflow import Action, perform
from tests import cases
from tests.requests_app.residents import submit_and_secure

GRADES = dict(zip(surveys.ELEMENTS, [4, 3, 2, 1, 4, 3, 2, 1, 4], strict=True))


@pytest.fixture
def closed(client, camera):
    client.cookies["saksi_language"] = "en"
    case = submit_and_secure(client)
    return perform(case, Action.WITHDRAW, by=cases.applicant_of(case))


@pytest.fixture
def address(closed):
    return reverse("requests:survey", args=[closed.reference])


def test_it_is_offered_once_the_request_is_closed_and_answered_once(client, closed, address):
    assert address in client.get(reverse("requests:case", args=[closed.reference])).text

    thanks = client.post(address, GRADES, follow=True)
    client.post(address, GRADES)

    assert "Thank you" in thanks.text
    given = SurveyAnswer.objects.get()
    assert {element: getattr(given, element) for element in surveys.ELEMENTS} == GRADES
    assert address not in client.get(reverse("requests:case", args=[closed.reference])).text


def test_nothing_in_an_answer_says_whose_it_is(client, closed, address):
    client.post(address, GRADES)

    fields = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert fields == {"id", "month", *surveys.ELEMENTS}
    assert SurveyAnswer.objects.get().month.day == 1
    event = Event.objects.get(verb=Verb.SURVEY_ANSWERED)
    assert (event.case, event.actor_id, event.subject, event.detail) == (closed.reference, closed.reference, "", {})


def test_an_unanswered_question_is_asked_for_and_the_others_stay(client, address):
    response = client.post(address, GRADES | {"time": ""})

    assert response.text.count("Choose one of the four answers.") == 2
    assert response.context["form"]["cost"].value() == "1"
    assert not SurveyAnswer.objects.exists()


def test_two_browsers_at_once_count_once(closed):
    surveys.answer(closed, GRADES)

    with pytest.raises(NotNow):
        surveys.answer(closed, GRADES)  # this one still holds the case as it was


def test_strangers_and_open_requests_have_no_survey(client, camera):
    case = submit_and_secure(client)
    address = reverse("requests:survey", args=[case.reference])

    assert client.get(address).headers["Location"] == reverse("requests:case", args=[case.reference])
    client.cookies.clear()
    assert client.get(address).headers["Location"] == reverse("requests:track")
