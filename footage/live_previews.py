"""A preview that is watched while it is still being made: what the render has written so far, for the web processes.

The render writes short segments and a playlist (`rendering.live`) into its private folder. They are taken from there,
the segments first, to a folder beside the place of the finished preview, and are gone when the try ends. They carry the
officer's mark but have passed no check, so nobody but officers gets them. Why not one growing file: ADR 0022.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import NotFound
from footage import looks, media, previews, vault
from footage.models import Look, RenderJob
from footage.rendering import live

PLAYLIST = live.PLAYLIST
NAME = re.compile(r"live-\d{5}-(init\.mp4|\d{5,}\.m4s)", re.ASCII)
ENDING = ".live"


def folder_of(job: RenderJob) -> Path:
    """Where the segments of the job's current try lie."""
    return previews.path_of(job).with_name(f"{job.pk}.{job.token}{ENDING}")


def is_shown(job: RenderJob | None) -> bool:
    """Is there something to see of a preview that is being made?"""
    return job is not None and job.state == RenderJob.State.RUNNING and (folder_of(job) / PLAYLIST).is_file()


def response(request: HttpRequest, *, look: Look, officer_code: str, name: str, by: Actor) -> HttpResponseBase:
    """The playlist, or a segment that it names, of the officer's preview in the making. Raises NotFound otherwise."""
    job = previews.find(hold=look.hold, officer_code=officer_code)
    path = folder_of(job) / name if job else None
    is_known = name == PLAYLIST or NAME.fullmatch(name)
    if job is None or path is None or job.state != RenderJob.State.RUNNING or not is_known or not path.is_file():
        raise NotFound(_("There is no preview of this footage yet."))
    looks.opened(look, by=by)
    try:
        if name == PLAYLIST:
            kind, headers = "application/vnd.apple.mpegurl", {"Cache-Control": "private, no-store"}
            return HttpResponse(path.read_bytes(), content_type=kind, headers=headers)
        return media.file_response(request, path, "video/mp4", etag=f"{job.pk}.{name}", kept_in=previews.root())
    except FileNotFoundError:  # the film was finished at this moment
        raise NotFound(_("There is no preview of this footage yet.")) from None


@contextlib.contextmanager
def shown(job: RenderJob, workdir: Path) -> Iterator[Callable[[], None]]:
    """While the block runs, a call of what it gets shows the officer what is new in `workdir`."""
    folder = folder_of(job)
    vault.make_folder(folder)
    try:
        yield _Shelf(workdir, folder).update
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Shelf:
    def __init__(self, workdir: Path, folder: Path) -> None:
        self._workdir = workdir
        self._folder = folder
        self._shown: list[str] = []

    def update(self) -> None:
        try:
            playlist = (self._workdir / PLAYLIST).read_text(encoding="ascii")
        except FileNotFoundError:
            return
        names = live.names(playlist)
        if names[: len(self._shown)] != self._shown:
            # The recording is damaged and the film is made anew: what was shown is not what the film will hold.
            shutil.rmtree(self._folder, ignore_errors=True)
        elif len(names) > len(self._shown) and self._folder.is_dir():
            for name in names[len(self._shown) :]:
                _take(self._workdir / name, self._folder / name)
            near = self._folder / f".{PLAYLIST}"
            near.write_text(playlist, encoding="ascii")
            near.replace(self._folder / PLAYLIST)
            self._shown = names


def sweep() -> None:
    """Removes what killed workers left."""
    for folder in previews.root().glob(f"*/*{ENDING}"):
        job_id, token, _ = folder.name.split(".")
        if not RenderJob.objects.filter(pk=job_id, token=token, state=RenderJob.State.RUNNING).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _take(source: Path, target: Path) -> None:
    """A segment is written once: a second name will do where the file system has one."""
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError:
        shutil.copyfile(source, target)
