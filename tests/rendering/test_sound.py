"""Sound is removed unless decided otherwise; when kept it stands where the picture does, to one audio frame."""

from fractions import Fraction

import av
import numpy as np
import pytest

from footage.rendering.sources import SoundChoice
from footage.rendering.ticks import TICKS
from tests.rendering.patterns import record, steady
from tests.rendering.test_exactness import cut, spec_of

AUDIO_FRAME = 1024 / 48_000


def clicks(path) -> list[float]:
    """The seconds at which a click begins."""
    with av.open(str(path)) as film:
        stream = film.streams.audio[0]
        wave, first = [], None
        for frame in film.decode(stream):
            first = frame.time if first is None else first
            wave.append(np.abs(frame.to_ndarray().astype(float)).mean(axis=0))
        loud = np.concatenate(wave) > 0.1
        rate = stream.rate
    starts = np.flatnonzero(loud[1:] & ~loud[:-1])
    kept = [start for number, start in enumerate(starts) if not number or start - starts[number - 1] > rate / 4]
    return [first + start / rate for start in kept]


@pytest.mark.parametrize("codec", ["aac", "pcm_alaw", "pcm_mulaw"])
def test_kept_sound_is_where_the_picture_is(tmp_path, codec):
    ticks = steady(10, 9)
    name, base = ("a.mp4", Fraction(1, TICKS)) if codec == "aac" else ("a.avi", Fraction(1, 10))
    paths = [
        (record(tmp_path / f"{n}{name}", part, sound=codec, time_base=base), part[0])
        for n, part in enumerate((ticks[:30], ticks[30:50], ticks[70:]))
    ]

    result = cut(spec_of(paths, 13 * TICKS // 10, 85 * TICKS // 10, sound=SoundChoice.keep), tmp_path)

    heard = clicks(result.path)
    assert heard == pytest.approx([0.7, 1.7, 2.7, 5.7, 6.7], abs=AUDIO_FRAME)
    assert [gap["reason"] for gap in result.manifest["gaps"]] == ["missing"]


def test_sound_is_removed_by_default(tmp_path):
    path = record(tmp_path / "a.mp4", steady(10, 2), sound="aac")

    result = cut(spec_of([(path, 0)], 0, TICKS), tmp_path)

    with av.open(str(result.path)) as film:
        assert [stream.type for stream in film.streams] == ["video"]


def test_silence_is_a_track_without_sound(tmp_path):
    path = record(tmp_path / "a.mp4", steady(10, 2), sound="aac")

    result = cut(spec_of([(path, 0)], 0, TICKS, sound=SoundChoice.silence), tmp_path)

    with av.open(str(result.path)) as film:
        assert max(np.abs(frame.to_ndarray()).max() for frame in film.decode(audio=0)) < 1e-4
        assert float(film.streams.audio[0].duration * film.streams.audio[0].time_base) == pytest.approx(1, abs=0.03)
