"""Is a finished film what its manifest says? Answers findings in words, none when all is well."""

import hashlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from av.container import InputContainer
from av.error import FFmpegError

from footage.rendering import marks
from footage.rendering.chunks import Chunk
from footage.rendering.errors import UnreadableSegment
from footage.rendering.inspection import CHECKING, TOLERANCE, brightness
from footage.rendering.manifest import frame_times, sha256_of
from footage.rendering.recording import open_recording, packets, ticks_per_unit
from footage.rendering.ticks import TICKS


def verify(output: Path, manifest: dict[str, Any], *, check_hash: bool = True) -> list[str]:
    """Decode the film: findings about hash, length, frames, times, index, and the marks in the picture (those only
    where what drew them is at hand: `marks.are_comparable`).
    """
    findings = []
    if check_hash and sha256_of(output) != manifest["output"]["sha256"]:
        findings.append("the file is not the one the manifest describes: its SHA-256 differs")
    if not _within_window(manifest):
        findings.append("the manifest names pictures from outside of its window")
    return [*findings, *_opened(output, manifest, _decoded)]


def verify_joined(output: Path, manifest: dict[str, Any], parts: Sequence[tuple[Chunk, str]]) -> list[str]:
    """The same for a film of which every part was decoded and compared before, with the digests of these inspections:
    what it holds must be their packets, one after the other, and its first frame must show that a player can begin.
    """

    def compared(container: InputContainer, manifest: dict[str, Any]) -> list[str]:
        return _compared(container, manifest, parts)

    return _opened(output, manifest, compared, is_described=True)


def _within_window(manifest: dict[str, Any]) -> bool:
    """Do the pieces lie in the window, in order? Where a frame's wall clock stands is then known from its piece."""
    window = manifest["window"]
    borders = [piece[side] for piece in manifest["pieces"] for side in ("start", "end")]
    moments = [datetime.fromisoformat(moment) for moment in (window["start"], *borders, window["end"])]
    return moments == sorted(moments)


def _opened(
    output: Path,
    manifest: dict[str, Any],
    look: Callable[[InputContainer, dict[str, Any]], list[str]],
    *,
    is_described: bool = False,
) -> list[str]:
    findings = (
        [] if index_first(output) else ["the index does not stand at the start, so it cannot be played while loading"]
    )
    try:
        with open_recording(output, is_described=is_described) as container:
            return [*findings, *_outline(container, manifest["output"]), *look(container, manifest)]
    except UnreadableSegment as error:
        return [*findings, f"the file cannot be opened: {error.detail}"]
    except FFmpegError as error:
        return [*findings, f"a frame cannot be decoded: {error}"]


def index_first(path: Path) -> bool:
    """Does the mp4's `moov` box come before its `mdat`? (ISO/IEC 14496-12)"""
    with path.open("rb") as file:
        while header := file.read(16):
            kind, size = header[4:8], int.from_bytes(header[:4])
            if kind in (b"moov", b"mdat"):
                return kind == b"moov"
            size = int.from_bytes(header[8:16]) if size == 1 else size
            if size < 8:
                return False
            file.seek(size - len(header), 1)
    return False


def _outline(container: InputContainer, expected: dict[str, Any]) -> Iterator[str]:
    """What can be told without looking at a frame."""
    video = container.streams.video[0]
    scale = ticks_per_unit(video)
    others = [stream.type for stream in container.streams if stream.type not in ("video", "audio")]
    if others:
        yield f"the file carries more than picture and sound: {', '.join(others)}"
    if (video.width, video.height) != (expected["width"], expected["height"]):
        yield f"the picture is {video.width}x{video.height}"
    has_sound = bool(container.streams.audio)
    if has_sound != bool(expected["sound_channels"]):
        yield "there is a sound track" if has_sound else "the sound track is missing"
    length = round((video.start_time or 0) * scale) + round((video.duration or 0) * scale)
    if abs(length - expected["duration_ticks"]) > TICKS // 25:
        yield f"the film lasts {length / TICKS:.3f} s and not {expected['duration']:.3f} s"


def _decoded(container: InputContainer, manifest: dict[str, Any]) -> list[str]:
    promised = frame_times(manifest)
    video = container.streams.video[0]
    video.thread_type = "AUTO"
    video.codec_context.options = CHECKING
    scale = ticks_per_unit(video)
    looked_at = marks.places(len(promised))
    pictures = {}
    times = array("q")
    broken = 0
    for frame in container.decode(video):
        time = round((frame.pts or 0) * scale)
        broken += frame.is_corrupt
        if len(times) in looked_at:
            pictures[time] = brightness(frame)
        times.append(time)
    findings = list(_out_of_place(times, promised))
    if broken:
        findings.append(f"{broken} frames are broken")
    if not findings and marks.are_comparable(manifest):
        findings += marks.findings(pictures, manifest)
    return findings


def _compared(container: InputContainer, manifest: dict[str, Any], parts: Sequence[tuple[Chunk, str]]) -> list[str]:
    video = container.streams.video[0]
    video.codec_context.thread_count = 1
    inside = packets(container, video)
    times = array("q")
    for chunk, digest in parts:
        found = hashlib.sha256()
        for _, timed in zip(chunk.frames, inside, strict=False):
            if not times and not video.codec_context.decode(timed.packet) and not video.codec_context.decode(None):
                return ["the first frame cannot be decoded"]
            times.append(timed.pts)
            found.update(bytes(timed.packet))
        if found.hexdigest() != digest:
            return [f"part {chunk.number} is not the one that was inspected"]
    times.extend(timed.pts for timed in inside)
    return list(_out_of_place(times, frame_times(manifest)))


def _out_of_place(times: Sequence[int], promised: Sequence[int]) -> Iterator[str]:
    """What is wrong with the frames' number, order and times."""
    if len(times) != len(promised):
        yield f"{len(times)} frames instead of {len(promised)}"
    for before, after in pairwise(times):
        if after <= before:
            yield f"time stands still or runs back at {after / TICKS:.3f} s"
    wrong = sum(abs(time - right) > TOLERANCE for time, right in zip(times, promised, strict=False))
    if wrong:
        yield f"{wrong} frames stand at a wrong time"
