"""Owing a message and sending it: each occasion is told once, and nothing is told that did not happen.

A message is a row in the transaction of what it tells about. It is sent at least once: counted as an attempt before it
is handed over, so that a crash in between is tried again after a while, and the receiver may then get it twice.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from kombu.exceptions import OperationalError

from core.clock import database_now
from notifications import channels
from notifications.models import Channel, Message

logger = logging.getLogger(__name__)

# 1, 2, 4 … minutes and then every 4 hours: twelve attempts reach over a night in which the mail server is away.
ATTEMPT_LIMIT = 12
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=4)
TOO_LATE = "too late"


def queue(
    *,
    occasion: str,
    case: str,
    channel: Channel,
    address: str,
    language: str,
    subject: str,
    body: str,
    expires_at: datetime | None = None,
) -> Message:
    """Owes a message in the caller's transaction; for an occasion that is known already, answers the first message.

    `occasion` names what is told, to whom and about what, e.g. "SKS-…/footage_ready/<grant>", without personal data.
    `subject` and `body` are worded in `language` by the caller. After `expires_at` (aware) it is not sent any more.
    """
    message, new = Message.objects.get_or_create(
        occasion=occasion,
        defaults={
            "case": case,
            "channel": channel,
            "address": address,
            "language": language,
            "subject": " ".join(subject.split()),
            "body": body,
            "expires_at": expires_at,
        },
    )
    if new:
        transaction.on_commit(partial(_nudge, message.id))
    return message


def _nudge(message_id: UUID) -> None:
    try:
        current_app.send_task("notifications.tasks.send_message", args=[str(message_id)])
    except OperationalError as error:
        # The queue is away. The message is owed and stays owed; the sweep finds it.
        logger.warning("no nudge for message %s: %s", message_id, error)


FORGOTTEN = "forgotten"


def forget(*, case: str, after_sending: str) -> bool:
    """Empties address and text of all messages of a case, and sends none of those that wait but `after_sending`.

    That one, an occasion, is emptied once it is sent or given up; answers whether nothing is left. In the caller's
    transaction.
    """
    messages = Message.objects.select_for_update().filter(case=case)
    last_words = Q(occasion=after_sending, state=Message.State.WAITING)
    messages.filter(state=Message.State.WAITING).exclude(last_words).update(state=Message.State.FAILED, error=FORGOTTEN)
    messages.exclude(last_words).filter(forgotten_at=None).update(address="", body="", forgotten_at=Now())
    return not messages.filter(last_words).exists()


def forget_old(*, before: datetime) -> int:
    """Empties address and text of what was sent, or given up, before then (aware); answers how many messages.

    Occasion, subject, channel and times stay: that somebody was told, and when.
    """
    old = Message.objects.exclude(state=Message.State.WAITING).filter(forgotten_at=None)
    old = old.filter(Q(sent_at__lt=before) | Q(sent_at=None, created_at__lt=before))
    return old.update(address="", body="", forgotten_at=Now())


def destroy(occasions: Iterable[str]) -> None:
    """Deletes messages that are of no use any more, whether they were sent or not."""
    Message.objects.filter(occasion__in=list(occasions)).delete()


def send_one(message_id: UUID) -> None:
    """Sends this message if it is due and nobody else has it in hand."""
    message = _claim(Message.objects.filter(pk=message_id))
    if message:
        _deliver(message)


def send_waiting() -> int:
    """Sends every message that is due, one after the other; answers how many were tried."""
    tried = 0
    while message := _claim(Message.objects.all()):
        _deliver(message)
        tried += 1
    return tried


def _claim(messages: QuerySet[Message]) -> Message | None:
    """The next due message, its attempt counted and its next one put off; None when there is none.

    Whoever claims has the message alone until `next_attempt_at`, which is later than any channel takes to give up.
    """
    with transaction.atomic():
        due = messages.filter(state=Message.State.WAITING, next_attempt_at__lte=Now())
        message = due.select_for_update(skip_locked=True).order_by("next_attempt_at").first()
        if message is None:
            return None
        message.attempts += 1
        message.next_attempt_at = database_now() + _pause_after(message.attempts)
        message.save(update_fields=["attempts", "next_attempt_at"])
        return message


def _pause_after(attempts: int) -> timedelta:
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def _deliver(message: Message) -> None:
    # The count of attempts is the token: what a slow sender reports after its time was up changes nothing.
    ours = Message.objects.filter(pk=message.pk, state=Message.State.WAITING, attempts=message.attempts)
    if message.expires_at and message.expires_at <= database_now():
        ours.update(state=Message.State.FAILED, error=TOO_LATE)
        return
    try:
        channels.send(message)
    except channels.DeliveryFailed as failure:
        given_up = failure.permanent or message.attempts >= ATTEMPT_LIMIT
        logger.warning("message %s, attempt %d: %s", message.pk, message.attempts, failure.reason)
        ours.update(state=Message.State.FAILED if given_up else Message.State.WAITING, error=failure.reason[:200])
    else:
        ours.update(state=Message.State.SENT, sent_at=Now(), error="")
