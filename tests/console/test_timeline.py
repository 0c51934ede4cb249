"""The drawing of a hold says what the report says: nothing outside of it, nothing lost, the hours where they belong."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.timeline import MOST_TICKS, TICK_STEPS, WIDTH, draw

START = datetime(2026, 11, 23, 7, 15, tzinfo=UTC)


def seconds(number):
    return START + timedelta(seconds=number)


def drawn(length, *, recorded=(), gaps=(), released=()):
    return draw(
        starts_at=START,
        ends_at=seconds(length),
        recorded=[(seconds(first), seconds(last)) for first, last in recorded],
        gaps=[(seconds(first), seconds(last), "missing") for first, last in gaps],
        released=[(seconds(first), seconds(last)) for first, last in released],
    )


def test_bars_stand_where_their_time_is():
    timeline = drawn(200, recorded=[(0, 100)], gaps=[(100, 200)], released=[(50, 60)])

    assert [(bar.x, bar.width) for bar in timeline.recorded] == [(0, 500)]
    assert [(bar.x, bar.width, bar.reason) for bar in timeline.gaps] == [(500, 500, "missing")]
    assert [(bar.x, bar.width) for bar in timeline.released] == [(250, 50)]


def test_what_reaches_out_is_cut_off_and_what_lies_outside_is_left_out():
    timeline = drawn(100, recorded=[(-50, 50)], gaps=[(-20, -10), (100, 130)])

    assert [(bar.x, bar.width, bar.starts_at) for bar in timeline.recorded] == [(0, 500, START)]
    assert timeline.gaps == []


def test_the_shortest_gap_can_still_be_seen():
    assert drawn(7200, gaps=[(60, 61)]).gaps[0].width == 1


@pytest.mark.parametrize(
    ("length", "labels"),
    [
        (180, ["14.15.00", "14.15.30", "14.16.00", "14.16.30", "14.17.00", "14.17.30"]),
        (360, ["14.15", "14.16", "14.17", "14.18", "14.19", "14.20"]),
        (7200, ["14.15", "14.30", "14.45", "15.00", "15.15", "15.30", "15.45", "16.00"]),
    ],
)
def test_ticks_stand_at_round_times_in_jakarta(length, labels):
    assert [tick.label for tick in drawn(length).ticks] == labels


@given(
    start=st.integers(0, 10**6),
    length=st.integers(1, 8 * 3600),
    parts=st.lists(st.tuples(st.integers(-100, 30_000), st.integers(1, 9000)), max_size=8),
)
def test_whatever_is_held_fits_the_drawing(start, length, parts):
    begin = seconds(start / 10)
    timeline = draw(
        starts_at=begin,
        ends_at=begin + timedelta(seconds=length),
        recorded=[(begin + timedelta(seconds=at), begin + timedelta(seconds=at + size)) for at, size in parts],
        gaps=[],
    )

    shown = [(at, at + size) for at, size in parts if at < length and at + size > 0]
    assert len(timeline.recorded) == len(shown)
    assert all(0 <= bar.x <= WIDTH and 1 <= bar.width <= WIDTH for bar in timeline.recorded)
    assert all(timeline.starts_at <= bar.starts_at < bar.ends_at <= timeline.ends_at for bar in timeline.recorded)
    assert len(timeline.ticks) <= MOST_TICKS + 1
    assert all(0 <= tick.x < WIDTH + 0.01 for tick in timeline.ticks)
    positions = [tick.x for tick in timeline.ticks]
    assert positions == sorted(set(positions))


def test_the_longest_window_of_the_procedure_has_a_step():
    assert timedelta(hours=2) / TICK_STEPS[-1] <= MOST_TICKS
