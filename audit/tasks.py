"""Celery envelopes: call one function."""

from celery import shared_task

from audit import verifications


@shared_task
def verify_chain() -> None:
    verifications.verify()
