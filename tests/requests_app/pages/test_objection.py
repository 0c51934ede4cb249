"""The pages of somebody who does not agree: one step to object, and the way on from there."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils.formats import date_format

from accounts.roles import Role
from notifications.models import Message
from requests_app.applicant import objections
from requests_app.models import Status
from requests_app.workflow import Action, perform
from tests import cases
from tests.requests_app.residents import submit_and_secure


@pytest.fixture(autouse=True)
def in_english(client, camera, english):
    cache.clear()
    client.cookies["saksi_language"] = "en"


@pytest.fixture
def superior(db):
    return cases.build_staff("atasan", Role.OBJECTION_REVIEWER)


@pytest.fixture
def refused(client, officer, approver):
    case = cases.propose(submit_and_secure(client), cases.refusing(), officer=officer)
    return cases.approve(case, approver=approver)


def address(name, case):
    return reverse(f"requests:{name}", args=[case.reference])


def go(client, name, case):
    response = client.get(address(name, case))
    assert response.status_code == 200
    return response.content.decode()


def said(day):
    return date_format(day, "j F Y")


def test_an_objection_is_one_step_and_comes_filled_in_with_its_dates(client, refused):
    assert address("objection", refused) in go(client, "case", refused)
    shown = go(client, "objection", refused)
    assert said(objections.term_to_object(refused).last_day) in shown
    assert "Siti Aminah" in shown
    assert "by which my request was refused (no connection between the applicant and the footage)." in shown
    assert '<input type="radio" name="ground" value="refused"' in shown
    assert "checked" in shown.split('value="refused"')[1][:120]

    text = shown.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0].strip()
    response = client.post(address("objection", refused), {"ground": "refused", "text": text})

    assert response.status_code == 302
    lodged = refused.objections.get()
    shown = go(client, "objection", refused)
    assert "Your objection is being examined." in shown
    assert said(objections.term_to_answer(lodged).last_day) in shown
    assert "Send the objection" not in shown
    assert "You objected." in go(client, "case", refused)


def test_sending_it_twice_lodges_one(client, refused):
    for _ in range(2):
        client.post(address("objection", refused), {"ground": "refused", "text": "Saya tidak setuju."})

    assert refused.objections.count() == 1
    assert Message.objects.filter(occasion__contains="/objection/").count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"ground": "", "text": "Ya"}, "Choose the ground of your objection."),
        ({"ground": "'; DROP TABLE", "text": "Ya"}, "Choose the ground of your objection."),
        ({"ground": "fee", "text": " "}, "Write in a few words what you object to."),
        ({"ground": "fee", "text": "=1+1" * 2000}, "Shorten this to 4000 characters"),
    ],
)
def test_what_cannot_be_sent_is_said_and_kept(client, refused, typed, sentence):
    shown = client.post(address("objection", refused), typed).content.decode()

    assert "<title>Error: " in shown
    assert sentence in shown
    assert typed["text"].strip() in shown
    assert not refused.objections.exists()


def test_the_answer_leads_on_to_the_komisi_informasi(client, refused, superior):
    client.post(address("objection", refused), {"ground": "refused", "text": "Saya tidak setuju."})
    assert address("dispute", refused) not in go(client, "objection", refused)
    perform(refused, Action.UPHOLD, by=superior, answer="Wajah <orang lain> terlihat.")

    shown = go(client, "objection", refused)
    assert "Wajah &lt;orang lain&gt; terlihat." in shown
    assert "the decision stands" in shown
    assert address("dispute", refused) in shown
    term = objections.term_to_dispute(refused.objections.get())
    assert said(term.last_day) in go(client, "dispute", refused)

    client.post(address("dispute", refused))

    assert "you told us that you went there" in go(client, "dispute", refused)
    assert refused.objections.get().disputed_at
    letter = Message.objects.get(occasion__endswith="/answer")
    assert "Wajah" not in letter.body


def test_an_objection_that_was_right_opens_the_case_again(client, refused, superior):
    client.post(address("objection", refused), {"ground": "refused", "text": "Saya tidak setuju."})
    perform(refused, Action.OVERTURN, by=superior, answer="Bisa disamarkan.")

    shown = go(client, "case", refused)

    assert "This request was opened again on" in shown
    assert "Your request was refused" not in shown
    assert "Your objection was found right." in go(client, "objection", refused)
    assert "10 working days" in go(client, "days", refused)


def test_a_late_answer_is_admitted_and_can_be_objected_to(client, officer):
    case = submit_and_secure(client)
    case.submitted_at -= timedelta(days=60)
    case.save()

    shown = go(client, "case", case)
    assert "is late. We are sorry." in shown
    assert "I have no answer" in go(client, "objection", case)

    client.post(address("objection", case), {"ground": "not_answered", "text": "Belum ada jawaban."})

    case.refresh_from_db()
    assert case.status == Status.SUBMITTED
    assert case.objections.exists()


def test_before_a_decision_the_page_says_what_stands_in_the_way(client):
    case = submit_and_secure(client)

    shown = go(client, "objection", case)

    assert "The answer is not late" in shown
    assert "<textarea" not in shown
