"""Celery envelopes: take an id, call one function."""

from uuid import UUID

from celery import shared_task

from notifications import outbox


@shared_task
def send_message(message_id: str) -> None:
    outbox.send_one(UUID(message_id))


@shared_task
def send_waiting_messages() -> None:
    outbox.send_waiting()
