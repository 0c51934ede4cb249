"""What a part holds is decoded and compared while it is made; the finished film must be made of just that."""

import io
import shutil
import threading
from dataclasses import replace

import av
import pytest

from footage.rendering import marks
from footage.rendering.errors import RenderError
from footage.rendering.inspection import Growing, as_in_mp4, inspect
from footage.rendering.render import assemble, digest_name, encode_chunk, finish, part_name, plan
from tests.rendering.patterns import TICKS, record, steady
from tests.rendering.test_exactness import spec_of


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A plan of one chunk, encoded in its folder."""
    folder = tmp_path_factory.mktemp("part")
    path = record(folder / "a.mp4", steady(10, 3), size=(640, 360))
    made = plan(spec_of([(path, 0)], TICKS // 2, 2 * TICKS), folder=folder)
    assert encode_chunk(made, made.chunks[0], folder=folder)
    return made, folder


def look(made, part: bytes, *, spec=None, **changes) -> tuple[str, ...]:
    chunk = replace(made.chunks[0], **changes)
    return inspect(io.BytesIO(part), chunk, marks.Comparison(spec or made.spec, made.canvas), pictures=2).findings


def part_of(made) -> bytes:
    plan, folder = made
    return (folder / part_name(plan.chunks[0])).read_bytes()


def test_a_sound_part_has_no_findings(made):
    assert look(made[0], part_of(made)) == ()


def test_frames_that_do_not_belong(made):
    ticks = made[0].chunks[0].frames
    assert "is not its own" in look(made[0], part_of(made), frames=(*ticks[:3], ticks[3] + 90, *ticks[4:]))[0]
    assert "15 frames instead of 14" in look(made[0], part_of(made), frames=ticks[:-1])


def test_bits_that_were_lost(made):
    part = bytearray(part_of(made))
    part[len(part) // 2 : len(part) // 2 + 200] = bytes(200)

    assert look(made[0], bytes(part))


def test_a_clock_and_a_name_that_are_not_right(made):
    spec = replace(made[0].spec, starts_at=made[0].spec.starts_at.replace(second=1))
    assert any("clock" in finding for finding in look(made[0], part_of(made), spec=spec))


def test_a_film_of_other_packets_is_not_published(made, tmp_path):
    plan, folder = made
    shutil.copytree(folder, tmp_path / "work")
    (tmp_path / "work" / digest_name(plan.chunks[0])).write_text("0" * 64)
    assemble(plan, folder=tmp_path / "work", output=tmp_path / "work/joined.mp4")

    with pytest.raises(RenderError, match="not the one that was inspected"):
        finish(plan, tmp_path / "work/joined.mp4")


def test_the_digest_is_of_the_packets_as_the_film_holds_them(made, tmp_path):
    plan, folder = made
    assemble(plan, folder=folder, output=tmp_path / "joined.mp4")

    with av.open(io.BytesIO(part_of(made)), format="nut") as part, av.open(str(tmp_path / "joined.mp4")) as film:
        before, after = ([bytes(packet) for packet in file.demux(video=0) if packet.size] for file in (part, film))

    assert list(map(as_in_mp4, before)) == after


def test_a_growing_file_is_read_to_its_real_end(tmp_path):
    growing = Growing(tmp_path / "part")
    found = []
    reader = threading.Thread(target=lambda: found.extend(iter(lambda: growing.read(4), b"")))
    reader.start()

    with (tmp_path / "part").open("wb", buffering=0) as file:
        for piece in (b"abcd", b"ef", b"ghij"):
            file.write(piece)
    growing.finish()
    reader.join(timeout=10)

    assert b"".join(found) == b"abcdefghij"


def test_an_abandoned_file_ends_at_once(tmp_path):
    growing = Growing(tmp_path / "never written")
    reader = threading.Thread(target=growing.read)
    reader.start()

    growing.abandon()

    reader.join(timeout=10)
    assert not reader.is_alive()
