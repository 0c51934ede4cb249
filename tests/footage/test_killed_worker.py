"""kill -9 of a real Celery worker while its real ffmpeg is in the middle of a render."""

import os
import signal
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models.functions import Now

from audit.models import Event
from footage import deliverables, jobs, nudges, vault
from footage.models import Deliverable, RenderJob
from footage.tasks import run_render_job
from tests.footage.conftest import START

pytestmark = pytest.mark.django_db(transaction=True)


def until(condition, *, seconds=120):
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)
    return found


def descendants(pid: int) -> list[int]:
    """Children of all its threads, and theirs."""
    found: list[int] = []
    with suppress(FileNotFoundError, ProcessLookupError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (thread / "children").read_text().split()):
                found += [child, *descendants(child)]
    return found


def rendering(worker: subprocess.Popen, job: RenderJob) -> list[int]:
    """The worker's child and its ffmpeg, once the latter writes."""
    processes = descendants(worker.pid)
    if len(processes) != 2 or not any(settings.SCRATCH_DIR.glob(f"{job.pk}.1/work/part-*")):
        return []
    with suppress(FileNotFoundError):
        if b"-progress" in Path(f"/proc/{processes[1]}/cmdline").read_bytes():  # ffmpeg itself, not our fork before it
            return processes
    return []


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
def queue(monkeypatch):
    """A queue of this test alone, to which all nudges go."""
    name = f"test-{uuid.uuid4().hex}"
    monkeypatch.setattr(nudges, "send", lambda task, row: run_render_job.apply_async([str(row)], queue=name))
    return name


@pytest.fixture
def worker(queue, environment):
    """Starts a render worker on the test's own database, folders and queue."""
    quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING"]
    command = [sys.executable, "-m", "celery", "--app", "config", "worker", "--concurrency", "1", "-Q", queue, *quiet]

    @contextmanager
    def start():
        process = subprocess.Popen(command, env=environment, cwd=settings.BASE_DIR)
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            process.kill()
            process.wait()

    return start


def test_the_case_still_ends_with_one_deliverable(queue_job, worker):
    job = queue_job(starts_at=START, ends_at=START + timedelta(minutes=2))

    with worker() as killed:
        child, ffmpeg = until(lambda: rendering(killed, job))
        processes = [killed.pid, child, ffmpeg]
        os.kill(ffmpeg, signal.SIGSTOP)  # so that it surely is in the middle
        for pid in (killed.pid, child):
            os.kill(pid, signal.SIGKILL)
        until(lambda: not any(is_alive(pid) for pid in processes))
    job.refresh_from_db()
    assert job.state == RenderJob.State.RUNNING
    assert list(settings.SCRATCH_DIR.iterdir())
    RenderJob.objects.filter(pk=job.pk).update(leased_until=Now() - timedelta(seconds=1))  # a minute later

    with worker():
        jobs.sweep()
        until(lambda: RenderJob.objects.get(pk=job.pk).state == RenderJob.State.DONE)

    deliverable = Deliverable.objects.get()
    assert vault.digest(deliverables.path_of(deliverable.sha256)) == deliverable.sha256
    assert deliverable.frame_count == 1200
    assert deliverable.job.attempts == 2
    assert Event.objects.filter(verb="render.published").count() == 1
    assert list(settings.SCRATCH_DIR.iterdir()) == []
