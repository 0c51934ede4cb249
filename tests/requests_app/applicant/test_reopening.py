"""A closed case that did not solve it: opened again with everything kept, for some days."""

from datetime import timedelta

import pytest
from django.urls import reverse

from footage.models import Grant
from notifications.models import Message
from requests_app.models import CaseMessage, Decision, FootageRequest
from requests_app.procedure import deadlines
from requests_app.workflow import Action, available, perform
from tests import cases
from tests.requests_app.residents import submit_and_secure


@pytest.fixture
def granted(client, camera, officer, approver):
    client.cookies["saksi_language"] = "en"
    case = submit_and_secure(client)
    case = cases.propose(case, cases.granting(case), officer=officer)
    return cases.deliver(cases.approve(case, approver=approver))


@pytest.fixture
def address(granted):
    return reverse("requests:reopen", args=[granted.reference])


def test_the_officer_has_it_again_and_nothing_is_taken_away(client, granted, address, officer):
    assert address in client.get(reverse("requests:case", args=[granted.reference])).text

    response = client.post(address, {"body": "Pelakunya datang dari arah lain, lima menit sebelumnya."})

    assert response.status_code == 302
    granted.refresh_from_db()
    assert (granted.status, granted.outcome, granted.officer) == ("in_review", "", officer)
    assert granted.decisions.get().state == Decision.State.SUPERSEDED
    assert Grant.objects.get().revoked_at is None
    assert CaseMessage.objects.get().body.startswith("Pelakunya datang")
    assert Action.PROPOSE in available(granted, officer)


def test_the_clocks_begin_anew(granted):
    long_ago = granted.submitted_at - timedelta(days=60)
    FootageRequest.objects.update(submitted_at=long_ago)
    granted.refresh_from_db()

    case = perform(granted, Action.REOPEN, by=cases.applicant_of(granted), body="Belum selesai.")

    assert deadlines.of(case).answer.due_at > case.reopened_at
    assert not deadlines.lateness(case, now=case.reopened_at)


def test_the_second_decision_is_told_too(granted, officer, approver):
    case = perform(granted, Action.REOPEN, by=cases.applicant_of(granted), body="Belum selesai.")
    case = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    cases.deliver(cases.approve(case, approver=approver))

    assert Message.objects.filter(occasion__contains="footage_ready").count() == 2
    assert Grant.objects.count() == 2


def test_its_new_term_may_be_extended_once_more(client, granted, officer):
    case, by = granted, cases.applicant_of(granted)
    for _clock in range(2):
        case = perform(case, Action.REOPEN, by=by, body="Belum selesai.")
        assert Action.EXTEND in available(case, officer)
        assert deadlines.of(case).if_extended
        case = perform(case, Action.EXTEND, by=officer, reason="Rekamannya banyak.")
        assert Action.EXTEND not in available(case, officer)
        assert deadlines.of(case).answer.allowed == 17
        assert "Rekamannya banyak." in client.get(reverse("requests:days", args=[case.reference])).text
        FootageRequest.objects.update(status="closed", outcome="granted", closed_at=case.reopened_at)
        case.refresh_from_db()

    assert case.extensions.count() == 2
    assert Message.objects.filter(occasion__contains="/extended/").count() == 2


def test_after_some_days_it_is_too_late(client, granted, address):
    FootageRequest.objects.update(closed_at=granted.closed_at - timedelta(days=15))
    granted.refresh_from_db()

    assert Action.REOPEN not in available(granted, cases.applicant_of(granted))
    assert client.get(address).headers["Location"] == reverse("requests:case", args=[granted.reference])
    assert client.post(address, {"body": "Belum."}).status_code == 409


def test_what_is_missing_must_be_said(client, granted, address):
    response = client.post(address, {"body": " "})

    assert "Write what is missing" in response.text
    granted.refresh_from_db()
    assert granted.status == "closed"
