"""Both clocks against calendars counted by hand."""

import csv
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from requests_app import deadlines, policies
from requests_app.models import Capacity, FootageRequest, Holiday, Policy, Status

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
    clock = deadlines.of(submitted(MONDAY)).extended

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


def test_lateness_grows_until_the_case_is_closed(holidays):
    request = submitted(MONDAY)
    due_at = deadlines.of(request).answer.due_at

    assert deadlines.lateness(request, now=due_at) == timedelta(0)
    assert deadlines.lateness(request, now=due_at + timedelta(hours=5)) == timedelta(hours=5)

    request.status, request.closed_at = Status.CLOSED, due_at - timedelta(days=1)

    assert deadlines.lateness(request, now=due_at + timedelta(days=9)) == timedelta(0)


def test_one_calendar_serves_many_cases(holidays, django_assert_num_queries):
    known = deadlines.calendar(after=date(2026, 11, 1))

    with django_assert_num_queries(0):
        clocks = deadlines.of(submitted(MONDAY), known=known)

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
