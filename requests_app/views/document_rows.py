"""Documents as rows of a list, for their owner: before submission and in the request."""

import uuid
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags import formats
from requests_app.intake import documents
from requests_app.models import CaseDocument, Draft, FootageRequest
from requests_app.people import officer_code

DESTROYED: dict[str, Promise] = {
    CaseDocument.Destroyed.CASE_CLOSED: gettext_lazy("Destroyed on %(moment)s, because the request is closed."),
    CaseDocument.Destroyed.ERASED: gettext_lazy("Destroyed on %(moment)s, at its owner’s wish."),
    CaseDocument.Destroyed.TERM_ENDED: gettext_lazy("Destroyed on %(moment)s: it was kept for as long as allowed."),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A document in a list. `read` leads to it, `remove` takes it away; each is empty where that cannot be done."""

    id: uuid.UUID
    name: str
    extent: str
    sentence: str = ""
    read: str = ""
    remove: str = ""


def of_draft(draft: Draft) -> list[Row]:
    return [
        Row(
            document.pk,
            _name(document),
            _extent(document),
            remove=reverse("requests:documents_remove", args=[document.pk]),
        )
        for document in draft.documents.all()
    ]


def of_case(case: FootageRequest) -> list[Row]:
    """Newest first. An identity paper says what became of it instead of leading to it."""
    return [
        Row(
            document.pk,
            _name(document),
            _extent(document),
            sentence=what_became_of(document),
            read=reverse("requests:case_document", args=[case.reference, document.pk]) if is_readable(document) else "",
        )
        for document in reversed(documents.of(case))
    ]


def is_readable(document: CaseDocument) -> bool:
    return document.destroyed_at is None and document.kind != CaseDocument.Kind.IDENTITY


def what_became_of(document: CaseDocument) -> str:
    """When and by whom an identity paper was checked and destroyed, or what it waits for; "" for other documents."""
    if check := document.identity_check:
        told = {"moment": formats.moment(check.checked_at), "officer": officer_code(check.checked_by)}
        if check.passed:
            return _("Checked by officer %(officer)s on %(moment)s: identity confirmed. Our copy is destroyed.") % told
        return _("Checked by officer %(officer)s on %(moment)s: not confirmed. Our copy is destroyed.") % told
    if document.destroyed_at:
        told = {"moment": formats.moment(document.destroyed_at)}
        return str(DESTROYED[document.destroyed_because]) % told
    if document.kind == CaseDocument.Kind.IDENTITY:
        return _("Waits for its check. Only the officer who checks can open it; then it is destroyed.")
    return ""


def _name(document: CaseDocument) -> str:
    return capfirst(document.get_kind_display())


def _extent(document: CaseDocument) -> str:
    """What tells one photo from the next, since their names are not kept."""
    parts = [formats.size(document.size), formats.moment(document.added_at)]
    if document.media_type == "application/pdf":
        parts.insert(0, ngettext("%(count)d page", "%(count)d pages", document.pages) % {"count": document.pages})
    return " · ".join(parts)
