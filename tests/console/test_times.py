"""A typed clock time becomes a moment of the footage in front of the officer, or nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from console.times import clock_text, moment_within

# 23.50 to 00.20 WIB: over midnight in Jakarta.
START = datetime(2026, 11, 23, 16, 50, tzinfo=UTC)
END = START + timedelta(minutes=30)


def read(text):
    return moment_within(text, starts_at=START, ends_at=END)


@pytest.mark.parametrize("text", ["23.55.10", "23:55:10", " 23.55:10 ", "23.55.10,0", "23:55:10.000"])
def test_every_usual_spelling_is_understood(text):
    assert read(text) == datetime(2026, 11, 23, 16, 55, 10, tzinfo=UTC)


def test_seconds_may_be_left_out_and_fractions_given():
    assert read("23.55") == datetime(2026, 11, 23, 16, 55, tzinfo=UTC)
    assert read("23.55.10,5") == datetime(2026, 11, 23, 16, 55, 10, 500_000, tzinfo=UTC)


def test_behind_midnight_the_day_is_the_next_one():
    assert read("00.05") == datetime(2026, 11, 23, 17, 5, tzinfo=UTC)
    assert read("24.05") == read("00.05")
    assert read("0.05") == read("00.05")


def test_both_ends_of_the_footage_count():
    assert read("23.50") == START
    assert read("00.20") == END


NO_TIMES = ["", "x", "23", "23.5", "23.60", "23.55.60", "99.00", "23.55.10.1.1", "-1.00"]


@pytest.mark.parametrize("text", [*NO_TIMES, "23.49.59", "00.20.01", "12.00"])
def test_what_is_no_time_of_this_footage_is_nothing(text):
    assert read(text) is None


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 (given its zone below)
    length=st.integers(1, 7200),
    offset=st.integers(0, 7200),
)
def test_what_is_shown_in_a_field_is_read_back_as_the_same_moment(start, length, offset):
    assume(offset <= length)
    start = start.replace(microsecond=0, tzinfo=UTC)
    moment = start + timedelta(seconds=offset)

    assert moment_within(clock_text(moment), starts_at=start, ends_at=start + timedelta(seconds=length)) == moment
