"""What lies around a case, fetched at once for the pages that show all of it.

Most cases have no objection, no pause, no document: one query says what there is, and only that is asked for.
"""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects

from requests_app.models import (
    CaseDocument,
    CaseMessage,
    Decision,
    Erasure,
    Extension,
    FootageRequest,
    Objection,
    Pause,
)

DECISIONS = Decision.objects.select_related("consequence_test").prefetch_related("windows__camera")
PARTS: dict[str, QuerySet[Any]] = {
    "extensions": Extension.objects.all(),
    "pauses": Pause.objects.all(),
    "objections": Objection.objects.all(),
    "decisions": DECISIONS,
    "erasures": Erasure.objects.all(),
    "documents": CaseDocument.objects.select_related("identity_check__checked_by", "staff"),
}
UNREAD = CaseMessage.objects.filter(author=CaseMessage.Author.OFFICE, read_at=None)


@dataclass(frozen=True, slots=True)
class Around:
    """`unread`: the applicant has not read all that was written to them."""

    unread: bool


def fetch(case: FootageRequest) -> Around:
    """From here on `case.<part>.all()` asks nothing more. Only for pages that are read: what is written later on is not
    seen there."""
    of_case = {"request": OuterRef("pk")}
    asked = {f"has_{part}": Exists(rows.filter(**of_case)) for part, rows in PARTS.items()}
    asked["unread"] = Exists(UNREAD.filter(**of_case))
    there: Any = FootageRequest.objects.filter(pk=case.pk).values(**asked).get()
    found = (Prefetch(part, rows if there[f"has_{part}"] else rows.none()) for part, rows in PARTS.items())
    prefetch_related_objects([case], *found)
    return Around(unread=there["unread"])
