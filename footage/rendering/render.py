"""From a decision to a finished, checked file: lay out, encode the chunks, join, verify.

Healthy recordings are decoded once, by ffmpeg on its way to the encoder. Only when that decoder complains, or makes
another number of frames than the files announced, are the sources looked at frame by frame, the damage laid out, and
the chunks made again.
"""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any

from footage.rendering import (
    drawing,
    feed,
    graph,
    inspection,
    joining,
    manifest,
    marks,
    runner,
    sound,
    timeline,
    verification,
    watermark,
)
from footage.rendering import live as playlist
from footage.rendering.archive import Gap
from footage.rendering.chunks import Chunk, split
from footage.rendering.decoding import decode_check, is_harmless
from footage.rendering.errors import RenderError, UnreadableSegment
from footage.rendering.sources import RenderSpec
from footage.rendering.ticks import TICKS, compact, span_of
from footage.rendering.timeline import Missing, Timeline

CHUNK = 60 * TICKS  # a chunk's usual length when several processes share the work
SHORT_CHUNK = 10 * TICKS  # the same for windows under three minutes
SPARE_ROOM = 64 * 1024**2  # bytes that must stay free on the scratch disk
ENCODED_SHARE = 0.97  # of the progress; the rest is joining and checking


@dataclass(frozen=True, slots=True)
class RenderResult:
    """A finished file that passed its self-check."""

    path: Path
    sha256: str
    size: int
    manifest: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything an encoding process needs to know; the same in every process that shares the work."""

    spec: RenderSpec
    timeline: Timeline
    chunks: tuple[Chunk, ...]
    canvas: watermark.Canvas


def render(
    spec: RenderSpec,
    *,
    workdir: Path,
    output: Path,
    on_progress: Callable[[float], None] = lambda _: None,
    should_cancel: Callable[[], bool] = lambda: False,
    jobs: int = 1,
    live: bool = False,
    limits: runner.Limits = runner.DEFAULT_LIMITS,
) -> RenderResult:
    """Make `output` (mp4) in the private folder `workdir`, check it, and only then move it to its place.

    `on_progress` hears the share done, 0 to 1, never falling. `jobs` processes share the work. With `live`
    the film can be watched from `workdir` while it is made (`live.PLAYLIST`). Raises RenderError; then nothing lies at
    `output`. `workdir` may be thrown away afterwards.
    """
    workdir.mkdir(parents=True, exist_ok=True)
    Thread(target=runner.version, daemon=True).start()  # asked for later, by the manifest: then nobody waits for it
    progress = _Progress(on_progress)
    made = plan(spec, folder=workdir, jobs=jobs, live=live)
    check_room(made, workdir)
    work = _Work(workdir, progress, should_cancel, jobs, live, limits)
    if not _encode(made, work):
        made = plan(look_closer(made), folder=workdir, jobs=jobs, live=live)
        _encode(made, work, patient=True)
        made = replace(made, chunks=tuple(_as_made(chunk, made, workdir) for chunk in made.chunks))
    part = workdir / "joined.mp4"
    assemble(made, folder=workdir, output=part)
    result = finish(made, part)
    output.parent.mkdir(parents=True, exist_ok=True)
    _place(part, output)
    progress(1.0)
    return replace(result, path=output)


def plan(spec: RenderSpec, *, folder: Path, jobs: int = 1, live: bool = False) -> Plan:
    """Lay out the window, cut it into chunks and prepare what is written into the picture (files in `folder`).

    Chunks are for several workers, and for what is to be watched soon: a chunk's own preparations grow with it.
    """
    laid = timeline.lay(spec)
    usual = None
    if jobs > 1 or live:
        usual = SHORT_CHUNK if jobs > 1 and laid.length < 180 * TICKS else CHUNK
    used = {piece.source for piece in laid.pieces if not isinstance(piece, Missing)}
    picture = max((spec.sources[n].probe.shown_size for n in used), key=lambda size: size[0] * size[1])
    canvas = watermark.lay_out(spec, picture=spec.fitted(picture))
    drawing.write_marks(canvas, folder=folder)
    return Plan(spec, laid, split(laid, spec, usual=usual, workers=jobs), canvas)


def part_name(chunk: Chunk) -> str:
    """The name of the chunk's encoded part in the working folder."""
    return f"part-{chunk.number:05}.nut"


def digest_name(chunk: Chunk) -> str:
    """The name of the file that says which packets of the part were decoded and found right, beside it."""
    return f"part-{chunk.number:05}.sha256"


