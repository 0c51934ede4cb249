"""The desk for programs: who gets in, and that the workflow's rules hold there too."""

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from requests_app.decision.decisions import live
from requests_app.review import caseload
from requests_app.workflow import Action, perform
from tests import cases
from tests.api.conftest import caller, opened, problem, signed_in
from tests.staff import show_factor

CASE_PATHS = [
    ("get", ""),
    ("post", "/officer"),
    ("delete", "/officer"),
    ("post", "/proposal"),
    ("post", "/approval"),
    ("post", "/return"),
]


@pytest.fixture
def case(camera):
    return cases.file_case()


def path(case, rest=""):
    return f"/api/v1/cases/{case.reference}{rest}"


def granting(case) -> dict:
    return {
        "kind": "grant",
        "reason": "Terlihat jelas.",
        "windows": [
            {
                "camera": "JKT-1",
                "starts_at": (cases.START + cases.MINUTE).isoformat(),
                "ends_at": cases.END.isoformat(),
            }
        ],
    }


@pytest.mark.parametrize(("method", "rest"), CASE_PATHS)
def test_only_those_who_read_cases_get_in(method, rest, case, staff):
    applicant = opened({"reference": case.reference, "pin": "12345678"})

    def call(client):
        return getattr(client, method)(path(case, rest), {}, format="json")

    assert problem(call(caller()), 401)["code"] == "not_authenticated"
    assert problem(call(applicant), 401)
    assert problem(call(staff[Role.AUDITOR]), 403)
    assert problem(call(staff[Role.ADMINISTRATOR]), 403)
    case.refresh_from_db()
    assert case.status == "submitted"
    assert not case.decisions.exists()


@pytest.mark.parametrize(("method", "rest"), CASE_PATHS)
def test_a_case_that_does_not_exist_is_not_found(method, rest, staff):
    client = staff[Role.OFFICER]
    unknown = f"/api/v1/cases/SKS-2026-0000-0000{rest}"
    bodies = {"/proposal": {"kind": "grant"}, "/approval": SETTLED, "/return": SETTLED}

    assert problem(getattr(client, method)(unknown, bodies.get(rest, {}), format="json"), 404)


@pytest.mark.parametrize("number", ["%00", "SKS", "%2e%2e", "SKS-2026-%F0%9F%98%80", "9" * 500])
def test_a_number_that_cannot_be_one_is_not_found(number, staff):
    assert problem(staff[Role.OFFICER].get(f"/api/v1/cases/{number}"), 404)


def test_a_number_may_be_typed_in_its_own_way(case, staff):
    typed = case.reference.lower().replace("-", "")

    assert staff[Role.OFFICER].get(f"/api/v1/cases/{typed}").data["case"]["reference"] == case.reference


SETTLED = {"decision": "00000000-0000-0000-0000-000000000000", "comment": "x"}


def test_a_dismissed_officer_is_out_at_once(case, staff):
    client = staff[Role.OFFICER]
    client.user.is_active = False
    client.user.save()

    assert problem(client.get("/api/v1/cases"), 401)


def test_the_queue_is_for_those_who_read_cases(staff, db):
    assert problem(caller().get("/api/v1/cases"), 401)
    assert problem(staff[Role.AUDITOR].get("/api/v1/cases"), 403)
    assert staff[Role.APPROVER].get("/api/v1/cases").status_code == 200


def test_the_queue_puts_danger_first_and_then_what_falls_due(camera, staff):
    old, new, danger = (cases.file_case(anyone_at_risk=risk) for risk in (False, False, True))

    queue = staff[Role.OFFICER].get("/api/v1/cases").data

    assert [row["reference"] for row in queue["cases"]] == [danger.reference, old.reference, new.reference]
    assert (queue["count"], queue["more"], queue["pages"]) == (3, False, 1)


def test_the_queue_counts_no_further_than_it_must(camera, staff, monkeypatch):
    monkeypatch.setattr(caseload, "COUNTED", 2)
    for _case in range(4):
        cases.file_case()

    queue = staff[Role.OFFICER].get("/api/v1/cases").data

    assert (queue["count"], queue["more"]) == (2, True)


def test_the_queue_can_show_only_mine(camera, staff):
    mine, other = cases.file_case(), cases.file_case()
    perform(mine, Action.TAKE, by=staff[Role.OFFICER].user)

    queue = staff[Role.OFFICER].get("/api/v1/cases", {"mine": True}).data

    assert [row["officer"] for row in queue["cases"]] == ["officer"]
    assert other.reference not in str(queue)


def test_the_queue_is_read_with_the_same_queries_however_long(camera, staff, django_assert_max_num_queries):
    for _ in range(4):
        cases.file_case()

    with django_assert_max_num_queries(6):
        staff[Role.OFFICER].get("/api/v1/cases")


