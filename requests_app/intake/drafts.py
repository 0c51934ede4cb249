"""What a resident has typed so far, kept on the server for one device.

The device holds a random key in a cookie; the server keeps only its SHA-256, so nobody can open a draft from the
database, and a draft does not open on another device.
"""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.clock import database_now, wib_date
from core.encryption import sealed
from core.ids import new_reference
from requests_app.models import Draft, FootageRequest

KEPT_FOR = timedelta(days=7)  # after the last answer; longer than the recordings would wait helps nobody
FIND = """
SELECT draft.*, EXISTS (
    SELECT FROM requests_app_footagerequest filed WHERE filed.submission_key = draft.submission_key
) AS was_submitted
FROM requests_app_draft draft WHERE key_hash = %s AND updated_at > statement_timestamp() - %s
"""


def start(*, filed_by: User | None = None, paper_seen: str = "") -> tuple[Draft, str]:
    """A new draft, and the key for the device's cookie. `filed_by` files it at a counter (`counters.begin`)."""
    key = secrets.token_urlsafe(32)
    return Draft.objects.create(key_hash=_hash(key), filed_by=filed_by, paper_seen=paper_seen), key


def find(key: str) -> Draft | None:
    """The draft of the device that holds `key`, unless it went stale; it knows whether it `was_submitted`."""
    return next(iter(Draft.objects.raw(FIND, [_hash(key), KEPT_FOR])), None) if key else None


def kept_until(draft: Draft) -> datetime:
    """Until when an unfinished draft waits for its device, if no further answer comes (aware UTC)."""
    return draft.updated_at + KEPT_FOR


def read(draft: Draft) -> dict[str, Any]:
    """All answers, by step."""
    return json.loads(draft.answers)


def write(draft: Draft, changed: Mapping[str, Mapping[str, Any]]) -> None:
    """Replaces the answers of the steps in `changed` (JSON values); keeps the others, also those of another tab."""
    if _write_over(draft, changed):
        return
    with transaction.atomic():
        current = Draft.objects.select_for_update().get(pk=draft.pk)
        current.answers = draft.answers = json.dumps({**read(current), **changed})
        current.save(update_fields=["answers", "updated_at"])
        draft.updated_at = current.updated_at


def _write_over(draft: Draft, changed: Mapping[str, Mapping[str, Any]]) -> bool:
    """Whether it could be written in one step, for nobody else has written since `draft` was read."""
    answers, now = json.dumps({**read(draft), **changed}), timezone.now()
    unchanged = Draft.objects.filter(pk=draft.pk, updated_at=draft.updated_at)
    if not unchanged.update(answers=sealed(draft, "answers", answers), updated_at=now):
        return False
    draft.answers, draft.updated_at = answers, now
    return True


def empty(draft: Draft) -> None:
    """After submission: destroys the answers. The draft still leads back to the receipt (`acceptance.find_receipt`)."""
    draft.answers = "{}"
    draft.save(update_fields=["answers", "updated_at"])


def touch(draft: Draft) -> Draft:
    """In the caller's transaction: locks the draft and counts as its latest answer. Raises Draft.DoesNotExist."""
    current = Draft.objects.select_for_update().get(pk=draft.pk)
    current.save(update_fields=["updated_at"])
    return current


def reserve_reference(draft: Draft) -> str:
    """The number that the request will have: for papers that are stamped with it before it is filed."""
    with transaction.atomic():
        current = touch(draft)
        if not current.reference:
            current.reference = draft.reference = draw_reference(on=wib_date(database_now()))
            current.save(update_fields=["reference"])
    return current.reference


def draw_reference(*, on: date) -> str:
    """A number that no request has and none waits for: of a hundred thousand, two that are drawn alike are likely."""
    while True:
        number = new_reference(year=on.year)
        taken = FootageRequest.objects.filter(reference=number).exists()
        if not taken and not Draft.objects.filter(reference=number).exists():
            return number


def reserved_reference(submission_key: UUID) -> str:
    """The number that a draft's papers were stamped with, or ""."""
    draft = Draft.objects.filter(submission_key=submission_key).first()
    return (draft and draft.reference) or ""


def destroy_stale() -> None:
    Draft.objects.filter(updated_at__lte=database_now() - KEPT_FOR).delete()


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
