"""Files with zeros in them: what can still be read is shown at its own time, the rest is told as damaged."""

import pytest

from footage.rendering import runner
from footage.rendering.errors import UnreadableSegment
from footage.rendering.probe import probe
from footage.rendering.sources import GapStyle
from tests.rendering.patterns import TICKS, record, steady
from tests.rendering.test_exactness import cut, footage_of, spec_of

FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
SIZE, RATE, LENGTH = (320, 192), 10, 20
SECOND = 60_000  # bytes, about, of the recordings made here


def recording(path, **more):
    """With bytes that say nothing, so that a second takes as many as a camera's would."""
    filler = {"b": "500k", "maxrate": "500k", "bufsize": "100k", "x264-params": "nal-hrd=cbr", "bf": "0"}
    ticks = steady(RATE, LENGTH)
    return record(path, ticks, size=SIZE, gop=RATE, options=filler, **more)


def zeroed(path, start: float, end: float):
    """The same file with zeros from one share of it to another; if it has fragments, from the next one on."""
    data = bytearray(path.read_bytes())
    first, last = int(len(data) * start), int(len(data) * end)
    first = max(first, data.find(b"moof", first) - 4)
    data[first:last] = bytes(last - first)
    path.write_bytes(data)
    return path


def gaps_of(result) -> set[tuple[str, str]]:
    return {(gap["reason"], gap["shown"]) for gap in result.manifest["gaps"]}


@pytest.mark.parametrize("name", ["a.ts", "a.mkv", "a.avi"])
def test_what_lies_behind_a_damaged_stretch_is_shown_at_its_own_time(name, tmp_path):
    path = zeroed(recording(tmp_path / name), 0.4, 0.6)

    result = cut(spec_of([(path, 0)], 0, LENGTH * TICKS, gap_style=GapStyle.full), tmp_path)

    found = footage_of(result)
    assert {("damaged", "slate")} <= gaps_of(result) <= {("damaged", "slate"), ("damaged", "marked picture")}
    behind = [(time, tick) for time, tick in found if time >= 14 * TICKS]
    assert len(behind) == 6 * RATE
    assert all(abs(time - tick) <= 91 for time, tick in behind)


@pytest.mark.parametrize(("name", "container"), [("a.ts", {}), ("a.mkv", {}), ("a.avi", {}), ("a.mp4", FRAGMENTED)])
def test_a_tail_that_holds_nothing_to_read_is_damaged_not_missing(name, container, tmp_path):
    path = zeroed(recording(tmp_path / name, container=container), 0.5, 1)

    result = cut(spec_of([(path, 0)], 0, LENGTH * TICKS), tmp_path)

    last = result.manifest["gaps"][-1]
    assert (last["reason"], last["shown"], last["detail"]) == ("damaged", "slate", name)
    assert last["end"] == result.manifest["window"]["end"]
    assert gaps_of(result) <= {("damaged", "slate"), ("damaged", "marked picture")}


def test_a_file_that_was_cut_off_and_says_so_is_damaged(tmp_path):
    path = recording(tmp_path / "a.mkv")
    path.write_bytes(path.read_bytes()[: -8 * SECOND])

    found = probe(path)

    (damage,) = [one for one in found.damage if one.lost]
    assert damage.start == found.end < 14 * TICKS
    assert damage.end == pytest.approx(LENGTH * TICKS, abs=TICKS)


def test_a_recorder_that_merely_stopped_for_a_while_has_no_damage(tmp_path):
    ticks = [tick for tick in steady(RATE, LENGTH) if not 6 * TICKS <= tick < 12 * TICKS]

    assert probe(record(tmp_path / "a.mkv", ticks, size=SIZE, gop=RATE)).damage == ()


def test_a_file_whose_beginning_is_lost_is_not_shown_at_a_guessed_time(tmp_path):
    path = recording(tmp_path / "a.avi")
    path.write_bytes(path.read_bytes()[:4096] + bytes(8 * SECOND) + path.read_bytes()[4096 + 8 * SECOND :])

    with pytest.raises(UnreadableSegment, match="its beginning is broken"):
        probe(path)


def test_the_lost_end_of_a_whole_looking_film_is_a_slate(tmp_path):
    """Its index promises frames to the end; nothing of them decodes."""
    path = recording(tmp_path / "a.mp4", container={"movflags": "faststart"})

    result = cut(spec_of([(zeroed(path, 0.6, 1), 0)], 0, LENGTH * TICKS), tmp_path)

    last = result.manifest["gaps"][-1]
    assert (last["reason"], last["shown"]) == ("damaged", "slate")
    assert last["end"] == result.manifest["window"]["end"]


@pytest.mark.parametrize("name", ["a.mkv", "a.ts"])
def test_sound_that_goes_on_alone_is_no_damage(name, tmp_path):
    """A recorder that writes a picture only where something moves, and every second of sound."""
    picture = ["-f", "lavfi", "-i", "testsrc=size=160x96:rate=10:duration=4"]
    sound = ["-f", "lavfi", "-i", "anoisesrc=duration=40:sample_rate=48000"]
    coding = ["-c:v", "libx264", "-g", "10", "-bf", "0", "-c:a", "aac", "-b:a", "128k"]
    runner.run([*picture, *sound, *coding, str(tmp_path / name)], folder=tmp_path)

    assert probe(tmp_path / name).damage == ()
