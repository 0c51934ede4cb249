"""The trail as a CSV file: what is filtered in the list, written as it is read, and itself an event of the trail."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import QueryDict, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from audit import events
from audit.models import Event
from audit.sentences import actor_of, sentence_of
from audit.verbs import Verb
from core.actors import Actor
from core.ids import read_reference
from core.sheets import CSV_TYPE, csv_lines

CHUNK = 2000  # events that are in memory at a time
# Filters whose values are chosen from a list. What is typed into a box may be anything, a name too.
CHOSEN = {"verb", "kind", "at__year", "at__month", "at__day"}


def response(found: QuerySet[Event], *, filters: QueryDict, by: Actor) -> StreamingHttpResponse:
    """`found` as a file, newest first, up to but without the event that says so."""
    with transaction.atomic():
        saved = events.record(
            verb=Verb.AUDIT_EXPORTED,
            by=by,
            case=read_reference(filters.get("case", "")) or "",
            detail={"filters": _told(filters)},
        )
    rows = _rows(found.order_by("-pk"), before=saved.pk, language=translation.get_language())
    lines = csv_lines(_columns(), rows)
    headers = {"Content-Disposition": 'attachment; filename="jejak-audit.csv"', "Cache-Control": "private, no-store"}
    return StreamingHttpResponse(lines, content_type=CSV_TYPE, headers=headers)


def _told(filters: QueryDict) -> dict[str, str]:
    """Which filters were set, and to what where that can be nothing personal."""
    return {name: str(value) if name in CHOSEN else "…" for name, value in sorted(filters.items()) if value}


def _columns() -> list[str]:
    return [
        _("position"),
        _("digest (SHA-256)"),
        _("time (WIB)"),
        _("act"),
        _("what happened"),
        _("actor"),
        _("kind of actor"),
        _("number of the actor"),
        _("request"),
        _("camera"),
        _("subject"),
        _("details"),
    ]


def _rows(found: QuerySet[Event], *, before: int, language: str | None) -> Iterator[list[Any]]:
    """Written while the file goes out, when the request's own language is no longer the active one.

    Piece by piece from where the last one ended: a cursor outside a transaction waits until all of it is found, and a
    transaction would stand open for as long as somebody downloads.
    """
    while chunk := list(found.filter(pk__lt=before)[:CHUNK]):
        with translation.override(language):
            rows = [_row(event, link=getattr(event, "link", None)) for event in chunk]
        yield from rows
        before = chunk[-1].pk


def _row(event: Any, *, link: Any) -> list[Any]:
    """Names are those that the list has looked up (`audit.admin`)."""
    staff_name, subject_name = getattr(event, "staff_name", ""), getattr(event, "subject_name", "") or ""
    return [
        link.position if link else "",
        bytes(link.digest).hex() if link else "",
        event.at,
        event.verb,
        sentence_of(event, staff_name=staff_name, subject_name=subject_name),
        actor_of(event, staff_name=staff_name),
        event.actor_kind,
        event.actor_id,
        event.case,
        event.camera,
        event.subject,
        json.dumps(event.detail, ensure_ascii=False, sort_keys=True),
    ]
