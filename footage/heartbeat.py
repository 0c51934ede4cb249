"""Keeps a claimed job's lease while its work moves, and tells the work to stop once the lease is not ours any more."""

import logging
import threading
import time
from types import TracebackType

from django.db import Error, connection

from footage import jobs
from footage.models import RenderJob

logger = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
# ffmpeg that stands still is stopped by the engine itself within a minute. But hashing, looking closer at damage and
# checking the finished clip tell no progress, and take minutes for a long window: so long they are believed to go on.
PATIENCE_SECONDS = 1800.0


class Heartbeat:
    """Beats from a thread of its own, with a database connection of its own, while the block runs.

    The lease follows the process: it is prolonged while this thread lives and the work has moved within PATIENCE.
    `is_lost` tells the work that the job was cancelled, given up or taken over.
    """

    def __init__(self, job: RenderJob) -> None:
        self._job = job
        self._progress = 0.0
        self._moved_at = time.monotonic()
        self._lost = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"heartbeat-{job.pk}", daemon=True)

    def moved(self, progress: float | None = None) -> None:
        """Something was done; `progress` is the share done so far, 0 to 1."""
        if progress is not None:
            self._progress = progress
        self._moved_at = time.monotonic()

    def is_lost(self) -> bool:
        return self._lost.is_set()

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        heard = time.monotonic()
        while not self._stop.wait(EVERY_SECONDS):
            try:
                if not self._beat():
                    self._lost.set()
                heard = time.monotonic()
            except Error as error:  # the database is away; it may be back before the lease is over
                logger.warning("job %s: no beat: %s", self._job.pk, error)
                connection.close()
                if time.monotonic() - heard > jobs.LEASE.total_seconds():
                    self._lost.set()
        connection.close()

    def _beat(self) -> bool:
        if time.monotonic() - self._moved_at > PATIENCE_SECONDS:
            return jobs.held(self._job).exists()
        return jobs.beat(self._job, progress=self._progress)
