"""One try at a render job: claim, render in a private folder, publish under the token, or say why not."""

import uuid
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

from django.db import transaction

from audit import events
from audit.verbs import Verb
from core.errors import NoRoom
from footage import deliverables, jobs, live_previews, previews, render_specs, scratch, sharing
from footage.heartbeat import Heartbeat
from footage.models import Deliverable, RenderJob
from footage.rendering.errors import RenderError
from footage.rendering.render import RenderResult, render


def run(job_id: uuid.UUID) -> None:
    """Makes the job's clip if the job can be claimed now; nothing otherwise.

    An error that is not foreseen here leaves the lease to run out: the sweep then gives the job back or up, the same
    way as after a crash.
    """
    scratch.sweep()
    job = jobs.claim(job_id)
    if job is None:
        return
    with scratch.folder(job) as folder, Heartbeat(job) as heart:
        try:
            made = _make(job, folder, heart)
            _publish(job, made)
        except RenderError as error:
            if not heart.is_lost():
                jobs.fail(job, code=error.code, detail=error.sentence)
        except NoRoom:
            jobs.fail(job, code="no_room", detail=str(deliverables.path_of("").parent))
        except OSError as error:
            jobs.fail(job, code="disk_trouble", detail=f"{error.strerror}: {error.filename}")


def _make(job: RenderJob, folder: Path, heart: Heartbeat) -> RenderResult:
    spec = render_specs.of_job(job, on_bytes=lambda count: heart.moved())
    is_preview = job.kind == RenderJob.Kind.PREVIEW
    # A preview is watched from its beginning while it is made: in one go, so that its parts come in order.
    if not is_preview and job.ends_at - job.starts_at >= sharing.LONG:
        shared = sharing.make(job, spec, folder=folder / "work", heart=heart)
        if shared:
            return shared
    with live_previews.shown(job, folder / "work") if is_preview else nullcontext() as show:

        def on_progress(share: float) -> None:
            heart.moved(share)
            if show:
                show()

        return render(
            spec,
            workdir=folder / "work",
            output=folder / "clip.mp4",
            on_progress=on_progress,
            should_cancel=heart.is_lost,
            live=is_preview,
        )


def _publish(job: RenderJob, made: RenderResult) -> None:
    """File, row, state and audit event appear together; for a worker that lost its token nothing does."""
    if job.kind == RenderJob.Kind.PREVIEW:
        with transaction.atomic():
            if jobs.finish(job):
                previews.place(job, made.path)
        return
    staged = deliverables.stage(made.path)
    with transaction.atomic():
        if not jobs.finish(job):
            staged.unlink(missing_ok=True)
            return
        # Renamed under the job's row lock: nobody else can publish or cancel between the file and its row.
        deliverables.place(staged, sha256=made.sha256)
        output = made.manifest["output"]
        deliverable = Deliverable.objects.create(
            job=job,
            reference=job.reference,
            sha256=made.sha256,
            size=made.size,
            duration=timedelta(seconds=output["duration"]),
            frame_count=output["frames"],
            manifest=made.manifest,
        )
        events.record(
            verb=Verb.RENDER_PUBLISHED,
            by=jobs.SYSTEM,
            case=job.reference,
            camera=job.hold.camera.code,
            subject=f"deliverable:{deliverable.pk}",
            detail={
                "job": str(job.pk),
                "sha256": made.sha256,
                "frames": output["frames"],
                "gaps": len(made.manifest["gaps"]),
            },
        )
