"""The frames of a render are those whose moment lies in the window, each at its place."""

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

from footage.rendering.probe import probe
from footage.rendering.render import RenderResult, render
from footage.rendering.sources import GapStyle, RenderSpec, Source
from footage.rendering.verification import verify
from tests.rendering.patterns import TICKS, moment, record, shown, steady

MILLISECOND = Fraction(1, 1000)


def spec_of(paths: list[tuple[Path, int]], start: int, end: int, **choices) -> RenderSpec:
    sources = tuple(Source(path, moment(first), probe(path), path.name) for path, first in paths)
    return RenderSpec(sources, moment(start), moment(end), "Simpang Senen", "SKS-0001", "K7Q2", **choices)


def cut(spec: RenderSpec, folder: Path, **options) -> RenderResult:
    return render(spec, workdir=folder / "work", output=folder / "out.mp4", **options)


def footage_of(result: RenderResult) -> list[tuple[int, int]]:
    """Time and moment of every frame that is not a slate."""
    output = result.manifest["output"]
    frames = shown(result.path, top=output["picture_top"], height=output["picture_height"])
    slates = [
        (piece["media_start"] * TICKS, piece["media_end"] * TICKS)
        for piece in result.manifest["pieces"]
        if piece["kind"] == "gap"
    ]
    return [(time, tick) for time, tick in frames if not any(a - 1 <= time < b - 1 for a, b in slates)]


def expected(ticks: list[int], start: int, end: int) -> list[tuple[int, int]]:
    return [(tick - start, tick) for tick in ticks if start <= tick < end]


def assert_same(found: list[tuple[int, int]], wanted: list[tuple[int, int]]) -> None:
    """Equal, where containers and clocks round a time to a tick or a millisecond."""
    assert [tick for _, tick in found] == [tick for _, tick in wanted]
    assert all(abs(time - right) <= 91 for (time, _), (right, _) in zip(found, wanted, strict=True))


def test_variable_frame_rate(tmp_path):
    ticks = [0, 3600, 9000, 30_000, 31_000, 60_000, 90_000, 95_000, 120_001, 150_000, 178_000, 180_000]
    path = record(tmp_path / "a.mp4", ticks)

    result = cut(spec_of([(path, 0)], 9000, 150_000), tmp_path)

    assert_same(footage_of(result), expected(ticks, 9000, 150_000))


def test_files_that_follow_each_other_are_one_film(tmp_path):
    ticks = steady(25, 9)
    parts = [ticks[:75], ticks[75:150], ticks[150:]]
    paths = [(record(tmp_path / f"{n}.mp4", part, sound="aac"), part[0]) for n, part in enumerate(parts)]
    start, end = 2 * TICKS + 1234, 8 * TICKS + 4321

    result = cut(spec_of(paths, start, end), tmp_path)

    assert_same(footage_of(result), expected(ticks, start, end))
    assert result.manifest["gaps"] == []


def test_a_missing_file_becomes_a_slate_of_its_length(tmp_path):
    ticks = steady(25, 9)
    paths = [(record(tmp_path / f"{n}.mp4", part), part[0]) for n, part in enumerate((ticks[:75], ticks[150:]))]

    result = cut(spec_of(paths, TICKS, 8 * TICKS), tmp_path)

    assert_same(footage_of(result), expected(ticks[:75] + ticks[150:], TICKS, 8 * TICKS))
    assert [(gap["start"], gap["end"], gap["reason"]) for gap in result.manifest["gaps"]] == [
        ("2026-11-23T14:00:03+07:00", "2026-11-23T14:00:06+07:00", "missing")
    ]
    assert result.manifest["output"]["duration"] == 7


def test_overlapping_files_show_each_moment_once(tmp_path):
    ticks = steady(25, 9)
    paths = [(record(tmp_path / f"{n}.mp4", part), part[0]) for n, part in enumerate((ticks[:150], ticks[80:]))]

    result = cut(spec_of(paths, TICKS, 8 * TICKS), tmp_path)

    assert_same(footage_of(result), expected(ticks, TICKS, 8 * TICKS))


