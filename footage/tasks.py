"""Celery envelopes: take an id, call one function."""

import uuid

from celery import shared_task

from footage import holds, jobs, looks, runs, securing, sharing


@shared_task
def secure_hold(hold_id: str) -> None:
    securing.secure(uuid.UUID(hold_id))


@shared_task
def secure_unfinished_holds() -> None:
    securing.secure_unfinished()


@shared_task
def release_expired_holds() -> None:
    holds.release_expired()


@shared_task
def run_render_job(job_id: str) -> None:
    runs.run(uuid.UUID(job_id))


@shared_task
def help_render(job_id: str) -> None:
    sharing.help_with(uuid.UUID(job_id))


@shared_task
def tell_looks() -> None:
    looks.tell()


@shared_task
def nudge_waiting_jobs() -> None:
    jobs.sweep()
