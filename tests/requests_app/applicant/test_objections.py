"""Objections: their terms against calendars counted by hand, who may answer them, and what stays kept meanwhile."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.roles import Role
from core.errors import NotAllowed, NotNow
from footage.models import Hold
from requests_app.applicant import objections
from requests_app.correspondence import messages
from requests_app.decision import decisions
from requests_app.models import Decision, Objection, Outcome, Status
from requests_app.procedure import deadlines
from requests_app.workflow import Action, available, obstacle, perform
from tests import cases

OBJECTING = {"ground": "refused", "text": "Saya tidak setuju."}
# Monday 23 November 2026 in Jakarta. Christmas (24 and 25 December) and New Year lie in the thirty days.
MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


@pytest.fixture
def superior(db):
    return cases.build_staff("atasan", Role.OBJECTION_REVIEWER)


@pytest.fixture
def refused(camera, officer, approver):
    call_command("seed_rules", verbosity=0)
    case = cases.propose(cases.file_case(), cases.refusing(), officer=officer)
    return cases.approve(case, approver=approver)


def lodge(case, **changes):
    return perform(case, Action.LODGE_OBJECTION, by=cases.applicant_of(case), **OBJECTING | changes)


def kept_until(case):
    return min(Hold.objects.filter(reference=case.reference).values_list("keep_until", flat=True))


# Terms


def test_thirty_working_days_to_object_over_christmas_and_new_year(refused):
    refused.closed_at = MONDAY

    term = objections.term_to_object(refused)

    counted = [day.date for day in term.days if day.counted]
    assert len(counted) == 30
    assert counted[0] == date(2026, 11, 24)
    # November 24-27, 30 (5), December 1-4, 7-11, 14-18, 21-23, 28-31 (21 more), January 4, 6, 7, 8 (4 more: the 5th
    # is Isra Mikraj).
    assert (len([day for day in counted if day.month == 11]), len([day for day in counted if day.month == 12])) == (
        5,
        21,
    )
    assert [day.day for day in counted if day.year == 2027] == [4, 6, 7, 8]
    assert term.last_day == date(2027, 1, 8)
    assert term.basis == "UU 14/2008 pasal 36 ayat (1)"


def test_a_dispute_may_begin_within_fourteen_working_days_of_the_answer(refused):
    objection = Objection(lodged_at=MONDAY, answered_at=MONDAY + timedelta(days=1))

    term = objections.term_to_dispute(objection)

    assert (term.allowed, term.days[0].date, term.last_day) == (14, date(2026, 11, 25), date(2026, 12, 14))


def test_without_an_answer_the_dispute_is_counted_from_the_day_it_was_due(refused):
    objection = Objection(lodged_at=MONDAY)

    assert objections.term_to_answer(objection).last_day == date(2027, 1, 8)
    assert objections.term_to_dispute(objection).days[0].date == date(2027, 1, 9)


def test_after_the_term_nobody_can_object(refused):
    refused.closed_at = timezone.now() - timedelta(days=90)
    refused.save()

    refusal = obstacle(refused, Action.LODGE_OBJECTION, cases.applicant_of(refused))

    assert refusal.code == "term_over"


# Who answers


def test_nobody_answers_an_objection_to_what_they_took_part_in(refused, officer, approver, superior):
    """Not by having proposed or approved, nor by having taken the case once or written in it."""
    wrote = cases.build_staff("penulis", Role.OFFICER, Role.OBJECTION_REVIEWER)
    messages.write(refused, "Halo.", by=wrote)
    for person in (officer, approver):
        person.roles = [*person.roles, Role.OBJECTION_REVIEWER]
        person.save()
    lodge(refused)

    for person in (officer, approver, wrote):
        with pytest.raises(NotAllowed) as refusal:
            perform(refused, Action.UPHOLD, by=person, answer="Sudah tepat.")
        assert refusal.value.code == "took_part"
    assert perform(refused, Action.UPHOLD, by=superior, answer="Sudah tepat.").outcome == Outcome.REFUSED


# What happens


def test_an_open_objection_keeps_the_footage_until_its_dispute_could_begin(refused):
    Hold.objects.update(keep_until=timezone.now())
    lodge(refused)

    objection = refused.objections.get()
    answer_due = objections.term_to_answer(objection).due_at
    assert kept_until(refused) > answer_due + timedelta(days=14)
    assert kept_until(refused) == objections.footage_needed_until(objection, now=timezone.now()) + timedelta(days=14)


def test_a_reported_dispute_keeps_it_until_a_ruling(refused, superior):
    lodge(refused)
    perform(refused, Action.UPHOLD, by=superior, answer="Sudah tepat.")
    before = kept_until(refused)

    perform(refused, Action.REPORT_DISPUTE, by=cases.applicant_of(refused))

    assert kept_until(refused) > before + timedelta(days=60)  # a hundred working days


def test_what_is_overturned_is_open_again_with_everything_kept(refused, superior, officer, approver):
    lodge(refused)

    case = perform(refused, Action.OVERTURN, by=superior, answer="Wajahnya bisa disamarkan.")

    assert (case.status, case.outcome, case.officer, case.closed_at) == (Status.SUBMITTED, "", None, None)
    assert Hold.objects.get(reference=case.reference).state == Hold.State.SECURED
    assert decisions.find_live(case) is None
    assert [decision.state for decision in decisions.told(case)] == [Decision.State.SUPERSEDED]
    assert case.counted_from == case.reopened_at
    assert not deadlines.lateness(case, now=timezone.now())

    case = cases.propose(case, cases.granting(case), officer=officer)
    cases.finish(case)
    case = cases.deliver(cases.approve(case, approver=approver))

    assert case.outcome == Outcome.GRANTED
    assert [decision.kind for decision in decisions.told(case)] == ["grant", "refuse"]
    assert Action.LODGE_OBJECTION in available(case, cases.applicant_of(case))  # to the new decision


def test_one_objection_to_a_decision(refused, superior):
    lodge(refused)
    with pytest.raises(NotNow):
        lodge(refused)
    perform(refused, Action.UPHOLD, by=superior, answer="Sudah tepat.")

    with pytest.raises(NotNow) as refusal:
        lodge(refused)

    assert refusal.value.code == "already_objected"
    assert refused.objections.count() == 1


def test_an_answer_that_does_not_come_can_be_objected_to_while_the_office_works_on(camera, officer, superior):
    case = perform(cases.file_case(), Action.TAKE, by=officer)
    assert obstacle(case, Action.LODGE_OBJECTION, cases.applicant_of(case)).code == "not_late"
    case.submitted_at -= timedelta(days=60)
    case.save()

    lodge(case, ground="not_answered")
    case = perform(case, Action.OVERTURN, by=superior, answer="Segera jawab.")

    assert (case.status, case.officer) == (Status.IN_REVIEW, officer)
    assert case.objections.get().decision is None
    assert case.reopened_at is None
    assert obstacle(case, Action.LODGE_OBJECTION, cases.applicant_of(case)).code == "already_objected"


def test_withdrawing_drops_the_objection(camera, officer):
    case = cases.file_case()
    case.submitted_at -= timedelta(days=60)
    case.save()
    lodge(case, ground="late")

    perform(case, Action.WITHDRAW, by=cases.applicant_of(case))

    assert case.objections.get().state == Objection.State.DROPPED
