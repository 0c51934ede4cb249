"""Render jobs as rows: who has one, until when, and what became of it.

A job is claimed by one conditional update that counts the attempt, takes the next fencing token and a lease by the
database's clock. Whoever holds the token beats while the work goes on (`footage.heartbeat`); every write names the
token, so a worker that was given up writes nothing. Celery only nudges, the sweep finds what no nudge reached and what
lost its lease.
"""

import logging
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from audit import events
from audit.verbs import Verb
from core.actors import Actor, system
from core.errors import DomainError, InvalidInput
from footage import failures, nudges, render_specs, scratch
from footage.models import Hold, RenderJob

logger = logging.getLogger(__name__)

SYSTEM = system("footage.render")
LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 3
NUDGE_AGAIN = timedelta(
    seconds=30
)  # a waiting job whose nudge got lost, or whose last try failed, is nudged after this
State = RenderJob.State


def queue(
    *,
    hold: Hold,
    starts_at: datetime,
    ends_at: datetime,
    reference: str,
    recipient_code: str,
    by: Actor,
    options: dict[str, Any] | None = None,
    kind: RenderJob.Kind = RenderJob.Kind.CLIP,
) -> RenderJob:
    """Asks for one clip of `[starts_at, ends_at)` (aware), inside the hold's window; nudges a worker after commit.

    `options` as in `render_specs.choices_of`. Raises InvalidInput for options that are not understood and for a window
    that was not preserved, DomainError when the hold was released.
    """
    if hold.state == Hold.State.RELEASED:
        raise DomainError(_("The footage is no longer kept for this case, so no clip can be made of it."))
    if starts_at < hold.starts_at or ends_at > hold.ends_at or starts_at >= ends_at:
        raise InvalidInput(_("Choose a window inside the time that was preserved for this camera."), field="window")
    try:
        render_specs.choices_of(options or {})
    except ValueError as error:
        raise InvalidInput(_("The choices for the clip cannot be used: %s.") % error, field="options") from error
    with transaction.atomic():
        job = RenderJob.objects.create(
            kind=kind,
            hold=hold,
            starts_at=starts_at,
            ends_at=ends_at,
            reference=reference,
            recipient_code=recipient_code,
            options=options or {},
        )
        window = {"kind": kind, "start": starts_at.isoformat(), "end": ends_at.isoformat()}
        _record(Verb.RENDER_QUEUED, job, by=by, detail=window)
        nudge(job)
    return job


def claim(job_id: uuid.UUID) -> RenderJob | None:
    """The job with a new token and lease, if it waits (or its worker was lost) and its footage is in the vault."""
    secured = Hold.objects.filter(pk=OuterRef("hold"), state=Hold.State.SECURED)
    # Only conditions on the row itself decide between two workers: they are asked again under its lock.
    free = Q(state=State.WAITING) | Q(state=State.RUNNING, leased_until__lt=Now())
    with transaction.atomic():
        claimed = RenderJob.objects.filter(free, Exists(secured), pk=job_id, attempts__lt=MAX_ATTEMPTS).update(
            state=State.RUNNING,
            attempts=F("attempts") + 1,
            token=F("token") + 1,
            leased_until=Now() + LEASE,
            started_at=Now(),
            progress=0,
        )
        return RenderJob.objects.select_related("hold__camera").get(pk=job_id) if claimed else None


def held(job: RenderJob) -> QuerySet[RenderJob]:
    """The job's row while `job` still has its token; empty once it was cancelled, given up or taken over."""
    return RenderJob.objects.filter(pk=job.pk, token=job.token, state=State.RUNNING)


def beat(job: RenderJob, *, progress: float) -> bool:
    """Says that the work goes on: a longer lease, `progress` from 0 to 1. False: stop, the job is no longer ours."""
    return bool(held(job).update(progress=min(max(progress, 0), 1), leased_until=Now() + LEASE))


def finish(job: RenderJob) -> bool:
    """Marks it done, inside the transaction that publishes. False: a zombie, publish nothing."""
    done = {"state": State.DONE, "progress": 1, "finished_at": Now(), "leased_until": None}
    return bool(held(job).update(**done, error="", error_detail=""))


def fail(job: RenderJob, *, code: str, detail: str) -> None:
    """Ends a try: the job waits for another one, or has failed for good and says why (`footage.failures`)."""
    logger.warning("job %s, attempt %s: %s: %s", job.pk, job.attempts, code, detail)
    with transaction.atomic():
        if code in failures.PERMANENT or job.attempts >= MAX_ATTEMPTS:
            _give_up(job, held(job), code=code, detail=detail)
        else:
            again = {"state": State.WAITING, "leased_until": None, "nudged_at": Now()}
            held(job).update(**again, error=code, error_detail=detail[:400])


def reject(job: RenderJob, *, code: str) -> None:
    """A clip that was finished can no longer be used, for the reason `code` (`footage.failures`)."""
    with transaction.atomic():
        _give_up(job, RenderJob.objects.filter(pk=job.pk, state=State.DONE), code=code, detail="")


def cancel(job: RenderJob, *, by: Actor) -> None:
    """Stops an unfinished job; its worker notices within seconds and leaves no file. Nothing for a finished one."""
    with transaction.atomic():
        unfinished = RenderJob.objects.filter(pk=job.pk, state__in=RenderJob.UNFINISHED)
        if unfinished.update(state=State.CANCELLED, finished_at=Now(), leased_until=None):
            _record(Verb.RENDER_CANCELLED, job, by=by)


def sweep() -> None:
    """Gives lost jobs back or up, nudges what waits, and clears this machine's scratch disk."""
    for job in RenderJob.objects.filter(state=State.RUNNING, leased_until__lt=Now()):
        with transaction.atomic():
            lost = held(job).filter(leased_until__lt=Now())
            if job.attempts >= MAX_ATTEMPTS:
                _give_up(job, lost, code="worker_lost", detail=job.error_detail)
            else:
                lost.update(state=State.WAITING, leased_until=None, nudged_at=None, error="worker_lost")
    silent = Q(nudged_at=None) | Q(nudged_at__lt=Now() - NUDGE_AGAIN)
    waiting = RenderJob.objects.filter(silent, state=State.WAITING, hold__state=Hold.State.SECURED)
    for job in waiting:
        nudge(job)
    scratch.sweep()


def nudge(job: RenderJob) -> None:
    RenderJob.objects.filter(pk=job.pk).update(nudged_at=Now())
    nudges.render(job)


def ahead_of(job: RenderJob) -> int:
    """How many clips are made before this one, if it still waits."""
    if job.state != State.WAITING:
        return 0
    return RenderJob.objects.filter(
        kind=RenderJob.Kind.CLIP, state__in=RenderJob.UNFINISHED, created_at__lt=job.created_at
    ).count()


def _give_up(job: RenderJob, ours: QuerySet[RenderJob], *, code: str, detail: str) -> None:
    failed = {"state": State.FAILED, "finished_at": Now(), "leased_until": None}
    if ours.update(**failed, error=code, error_detail=detail[:400]):
        _record(Verb.RENDER_FAILED, job, by=SYSTEM, detail={"reason": code, "attempts": job.attempts})


def _record(verb: Verb, job: RenderJob, *, by: Actor, detail: dict[str, Any] | None = None) -> None:
    camera = job.hold.camera.code
    events.record(verb=verb, by=by, case=job.reference, camera=camera, subject=f"job:{job.pk}", detail=detail)
