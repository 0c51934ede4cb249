"""Is a finished file what its manifest says? Decodes the file; answers findings in words, none when all is well."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from av.error import FFmpegError
from av.video.frame import VideoFrame
from PIL import Image

from footage.rendering import marks
from footage.rendering.errors import UnreadableSegment
from footage.rendering.manifest import frame_times, sha256_of
from footage.rendering.recording import open_recording, ticks_per_unit
from footage.rendering.ticks import TICKS


def verify(output: Path, manifest: dict[str, Any], *, check_hash: bool = True, folder: Path | None = None) -> list[str]:
    """Findings about `output`: hash, length, frames, times, index, and the marks in the picture (those only
    where the ffmpeg that made it is at hand: `marks.are_comparable`).

    `folder` is where a temporary folder may be made, by default the system's.
    """
    findings = []
    if check_hash and sha256_of(output) != manifest["output"]["sha256"]:
        findings.append("the file is not the one the manifest describes: its SHA-256 differs")
    if not index_first(output):
        findings.append("the index does not stand at the start, so it cannot be played while loading")
    try:
        return findings + _frames(output, manifest, folder)
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


def _frames(output: Path, manifest: dict[str, Any], folder: Path | None) -> list[str]:
    findings = []
    promised = frame_times(manifest)
    expected = manifest["output"]
    with open_recording(output) as container:
        video = container.streams.video[0]
        video.thread_type = "AUTO"
        # Smoothing block edges costs a third of decoding and cannot fail: what is broken shows before it.
        video.codec_context.options = {"skip_loop_filter": "all"}
        scale = ticks_per_unit(video)
        others = [stream.type for stream in container.streams if stream.type not in ("video", "audio")]
        if others:
            findings.append(f"the file carries more than picture and sound: {', '.join(others)}")
        if (video.width, video.height) != (expected["width"], expected["height"]):
            findings.append(f"the picture is {video.width}x{video.height}")
        has_sound = bool(container.streams.audio)
        if has_sound != bool(expected["sound_channels"]):
            findings.append("there is a sound track" if has_sound else "the sound track is missing")
        length = round((video.start_time or 0) * scale) + round((video.duration or 0) * scale)
        if abs(length - expected["duration_ticks"]) > TICKS // 25:
            findings.append(f"the film lasts {length / TICKS:.3f} s and not {expected['duration']:.3f} s")
        looked_at = set(marks.places(len(promised)))
        pictures = {}
        count, broken, wrong, last = 0, 0, 0, -1
        for frame in container.decode(video):
            time = round((frame.pts or 0) * scale)
            if count < len(promised) and abs(time - promised[count]) > 1:
                wrong += 1
            if time <= last:
                findings.append(f"time stands still or runs back at {time / TICKS:.3f} s")
            broken += frame.is_corrupt
            if count in looked_at:
                pictures[time] = _luma(frame)
            last, count = time, count + 1
    if count != len(promised):
        findings.append(f"{count} frames instead of {len(promised)}")
    if wrong:
        findings.append(f"{wrong} frames stand at a wrong time")
    if broken:
        findings.append(f"{broken} frames are broken")
    if not findings and marks.are_comparable(manifest):
        with TemporaryDirectory(dir=folder) as scratch:
            findings += marks.findings(pictures, manifest, folder=Path(scratch))
    return findings


def _luma(frame: VideoFrame) -> Image.Image:
    """The brightness plane as it is stored, without any change of range."""
    plane = frame.planes[0]
    return Image.frombuffer("L", (frame.width, frame.height), bytes(plane), "raw", "L", plane.line_size, 1)