def test_a_file_named_to_the_second_follows_the_one_before_it(tmp_path):
    ticks = steady(25, 6)
    first = record(tmp_path / "0.mp4", ticks[:85])
    second = record(tmp_path / "1.mp4", ticks[85:])
    spec = spec_of([(first, 0), (second, 3 * TICKS)], 0, 6 * TICKS)  # really begins at 3.4 s
    named = tuple(
        Source(source.path, source.starts_at, source.probe, source.label, precision=timedelta(seconds=1))
        for source in spec.sources
    )

    result = cut(RenderSpec(named, spec.starts_at, spec.ends_at, "Senen", "SKS-1", "K7"), tmp_path)

    assert_same(footage_of(result), expected(ticks, 0, 6 * TICKS))


def test_shared_work_gives_the_same_film(tmp_path):
    ticks = steady(10, 36)
    parts = [ticks[:120], ticks[120:240], ticks[300:]]
    paths = [(record(tmp_path / f"{n}.mp4", part, gop=20), part[0]) for n, part in enumerate(parts)]
    spec = spec_of(paths, TICKS + 123, 35 * TICKS)

    alone = cut(spec, tmp_path / "alone")
    shared = cut(spec, tmp_path / "shared", jobs=2)

    assert len(list((tmp_path / "shared/work").glob("part-*.nut"))) > len(
        list((tmp_path / "alone/work").glob("part-*.nut"))
    )
    assert list(shown(alone.path, top=alone.manifest["output"]["picture_top"])) == list(
        shown(shared.path, top=shared.manifest["output"]["picture_top"])
    )
    assert alone.manifest["pieces"] == shared.manifest["pieces"]


def test_another_picture_size_and_coding_in_mid_window(tmp_path):
    ticks = steady(10, 6)
    paths = [
        (record(tmp_path / "0.mp4", ticks[:20], size=(160, 96)), ticks[0]),
        (record(tmp_path / "1.mkv", ticks[20:40], size=(320, 192), codec="mjpeg", time_base=MILLISECOND), ticks[20]),
        (record(tmp_path / "2.ts", ticks[40:], size=(160, 96)), ticks[40]),
    ]

    result = cut(spec_of(paths, TICKS, 5 * TICKS), tmp_path)

    assert_same(footage_of(result), expected(ticks, TICKS, 5 * TICKS))
    assert result.manifest["output"]["width"] == 320
    assert result.manifest["gaps"] == []


def test_collapsed_gaps_stand_for_two_seconds_and_the_clock_stays_right(tmp_path):
    ticks = steady(10, 9)
    paths = [(record(tmp_path / f"{n}.mp4", part), part[0]) for n, part in enumerate((ticks[:20], ticks[80:]))]

    result = cut(spec_of(paths, TICKS, 9 * TICKS, gap_style=GapStyle.collapsed), tmp_path)

    assert result.manifest["output"]["duration"] == 4
    assert [tick for _, tick in footage_of(result)] == [*ticks[10:20], *ticks[80:]]
    assert [piece["media_start"] for piece in result.manifest["pieces"]] == [0, 1, 3]
    assert verify(result.path, result.manifest) == []  # compares the clock in the strip with each frame's moment


def test_a_file_that_changes_its_picture_size_without_saying_so(tmp_path):
    ticks = steady(10, 4)
    parts = [
        record(tmp_path / "0.ts", ticks[:20], size=(320, 192), gop=10),
        record(tmp_path / "1.ts", ticks[20:], size=(160, 128), gop=10),
    ]
    path = tmp_path / "both.ts"
    path.write_bytes(b"".join(part.read_bytes() for part in parts))

    result = cut(spec_of([(path, 0)], TICKS // 2, 3 * TICKS), tmp_path)

    assert verify(result.path, result.manifest) == []
    output = result.manifest["output"]
    assert (output["frames"], output["width"]) == (25, 320)
    frames = list(shown(result.path, top=output["picture_top"], height=output["picture_height"]))
    assert [tick for _, tick in frames[:15]] == ticks[5:20]
