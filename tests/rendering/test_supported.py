"""What is supported and what is refused. The table in docs/supported-recordings.md is this test's own account.

To write it anew: SAKSI_WRITE_TABLE=1 with this file alone.
"""

import os
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import pytest

from footage.rendering.errors import UnreadableSegment
from footage.rendering.probe import probe
from footage.rendering.sources import SoundChoice
from tests.rendering.patterns import TICKS, record, steady
from tests.rendering.random_archives import FRAGMENTED
from tests.rendering.test_exactness import assert_same, cut, expected, footage_of, spec_of

TABLE = Path(__file__).parents[2] / "docs" / "supported-recordings.md"
QUIET = {"x265-params": "log-level=none"}
OPEN_GOP = {"bf": "2", "x264-params": "b-adapt=0:open-gop=1"}


@dataclass(frozen=True)
class Kind:
    """One kind of recording and how to make it."""

    container: str
    coding: str
    rate: Fraction | float
    gop: float  # seconds
    codec: str
    ending: str
    sound: str | None = None
    options: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    varies: bool = False

    def __str__(self) -> str:
        return f"{self.container}, {self.coding}, {self.pace}/s"

    @property
    def pace(self) -> str:
        return "variable" if self.varies else f"{float(self.rate):.4g}"

    @property
    def ticks(self) -> list[int]:
        """The moments of twelve seconds of frames; at most `rate` a second where they vary."""
        ticks = steady(self.rate, 12)
        return [tick for number, tick in enumerate(ticks) if not self.varies or number * number % 7 in (0, 1, 4)]


KINDS = (
    Kind("MP4", "H.264", 25, 2, "libx264", "mp4", "aac"),
    Kind("MP4", "H.264, B-frames, open GOP", 25, 2, "libx264", "mp4", None, OPEN_GOP),
    Kind("MP4", "H.264, one key frame in 25 s", 12.5, 25, "libx264", "mp4"),
    Kind("MP4", "H.264", Fraction(30000, 1001), 2, "libx264", "mp4"),
    Kind("MP4", "H.264", 25, 2, "libx264", "mp4", "aac", varies=True),
    Kind("MP4", "HEVC", 15, 2, "libx265", "mp4", "aac", QUIET),
    Kind("MP4", "MPEG-4 Part 2", 10, 2, "mpeg4", "mp4"),
    Kind("MP4", "Motion JPEG", 10, 0.1, "mjpeg", "mp4"),
    Kind("fragmented MP4", "H.264, B-frames", 25, 2, "libx264", "mp4", "aac", {"bf": "2"}, FRAGMENTED),
    Kind("fragmented MP4", "HEVC", 15, 2, "libx265", "mp4", None, QUIET, FRAGMENTED),
    Kind("Matroska", "H.264", 12.5, 4, "libx264", "mkv", "aac"),
    Kind("Matroska", "H.264", 1, 2, "libx264", "mkv"),
    Kind("Matroska", "H.264", 25, 2, "libx264", "mkv", "aac", varies=True),
    Kind("Matroska", "HEVC", 10, 4, "libx265", "mkv", None, QUIET),
    Kind("Matroska", "Motion JPEG", 10, 0.1, "mjpeg", "mkv"),
    Kind("MPEG-TS", "H.264, B-frames", 25, 2, "libx264", "ts", "aac", {"bf": "2"}),
    Kind("MPEG-TS", "HEVC", 10, 2, "libx265", "ts", None, QUIET),
    Kind("AVI", "H.264", 25, 2, "libx264", "avi", "pcm_alaw", {"bf": "0"}),
    Kind("AVI", "H.264, B-frames", 25, 2, "libx264", "avi", None, {"bf": "2"}),
    Kind("AVI", "MPEG-4 Part 2, B-frames", 10, 2, "mpeg4", "avi", "pcm_mulaw", {"bf": "2"}),
    Kind("AVI", "Motion JPEG", 10, 0.1, "mjpeg", "avi"),
)
SOUNDS = {None: "none", "aac": "AAC", "pcm_alaw": "G.711 A-law", "pcm_mulaw": "G.711 µ-law"}