def hand_over(chunk: Chunk, *, folder: Path, to: Path) -> None:
    """Move an encoded part to the folder where it will be joined; what was found about it first."""
    for name in (digest_name(chunk), part_name(chunk)):
        if (folder / name).exists():
            os.replace(folder / name, to / name)


def encode_chunk(
    made: Plan,
    chunk: Chunk,
    *,
    folder: Path,
    threads: int = 0,
    patient: bool = False,
    live: bool = False,
    on_frames: Callable[[int], None] = lambda _: None,
    should_cancel: Callable[[], bool] = lambda: False,
    limits: runner.Limits = runner.DEFAULT_LIMITS,
) -> bool:
    """Encode one chunk into `folder`, and look at every frame that comes out.

    False when the decoder complained or frames are missing: then look closer. A complaint ends the run at once unless
    `patient`: then the damage is known already, and what came out is looked at when all is joined. Raises RenderError.
    """
    part, digest = folder / part_name(chunk), folder / digest_name(chunk)
    part.unlink(missing_ok=True)
    digest.unlink(missing_ok=True)
    arguments = graph.command(
        chunk,
        made.spec,
        made.canvas,
        marked=made.timeline.marked,
        folder=folder,
        output=part.name,
        threads=threads,
        live=live,
        careful=patient,
    )
    run = partial(
        runner.run,
        arguments,
        folder=folder,
        feed=None if chunk.missing else partial(feed.feed, chunk.footage, made.spec.sources),
        on_frames=on_frames,
        should_cancel=should_cancel,
        limits=limits,
    )
    try:
        if patient:
            run()
            return True
        comparison = marks.Comparison(made.spec, made.canvas)
        pictures = marks.LOOKED_AT if len(made.chunks) == 1 else 2
        with inspection.alongside(part, chunk, comparison, pictures=pictures) as inspected:
            done = run(tolerates=is_harmless)
    except UnreadableSegment as error:
        raise RenderError("source_changed", f"a source can no longer be read: {error.detail}") from error
    except RenderError as error:
        if patient or error.code != "ffmpeg_failed":
            raise
        return False
    if done.frames != len(chunk.frames) or done.log:
        return False
    found = inspected.result()
    if found.findings:
        raise RenderError("self_check_failed", "; ".join(found.findings[:3]))
    digest.write_text(found.digest, encoding="ascii")
    return True


def assemble(made: Plan, *, folder: Path, output: Path) -> None:
    """Join the encoded parts in `folder`, and the sound, to `output`. Raises RenderError("self_check_failed")."""
    channels = sound.channels_of(made.spec, made.timeline)
    joining.join(
        [(chunk, folder / part_name(chunk)) for chunk in made.chunks],
        output=output,
        colour=made.spec.sources[0].probe.colour,
        sound=sound.blocks(made.spec, made.timeline, made.chunks, channels=channels) if channels else (),
        channels=channels,
    )


def look_closer(made: Plan) -> RenderSpec:
    """The same decision with every used source decoded and its damage known."""
    used = {piece.source for piece in made.timeline.pieces if not isinstance(piece, Missing)}
    sources, gaps = list(made.spec.sources), list(made.spec.gaps)
    unusable = []
    for number in sorted(used):
        source = sources[number]
        if source.probe.is_checked:
            continue
        try:
            sources[number] = replace(source, probe=decode_check(source.path, source.probe, **_within(made, number)))
        except UnreadableSegment as error:
            unusable.append(number)
            end = source.starts_at + max(span_of(source.probe.end), timedelta(seconds=1))
            gaps.append(Gap(source.starts_at, end, error.reason, source.label))
    kept = tuple(source for number, source in enumerate(sources) if number not in unusable)
    return replace(made.spec, sources=kept, gaps=tuple(gaps))


def _within(made: Plan, number: int) -> dict[str, int]:
    """The part of a source, in ticks of its file, that the window shows."""
    pieces = [piece for piece in made.timeline.pieces if not isinstance(piece, Missing) and piece.source == number]
    frames = made.spec.sources[number].probe.frames
    return {"start": frames[pieces[0].first], "end": frames[pieces[-1].last - 1] + 1}


