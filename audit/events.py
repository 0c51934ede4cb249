"""Writing the audit trail, and proving that nobody rewrote it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from audit.models import Event, Link
from audit.verbs import Verb
from core.actors import Actor


def record(
    *,
    verb: Verb,
    by: Actor,
    case: str = "",
    camera: str = "",
    subject: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Event:
    """Adds one event to the caller's transaction; an act that rolls back leaves no event.

    `case` is a request's reference, `camera` a camera's code, `subject` "<kind>:<id>" of anything else. `detail` is
    JSON without personal data. Raises RuntimeError outside a transaction: an act and its event stand or fall together.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("An audit event is recorded in the transaction of the act.")
    return Event.objects.create(
        verb=verb,
        actor_kind=by.kind,
        actor_id=by.id,
        case=case,
        camera=camera,
        subject=subject,
        detail=dict(detail or {}),
    )


def record_refusal(
    *, verb: Verb, by: Actor, case: str = "", subject: str = "", detail: Mapping[str, Any] | None = None
) -> None:
    """Records that something was refused, in a transaction of its own: call it outside the refused one."""
    with transaction.atomic():
        record(verb=verb, by=by, case=case, subject=subject, detail=detail)


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not hold."""

    position: int | None
    event_id: int | None
    reason: str


def breaks() -> Iterator[Break]:
    """Walks the whole chain and yields every place where it does not hold; nothing when it is whole.

    Recomputes each digest from the event as it is stored now, and looks for holes in the positions and for events
    that were never linked. Reads in one snapshot.
    """
    with transaction.atomic(), connection.cursor() as settings_cursor:
        settings_cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield from _broken_links()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT e.id FROM audit_event e LEFT JOIN audit_link l ON l.event_id = e.id"
                " WHERE l.position IS NULL ORDER BY e.id"
            )
            for (event_id,) in cursor.fetchall():
                yield Break(None, event_id, _("the event is not in the chain"))


def _broken_links() -> Iterator[Break]:
    expected_position, previous = 1, b""
    with connection.connection.cursor(name="audit_chain") as cursor:
        cursor.itersize = 5000
        cursor.execute(
            "SELECT l.position, l.event_id, l.digest, audit_canonical(e)"
            " FROM audit_link l LEFT JOIN audit_event e ON e.id = l.event_id ORDER BY l.position"
        )
        for position, event_id, digest, canonical in cursor:
            digest = bytes(digest)
            if position != expected_position:
                missing = {"first": expected_position, "last": position - 1}
                yield Break(expected_position, None, _("links %(first)d to %(last)d are missing") % missing)
            elif canonical is None:
                yield Break(position, event_id, _("the event is missing"))
            elif hashlib.sha256(previous + canonical.encode()).digest() != digest:
                yield Break(position, event_id, _("the event or its link was changed"))
            expected_position, previous = position + 1, digest


def count() -> int:
    """How many events are in the chain."""
    return Link.objects.count()


def agrees(*, position: int, digest: str) -> bool:
    """Whether a head that was written down earlier is still in the chain: what was cut off the end shows here alone."""
    link = Link.objects.filter(position=position).first()
    return link is not None and bytes(link.digest).hex() == digest.lower()


def head() -> tuple[int, str]:
    """The last position and its digest (hex): write it down elsewhere, and the chain up to here is fixed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT position, digest FROM audit_link ORDER BY position DESC LIMIT 1")
        row = cursor.fetchone()
    return (row[0], bytes(row[1]).hex()) if row else (0, "")
