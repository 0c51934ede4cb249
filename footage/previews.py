"""What an officer looks at before deciding: a small clip of the whole hold with the officer's own mark, and pictures.

Who may look is decided by the caller's view; each look is audited here. Previews are render jobs of their own kind, one
for each hold and officer, kept beside the state and removed with the hold.
"""

import os
import shutil
import uuid
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import NotFound
from footage import deliverables, jobs, looks, media, pictures, vault
from footage.models import Deliverable, Hold, Look, RenderJob

HEIGHT = 360
KIND = RenderJob.Kind.PREVIEW


def request_preview(*, hold: Hold, officer_code: str, by: Actor) -> RenderJob:
    """The officer's preview of the hold: the one that is there or being made, else a new job.

    `officer_code` is burned in: a code that names the officer and means nothing to others, at most 16 characters.
    """
    existing = find(hold=hold, officer_code=officer_code)
    if existing and existing.state != RenderJob.State.FAILED:
        return existing
    try:
        with transaction.atomic():
            return jobs.queue(
                hold=hold,
                starts_at=hold.starts_at,
                ends_at=hold.ends_at,
                reference=hold.reference,
                recipient_code=officer_code,
                options={"height": HEIGHT},
                kind=KIND,
                by=by,
            )
    except IntegrityError:  # asked for twice at the same moment; the database allows one
        return hold.jobs.get(kind=KIND, recipient_code=officer_code, state__in=RenderJob.UNFINISHED)


def find(*, hold: Hold, officer_code: str) -> RenderJob | None:
    """The officer's preview of this hold in whatever state (`state`, `progress`, `failure`); the newest one."""
    previews = hold.jobs.filter(kind=KIND, recipient_code=officer_code)
    return previews.exclude(state=RenderJob.State.CANCELLED).order_by("-created_at").first()


def response(request: HttpRequest, *, look: Look, officer_code: str, by: Actor) -> HttpResponseBase:
    """The officer's finished preview, by byte ranges. Raises NotFound while there is none."""
    job = find(hold=look.hold, officer_code=officer_code)
    path = path_of(job) if job else None
    if job is None or path is None or job.state != RenderJob.State.DONE or not path.exists():
        raise NotFound(_("There is no preview of this footage yet."))
    looks.opened(look, by=by)
    return media.file_response(request, path, "video/mp4", etag=str(job.pk), kept_in=root())


def deliverable_response(request: HttpRequest, *, look: Look, deliverable: Deliverable, by: Actor) -> HttpResponseBase:
    """A finished clip for whoever checks it before or after its release. Raises NotFound for one that was removed."""
    if deliverable.removed_at:
        raise NotFound(_("There is no such clip."))
    looks.opened(look, by=by)
    path = deliverables.path_of(deliverable.sha256)
    return media.file_response(request, path, "video/mp4", etag=deliverable.sha256, kept_in=settings.DELIVERABLES_DIR)


def picture_response(request: HttpRequest, *, look: Look, at: datetime, officer_code: str, by: Actor) -> HttpResponse:
    """A JPEG of the key frame at or before `at` (aware), marked. Raises NotFound when there is none."""
    picture = pictures.at(hold=look.hold, moment=at, mark=officer_code)
    if picture is None:
        raise NotFound(_("There is no picture of this moment."))
    looks.opened(look, by=by)
    return HttpResponse(picture, content_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


def path_of(job: RenderJob) -> Path:
    return root() / str(job.hold_id) / f"{job.pk}.mp4"


def place(job: RenderJob, made: Path) -> None:
    """Puts a finished preview in its place, whole."""
    target = path_of(job)
    vault.make_folder(target.parent)
    near = target.with_name(f".{target.name}")
    shutil.move(made, near)
    near.chmod(0o440)
    os.replace(near, target)
    vault.sync_folder(target.parent)


def discard(hold: Hold, *, by: Actor) -> None:
    """The hold covers other times than its previews show: they are made anew when somebody asks."""
    for job in hold.jobs.filter(kind=KIND, state__in=RenderJob.UNFINISHED):
        jobs.cancel(job, by=by)
    hold.jobs.filter(kind=KIND, state=RenderJob.State.DONE).update(state=RenderJob.State.CANCELLED)
    folder = root() / str(hold.pk)
    transaction.on_commit(lambda: shutil.rmtree(folder, ignore_errors=True))


def sweep() -> None:
    """Removes the previews of holds that are released."""
    if root().is_dir():
        for folder in root().iterdir():
            if not Hold.objects.exclude(state=Hold.State.RELEASED).filter(pk=uuid.UUID(folder.name)).exists():
                shutil.rmtree(folder, ignore_errors=True)


def root() -> Path:
    return settings.STATE_DIR / "previews"
