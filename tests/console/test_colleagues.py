"""Notes among colleagues, and who is concerned by a case."""

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.errors import NotAllowed
from requests_app.models import CaseNote, Interest
from requests_app.review import interests
from requests_app.workflow import Action, available, perform
from tests import cases
from tests.console.conftest import path, signed_in


def test_a_note_is_read_by_colleagues_and_never_by_the_applicant(case, desk, second_desk, client):
    desk.post(path(case, "catatan"), {"note-body": "Saksi mata menelepon, lihat kamera kedua."})

    assert "Saksi mata menelepon" in second_desk.get(path(case)).text
    assert CaseNote.objects.raw("SELECT id, body FROM requests_app_casenote")[0].body.startswith("Saksi mata")
    assert [event.detail for event in Event.objects.filter(verb=Verb.NOTE_WRITTEN)] == [{}]
    session = client.session
    session["known_cases"] = [case.reference]
    session.save()
    assert "Saksi mata" not in client.get(f"/permohonan/{case.reference}/", follow=True).content.decode()


def test_an_empty_note_is_asked_for_where_it_is_missing(case, desk):
    response = desk.post(path(case, "catatan"), {"note-body": " "})

    assert response.status_code == 422
    assert 'href="#id_note-body"' in response.text
    assert not CaseNote.objects.exists()


def test_who_is_concerned_steps_aside_and_takes_no_further_part(case, desk, officer):
    perform(case, Action.TAKE, by=officer)

    desk.post(path(case, "kepentingan"), {"interest-interest": "household"})

    case.refresh_from_db()
    assert (case.status, case.officer) == ("submitted", None)
    assert available(case, officer) == set()
    with pytest.raises(NotAllowed):
        perform(case, Action.TAKE, by=officer)
    colleague = cases.build_staff("rekan", Role.OFFICER)
    assert Action.TAKE in available(case, colleague)
    assert Event.objects.filter(verb=Verb.INTEREST_DECLARED, case=case.reference).count() == 1


def test_what_was_proposed_goes_with_whoever_steps_aside(case, officer):
    cases.propose(case, cases.refusing(), officer=officer)

    perform(case, Action.STEP_ASIDE, by=officer, interest="involved")

    assert case.decisions.get().state == "void"


def test_an_approver_who_is_concerned_cannot_decide(case, second_desk, approver, officer):
    case = cases.propose(case, cases.refusing(), officer=officer)
    assert Action.APPROVE in available(case, approver)

    second_desk.post(path(case, "kepentingan"), {"interest-interest": "unit"})

    case.refresh_from_db()
    assert case.status == "awaiting_approval"  # somebody else settles it
    assert available(case, approver) == set()


def test_it_must_be_said_how(case, desk, officer):
    response = desk.post(path(case, "kepentingan"), {})

    assert response.status_code == 422
    assert "Choose how you are concerned by this request." in response.text
    assert not Interest.objects.exists()


def test_saying_it_twice_is_one_declaration(case, officer):
    for kind in ("unit", "involved"):
        interests.declare_beforehand(case, kind, by=officer)

    assert Interest.objects.get().kind == "involved"


@pytest.mark.parametrize("rest", ["catatan", "kepentingan"])
def test_auditors_have_no_say(case, rest):
    assert signed_in(cases.build_staff("audit", Role.AUDITOR)).post(path(case, rest)).status_code == 404
