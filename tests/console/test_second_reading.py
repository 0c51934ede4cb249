"""An approver judges before they see the proposal; who disagrees leaves it to a third."""

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from console.queue import waiting_for
from core.errors import NotNow
from requests_app.decision import readings
from requests_app.models import Policy, Reading
from requests_app.workflow import Action, available, perform
from tests import cases
from tests.console.conftest import path, signed_in

AGREES = {"judgement": "grant", "grounds": "Terlihat jelas."}
DISAGREES = {"judgement": "refuse", "grounds": "Wajah orang lain terlihat."}


@pytest.fixture
def proposed(case, officer):
    Policy.objects.create(rule=Policy.Rule.SECOND_READING, value=1, valid_from=cases.START.date())
    case = cases.propose(case, cases.granting(case), officer=officer)
    cases.finish(case)
    return case


@pytest.fixture
def third(db):
    return cases.build_staff("ketiga", Role.APPROVER)


def test_the_proposal_stays_hidden_until_the_reader_has_judged(proposed, second_desk, approver, officer):
    before = second_desk.get(path(proposed)).text
    api = second_desk.get(f"/api/v1/cases/{proposed.reference}").json()

    assert "Your own judgement first" in before
    assert "Terlihat jelas." not in before
    assert "/hasil/" not in before  # nor its clip
    assert api["decisions"] == []
    with pytest.raises(NotNow):
        perform(proposed, Action.APPROVE, by=approver, decision=proposed.decisions.get().pk)
    assert "Terlihat jelas." in signed_in(officer).get(path(proposed)).text  # who proposed it knows it


def test_who_judges_alike_settles_it(proposed, second_desk, approver):
    second_desk.post(path(proposed, "telaah"), AGREES)

    assert {Action.APPROVE, Action.SEND_BACK} <= available(proposed, approver)
    assert "as proposed" in second_desk.get(path(proposed)).text
    assert Event.objects.get(verb=Verb.JUDGEMENT_RECORDED).detail == {"kind": "grant", "agrees": True}


def test_who_judges_otherwise_leaves_it_to_a_third(proposed, second_desk, approver, third):
    second_desk.post(path(proposed, "telaah"), DISAGREES)

    assert available(proposed, approver) == set()
    assert proposed not in waiting_for(approver)
    assert proposed in waiting_for(third)
    assert available(proposed, third) == set()  # they too judge first
    signed_in(third).post(path(proposed, "telaah"), AGREES)
    assert Action.APPROVE in available(proposed, third)


def test_two_who_judge_otherwise_can_only_send_it_back(proposed, approver, third):
    for reader in (approver, third):
        readings.record(proposed, kind="refuse", note="Wajah orang lain.", by=reader)

    assert available(proposed, third) == {Action.SEND_BACK}
    assert proposed in waiting_for(third)


def test_a_judgement_is_given_once_and_with_its_grounds(proposed, second_desk, approver):
    response = second_desk.post(path(proposed, "telaah"), DISAGREES | {"grounds": ""})
    assert response.status_code == 422
    assert "Write your grounds in a few words" in response.text
    second_desk.post(path(proposed, "telaah"), DISAGREES)

    with pytest.raises(NotNow):
        readings.record(proposed, kind="grant", note="Berubah pikiran.", by=approver)
    assert Reading.objects.get().kind == "refuse"


def test_without_the_policy_nobody_is_asked(case, officer, approver, second_desk):
    case = cases.propose(case, cases.granting(case), officer=officer)

    assert not readings.is_owed(case, approver)
    assert "Terlihat jelas." in second_desk.get(path(case)).text
