"""Telling a worker, after commit, that a row waits for it. Only ever a hint: the sweeps find what no nudge reached."""

import logging
import uuid
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


def send(task: str, row_id: uuid.UUID) -> None:
    """Publishes `footage.tasks.<task>(row_id)` when the current transaction commits, or at once outside of one."""
    transaction.on_commit(partial(_publish, f"footage.tasks.{task}", str(row_id)))


def _publish(task: str, row_id: str) -> None:
    try:
        current_app.send_task(task, args=[row_id])
    except OperationalError as error:
        # The queue is away. The request that nudges is done and stays done; the sweep finds its row.
        logger.warning("no nudge for %s %s: %s", task, row_id, error)
