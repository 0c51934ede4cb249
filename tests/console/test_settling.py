"""Four eyes: what was proposed is read and settled by somebody else."""

import pytest

from audit.models import Event
from audit.verbs import Verb
from footage.models import Look, RenderJob
from notifications.models import Message
from requests_app.decision.decisions import live
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in


@pytest.fixture
def proposed(case, officer):
    return cases.propose(case, cases.granting(case), officer=officer)


def settle(client, case, action, decision=None, **sent):
    return client.post(path(case, action), {"decision": decision or live(case).pk, **sent})


def test_the_approver_meets_the_proposal_before_the_footage(proposed, second_desk):
    page = second_desk.get(path(proposed)).text

    assert page.index("Decide on this proposal") < page.index("Preserved footage")
    assert "14.16.00–14.17.00 WIB" in page
    assert page.count('class="saksi-track__released"') == 1
    assert "Approve</button>" not in page
    assert "You can approve the proposal once you can watch its clip." in page
    assert f'data-progress="{path(proposed, "kemajuan")}"' in page


def test_what_is_approved_can_be_watched_before(proposed, second_desk):
    cases.finish(proposed)

    page = second_desk.get(path(proposed)).text

    assert page.count("Approve</button>") == 1
    assert f"/tayangan/{Look.objects.get(deliverable__isnull=False).pk}/cuplikan" in page
    assert "data-progress" not in page


def test_the_proposer_sees_that_it_waits_and_no_button(proposed, desk):
    page = desk.get(path(proposed)).text

    assert "Your proposal waits for another person’s approval." in page
    assert "/setujui" not in page
    assert "/kembalikan" not in page
    assert "The clip of this proposal is being made" in page


def test_a_proposal_is_taken_back_to_be_changed(proposed, desk, second_desk):
    cases.finish(proposed)
    read = live(proposed).pk

    response = desk.post(path(proposed, "tarik"), follow=True)

    assert "Your proposal is back. Change it, then propose again." in response.text
    assert 'id="proposal"' in response.text
    assert "/cuplikan" not in response.text  # what was made of it is shown to nobody any more
    assert settle(second_desk, proposed, "setujui", decision=read).status_code == 409


def test_approving_a_grant_hands_over_what_was_watched(proposed, second_desk, approver):
    assert settle(second_desk, proposed, "setujui").status_code == 409
    cases.finish(proposed)

    response = settle(second_desk, proposed, "setujui")

    assert response["Location"] == path(proposed)
    proposed.refresh_from_db()
    assert proposed.status == "preparing"
    assert RenderJob.objects.count() == 1
    assert proposed.decisions.get().settled_by == approver
    page = second_desk.get(path(proposed)).text
    assert "The clip is checked once more, then handed over" in page
    assert f'data-progress="{path(proposed, "kemajuan")}"' in page


def test_progress_is_told_until_there_is_something_to_watch_and_until_the_case_is_closed(proposed, second_desk):
    def told():
        return second_desk.get(path(proposed, "kemajuan")).json()

    RenderJob.objects.update(progress=0.41)
    assert told() == {"percent": 41, "text": "41% of the clip is made.", "done": False}
    cases.finish(proposed)
    assert told()["done"] is True
    settle(second_desk, proposed, "setujui")
    assert told()["done"] is False
    proposed.refresh_from_db()
    cases.deliver(proposed)
    assert told()["done"] is True


def test_approving_a_refusal_closes_the_case_and_tells_the_applicant(case, officer, second_desk):
    cases.propose(case, cases.refusing(), officer=officer)

    settle(second_desk, case, "setujui")

    case.refresh_from_db()
    assert (case.status, case.outcome) == ("closed", "refused")
    assert Message.objects.filter(case=case.reference).exists()
    assert "no connection between the applicant and the footage" in second_desk.get(path(case)).text


def test_sending_back_leads_to_the_officer_with_the_comment(proposed, desk, second_desk, approver):
    response = settle(second_desk, proposed, "kembalikan", comment="Perpendek sampai 14.16.30.")

    assert response["Location"] == path(proposed)
    assert "Perpendek sampai 14.16.30." in desk.get(path(proposed)).text
    assert "Waiting for me (1)" in desk.get("/petugas/").text


@pytest.mark.parametrize(
    ("comment", "sentence"),
    [
        ("", "Say what the officer should change."),
        ("x" * 2001, "Shorten this to 2000 characters; there are 2001 now."),
    ],
)
def test_a_comment_that_does_not_fit_is_asked_for_again(proposed, second_desk, comment, sentence):
    response = settle(second_desk, proposed, "kembalikan", comment=comment)

    assert response.status_code == 422
    assert f'<a href="#id_comment">{sentence}</a>' in response.text
    assert comment in response.text
    assert 'class="govuk-details" open' in response.text
    assert live(proposed).state == "proposed"


@pytest.mark.parametrize("action", ["setujui", "kembalikan"])
def test_nobody_settles_their_own_proposal(case, both, action):
    cases.propose(case, cases.granting(case), officer=both)
    cases.finish(case)
    messages = Message.objects.count()

    response = settle(signed_in(both), case, action, comment="Saya setuju.")

    assert response.status_code == 403
    assert "another person must decide" in response.text
    case.refresh_from_db()
    assert case.status == "awaiting_approval"
    assert Message.objects.count() == messages
    denied = Event.objects.get(verb=Verb.CASE_DENIED, case=case.reference)
    assert (denied.actor_id, denied.detail["because"]) == (str(both.pk), "own_proposal")


def test_a_proposal_that_was_replaced_is_not_approved_unread(proposed, officer, approver, second_desk):
    read = live(proposed).pk
    perform(proposed, Action.SEND_BACK, by=approver, decision=read, comment="Ubah.")
    proposed.refresh_from_db()
    perform(proposed, Action.PROPOSE, by=officer, proposal=cases.refusing())

    response = settle(second_desk, proposed, "setujui", decision=read)

    assert response.status_code == 409
    assert "The proposal has changed since you read it." in response.text
    proposed.refresh_from_db()
    assert proposed.status == "awaiting_approval"


@pytest.mark.parametrize("decision", ["", "x", "1"])
def test_a_form_without_the_proposal_settles_nothing(proposed, second_desk, decision):
    response = second_desk.post(path(proposed, "setujui"), {"decision": decision})

    assert response.status_code == 400
    assert "Load the page again" in response.text
    assert live(proposed).state == "proposed"
