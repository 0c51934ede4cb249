"""The self-check finds what is wrong with a film: each test breaks one thing that a healthy film has."""

import copy
import json
import subprocess
from datetime import datetime, timedelta

import av
import pytest

from footage.rendering import runner
from footage.rendering.manifest import sha256_of
from footage.rendering.verification import index_first, verify
from tests.rendering.patterns import TICKS, record, steady
from tests.rendering.test_exactness import cut, spec_of


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("film")
    paths = [
        (record(folder / f"{n}.mp4", part, size=(640, 360)), part[0])
        for n, part in enumerate((steady(10, 2), steady(10, 2, first=4 * TICKS)))
    ]
    return cut(spec_of(paths, TICKS // 2, 6 * TICKS), folder)


@pytest.mark.parametrize("ground", ["color=white:", "color=black:", "color=gray:", "testsrc=", "mandelbrot="])
def test_the_recipients_code_is_seen_on_any_ground(ground, tmp_path):
    path = tmp_path / "ground.mp4"
    argv = [
        runner.binary(),
        "-v",
        "error",
        "-f",
        "lavfi",
        "-i",
        f"{ground}s=320x240:r=5",
        "-t",
        "2",
        "-pix_fmt",
        "yuv420p",
        str(path),
    ]
    subprocess.run(argv, check=True)

    film = cut(spec_of([(path, 0)], 0, 2 * TICKS), tmp_path)

    assert verify(film.path, film.manifest) == []


@pytest.fixture
def manifest(made):
    return copy.deepcopy(json.loads(json.dumps(made.manifest)))


def altered(made, manifest, tmp_path, *arguments):
    """The film passed once more through ffmpeg; its hash put into the manifest, so that only the change is found."""
    target = tmp_path / "altered.mp4"
    argv = [runner.binary(), "-v", "error", "-i", str(made.path), *arguments, "-movflags", "+faststart", str(target)]
    subprocess.run(argv, check=True)
    manifest["output"]["sha256"] = sha256_of(target)
    return verify(target, manifest)


def test_a_healthy_film_has_no_findings(made, manifest):
    assert verify(made.path, manifest) == []


def test_another_file(made, manifest):
    manifest["output"]["sha256"] = "0" * 64
    assert any("SHA-256" in finding for finding in verify(made.path, manifest))


def test_a_short_film(made, manifest, tmp_path):
    found = altered(made, manifest, tmp_path, "-t", "3", "-c", "copy")
    assert any("frames instead of" in finding for finding in found)
    assert any("lasts" in finding for finding in found)


def test_an_unmarked_strip(made, manifest, tmp_path):
    found = altered(made, manifest, tmp_path, "-vf", "drawbox=h=24:t=fill:color=0x14171c", "-fps_mode", "passthrough")
    assert any("strip" in finding for finding in found)


def test_a_clock_that_is_one_second_off(made, manifest):
    manifest["window"] = {"start": "2026-11-23T14:00:01.500000+07:00", "end": "2026-11-23T14:00:07+07:00"}
    for piece in manifest["pieces"]:
        for side in ("start", "end"):
            hours, rest = piece[side].split("14:00:0")
            piece[side] = f"{hours}14:00:0{int(rest[0]) + 1}{rest[1:]}"
    assert any("clock" in finding for finding in verify(made.path, manifest))


def test_a_window_that_is_not_the_films(made, manifest):
    start = datetime.fromisoformat(manifest["window"]["start"])
    manifest["window"]["start"] = (start + timedelta(seconds=1)).isoformat()
    assert any("outside of its window" in finding for finding in verify(made.path, manifest))


def test_another_recipients_code(made, manifest):
    manifest["recipient"] = "XX99"
    found = verify(made.path, manifest)
    assert any("recipient code" in finding for finding in found)
    assert any("strip's text" in finding for finding in found)


def test_an_index_at_the_end(made, manifest, tmp_path):
    target = tmp_path / "late.mp4"
    subprocess.run([runner.binary(), "-v", "error", "-i", str(made.path), "-c", "copy", str(target)], check=True)
    assert index_first(made.path)
    assert not index_first(target)


def test_broken_bits(made, manifest, tmp_path):
    data = bytearray(made.path.read_bytes())
    for place in range(len(data) * 2 // 3, len(data) * 2 // 3 + 600):
        data[place] ^= 0x5A
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(data)
    assert [finding for finding in verify(broken, manifest) if "SHA-256" not in finding]


def test_nothing_of_the_sources_metadata_comes_through(tmp_path):
    secret = {"title": "Rumah Ibu Sari", "location": "-6.2+106.8/", "comment": "device 4711"}
    path = record(tmp_path / "a.mp4", steady(10, 2), metadata=secret, container={"movflags": "use_metadata_tags"})

    result = cut(spec_of([(path, 0)], 0, TICKS), tmp_path)

    assert {"tag title", "tag location", "tag comment"} <= set(result.manifest["removed_metadata"])
    data = result.path.read_bytes()
    assert not any(value.encode() in data for value in secret.values())
    with av.open(str(result.path)) as film:
        assert set(film.metadata) <= {"major_brand", "minor_version", "compatible_brands"}
