"""A long window is cut into even shares at key frames, as many as keep every worker busy to the end."""

import pytest

from footage.rendering import timeline
from footage.rendering.chunks import split
from tests.rendering.patterns import TICKS, record, steady
from tests.rendering.test_exactness import spec_of


@pytest.fixture(scope="module")
def recordings(tmp_path_factory):
    """Two files of 30 s that follow each other, with a key frame every 2 s."""
    ticks = steady(5, 60)
    folder = tmp_path_factory.mktemp("minute")
    return [(record(folder / f"{n}.mp4", part, gop=10), part[0]) for n, part in enumerate((ticks[:150], ticks[150:]))]


@pytest.mark.parametrize(
    ("workers", "usual", "count"), [(1, 60, 1), (2, 60, 1), (2, 40, 2), (2, 10, 6), (4, 10, 8), (8, 40, 2)]
)
def test_shares_are_even_and_begin_with_key_frames(recordings, workers, usual, count):
    start, end = TICKS + 777, 59 * TICKS + 333
    spec = spec_of(recordings, start, end)

    chunks = split(timeline.lay(spec), spec, usual=usual * TICKS, workers=workers)

    assert len(chunks) == count  # a multiple of the workers, unless that would make them shorter than half the usual
    assert [chunk.end for chunk in chunks[:-1]] == [chunk.start for chunk in chunks[1:]]
    assert (chunks[0].start, chunks[-1].end) == (0, end - start)
    assert all((chunk.start + start) % (2 * TICKS) == 0 for chunk in chunks[1:])
    even = (end - start) / count
    assert all(abs(chunk.end - chunk.start - even) <= 2 * TICKS + 1 for chunk in chunks)


def test_a_window_for_one_process_is_not_cut(recordings):
    spec = spec_of(recordings, TICKS, 59 * TICKS)

    assert len(split(timeline.lay(spec), spec)) == 1
