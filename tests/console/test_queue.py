"""The queue: what comes first, what is shown, what waits for whom, and what it costs."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from accounts.models import Unit
from accounts.roles import Role
from audit.models import Event
from console.queue import PAGE_ROWS, waiting_for
from core.clock import wib_date
from footage.models import Hold
from requests_app.models import Capacity, FootageRequest, Policy, RequestedCamera, Status
from requests_app.procedure import deadlines, policies, rulebook
from requests_app.review import urgency
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
    made = FootageRequest(**defaults | fields)
    made.urgent = bool(urgency.reason(made, policies.Table()))
    return made


def save(*made):
    return FootageRequest.objects.bulk_create(made)


def references(response):
    return [row.case.reference for row in response.context["rows"]]


def test_people_at_risk_come_first_and_then_the_oldest(desk):
    new, danger, old = save(make(3), make(2, anyone_at_risk=True), make(1))

    assert references(desk.get("/petugas/")) == [danger.reference, old.reference, new.reference]


def test_who_is_urgent_is_a_rule(desk, camera):
    danger, missing = cases.file_case(anyone_at_risk=True), cases.file_case(incident_type="missing_person")
    today = wib_date(timezone.now())
    assert FootageRequest.objects.filter(urgent=True).count() == 2

    new = rulebook.check_rule(rule="urgent_missing_person", value=0, valid_from=today, basis="SOP 1/2026")
    rulebook.change_rule(new, by=desk.user)

    assert FootageRequest.objects.get(urgent=True) == danger
    page = desk.get("/petugas/")
    assert references(page) == [danger.reference, missing.reference]
    assert "Urgent: Somebody at risk" in page.text
    assert "Missing person" not in [row.urgent for row in page.context["rows"]]


def test_what_will_be_lost_first_comes_before_what_falls_due_first(desk):
    now = timezone.now()
    due, lost, sooner, missing = save(
        make(1, due_at=now + timedelta(hours=1)),
        make(2, due_at=now + timedelta(days=9), lost_at=now + timedelta(days=2)),
        make(3, due_at=now + timedelta(days=9), lost_at=now + timedelta(days=1)),
        make(4, due_at=now + timedelta(days=9), incident_type="missing_person"),
    )

    page = desk.get("/petugas/")

    assert references(page) == [case.reference for case in (missing, sooner, lost, due)]
    assert "Urgent: Missing person" in page.text
    assert page.text.count("Footage ends") == 2


def test_a_case_knows_its_place_from_the_moment_it_is_filed(camera):
    """Secured footage ends with its hold, which is far; what is not in the vault yet goes with the recorder's days."""
    case = cases.file_case(capacity="self")
    assert case.due_at == deadlines.of(case).own_data.due_at
    assert case.lost_at == case.starts_at + timedelta(days=14)  # as it was filed

    urgency.refresh_all()
    case.refresh_from_db()
    assert case.lost_at is None
    Hold.objects.update(keep_until=timezone.now() + timedelta(days=3))
    urgency.refresh_all()

    case.refresh_from_db()
    assert case.lost_at == Hold.objects.get().keep_until


