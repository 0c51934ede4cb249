"""The queue: what comes first, what is shown, what waits for whom, and what it costs."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.roles import Role
from audit.models import Event
from console.queue import PAGE_ROWS, waiting_for
from requests_app.models import Capacity, FootageRequest, Status
from requests_app.workflow import Action, available, perform
from tests import cases
from tests.console.conftest import signed_in

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2026, 1, 5, 3, tzinfo=UTC)


def make(number=0, **fields):
    """A case as a row alone: what the queue shows needs no footage."""
    defaults = {
        "reference": f"SKS-2026-T{number:03d}-0000",
        "place": f"Tempat {number}",
        "starts_at": cases.START,
        "ends_at": cases.END,
        "incident_type": "theft",
        "purpose": "police",
        "wanted": "view",
        "submission_key": uuid4(),
        "submitted_at": timezone.now() - timedelta(hours=1) + timedelta(seconds=number),
        "capacity": Capacity.OWNER,
    }
    return FootageRequest(**defaults | fields)


def save(*made):
    return FootageRequest.objects.bulk_create(made)


def references(response):
    return [row.case.reference for row in response.context["rows"]]


def test_people_at_risk_come_first_and_then_the_oldest(desk):
    new, danger, old = save(make(3), make(2, anyone_at_risk=True), make(1))

    assert references(desk.get("/petugas/")) == [danger.reference, old.reference, new.reference]


def test_closed_cases_are_not_in_the_way_and_can_be_asked_for(desk):
    closed = {"status": Status.CLOSED, "outcome": "refused"}
    open_case, first, last = save(
        make(1),
        make(2, closed_at=timezone.now() - timedelta(days=1), **closed),
        make(3, closed_at=timezone.now(), **closed),
    )

    assert references(desk.get("/petugas/")) == [open_case.reference]
    found = desk.get("/petugas/", {"status": "closed"})
    assert references(found) == [last.reference, first.reference]
    assert found.context["rows"][0].clocks is None
    assert "Refused" in found.text


def test_filters_narrow_what_is_shown_and_stay_in_the_form(desk, officer):
    mine, other = save(make(1, status=Status.IN_REVIEW, officer=officer), make(2))

    assert references(desk.get("/petugas/", {"mine": "on"})) == [mine.reference]
    assert references(desk.get("/petugas/", {"status": "submitted"})) == [other.reference]
    found = desk.get("/petugas/", {"number": " t002 "})
    assert references(found) == [other.reference]
    assert 'value="t002"' in found.text.replace(" t002 ", "t002")


@pytest.mark.parametrize("query", [{"status": "nonsense"}, {"page": "x"}, {"page": "99"}, {"number": "%"}])
def test_an_address_that_was_typed_wrong_still_shows_a_page(desk, query):
    save(make(1))

    assert desk.get("/petugas/", query).status_code == 200


def test_nothing_found_says_what_to_do(desk):
    assert "No request matches" in desk.get("/petugas/", {"number": "zzz"}).text
    assert "Nothing waits for you" in desk.get("/petugas/menunggu").text


def test_pages_keep_the_filter(desk):
    save(*(make(number) for number in range(PAGE_ROWS + 1)))

    first, second = desk.get("/petugas/", {"status": "submitted"}), desk.get("/petugas/?status=submitted&page=2")

    assert (len(references(first)), len(references(second))) == (PAGE_ROWS, 1)
    assert not set(references(first)) & set(references(second))
    assert "?status=submitted&amp;page=2" in first.text


def test_late_is_said_in_words_and_only_of_what_is_late(desk):
    late, on_time = save(make(1, submitted_at=NEW_YEAR), make(2))

    rows = {row.case.reference: row for row in desk.get("/petugas/").context["rows"]}

    assert rows[late.reference].late
    assert not rows[on_time.reference].late
    assert desk.get("/petugas/", {"number": "T001"}).text.count(">Late<") == 1
    assert ">Late<" not in desk.get("/petugas/", {"number": "T002"}).text


def test_the_shorter_clock_of_own_data_is_shown_beside_the_answers(desk):
    save(make(1, capacity=Capacity.SELF, submitted_at=timezone.now() - timedelta(days=3, minutes=1)))

    row = desk.get("/petugas/").context["rows"][0]

    assert (row.late, row.own_data_late) == (False, True)
    assert "own data: " in desk.get("/petugas/").text


def test_each_person_sees_what_waits_for_them(camera, officer, approver, both):
    colleague = cases.build_staff("lain", Role.OFFICER)
    new, mine, proposed = cases.file_case(), cases.file_case(), cases.file_case()
    perform(mine, Action.TAKE, by=officer)
    cases.propose(proposed, cases.refusing(), officer=both)

    def waiting(person):
        return references(signed_in(person).get("/petugas/menunggu"))

    assert waiting(officer) == [mine.reference]
    assert waiting(colleague) == []
    assert waiting(approver) == [proposed.reference]
    assert waiting(both) == []  # their own proposal
    assert "Waiting for me (1)" in signed_in(approver).get("/petugas/").text
    assert signed_in(approver).get("/petugas/").text.count("Waiting for you") == 1
    assert new.reference in references(signed_in(approver).get("/petugas/"))


def test_what_waits_is_what_the_workflow_allows(camera, officer, approver, both):
    """The query and the workflow's rules are two ways to say one thing."""
    reviewed, proposed, own, returned = (cases.file_case() for _ in range(4))
    perform(reviewed, Action.TAKE, by=both)
    cases.propose(proposed, cases.refusing(), officer=officer)
    cases.propose(own, cases.refusing(), officer=both)
    cases.propose(returned, cases.refusing(), officer=both)
    perform(returned, Action.SEND_BACK, by=approver, decision=returned.decisions.get().pk, comment="Periksa lagi.")

    for person in (officer, approver, both):
        allowed = {
            case.reference
            for case in FootageRequest.objects.all()
            if {Action.PROPOSE, Action.APPROVE, Action.SEND_BACK} & available(case, person)
        }
        assert {case.reference for case in waiting_for(person)} == allowed
    assert set(waiting_for(both)) == {reviewed, proposed, returned}


def test_ten_thousand_cases_cost_as_many_queries_as_one(desk, officer, django_assert_max_num_queries):
    save(*(make(number, capacity=Capacity.SELF, officer=officer, status=Status.IN_REVIEW) for number in range(10_000)))

    with django_assert_max_num_queries(11):
        found = desk.get("/petugas/")

    assert found.context["page"].paginator.count == 10_000
    assert len(references(found)) == PAGE_ROWS


def test_the_queue_holds_no_personal_data_and_is_no_look_at_a_case(case, desk):
    page = desk.get("/petugas/").text

    for personal in ("Siti", "3171015708450001", "81234567890", "siti@example.com", "Sepeda saya"):
        assert personal not in page
    assert not Event.objects.filter(verb="request.read").exists()