def finish(made: Plan, joined: Path) -> RenderResult:
    """Describe and check the joined file. Raises RenderError("self_check_failed") with the first findings."""
    canvas = made.canvas
    described = manifest.describe(
        made.spec,
        made.timeline,
        made.chunks,
        output=joined,
        size=(canvas.width, canvas.height),
        picture_top=canvas.picture_top,
        picture_height=canvas.picture_height,
    )
    digests = [joined.parent / digest_name(chunk) for chunk in made.chunks]
    if all(digest.exists() for digest in digests):
        inspected = [digest.read_text(encoding="ascii") for digest in digests]
        findings = verification.verify_joined(joined, described, list(zip(made.chunks, inspected, strict=True)))
    else:
        findings = verification.verify(joined, described, check_hash=False)
    if findings:
        raise RenderError("self_check_failed", "; ".join(findings[:3]))
    return RenderResult(joined, described["output"]["sha256"], described["output"]["size"], described)


@dataclass(frozen=True, slots=True)
class _Work:
    """How a render is carried out; the same for all of its chunks."""

    workdir: Path
    progress: "_Progress"
    should_cancel: Callable[[], bool]
    jobs: int
    live: bool
    limits: runner.Limits


def _encode(made: Plan, work: _Work, *, patient: bool = False) -> bool:
    """Encode all chunks, `work.jobs` at a time. False when any of them needs a closer look."""
    total = sum(len(chunk.frames) for chunk in made.chunks)
    done = [0] * len(made.chunks)
    stop = Event()

    def encode(chunk: Chunk) -> bool:
        def on_frames(count: int) -> None:
            done[chunk.number] = count
            if work.live:  # first, so that whoever hears of the progress finds what belongs to it
                playlist.update(made.chunks, folder=work.workdir)
            work.progress(ENCODED_SHARE * sum(done) / total)

        return encode_chunk(
            made,
            chunk,
            folder=work.workdir,
            patient=patient,
            live=work.live,
            threads=0 if work.jobs <= 1 else max(1, (os.cpu_count() or 1) // work.jobs),
            on_frames=on_frames,
            should_cancel=lambda: stop.is_set() or work.should_cancel(),
            limits=work.limits,
        )

    with ThreadPoolExecutor(max(1, work.jobs)) as pool, ExitStack() as stack:
        stack.callback(stop.set)
        # What is watched comes in order; otherwise the longest first, so that all processes end at about the same time.
        order = made.chunks if work.live else sorted(made.chunks, key=lambda chunk: -len(chunk.frames))
        futures = [pool.submit(encode, chunk) for chunk in order]
        wait(futures, return_when=FIRST_EXCEPTION)
        failure = next((error for future in futures if future.done() and (error := future.exception())), None)
        if failure:
            for future in futures:
                future.cancel()
            raise failure
        if work.live:
            playlist.update(made.chunks, folder=work.workdir)
        return all(future.result() for future in futures)


def _as_made(chunk: Chunk, made: Plan, workdir: Path) -> Chunk:
    """The chunk with the frames that came out: of a stretch marked as damaged, no two decoders show the same ones."""

    def is_marked(tick: int) -> bool:
        return any(mark.start <= tick < mark.end for mark in made.timeline.marked)

    healthy = {tick for tick in chunk.frames if not is_marked(tick)}
    found = set(joining.made_frames(workdir / part_name(chunk)))
    shown = {tick for tick in found if is_marked(tick) and not healthy & {tick - 1, tick + 1}}
    return replace(chunk, frames=compact(sorted(healthy | shown)))


def check_room(made: Plan, workdir: Path) -> None:
    """Parts and the joined file lie side by side for a moment; neither is larger than the sources, usually."""
    used = {piece.source for piece in made.timeline.pieces if not isinstance(piece, Missing)}
    wanted = 2 * sum(made.spec.sources[number].path.stat().st_size for number in used) + SPARE_ROOM
    if shutil.disk_usage(workdir).free < wanted:
        raise RenderError("out_of_space", f"the scratch disk needs {wanted // 1024**2} MiB free")


def _place(part: Path, output: Path) -> None:
    """Move the file to its place, whole or not at all, and durable."""
    if part.stat().st_dev != output.parent.stat().st_dev:
        near = output.with_name(f".{output.name}.part")
        shutil.copyfile(part, near)
        part.unlink()
        part = near
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(output)


class _Progress:
    """Passes on only what rises."""

    def __init__(self, listener: Callable[[float], None]):
        self._listener = listener
        self._reached = -1.0

    def __call__(self, share: float) -> None:
        if share > self._reached:
            self._reached = share
            self._listener(share)
