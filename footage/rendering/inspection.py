"""Decodes a part while the encoder still writes it, so that the self-check needs no time of its own.

What was decoded is remembered by the SHA-256 of its packets in the form they have in an mp4: a finished film made of
just those packets need not be decoded once more (`verification`).
"""

import hashlib
import io
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import av
from av.error import FFmpegError
from av.video.frame import VideoFrame
from PIL import Image

from footage.rendering import marks
from footage.rendering.chunks import Chunk
from footage.rendering.marks import Comparison
from footage.rendering.recording import ticks_per_unit
from footage.rendering.ticks import TICKS

TOLERANCE = 1  # tick
LOOK_AGAIN = 0.05  # seconds, for bytes that are not there yet
START_CODE = b"\0\0\1"  # between the units of H.264 in a stream (ITU-T H.264, annex B)
CHECKING = {"skip_loop_filter": "all"}  # smoothing block edges cannot fail: what is broken shows before it


@dataclass(frozen=True, slots=True)
class Inspected:
    """What is wrong with a part, in words, and the fingerprint of what was looked at."""

    findings: tuple[str, ...]
    digest: str


@contextmanager
def alongside(path: Path, chunk: Chunk, comparison: Comparison, *, pictures: int) -> Iterator[Future[Inspected]]:
    """Inspect the part at `path` while it is written inside the `with`; the answer is there after it.

    `pictures` frames are compared with the marks they must carry. An exception inside ends the inspection.
    """
    growing = Growing(path)
    with ThreadPoolExecutor(1, thread_name_prefix="inspection") as pool:
        inspected = pool.submit(inspect, growing, chunk, comparison, pictures=pictures)
        try:
            yield inspected
        except BaseException:
            growing.abandon()
            raise
        finally:
            growing.finish()


def inspect(part: io.RawIOBase, chunk: Chunk, comparison: Comparison, *, pictures: int) -> Inspected:
    """Decode the part and compare it with what the chunk promises: number, time and soundness of its frames, marks."""
    looked_at = marks.places(len(chunk.frames), most=pictures)
    findings: list[str] = []
    digest = hashlib.sha256()
    count = 0
    try:
        # Nothing has to be guessed: the encoder has written into the stream what a decoder needs.
        with av.open(part, "r", format="nut", options={"codec_whitelist": "none"}) as container:
            video = container.streams.video[0]
            video.codec_context.thread_count = 1
            video.codec_context.options = CHECKING
            scale = ticks_per_unit(video)
            for packet in container.demux(video):
                digest.update(as_in_mp4(bytes(packet)))
                for frame in packet.decode():
                    tick = round((frame.pts or 0) * scale)
                    if count < len(chunk.frames) and abs(tick - chunk.frames[count]) > TOLERANCE:
                        findings.append(f"a frame stands at {tick / TICKS:.3f} s of the window that is not its own")
                    if frame.is_corrupt:
                        findings.append(f"the frame at {tick / TICKS:.3f} s of the window is broken")
                    if count in looked_at:
                        comparison.see(brightness(frame), tick)
                    count += 1
    except FFmpegError as error:
        findings.append(f"a frame cannot be decoded: {error}")
    if count != len(chunk.frames):
        findings.append(f"{count} frames instead of {len(chunk.frames)}")
    return Inspected((*findings, *comparison.findings()), digest.hexdigest())


def as_in_mp4(packet: bytes) -> bytes:
    """The packet of an H.264 stream as an mp4 holds it: each unit behind its length (ISO/IEC 14496-15)."""
    units = (unit.rstrip(b"\0") for unit in packet.split(START_CODE))
    return b"".join(len(unit).to_bytes(4) + unit for unit in units if unit)


def brightness(frame: VideoFrame) -> Image.Image:
    """The brightness plane as it is stored, without any change of range."""
    plane = frame.planes[0]
    return Image.frombuffer("L", (frame.width, frame.height), bytes(plane), "raw", "L", plane.line_size, 1)


class Growing(io.RawIOBase):
    """A file that another process is writing: reading waits for more, until the writer has finished."""

    def __init__(self, path: Path):
        self._path = path
        self._file: io.FileIO | None = None
        self._finished = Event()
        self._is_abandoned = False

    def finish(self) -> None:
        """Nothing more will be written."""
        self._finished.set()

    def abandon(self) -> None:
        """Nobody wants to know any more: the file ends here."""
        self._is_abandoned = True
        self._finished.set()

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while not self._is_abandoned:
            is_last = self._finished.is_set()
            if self._file is None and self._path.exists():
                self._file = io.FileIO(self._path)
            if self._file and (data := self._file.read(size)):
                return data
            if is_last:
                break
            self._finished.wait(LOOK_AGAIN)
        return b""

    def close(self) -> None:
        if self._file:
            self._file.close()
        super().close()
