"""A private folder on this machine's scratch disk for each try of a job, gone when the try ends."""

import contextlib
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from footage import vault
from footage.models import RenderJob


def path_of(job: RenderJob) -> Path:
    """The folder of the job's current try."""
    return settings.SCRATCH_DIR / f"{job.pk}.{job.token}"


@contextlib.contextmanager
def folder(job: RenderJob, *, helper: str = "") -> Iterator[Path]:
    """The folder of one try, named by job and fencing token, or a helper's beside it; gone however the block ends."""
    path = path_of(job).with_name(f"{path_of(job).name}{helper and '.'}{helper}")
    vault.make_folder(path)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def sweep() -> None:
    """Removes what killed workers left here. A try that lost its token may lose its folder too: it is a zombie."""
    if not settings.SCRATCH_DIR.is_dir():
        return
    for path in settings.SCRATCH_DIR.iterdir():
        with contextlib.suppress(ValueError):  # not a folder of ours
            job_id, token, *_ = path.name.split(".")
            running = RenderJob.objects.filter(pk=uuid.UUID(job_id), token=int(token), state=RenderJob.State.RUNNING)
            if not running.exists():
                shutil.rmtree(path, ignore_errors=True)
