"""A timeline says what the report says: nothing outside of it, nothing lost, the hours where they belong."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.tracks import MOST_TICKS, NARROWEST, STEPS, Span, milliseconds

START = datetime(2026, 11, 23, 7, 15, tzinfo=UTC)


def seconds(number):
    return START + timedelta(seconds=number)


def bars(length, *stretches):
    return Span(START, seconds(length)).bars((seconds(first), seconds(last)) for first, last in stretches)


def test_bars_stand_where_their_time_is():
    assert [(bar.x, bar.width) for bar in bars(200, (0, 100), (100, 200), (50, 60))] == [(0, 50), (50, 50), (25, 5)]


def test_what_reaches_out_is_cut_off_and_what_lies_outside_is_left_out():
    shown = bars(100, (-50, 50), (-20, -10), (100, 130))

    assert [(bar.x, bar.width, bar.since) for bar in shown] == [(0, 50, milliseconds(seconds(-50)))]


def test_the_shortest_gap_can_still_be_seen():
    assert [(bar.x, bar.width) for bar in bars(7200, (60, 61), (7199, 7200))] == [(0.833, 0.1), (99.9, 0.1)]


@pytest.mark.parametrize(
    ("length", "labels"),
    [
        (180, ["14.15.00", "14.15.30", "14.16.00", "14.16.30", "14.17.00", "14.17.30"]),
        (360, ["14.15", "14.16", "14.17", "14.18", "14.19", "14.20"]),
        (7200, ["14.15", "14.30", "14.45", "15.00", "15.15", "15.30", "15.45", "16.00"]),
    ],
)
def test_ticks_stand_at_round_times_in_jakarta(length, labels):
    assert [tick.label for tick in Span(START, seconds(length)).ticks] == labels


@given(
    start=st.integers(0, 10**6),
    length=st.integers(1, 8 * 3600),
    parts=st.lists(st.tuples(st.integers(-100, 30_000), st.integers(1, 9000)), max_size=8),
)
def test_whatever_is_held_fits_the_drawing(start, length, parts):
    begin = seconds(start / 10)
    span = Span(begin, begin + timedelta(seconds=length))
    recorded = span.bars((begin + timedelta(seconds=at), begin + timedelta(seconds=at + size)) for at, size in parts)

    assert len(recorded) == len([at for at, size in parts if at < length and at + size > 0])
    assert all(bar.x >= 0 and bar.width >= NARROWEST and bar.x + bar.width <= 100.001 for bar in recorded)
    assert len(span.ticks) <= MOST_TICKS + 1
    assert all(0 <= tick.x < 100.001 for tick in span.ticks)
    positions = [tick.x for tick in span.ticks]
    assert positions == sorted(set(positions))


def test_the_longest_window_of_the_procedure_has_a_step():
    assert timedelta(hours=2) / STEPS[-1] <= MOST_TICKS
