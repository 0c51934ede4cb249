"""A power of attorney is read and found to cover the request before anything is released to whoever acts by it."""

import uuid

import pytest

from accounts.roles import Role
from audit.models import Event
from core.clock import database_now, wib_date
from core.errors import NotAllowed, NotNow
from requests_app.intake import documents
from requests_app.models import CaseDocument, Policy
from requests_app.review import power_checks
from requests_app.workflow import Action, obstacle, perform
from tests import cases
from tests.console.conftest import path, signed_in
from tests.requests_app.uploads import files

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def case(camera, officer):
    """Taken by the officer."""
    return perform(cases.file_case(capacity="proxy", capacity_note="Budi"), Action.TAKE, by=officer)


@pytest.fixture
def paper(case):
    kind, by = CaseDocument.Kind.POWER_OF_ATTORNEY, cases.applicant_of(case)
    return documents.accept(files.jpeg(), kind=kind, upload_id=uuid.uuid4(), request=case, by=by)


def propose(case, officer):
    case = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    cases.finish(case)
    return case


def test_nothing_is_released_before_the_paper_was_found_to_cover_it(case, paper, officer, approver):
    case = propose(case, officer)
    refusal = obstacle(case, Action.APPROVE, approver)
    assert refusal and refusal.code == "power_unproved"

    documents.read(case, paper.pk, by=officer)
    power_checks.complete(case, by=officer, passed=False)
    assert obstacle(case, Action.APPROVE, approver)
    power_checks.complete(case, by=officer, passed=True)

    assert cases.approve(case, approver=approver).status == "preparing"
    told = [event.detail["passed"] for event in Event.objects.filter(verb="power_of_attorney.checked").order_by("id")]
    assert told == [False, True]


def test_who_asks_for_themself_or_where_none_is_needed_waits_for_no_check(camera, case, officer, approver):
    own = cases.file_case()
    own = cases.propose(own, cases.granting(own), officer=officer)
    assert cases.approve(own, approver=approver).status == "preparing"

    today = wib_date(database_now())
    Policy.objects.create(rule="power_of_attorney", value=0, valid_from=today, basis="SOP 1/2026")
    assert cases.approve(propose(case, officer), approver=approver).status == "preparing"


def test_only_the_officer_who_has_the_case_and_has_opened_the_paper_checks_it(case, officer, approver):
    colleague = cases.build_staff("dewi", Role.OFFICER)
    with pytest.raises(NotNow, match="no_power"):
        power_checks.complete(case, by=officer, passed=True)
    kind, by = CaseDocument.Kind.POWER_OF_ATTORNEY, cases.applicant_of(case)
    paper = documents.accept(files.jpeg(), kind=kind, upload_id=uuid.uuid4(), request=case, by=by)
    documents.read(case, paper.pk, by=colleague)

    for other in (colleague, approver):
        with pytest.raises(NotAllowed):
            power_checks.complete(case, by=other, passed=True)
    with pytest.raises(NotNow, match="not_looked_at"):
        power_checks.complete(case, by=officer, passed=True)

    assert not case.power_checks.exists()


def test_the_desk_asks_for_the_check_and_says_what_it_came_to(case, paper, officer, approver):
    desk, button = signed_in(officer), path(case, "surat-kuasa/hasil")
    assert button in desk.get(path(case)).text
    assert button not in signed_in(approver).get(path(case)).text
    assert desk.post(button, {"passed": "yes"}).status_code == 409

    desk.get(path(case, f"dokumen/{paper.pk}"))
    page = desk.post(button, {"passed": "yes"}, follow=True).text

    assert "Covers the request" in page
    assert button not in page