def test_neighbours_stand_together_with_a_link_and_stay_apart(desk):
    here = {"latitude": cases.LATITUDE, "longitude": cases.LONGITUDE}
    first, _between, beside, elsewhere, later = save(
        make(1, nik_index="a", **here),
        make(2),
        make(3, nik_index="a", latitude=cases.LATITUDE + 0.0005, longitude=cases.LONGITUDE),
        make(4, latitude=cases.LATITUDE + 0.01, longitude=cases.LONGITUDE),
        make(5, **here, starts_at=cases.START + timedelta(hours=3), ends_at=cases.END + timedelta(hours=3)),
    )

    page = desk.get("/petugas/")

    rows = page.context["rows"]
    assert [(row.case.reference, row.grouped) for row in rows][:2] == [
        (first.reference, False),
        (beside.reference, True),
    ]
    assert [row.twice for row in rows if row.beside] == [True, True]
    assert page.text.count("1 more at this place and time") == 2
    assert f"?near={first.reference}" in page.text
    group = references(desk.get("/petugas/", {"near": first.reference}))
    assert group == [first.reference, beside.reference]
    assert {elsewhere.reference, later.reference} <= set(references(page))

    today = wib_date(timezone.now())
    Policy.objects.create(rule="neighbour_metres", value=40, valid_from=today, basis="SOP 1/2026")
    assert references(desk.get("/petugas/", {"near": first.reference})) == [first.reference]
    Policy.objects.create(rule="neighbour_metres", value=2000, valid_from=today, basis="SOP 1/2026")
    Policy.objects.create(rule="neighbour_minutes", value=200, valid_from=today, basis="SOP 1/2026")
    group = references(desk.get("/petugas/", {"near": first.reference}))
    assert set(group) == {case.reference for case in (first, beside, elsewhere, later)}
    assert references(desk.get("/petugas/", {"near": "SKS-2026-0000-0000"})) == []


def test_the_filters_narrow_by_kind_unit_place_camera_and_lateness(desk, camera):
    unit = Unit.objects.create(code="menteng", name="Menteng")
    now = timezone.now()
    late, today, far = save(
        make(1, due_at=now - timedelta(hours=1), incident_type="flood"),
        make(2, due_at=deadlines.midnight_after(wib_date(now)), unit=unit),
        make(3, due_at=now + timedelta(days=30), area_id="31.71.01.1001"),
    )
    RequestedCamera.objects.create(request=far, camera=camera)

    def found(**query):
        return set(references(desk.get("/petugas/", query)))

    assert found(kind="flood") == {late.reference}
    assert found(unit=unit.pk) == {today.reference}
    assert found(area="gambir") == found(camera="jkt-1") == {far.reference}
    assert found(area="zzz") == found(camera="zzz") == set()
    assert (found(lateness="late"), found(lateness="today")) == ({late.reference}, {today.reference})
    assert found(lateness="week") == {today.reference}


def test_the_home_page_says_what_to_do_now(camera, officer):
    mine, other = cases.file_case(), cases.file_case()
    perform(mine, Action.TAKE, by=officer)
    FootageRequest.objects.filter(pk=other.pk).update(due_at=timezone.now() - timedelta(hours=1))

    page = signed_in(officer).get("/petugas/beranda")

    assert [row.case for row in page.context["mine"]] == [mine]
    assert [row.case for row in page.context["ending"]] == [other]
    assert {value: number for value, _label, number in page.context["counts"]} == {"submitted": 1, "in_review": 1}


def test_a_unit_head_sees_whose_officer_is_gone(camera, officer):
    case = perform(cases.file_case(), Action.TAKE, by=officer)
    head = cases.build_staff("kepala", Role.UNIT_HEAD)
    assert signed_in(head).get("/petugas/beranda").context["orphaned"] == []
    officer.is_active = False
    officer.save()

    assert [row.case for row in signed_in(head).get("/petugas/beranda").context["orphaned"]] == [case]


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


def test_more_cases_than_are_counted_cost_as_many_queries_as_one(desk, officer, django_assert_max_num_queries):
    save(*(make(number, capacity=Capacity.SELF, officer=officer, status=Status.IN_REVIEW) for number in range(1_001)))
    desk.get("/petugas/")  # a session is noted now and then

    with django_assert_max_num_queries(13):
        found = desk.get("/petugas/")

    assert found.context["page"].paginator.more
    assert "More than 1,000 requests" in found.text
    assert len(references(found)) == PAGE_ROWS


def test_the_queue_holds_no_personal_data_and_is_no_look_at_a_case(case, desk):
    page = desk.get("/petugas/").text

    for personal in ("Siti", "3171015708450001", "81234567890", "siti@example.com", "Sepeda saya"):
        assert personal not in page
    assert not Event.objects.filter(verb="request.read").exists()
