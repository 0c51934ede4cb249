"""Files that nobody here made, broken ones among them, at every place of a window: never a silently short film."""

from datetime import timedelta
from functools import cache
from pathlib import Path

import av
import pytest
from av.error import FFmpegError

from footage.rendering.archive import Gap
from footage.rendering.errors import RenderError, UnreadableSegment
from footage.rendering.probe import probe
from footage.rendering.render import render
from footage.rendering.sources import RenderSpec, Source
from footage.rendering.ticks import TICKS, span_of
from footage.rendering.verification import verify
from tests.rendering.patterns import EPOCH, moment, record, steady

SECOND = timedelta(seconds=1)
LINES = 180  # of the films made here: what is asked is which frames they hold
FILES = (
    "clips/axis_signed_h264_rotasi.mp4",
    "clips/axis_vendor_1080p_raw.h264",
    "clips/mobil_atas_768x432_h264_aac.mp4",
    "clips/orang_satu_satu_768x432_10fps.mp4",
    "clips/pejalan_768x576_vtest.avi",
    "clips/toko_cam12_1080p_hevc_aac.mp4",
    "corner/bukan_video.mp4",
    "corner/gomp4_sample_fragmented.mp4",
    "corner/kosong.mp4",
    "corner/mediamtx_offline_h265.mp4",
    "corner/mp4parse_chunk_out_of_range.mp4",
    "corner/mp4parse_invalid_userdata.mp4",
    "corner/mp4parse_no_timescale.mp4",
    "corner/mp4parse_tiny_av1.mp4",
    "corner/mp4parse_video_rotation_90.mp4",
    "corner/rusak_bit_acak.mp4",
    "corner/rusak_tanpa_moov.mp4",
    "recordings/segmen_18-26-38.mp4",
    "recordings/segmen_18-26-43.mp4",
    "recordings/segmen_18-26-53.mp4",
    "recordings/toko_h264.ts",
    "recordings/toko_h264_aac.mp4",
    "recordings/toko_hevc.mkv",
)
UNREADABLE = timedelta(seconds=3)  # how long a file that cannot be read is taken to have been
SHORT = SECOND  # of a longer file only this much goes into a window


@pytest.fixture(scope="module")
def neighbour(tmp_path_factory) -> Path:
    return record(tmp_path_factory.mktemp("neighbour") / "healthy.mp4", steady(10, 2), gop=10)


@pytest.mark.parametrize("place", ["first", "middle", "last"])
@pytest.mark.parametrize("name", FILES)
def test_no_moment_is_lost_silently(name, place, shared_data, neighbour, tmp_path):
    path = shared_data / name
    sources, gaps = [], []
    try:
        found = probe(path)
        length = span_of(found.end)
        sources.append(Source(path, EPOCH, found, name))
    except UnreadableSegment as error:
        length = UNREADABLE
        gaps.append(Gap(EPOCH, EPOCH + length, error.reason, name))
    healthy = probe(neighbour)
    before, after = EPOCH - 2 * SECOND, EPOCH + length
    if place != "first":
        sources.append(Source(neighbour, before, healthy, "before"))
    if place != "last":
        sources.append(Source(neighbour, after, healthy, "after"))
    start = after - min(length, SECOND) if place == "first" else EPOCH - SECOND
    end = EPOCH + min(length, SHORT) if place == "last" else after + SECOND
    if place == "middle" and length > 7 * SECOND:
        pytest.skip("covered by first and last: a long healthy file has nothing new in its middle")

    spec = RenderSpec(tuple(sources), start, end, "Kamera", "SKS-1", "K7", gaps=tuple(gaps), height=LINES)
    result = render(spec, workdir=tmp_path / "work", output=tmp_path / "out.mp4")

    assert verify(result.path, result.manifest) == []
    pieces = result.manifest["pieces"]
    assert pieces[0]["start"] == result.manifest["window"]["start"]
    assert pieces[-1]["end"] == result.manifest["window"]["end"]
    assert all(left["end"] == right["start"] for left, right in zip(pieces, pieces[1:], strict=False))
    assert result.manifest["output"]["duration"] == pytest.approx((end - start).total_seconds(), abs=1e-4)
    for label in {source.label for source in sources} - {name}:
        assert sum(piece["frames"] for piece in pieces if piece["source"] == label) == 10
    shown = sum(piece["frames"] for piece in pieces if piece["source"] == name)
    assert shown == len([time for time in picture_times(path) if start <= EPOCH + time < end])
    if not shown:
        assert result.manifest["gaps"]


def test_a_window_that_only_broken_files_cover_is_refused(shared_data, tmp_path):
    gap = Gap(EPOCH, EPOCH + UNREADABLE, "damaged", "kosong.mp4")
    spec = RenderSpec((), EPOCH, EPOCH + SECOND, "Kamera", "SKS-1", "K7", gaps=(gap,))

    with pytest.raises(RenderError, match="no_footage"):
        render(spec, workdir=tmp_path / "work", output=tmp_path / "out.mp4")

    assert not (tmp_path / "out.mp4").exists()


def test_broken_bits_are_found_listed_and_shown_as_such(shared_data, tmp_path):
    path = shared_data / "corner/rusak_bit_acak.mp4"
    spec = RenderSpec(
        (Source(path, EPOCH, probe(path), "rusak"),),
        moment(7 * TICKS),
        moment(10 * TICKS),
        "Kamera",
        "SKS-1",
        "K7",
        height=LINES,
    )

    result = render(spec, workdir=tmp_path / "work", output=tmp_path / "out.mp4")

    assert {(gap["reason"], gap["shown"]) for gap in result.manifest["gaps"]} == {("damaged", "marked picture")}
    assert result.manifest["output"]["frames"] == 90


@cache
def picture_times(path: Path) -> list[timedelta]:
    """The moments of a file's frames after its first, by plainly decoding all of it."""
    times = set()
    try:
        with av.open(str(path), options={"fflags": "+genpts"}) as film:
            for packet in film.demux(film.streams.video[0]):
                try:
                    times |= {frame.time for frame in packet.decode() if frame.time is not None}
                except FFmpegError:
                    continue
    except (FFmpegError, IndexError):
        return []
    return sorted(timedelta(seconds=time - min(times)) for time in times)
