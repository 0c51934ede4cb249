"""The objection reviewer at the desk: their queue, the case, the answer."""

import pytest

from accounts.roles import Role
from audit.models import Event
from footage.models import Hold
from requests_app.models import Status
from requests_app.review import marks
from requests_app.workflow import Action, available, perform
from tests import cases
from tests.console.conftest import path, signed_in

OBJECTING = {"ground": "refused", "text": "Saya <tidak> setuju."}


@pytest.fixture
def refused(case, officer, approver):
    return cases.approve(cases.propose(case, cases.refusing(), officer=officer), approver=approver)


@pytest.fixture
def objected(refused):
    return perform(refused, Action.LODGE_OBJECTION, by=cases.applicant_of(refused), **OBJECTING)


@pytest.fixture
def superior(db):
    return cases.build_staff("atasan", Role.OBJECTION_REVIEWER)


def test_a_reviewer_finds_cases_with_an_objection_and_no_others(superior, refused):
    desk = signed_in(superior)
    assert desk.get(path(refused)).status_code == 404

    perform(refused, Action.LODGE_OBJECTION, by=cases.applicant_of(refused), **OBJECTING)

    assert refused.reference in desk.get("/petugas/keberatan").text
    assert "Objections to be answered" in desk.get("/petugas/beranda").text
    assert "Saya &lt;tidak&gt; setuju." in desk.get(path(refused)).text


def test_what_waits_for_a_reviewer_is_said_at_home_and_in_the_navigation(superior, objected):
    home = signed_in(superior).get("/petugas/beranda").text

    assert "Objections (1)" in home
    assert objected.reference in home
    assert "Nothing waits for you" not in home


def test_looking_at_the_footage_before_answering_is_no_part_in_the_case(superior, objected):
    desk, hold = signed_in(superior), Hold.objects.get()
    desk.post(path(objected, "rekaman/tujuan"), {"purpose": "objection"})
    desk.post(path(objected, f"rekaman/{hold.pk}/pratinjau"))
    marks.add(objected, at=hold.starts_at, note="Di sini.", by=superior)
    assert Event.objects.filter(verb="render.queued", actor_id=superior.actor.id).exists()

    assert "jawab-keberatan" in desk.get(path(objected)).text
    assert Action.UPHOLD in available(objected, superior)


def test_answering_with_reasons(superior, objected):
    desk = signed_in(superior)

    response = desk.post(
        path(objected, "jawab-keberatan"),
        {"objection-verdict": "overturn", "objection-answer": "Wajahnya bisa disamarkan."},
        follow=True,
    )

    assert "The objection is answered, and the applicant is told." in response.text
    objected.refresh_from_db()
    assert objected.status == Status.SUBMITTED
    assert objected.reference not in desk.get("/petugas/keberatan").text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"objection-answer": "Ya"}, "Choose how you answer the objection."),
        ({"objection-verdict": "approve", "objection-answer": "Ya"}, "Choose how you answer the objection."),
        ({"objection-verdict": "uphold", "objection-answer": " "}, "Write the reasons of your answer."),
    ],
)
def test_an_answer_needs_a_verdict_and_reasons(superior, objected, sent, sentence):
    response = signed_in(superior).post(path(objected, "jawab-keberatan"), sent)

    assert response.status_code == 422
    assert response.text.count(sentence) == 2
    assert objected.objections.get().answer == ""


def test_who_took_part_is_told_so_and_has_no_form(objected, approver):
    approver.roles = [Role.APPROVER, Role.OBJECTION_REVIEWER]
    approver.save()
    desk = signed_in(approver)

    assert "another person answers the objection" in desk.get(path(objected)).text
    assert "another person answers the objection" in desk.get("/petugas/keberatan").text
    assert "jawab-keberatan" not in desk.get(path(objected)).text
    answer = {"objection-verdict": "uphold", "objection-answer": "Ya."}
    assert desk.post(path(objected, "jawab-keberatan"), answer).status_code == 403


def test_officers_see_the_objection_but_have_no_queue_of_them(desk, objected):
    assert "Saya &lt;tidak&gt; setuju." in desk.get(path(objected)).text
    assert desk.get("/petugas/keberatan").status_code == 404
    assert desk.post(path(objected, "jawab-keberatan")).status_code == 404