def test_reading_a_case_is_audited_and_keeps_contact_data_out(case, staff):
    response = staff[Role.OFFICER].get(path(case))

    assert response.data["description"] == case.description
    event = Event.objects.get(verb=Verb.REQUEST_READ)
    assert (event.case, event.actor_id) == (case.reference, str(staff[Role.OFFICER].user.pk))
    for personal in ("3171015708450001", "81234567890", "siti@example.com"):
        assert personal not in response.content.decode()


def test_a_case_goes_from_hand_to_hand(case, staff):
    officer, approver = staff[Role.OFFICER], staff[Role.APPROVER]

    assert officer.post(path(case, "/officer")).data["case"]["status"] == "in_review"
    assert officer.delete(path(case, "/officer")).data["case"]["status"] == "submitted"
    may = officer.post(path(case, "/officer")).data["may"]
    assert may == ["ask", "extend", "give_back", "hand_on", "propose", "step_aside"]
    proposed = officer.post(path(case, "/proposal"), granting(case), format="json").data
    decision = proposed["decisions"][0]["id"]
    sent_back = approver.post(path(case, "/return"), {"decision": decision, "comment": "Perpendek."}, format="json")
    assert sent_back.data["case"]["status"] == "in_review"
    proposed = officer.post(path(case, "/proposal"), granting(case), format="json").data
    decision = proposed["decisions"][1]["id"]
    assert approver.post(path(case, "/approval"), {"decision": decision}, format="json").status_code == 409
    cases.finish(case)
    approved = approver.post(path(case, "/approval"), {"decision": decision}, format="json").data

    assert approved["case"]["status"] == "preparing"
    assert [made["state"] for made in approved["decisions"]] == ["sent_back", "approved"]
    case.refresh_from_db()
    cases.deliver(case)
    assert approver.get(path(case)).data["case"]["outcome"] == "granted"


def test_nobody_approves_their_own_proposal(case, db):
    both = signed_in(cases.build_staff("berdua", Role.OFFICER, Role.APPROVER))
    cases.propose(case, cases.refusing(), officer=both.user)

    found = problem(both.post(path(case, "/approval"), {"decision": str(live(case).pk)}, format="json"), 403)

    assert found["code"] == "own_proposal"
    case.refresh_from_db()
    assert case.status == "awaiting_approval"
    assert Event.objects.filter(verb=Verb.CASE_DENIED, case=case.reference).count() == 1


def test_approving_needs_a_second_factor_that_was_just_shown(case, staff):
    approver = staff[Role.APPROVER]
    cases.propose(case, cases.refusing(), officer=staff[Role.OFFICER].user)
    show_factor(approver, ago=601)
    body = {"decision": str(live(case).pk)}

    assert problem(approver.post(path(case, "/approval"), body, format="json"), 403)["code"] == "factor_not_fresh"
    show_factor(approver)
    assert approver.post(path(case, "/approval"), body, format="json").status_code == 200


def test_an_action_that_is_not_possible_now_is_a_conflict(case, staff):
    perform(case, Action.TAKE, by=staff[Role.OFFICER].user)

    assert problem(staff[Role.OFFICER].post(path(case, "/officer")), 409)["code"] == "not_now"
    assert problem(staff[Role.APPROVER].post(path(case, "/officer")), 403)["code"] == "not_an_officer"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "grant"}, "windows"),
        ({"kind": "maybe"}, "kind"),
        ({"kind": "refuse"}, "reason_code"),
        ({"kind": "grant", "windows": [{"camera": "JKT-1"}]}, "windows.0.starts_at"),
    ],
)
def test_a_proposal_that_does_not_hold_together_is_a_problem(case, staff, body, field):
    perform(case, Action.TAKE, by=staff[Role.OFFICER].user)

    found = problem(staff[Role.OFFICER].post(path(case, "/proposal"), body, format="json"), 400)

    assert field in [error["field"] for error in found.get("errors", [])] or found["field"] == field


def test_a_window_of_an_unknown_camera_is_a_problem(case, staff):
    perform(case, Action.TAKE, by=staff[Role.OFFICER].user)
    body = granting(case)
    body["windows"][0]["camera"] = "JKT-404"

    found = problem(staff[Role.OFFICER].post(path(case, "/proposal"), body, format="json"), 400)

    assert found["field"] == "windows.0.camera"


def test_a_foreign_page_cannot_act_for_an_officer(case, staff):
    """The session alone is not enough: a change needs the CSRF token."""
    client = caller()
    client.handler.enforce_csrf_checks = True
    client.force_login(staff[Role.OFFICER].user)

    assert problem(client.post(path(case, "/officer")), 403)
    case.refresh_from_db()
    assert case.status == "submitted"
