"""Proving again and again that the trail is whole, and keeping what was found where auditors read the trail."""

import logging
from datetime import timedelta

from celery import current_app
from django.utils.translation import gettext_lazy as _
from kombu.exceptions import OperationalError

from audit import events
from audit.models import Verification
from core.actors import Actor
from core.errors import NotNow
from core.limits import Limit

logger = logging.getLogger(__name__)
ASKED = Limit("audit-verification", tries=3, period=timedelta(minutes=10))  # a walk reads the whole trail


def verify() -> Verification:
    """Walks the whole chain. What was cut off its end shows by the head of the last verification that was sound."""
    position, digest = events.head()
    found = [broken.position for broken in events.breaks()]
    before = Verification.objects.filter(breaks=0, position__gt=0).first()
    if before and not events.agrees(position=before.position, digest=before.digest):
        found.append(before.position)
    first = min((place for place in found if place), default=None)
    verification = Verification.objects.create(position=position, digest=digest, breaks=len(found), broken_at=first)
    verification.refresh_from_db()
    if found:
        logger.critical("the audit trail does not hold in %s places, the first at position %s", len(found), first)
    return verification


def last() -> Verification | None:
    return Verification.objects.first()


def ask(*, by: Actor) -> None:
    """Has the chain walked by a worker, now. Raises TooManyTries, and NotNow when no worker can be told."""
    ASKED.count(by.id)
    try:
        current_app.send_task("audit.tasks.verify_chain")
    except OperationalError:
        raise NotNow(_("The verification cannot be started now. It runs by itself every night.")) from None
