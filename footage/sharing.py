"""Long clips made by several workers: whoever is free encodes a part, the job's own worker joins and checks them.

The parts are rows. Each is taken by a conditional update with a lease, encoded in a private folder, and put into the
job's folder under the row's lock, so a part is there once and whole. Helpers on other machines need the scratch folder
in common; a helper that does not find the job's folder leaves. What no helper takes, the job's own worker does.
"""

import logging
import time
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from footage import jobs, nudges, render_specs, scratch
from footage.heartbeat import Heartbeat
from footage.models import RenderChunk, RenderJob
from footage.rendering.errors import RenderError
from footage.rendering.render import Plan, RenderResult, assemble, check_room, encode_chunk, finish, hand_over, plan
from footage.rendering.sources import RenderSpec

logger = logging.getLogger(__name__)

LONG = timedelta(minutes=3)  # below this one worker is as quick
HELPERS = 3
CHUNK_LEASE = timedelta(minutes=3)  # a part is a minute of recording
ASK_SECONDS = 0.5
ENCODED_SHARE = 0.9  # of the progress; the rest is joining and checking
State = RenderChunk.State


def make(job: RenderJob, spec: RenderSpec, *, folder: Path, heart: Heartbeat) -> RenderResult | None:
    """The clip, made together; None when a part needs a closer look, which one worker takes from the start.

    Raises RenderError.
    """
    folder.mkdir()
    made = _plan(spec, folder)
    check_room(made, folder)
    total, done = sum(len(chunk.frames) for chunk in made.chunks), 0

    def on_frames(count: int) -> None:
        heart.moved(ENCODED_SHARE * (done + count) / total)

    parts = [RenderChunk(job=job, token=job.token, number=chunk.number) for chunk in made.chunks]
    RenderChunk.objects.bulk_create(parts)
    try:
        for _ in range(min(HELPERS, len(parts) - 1)):
            nudges.send("help_render", job.pk)
        while not heart.is_lost() and _parts(job).exclude(state=State.DONE).exists():
            if _parts(job).filter(state=State.UNSURE).exists():
                return None
            if not _encode_one(job, made, folder, should_cancel=heart.is_lost, on_frames=on_frames):
                time.sleep(ASK_SECONDS)  # others have the rest; one that dies loses its lease
            finished = set(_parts(job).filter(state=State.DONE).values_list("number", flat=True))
            done = sum(len(chunk.frames) for chunk in made.chunks if chunk.number in finished)
            on_frames(0)
    finally:
        RenderChunk.objects.filter(job=job, token=job.token).delete()
    if heart.is_lost():
        raise RenderError("cancelled", "the render was cancelled")
    joined = folder / "joined.mp4"
    assemble(made, folder=folder, output=joined)
    return finish(made, joined)


def help_with(job_id: uuid.UUID) -> None:
    """Encodes parts of a running job until none is left to take."""
    job = RenderJob.objects.select_related("hold__camera").filter(pk=job_id, state=RenderJob.State.RUNNING).first()
    if job is None or not _free(job).exists() or not scratch.path_of(job).is_dir():
        return
    with scratch.folder(job, helper=uuid.uuid4().hex) as folder:
        made = _plan(render_specs.of_job(job, on_bytes=None), folder)
        try:
            while _encode_one(job, made, folder, should_cancel=_given_up(job)):
                pass
        except RenderError as error:  # the part's lease runs out, and the job's own worker meets the same or does it
            logger.warning("helping with job %s: %s", job.pk, error)


def _plan(spec: RenderSpec, folder: Path) -> Plan:
    """The same for everybody who shares the work; the length of a part follows from more than one sharing it."""
    return plan(spec, folder=folder, jobs=1 + HELPERS)


def _encode_one(
    job: RenderJob,
    made: Plan,
    folder: Path,
    *,
    should_cancel: Callable[[], bool],
    on_frames: Callable[[int], None] = lambda _: None,
) -> bool:
    """Takes and encodes the next free part; False when there is none. Raises RenderError."""
    taker = uuid.uuid4()
    number = _take(job, taker)
    if number is None:
        return False
    chunk = made.chunks[number]
    is_sure = encode_chunk(made, chunk, folder=folder, on_frames=on_frames, should_cancel=should_cancel)
    with transaction.atomic():
        ours = _parts(job).filter(number=number, taker=taker, state=State.TAKEN)
        if ours.update(state=State.DONE if is_sure else State.UNSURE):
            hand_over(chunk, folder=folder, to=scratch.path_of(job) / "work")
    return True


def _take(job: RenderJob, taker: uuid.UUID) -> int | None:
    for number in _free(job).values_list("number", flat=True):
        leased = {"state": State.TAKEN, "taker": taker, "leased_until": Now() + CHUNK_LEASE}
        if _free(job).filter(number=number).update(**leased):
            return number
    return None


def _parts(job: RenderJob) -> QuerySet[RenderChunk]:
    return RenderChunk.objects.filter(job=job, token=job.token)


def _free(job: RenderJob) -> QuerySet[RenderChunk]:
    return _parts(job).filter(Q(state=State.WAITING) | Q(state=State.TAKEN, leased_until__lt=Now()))


def _given_up(job: RenderJob) -> Callable[[], bool]:
    """Asks the database now and then, not at every call."""
    asked, answer = time.monotonic(), False

    def given_up() -> bool:
        nonlocal asked, answer
        if time.monotonic() - asked > 4 * ASK_SECONDS:
            asked, answer = time.monotonic(), not jobs.held(job).exists()
        return answer

    return given_up