@pytest.fixture(scope="module")
def account():
    """Compares each line with the committed table, or collects them and writes it."""
    lines: dict[str, list[str]] = {"supported": [], "refused": []}
    written = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    is_writing = bool(os.environ.get("SAKSI_WRITE_TABLE"))

    def tell(part: str, line: str) -> None:
        lines[part].append(line)
        assert is_writing or line in written, f"docs/supported-recordings.md does not say: {line}"

    yield tell
    if is_writing:
        TABLE.write_text(
            "# Which recordings are supported\n\n"
            "Written by tests/rendering/test_supported.py; do not edit. Each line was cut at a window between\n"
            "frames and compared frame by frame with what it must show; sound is compared in test_sound.py.\n\n"
            "| container | picture | frames a second | key frame every | sound | frames right |\n"
            "|---|---|---|---|---|---|\n" + "\n".join(lines["supported"]) + "\n\n"
            "## Refused: such a file becomes a gap with this reason\n\n"
            "| file | reason | detail |\n|---|---|---|\n" + "\n".join(lines["refused"]) + "\n",
            encoding="utf-8",
        )


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_frame_of_the_window_and_no_other(kind, tmp_path, account):
    ticks = kind.ticks
    base = 1 / Fraction(kind.rate) if kind.ending == "avi" or kind.codec == "mpeg4" else Fraction(1, TICKS)
    path = record(
        tmp_path / f"a.{kind.ending}",
        ticks,
        codec=kind.codec,
        gop=max(1, round(kind.gop * kind.rate)),
        options=kind.options,
        container=kind.fragments,
        sound=kind.sound,
        time_base=base,
    )
    start, end = 5 * TICKS + 7777, 8 * TICKS + 31_111

    result = cut(spec_of([(path, 0)], start, end, sound=SoundChoice.keep), tmp_path)

    found = footage_of(result)
    assert_same(found, expected(ticks, start, end))
    assert result.manifest["gaps"] == []
    assert abs(result.manifest["output"]["duration_ticks"] - (end - start)) <= 1
    with av.open(str(result.path)) as film:
        assert bool(film.streams.audio) == bool(kind.sound)
    account(
        "supported",
        f"| {kind.container} | {kind.coding} | {kind.pace} | {kind.gop:g} s | {SOUNDS[kind.sound]} "
        f"| {len(found)} of {len(expected(ticks, start, end))} |",
    )


@pytest.fixture
def refused(tmp_path):
    """Files that cannot be footage, by what they are."""
    whole = record(tmp_path / "whole.mp4", steady(10, 2))
    with av.open(str(tmp_path / "sound.mp4"), "w") as out:
        audio = out.add_stream("aac", rate=48000, layout="mono")
        silence = av.AudioFrame(format="s16", layout="mono", samples=1024)
        silence.planes[0].update(bytes(silence.planes[0].buffer_size))
        silence.sample_rate = 48000
        out.mux(audio.encode(silence))
        out.mux(audio.encode(None))
    contents = {
        "an empty file": b"",
        "a file that is no video": b"bukan video\n" * 100,
        "an MP4 whose recorder lost power before it wrote the index": whole.read_bytes()[:1500],
        "a file with sound only": (tmp_path / "sound.mp4").read_bytes(),
        "a list of other files": b"ffconcat version 1.0\nfile whole.mp4\n",
    }
    paths = {}
    for number, (what, data) in enumerate(contents.items()):
        paths[what] = tmp_path / f"{number}.mp4"
        paths[what].write_bytes(data)
    raw = tmp_path / "raw.h264"
    with av.open(str(whole)) as film, av.open(str(raw), "w", format="h264") as out:
        stream = out.add_stream_from_template(film.streams.video[0])
        for packet in film.demux(video=0):
            if packet.size:
                packet.stream = stream
                out.mux(packet)
    return {**paths, "bare H.264 without a container (no times)": raw}


def test_what_cannot_be_footage_says_why(refused, account):
    for what, path in refused.items():
        with pytest.raises(UnreadableSegment) as caught:
            probe(path)
        account("refused", f"| {what} | {caught.value.reason} | {caught.value.detail} |")
