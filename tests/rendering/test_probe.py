"""The index of an mp4 file tells what its packets tell, or nothing."""

import random
import struct
import subprocess
from fractions import Fraction

import av.logging
import pytest

from footage.rendering import mp4, probe
from footage.rendering.errors import UnreadableSegment
from footage.rendering.probe import Prober
from footage.rendering.ticks import packed, unpacked
from tests.rendering.patterns import record, steady
from tests.rendering.random_archives import FRAGMENTED
from tests.rendering.test_real_files import FILES

QUIET = {"x265-params": "log-level=none"}
UNEVEN = [0, 9000, 11000, 30000, 31000, 90000, 180000, 181000, 260000]
KINDS = {
    "plain": {},
    "with sound": {"sound": "aac"},
    "B-frames": {"options": {"bf": "2"}},
    "NTSC": {"rate": Fraction(30000, 1001), "time_base": Fraction(1, 30000)},
    "1 fps": {"rate": 1},
    "variable": {"ticks": UNEVEN},
    "HEVC": {"codec": "libx265", "options": QUIET},
    "fragmented": {"container": FRAGMENTED},
    "fragmented, B-frames, sound": {"container": FRAGMENTED, "options": {"bf": "2"}, "sound": "aac"},
    "fragmented HEVC": {"container": FRAGMENTED, "codec": "libx265", "options": QUIET},
}


def recording(path, *, seconds, rate=10, ticks=None, **choices):
    return record(path, ticks or steady(rate, seconds), gop=10, **choices)


@pytest.fixture
def packets_read(monkeypatch):
    """The names of the files that were read packet by packet."""
    names = []
    read = probe.probe

    def noted(path):
        names.append(path.name)
        return read(path)

    monkeypatch.setattr(probe, "probe", noted)
    return names


@pytest.mark.parametrize("kind", KINDS)
def test_the_second_file_of_a_recorder_is_known_by_its_index(kind, tmp_path, packets_read):
    first = recording(tmp_path / "first.mp4", seconds=5, **KINDS[kind])
    second = recording(tmp_path / "second.mp4", seconds=7, **KINDS[kind])
    prober = Prober()

    found = [prober.probe(first), prober.probe(second)]

    assert packets_read == ["first.mp4"]
    assert found == [probe.probe(first), probe.probe(second)]


@pytest.mark.parametrize("change", [{"size": (128, 96)}, {"options": {"bf": "2"}}, {"metadata": {"title": "Gudang"}}])
def test_another_setting_of_the_recorder_is_another_kind(change, tmp_path, packets_read):
    first = recording(tmp_path / "first.mp4", seconds=2)
    second = recording(tmp_path / "second.mp4", seconds=2, **change)
    prober = Prober()

    found = [prober.probe(first), prober.probe(second)]

    assert packets_read == ["first.mp4", "second.mp4"]
    assert found[1] == probe.probe(second)


@pytest.mark.parametrize("kind", ["plain", "fragmented"])
def test_a_file_that_was_cut_off_is_read(kind, tmp_path, packets_read):
    plain = {"container": {"movflags": "faststart"}} if kind == "plain" else KINDS[kind]
    first = recording(tmp_path / "first.mp4", seconds=5, **plain)
    second = recording(tmp_path / "second.mp4", seconds=5, **plain)
    second.write_bytes(second.read_bytes()[:-2000])
    prober = Prober()

    found = [prober.probe(first), prober.probe(second)]

    assert packets_read == ["first.mp4", "second.mp4"]
    assert found[1].end < found[0].end or found[1].damage


def test_a_picture_turned_by_a_message_in_the_stream_is_turned(tmp_path):
    first, turned = recording(tmp_path / "first.mp4", seconds=2), tmp_path / "turned.mp4"
    turn = "h264_metadata=display_orientation=insert:rotate=90"
    command = ["ffmpeg", "-v", "error", "-nostdin", "-i", first, "-c", "copy", "-bsf:v", turn, turned]
    subprocess.run(command, check=True)
    prober = Prober()
    assert prober.probe(first).rotation == 0

    assert prober.probe(turned) == probe.probe(turned)
    assert prober.probe(turned).rotation in (90, 270)


@pytest.mark.parametrize("name", [name for name in FILES if name.endswith(".mp4")])
def test_real_files_have_an_index_that_is_right_or_none(name, shared_data):
    path = shared_data / name
    index = mp4.read(path)
    if index is None:
        return
    found = probe.probe(path)

    assert probe._by_index(index, found) in (found, None)
    assert name.startswith("corner/") or probe._by_index(index, found)


def test_an_index_with_broken_numbers_is_not_believed(tmp_path):
    """Random bytes in it; seed printed. What is believed is what libav reads."""
    seed = random.SystemRandom().randrange(10**9)
    print(f"seed {seed}")  # noqa: T201 - shown on failure
    chance = random.Random(seed)
    whole = {
        kind: recording(tmp_path / f"{kind}.mp4", seconds=3, **KINDS[kind]) for kind in ("with sound", "fragmented")
    }
    level = av.logging.get_level()
    av.logging.set_level(av.logging.PANIC)
    try:
        for number in range(60):
            path = whole[chance.choice(list(whole))]
            broken = tmp_path / f"broken-{number}.mp4"
            broken.write_bytes(with_broken_index(path.read_bytes(), chance))
            prober = Prober()
            prober.probe(path)
            assert answer(prober.probe, broken) == answer(probe.probe, broken)
    finally:
        av.logging.set_level(level)


def with_broken_index(film: bytes, chance: random.Random) -> bytes:
    broken = bytearray(film)
    start = film.rindex(b"moov") - 4
    (length,) = struct.unpack_from(">I", film, start)
    broken[chance.randrange(start, start + length)] = chance.choice([0, 255, chance.randrange(256)])
    return bytes(broken)


def answer(ask, path):
    try:
        return ask(path)
    except UnreadableSegment as error:
        return str(error)


def test_the_place_of_every_frame_is_known(tmp_path):
    path = recording(tmp_path / "film.mp4", seconds=3, sound="aac")
    index = mp4.read(path)
    with av.open(str(path)) as film:
        places = [(packet.pos, packet.size) for packet in film.demux(video=0) if packet.size]

    assert [index.where(place) for place in range(len(index.times))] == places


@pytest.mark.parametrize("ticks", [(), (0,), (0, 3600, 7200, 9000), (0, 0, 5)])
def test_times_are_stored_small(ticks):
    assert tuple(unpacked(packed(ticks))) == ticks
