"""Telling a worker, after commit, that a row waits for it. Only ever a hint: the sweeps find what no nudge reached."""

import logging
import uuid
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from footage.models import RenderJob

logger = logging.getLogger(__name__)


SOON, LATER = 0, 6  # Redis: the lower number is taken first


def send(task: str, row_id: uuid.UUID, *, priority: int = SOON) -> None:
    """Publishes `footage.tasks.<task>(row_id)` when the current transaction commits, or at once outside of one."""
    transaction.on_commit(partial(_publish, f"footage.tasks.{task}", str(row_id), priority=priority))


def render(job: RenderJob) -> None:
    """A clip goes before the previews, which are as long as what is held and are watched while they are made."""
    is_preview = job.kind == RenderJob.Kind.PREVIEW
    send("run_render_job", job.pk, priority=LATER if is_preview else SOON)


def _publish(task: str, row_id: str, *, priority: int) -> None:
    try:
        current_app.send_task(task, args=[row_id], priority=priority)
    except OperationalError as error:
        # The queue is away. The request that nudges is done and stays done; the sweep finds its row.
        logger.warning("no nudge for %s %s: %s", task, row_id, error)
