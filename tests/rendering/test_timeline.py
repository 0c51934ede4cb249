"""Where every moment of a window comes from, compared with a slow and simple reckoning."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footage.rendering.archive import Gap, GapReason
from footage.rendering.chunks import split
from footage.rendering.errors import RenderError
from footage.rendering.probe import Damage, Probe
from footage.rendering.sources import GapStyle, RenderSpec, Source
from footage.rendering.ticks import TICKS
from footage.rendering.timeline import Footage, Missing, frames_of, lay
from tests.rendering.patterns import EPOCH, moment

STEP = TICKS // 10


def source(first: int, frames: list[int], **more) -> Source:
    """A file without a file: ten frames a second, a key frame each second."""
    known = Probe(
        container="mp4",
        codec="h264",
        width=160,
        height=96,
        sample_aspect=(1, 1),
        rotation=0,
        colour=(1, 1, 1),
        configuration="same",
        origin=0,
        frames=tuple(frames),
        keys=tuple(frames[::10]),
        end=frames[-1] + STEP,
        interval=STEP,
        has_lead_in=False,
        is_unordered=False,
        clock_resets=0,
        sound=None,
        metadata=(),
        **more,
    )
    return Source(EPOCH, moment(first), known, f"at {first}")


def spec(sources, start, end, **more) -> RenderSpec:
    return RenderSpec(tuple(sources), moment(start), moment(end), "Kamera", "SKS-1", "K7", **more)


def ten_a_second(count: int) -> list[int]:
    return [n * STEP for n in range(count)]


@st.composite
def archives(draw):
    """Files on one grid of moments, in any order, with holes, overlaps and doubles."""
    files = draw(st.lists(st.tuples(st.integers(0, 300), st.integers(1, 80)), min_size=1, max_size=6))
    start = draw(st.integers(-50 * STEP, 300 * STEP))
    length = draw(st.integers(TICKS, 200 * STEP))
    return files, start, start + length


@settings(max_examples=150, deadline=None)
@given(archives(), st.sampled_from(GapStyle), st.sampled_from([None, 2 * TICKS]))
def test_every_frame_once_and_every_hole_told(archive, style, longest):
    files, start, end = archive
    made = spec([source(at * STEP, ten_a_second(count)) for at, count in files], start, end, gap_style=style)
    moments = {at + n for at, count in files for n in range(count)}
    wanted = sorted(n * STEP - start for n in moments if start <= n * STEP < end)
    if not wanted:
        with pytest.raises(RenderError, match="no_footage"):
            lay(made)
        return

    laid = lay(made)

    shown = [tick for piece in laid.pieces if isinstance(piece, Footage) for tick in frames_of(piece, made)]
    assert shown == wanted
    assert laid.pieces[0].start == 0
    assert laid.pieces[-1].end == end - start
    assert all(left.end == right.start for left, right in zip(laid.pieces, laid.pieces[1:], strict=False))
    for piece in laid.pieces:
        if isinstance(piece, Missing):
            assert piece.end - piece.start > TICKS // 2
            assert not [tick for tick in wanted if piece.start <= tick < piece.end]
    known = [-STEP if any(start - STEP <= n * STEP < start for n in moments) else None, *wanted, end - start]
    known[0] = known[0] if known[0] is not None else -TICKS * 10**6
    holes = sum(right - max(left, 0) - STEP > TICKS for left, right in zip(known, known[1:], strict=False))
    assert sum(isinstance(piece, Missing) for piece in laid.pieces) >= holes
    chunks = split(laid, made, usual=longest, workers=2)
    assert [chunk.start for chunk in chunks[1:]] == [chunk.end for chunk in chunks[:-1]]
    assert [chunk.media_start for chunk in chunks[1:]] == [chunk.media_end for chunk in chunks[:-1]]
    assert [tick for chunk in chunks if not chunk.missing for tick in chunk.frames] == wanted
    assert all(tick < chunk.media_end for chunk in chunks for tick in chunk.media_frames)


def test_a_known_reason_is_told():
    gap = Gap(moment(2 * TICKS), moment(5 * TICKS), GapReason.unreadable, "b.mp4")
    made = spec([source(0, ten_a_second(20)), source(5 * TICKS, ten_a_second(20))], 0, 7 * TICKS, gaps=(gap,))
    assert [piece for piece in lay(made).pieces if isinstance(piece, Missing)] == [
        Missing(2 * TICKS, 5 * TICKS, GapReason.unreadable, "b.mp4")
    ]


def test_frames_that_never_decode_are_damage_of_that_file():
    frames = [tick for tick in ten_a_second(60) if not 2 * TICKS <= tick < 4 * TICKS]
    made = spec([source(0, frames, damage=(Damage(2 * TICKS, 4 * TICKS, True),))], 0, 6 * TICKS)
    assert [piece for piece in lay(made).pieces if isinstance(piece, Missing)] == [
        Missing(2 * TICKS, 4 * TICKS, GapReason.damaged, "at 0")
    ]


def test_a_clock_that_jumps_inside_a_file_is_a_gap():
    frames = [tick for tick in ten_a_second(60) if not 2 * TICKS <= tick < 4 * TICKS]
    pieces = lay(spec([source(0, frames)], 0, 6 * TICKS)).pieces
    assert [(piece.start, piece.end) for piece in pieces if isinstance(piece, Missing)] == [(2 * TICKS, 4 * TICKS)]


def test_half_a_second_between_files_is_no_gap_and_nothing_is_dropped_for_a_coarse_name():
    early = source(0, ten_a_second(34))
    named = source(3 * TICKS, ten_a_second(20))
    coarse = Source(named.path, named.starts_at, named.probe, named.label, precision=timedelta(seconds=1))
    made = spec([early, coarse], 0, 5 * TICKS)

    pieces = lay(made).pieces

    assert all(isinstance(piece, Footage) for piece in pieces)
    assert sum(len(frames_of(piece, made)) for piece in pieces) == 50
