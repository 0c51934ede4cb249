"""Both clocks against calendars counted by hand."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db.models import prefetch_related_objects
from django.utils.dates import WEEKDAYS

from core.clock import WIB
from requests_app.models import Capacity, Extension, FootageRequest, Holiday, Pause, Policy, Status
from requests_app.procedure import deadlines, policies

pytestmark = pytest.mark.django_db


@pytest.fixture
def holidays():
    call_command("seed_rules", verbosity=0)


def submitted(moment: datetime, **fields) -> FootageRequest:
    return FootageRequest(submitted_at=moment, capacity=Capacity.SELF, **fields)


# Monday 23 November 2026, 14.05 WIB: no holiday until Christmas.
MONDAY = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)


def test_ten_working_days_without_a_holiday(holidays):
    clock = deadlines.of(submitted(MONDAY)).answer

    assert clock.last_day == date(2026, 12, 7)
    assert clock.due_at == datetime(2026, 12, 7, 17, 0, tzinfo=UTC)  # midnight in Jakarta
    assert [day.number for day in clock.days if day.counted] == list(range(1, 11))
    assert [day.date.day for day in clock.days if not day.counted] == [28, 29, 5, 6]
    assert clock.basis.startswith("UU 14/2008")


def test_the_extension_adds_seven_and_meets_christmas(holidays):
    clock = deadlines.of(submitted(MONDAY)).if_extended

    assert clock.last_day == date(2026, 12, 16)
    assert len([day for day in clock.days if day.counted]) == 17


def test_a_skipped_day_says_why_and_by_which_decree(holidays):
    clock = deadlines.of(submitted(datetime(2026, 12, 21, 3, tzinfo=UTC))).answer

    skipped = {day.date: (day.reason, day.decree) for day in clock.days if not day.counted}
    reason, decree = skipped[date(2026, 12, 24)]
    assert reason == "Cuti Bersama Hari Raya Natal"
    assert decree.startswith("SKB Nomor 1497 Tahun 2025")
    assert date(2027, 1, 1) in skipped
    assert skipped[date(2026, 12, 26)][1] == ""  # a Saturday needs no decree
    assert clock.last_day == date(2027, 1, 8)  # 22, 23, 28 to 31 December; 4, 6, 7, 8 January


def test_the_day_of_submission_is_the_day_in_jakarta(holidays):
    """Half past midnight on Tuesday in Jakarta is still Monday in UTC."""
    clock = deadlines.of(submitted(datetime(2026, 11, 23, 17, 30, tzinfo=UTC))).answer

    assert clock.days[0].date == date(2026, 11, 25)


def test_a_holiday_declared_later_moves_a_running_deadline(holidays):
    request = submitted(MONDAY)
    before = deadlines.of(request).answer.last_day

    Holiday.objects.create(day=date(2026, 12, 2), kind=Holiday.Kind.NATIONAL, name="Pilkada", decree="Keppres 99/2026")

    assert deadlines.of(request).answer.last_day == before + timedelta(days=1)


def test_a_cancelled_joint_leave_brings_it_forward(holidays):
    request = submitted(datetime(2026, 12, 21, 3, tzinfo=UTC))
    before = deadlines.of(request).answer.last_day

    Holiday.objects.filter(day=date(2026, 12, 24)).delete()

    assert deadlines.of(request).answer.last_day < before


def test_a_new_policy_holds_for_what_is_submitted_from_its_day_on(holidays):
    rule = Policy.Rule.ANSWER_WORKING_DAYS
    Policy.objects.create(rule=rule, value=5, valid_from=date(2026, 11, 24), basis="Pergub 1/2026")

    assert deadlines.of(submitted(MONDAY)).answer.allowed == 10
    assert deadlines.of(submitted(MONDAY + timedelta(days=1))).answer.allowed == 5
    assert policies.value(rule, on=date(2026, 11, 23)) == 10


def test_own_data_runs_for_three_times_24_hours_over_any_holiday(holidays):
    assert deadlines.of(submitted(MONDAY)).own_data.due_at == MONDAY + timedelta(hours=72)


def test_an_insurer_asks_for_no_data_of_its_own(holidays):
    request = FootageRequest(submitted_at=MONDAY, capacity=Capacity.INSURER)

    assert deadlines.of(request).own_data is None


# The clock stopped and extended. The days are counted by hand on the calendar of the decrees.


def stopped(request: FootageRequest, asked: datetime, answered: datetime | None) -> FootageRequest:
    """The request with one more pause; nothing is saved."""
    request._prefetched_objects_cache = {
        "extensions": [],
        "pauses": [*getattr(request, "_prefetched_objects_cache", {}).get("pauses", [])],
    }
    request._prefetched_objects_cache["pauses"].append(Pause(stopped_at=asked, resumed_at=answered))
    return request


def in_jakarta(month: int, day: int, hour: int = 10) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=WIB)


def test_days_of_waiting_for_the_applicant_are_not_counted(holidays):
    """Asked on Thursday the 26th, answered on Tuesday the 1st: Friday, Monday and Tuesday fall out."""
    request = stopped(submitted(MONDAY), in_jakarta(11, 26), in_jakarta(12, 1))

    clock = deadlines.of(request).answer

    assert clock.last_day == date(2026, 12, 10)  # instead of the 7th
    assert [day.date.day for day in clock.days if day.reason == deadlines.STOPPED] == [27, 30, 1]
    assert next(day.number for day in clock.days if day.date == date(2026, 11, 26)) == 3  # the day of the question
    assert next(day.number for day in clock.days if day.date == date(2026, 12, 2)) == 4  # the day after the answer
    assert clock.stopped_since is None


def test_a_saturday_in_a_pause_is_still_a_saturday(holidays):
    request = stopped(submitted(MONDAY), in_jakarta(11, 26), in_jakarta(12, 1))

    saturday = next(day for day in deadlines.of(request).answer.days if day.date == date(2026, 11, 28))

    assert saturday.reason == WEEKDAYS[5]


def test_a_question_answered_on_the_same_day_costs_nothing(holidays):
    request = stopped(submitted(MONDAY), in_jakarta(11, 26, 9), in_jakarta(11, 26, 23))

    assert deadlines.of(request).answer == deadlines.of(submitted(MONDAY)).answer


def test_the_day_of_a_question_is_the_day_in_jakarta(holidays):
    """Asked on Thursday at 23.00 in UTC, when it is Friday in Jakarta: Friday counts."""
    request = stopped(submitted(MONDAY), datetime(2026, 11, 26, 23, tzinfo=UTC), in_jakarta(12, 1))

    assert deadlines.of(request).answer.last_day == date(2026, 12, 9)


def test_two_pauses_add_up_over_christmas(holidays):
    """From the 1st: 2 and 3 count, 4 and 7 wait; 8 to 15 count (3 to 8), 16 to 21 wait; 22 and 23 are the 9th, 10th."""
    request = submitted(in_jakarta(12, 1))
    stopped(request, in_jakarta(12, 3), in_jakarta(12, 7))
    stopped(request, in_jakarta(12, 15), in_jakarta(12, 21))

    assert deadlines.of(request).answer.last_day == date(2026, 12, 23)


def test_while_the_clock_stands_still_it_says_where_it_would_end_today(holidays):
    request = stopped(submitted(MONDAY), in_jakarta(11, 26), None)

    on_friday = deadlines.of(request, now=in_jakarta(11, 27)).answer
    a_week_later = deadlines.of(request, now=in_jakarta(12, 4)).answer

    assert (on_friday.last_day, a_week_later.last_day) == (date(2026, 12, 8), date(2026, 12, 15))
    assert a_week_later.stopped_since == in_jakarta(11, 26)
    assert deadlines.lateness(request, now=in_jakarta(12, 30)) == timedelta(0)


def test_what_was_late_before_the_question_stays_late(holidays):
    request = stopped(submitted(MONDAY), in_jakarta(12, 9), None)

    assert deadlines.lateness(request, now=in_jakarta(12, 10)) > timedelta(0)


def test_the_hours_for_own_data_stand_still_to_the_second(holidays):
    asked = MONDAY + timedelta(hours=10)
    request = stopped(submitted(MONDAY), asked, asked + timedelta(hours=30, minutes=1))

    clock = deadlines.of(request).own_data

    assert clock.due_at == MONDAY + timedelta(hours=102, minutes=1)


def test_an_extension_binds_once_it_is_made(holidays):
    request = stopped(submitted(MONDAY), in_jakarta(11, 26), in_jakarta(12, 1))
    request._prefetched_objects_cache["extensions"] = [Extension(extended_at=in_jakarta(12, 3))]

    clocks = deadlines.of(request)

    assert (clocks.answer.allowed, clocks.answer.last_day) == (17, date(2026, 12, 21))
    assert clocks.answer.basis == "UU 14/2008 pasal 22 ayat (8)"
    assert clocks.if_extended is None
    assert deadlines.lateness(request, now=in_jakarta(12, 21, 23)) == timedelta(0)


def test_lateness_grows_until_the_case_is_closed(holidays):
    request = submitted(MONDAY)
    due_at = deadlines.of(request).answer.due_at

    assert deadlines.lateness(request, now=due_at) == timedelta(0)
    assert deadlines.lateness(request, now=due_at + timedelta(hours=5)) == timedelta(hours=5)

    request.status, request.closed_at = Status.CLOSED, due_at - timedelta(days=1)

    assert deadlines.lateness(request, now=due_at + timedelta(days=9)) == timedelta(0)


def test_one_calendar_serves_many_cases(holidays, django_assert_num_queries):
    known = deadlines.calendar(after=date(2026, 11, 1))
    request = submitted(MONDAY)
    prefetch_related_objects([request], *deadlines.HISTORY)

    with django_assert_num_queries(0):
        clocks = deadlines.of(request, known=known)

    assert clocks == deadlines.of(submitted(MONDAY))


def test_the_seeded_days_are_those_of_the_decrees(holidays, shared_data):
    with (shared_data / "holidays" / "libur_id_2024_2027.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["tanggal"] >= "2026"]
    kinds = {"libur_nasional": Holiday.Kind.NATIONAL, "cuti_bersama": Holiday.Kind.JOINT_LEAVE}
    expected = {(row["tanggal"], kinds[row["jenis"]], row["dasar"]) for row in rows}

    assert {(str(day.day), day.kind, day.decree) for day in Holiday.objects.all()} == expected


def test_seeding_again_leaves_what_was_edited(holidays):
    Holiday.objects.filter(day=date(2026, 12, 24)).delete()
    Policy.objects.filter(rule=Policy.Rule.HOLD_DAYS).update(value=30)

    call_command("seed_rules", verbosity=0)

    assert not Holiday.objects.filter(day=date(2026, 12, 24)).exists()
    assert policies.value(Policy.Rule.HOLD_DAYS) == 30
    assert Policy.objects.count() == len(Policy.Rule)


def test_every_rule_has_a_start_even_before_seeding():
    assert {rule: policies.value(rule) for rule in Policy.Rule}[Policy.Rule.WINDOW_MINUTES] == 120
