"""The police report by type of incident: asked for as the policy says, added later, and holding up a release alone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from audit.models import Event
from audit.verbs import Verb
from core.clock import database_now, wib_date
from core.errors import InvalidInput, NotAllowed, NotNow
from requests_app.intake import police_reports
from requests_app.intake.police_reports import Demand
from requests_app.models import FootageRequest, IncidentType, Policy
from requests_app.people import STRANGER, Applicant
from requests_app.procedure import policies
from requests_app.workflow import Action, obstacle, perform
from tests import cases
from tests.console.conftest import path, signed_in
from tests.requests_app.residents import ANSWERS, submit, walk_to

NUMBER = "LP/B/123/XI/2026/SPKT/Polsek Gambir"
ASSAULT = {"incident": ANSWERS["incident"] | {"incident_type": "assault"}}
NONE_YET = {"police_report": "", "claim_number": ""}


@pytest.fixture
def assault(camera):
    return cases.file_case(incident_type="assault")


@pytest.fixture
def resident(client, english):
    client.cookies["saksi_language"] = "en"
    return client


def demand(rule: str, value: int, **changes) -> None:
    Policy.objects.create(rule=rule, value=value, valid_from=wib_date(database_now()), basis="SOP 1/2026", **changes)


@pytest.mark.django_db
def test_every_type_of_incident_has_its_rule():
    assert policies.POLICE_REPORT.keys() == set(IncidentType.values)
    assert policies.POLICE_REPORT.items() <= {(rule.removeprefix("police_report_"), rule) for rule in policies.WORDS}
    assert {police_reports.demand(kind) for kind in IncidentType.values} == set(Demand)


def test_the_policy_of_the_day_of_submission_counts(assault):
    demand("police_report_assault", 0)
    assert police_reports.demand_of(assault) == Demand.NOT_NEEDED

    yesterday = FootageRequest(incident_type="assault", submitted_at=assault.submitted_at - timedelta(days=1))
    assert police_reports.demand_of(yesterday) == Demand.BEFORE_RELEASE


def test_a_grant_waits_for_the_report_and_a_refusal_does_not(assault, officer, approver):
    case = cases.propose(assault, cases.granting(assault), officer=officer)
    cases.finish(case)

    refusal = obstacle(case, Action.APPROVE, approver)
    assert refusal and refusal.code == "police_report_missing"
    with pytest.raises(NotNow):
        cases.approve(case, approver=approver)

    police_reports.add(case, NUMBER, by=cases.applicant_of(case))
    assert cases.approve(case, approver=approver).status == "preparing"

    refused = cases.propose(cases.file_case(incident_type="assault"), cases.refusing(), officer=officer)
    assert cases.approve(refused, approver=approver).status == "closed"


def test_a_number_is_kept_as_it_was_typed_and_never_audited(assault):
    by = cases.applicant_of(assault)
    for typed in ("belum jadi", f"  {NUMBER.lower()} "):
        police_reports.add(assault, typed, by=by)

    assault.refresh_from_db()
    assert assault.police_report == NUMBER.lower()
    assert assault.police_report_index == police_reports.index_of(NUMBER)
    told = [event.detail for event in Event.objects.filter(verb=Verb.POLICE_REPORT_ADDED).order_by("id")]
    assert told == [{"kind": "unknown", "replaced": False}, {"kind": "report", "replaced": True}]


def test_only_its_applicant_adds_one_and_only_while_it_is_open(assault, officer):
    for by in (STRANGER, officer, Applicant("SKS-2026-0000-0000")):
        with pytest.raises(NotAllowed):
            police_reports.add(assault, NUMBER, by=by)
    with pytest.raises(InvalidInput):
        police_reports.add(assault, "x" * 201, by=cases.applicant_of(assault))
    perform(assault, Action.WITHDRAW, by=cases.applicant_of(assault))
    with pytest.raises(NotNow):
        police_reports.add(assault, NUMBER, by=cases.applicant_of(assault))

    assert FootageRequest.objects.get(pk=assault.pk).police_report == ""
    assert Event.objects.filter(verb=Verb.CASE_DENIED).count() == 4


@pytest.mark.parametrize(
    ("kind", "said"),
    [("loss", "No police report is needed"), ("theft", "you can add it later"), ("assault", "only after a police")],
)
def test_the_question_says_what_holds_for_the_incident(resident, camera, kind, said):
    walk_to(resident, "proof", instead={"incident": ANSWERS["incident"] | {"incident_type": kind}})

    asked = resident.get(reverse("requests:proof")).text

    assert said in asked
    assert ("later_police_report" in asked) == (kind == "assault")
    answered = resident.post(reverse("requests:proof"), NONE_YET)
    assert answered.status_code == (200 if kind == "assault" else 302)


def test_whoever_has_none_yet_ticks_that_it_follows_and_adds_it_later(resident, camera):
    walk_to(resident, "proof", instead=ASSAULT)
    refused = resident.post(reverse("requests:proof"), NONE_YET).text
    assert "Error:" in refused
    assert "tick that you add it later" in refused

    later = NONE_YET | {"later_police_report": "on"}
    walk_to(resident, "check", instead=ASSAULT | {"proof": later})
    assert "Police report follows later" in resident.get(reverse("requests:check")).text


def test_the_number_is_added_on_the_page_of_the_request(resident, camera):
    reference = submit(resident)
    FootageRequest.objects.filter(reference=reference).update(incident_type="assault", police_report="")
    address = reverse("requests:police_report", args=[reference])
    for name in ("case", "receipt"):
        told = resident.get(reverse(f"requests:{name}", args=[reference])).text
        assert "You add the number of your police report." in told
        assert "You need not do anything." not in told
    assert "Error:" in resident.post(address, {"police_report": " "}).text

    answer = resident.post(address, {"police_report": NUMBER}, follow=True)

    assert "is with your request now" in answer.text
    assert "You added the number of your police report." in answer.text
    assert "You need not do anything." in answer.text
    assert FootageRequest.objects.get(reference=reference).police_report == NUMBER


def test_the_desk_says_what_is_missing_and_what_holds_up_the_approval(assault, officer, approver):
    case = cases.propose(assault, cases.granting(assault), officer=officer)
    cases.finish(case)

    desk = signed_in(approver).get(path(case)).text

    assert "must precede the release of footage" in desk
    assert "Ask the applicant for its number." in desk
    assert "Not here yet: Police report" in desk
