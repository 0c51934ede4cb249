"""Celery envelopes: take an id, call one function."""

from celery import shared_task

from requests_app import settlement
from requests_app.applicant import erasures
from requests_app.correspondence import letters
from requests_app.intake import contact_codes, documents, drafts
from requests_app.procedure import safekeeping
from requests_app.review import staff_drafts, urgency


@shared_task
def settle_finished_renders() -> None:
    settlement.settle_finished_renders()


@shared_task
def look_after_terms() -> None:
    settlement.settle_unanswered()
    safekeeping.sweep()
    erasures.sweep()


@shared_task
def order_the_queue() -> None:
    urgency.refresh_all()


@shared_task
def destroy_stale_drafts() -> None:
    drafts.destroy_stale()
    staff_drafts.destroy_stale()
    contact_codes.destroy_old()
    letters.forget_old()


@shared_task
def sweep_documents() -> None:
    documents.sweep()
