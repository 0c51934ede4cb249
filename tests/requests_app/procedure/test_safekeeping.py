"""No footage goes while a term of its case runs."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.clock import wib_date
from footage import holds
from footage.models import Hold
from requests_app.models import Holiday, Policy
from requests_app.procedure import deadlines, safekeeping
from requests_app.workflow import Action, perform
from tests import cases


@pytest.fixture
def case(camera):
    return cases.file_case()


def hold_of(case):
    return Hold.objects.get(reference=case.reference)


def about_to_end(case):
    Hold.objects.filter(reference=case.reference).update(keep_until=timezone.now() + timedelta(hours=1))


def margin():
    return timedelta(days=14)


def test_an_act_keeps_the_footage_beyond_the_answer(case, officer):
    about_to_end(case)

    perform(case, Action.TAKE, by=officer)

    assert hold_of(case).keep_until == deadlines.of(case).answer.due_at + margin()


def test_an_extension_keeps_it_beyond_the_later_day(case, officer):
    perform(case, Action.TAKE, by=officer)
    before = deadlines.of(case).answer.due_at
    about_to_end(case)

    perform(case, Action.EXTEND, by=officer, reason="Rekamannya banyak.")

    after = deadlines.of(case).answer.due_at
    assert hold_of(case).keep_until == after + margin() > before + margin()


def test_a_decision_keeps_it_beyond_the_term_to_object(case, officer, approver):
    cases.propose(case, cases.refusing(), officer=officer)
    about_to_end(case)

    case = cases.approve(case, approver=approver)

    term = deadlines.term(Policy.Rule.OBJECTION_WORKING_DAYS, after=wib_date(case.closed_at))
    assert (term.allowed, hold_of(case).keep_until) == (30, term.due_at + margin())


def test_the_sweep_keeps_what_is_needed_however_late_the_answer_is(case):
    case.submitted_at -= timedelta(days=100)
    case.save()
    about_to_end(case)

    safekeeping.sweep()

    assert hold_of(case).keep_until > timezone.now() + timedelta(days=13)


def test_the_sweep_follows_a_holiday_that_was_declared_since(case):
    until = deadlines.of(case).answer.due_at
    Hold.objects.update(keep_until=timezone.now() + timedelta(days=2))
    day = next(day.date for day in deadlines.of(case).answer.days if day.counted)
    Holiday.objects.create(day=day, kind=Holiday.Kind.NATIONAL, name="Pilkada")

    safekeeping.sweep()

    assert hold_of(case).keep_until == deadlines.of(case).answer.due_at + margin() > until + margin()


def test_what_nobody_needs_any_more_is_let_go(case, officer, approver):
    cases.propose(case, cases.refusing(), officer=officer)
    case = cases.approve(case, approver=approver)
    case.closed_at -= timedelta(days=200)
    case.save()
    Hold.objects.update(keep_until=timezone.now())

    safekeeping.sweep()
    holds.release_expired()

    assert hold_of(case).state == Hold.State.RELEASED


def test_a_withdrawn_case_keeps_nothing(case):
    perform(case, Action.WITHDRAW, by=cases.applicant_of(case))
    safekeeping.sweep()

    assert hold_of(case).state == Hold.State.RELEASED
