"""Uploaded documents: taken in, read by those who may, destroyed in time.

A document is cleaned before anything of it is kept (`uploads.cleaning`) and encrypted under a key of its own
(`uploads.store`). It belongs to a draft until that is submitted, then to the request. Identity papers are opened by
`identity_checks` alone. File names are not kept.
"""

import base64
import hashlib
import time
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet, prefetch_related_objects
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.actors import Actor
from core.clock import database_now
from core.errors import InvalidInput, NotAllowed, NotFound, NotNow, Sentence
from core.templatetags import formats
from core.uploads import content_of
from requests_app.correspondence import messages
from requests_app.intake import drafts
from requests_app.models import CaseDocument, CaseMessage, Draft, FootageRequest, Policy, Status
from requests_app.people import STRANGER, Applicant, Party, System
from requests_app.procedure import policies
from requests_app.refusals import attempt
from requests_app.uploads import pdfs, sandbox, scanning, store
from requests_app.uploads.cleaning import Clean
from requests_app.uploads.refusal import Reason, Refused

Kind = CaseDocument.Kind
Destroyed = CaseDocument.Destroyed
MOST_DOCUMENTS = 20  # of one draft or request
# Longer than any upload: before this a file without a row may still be getting one.
STRAY_SECONDS = 3600
SWEEP = System("documents.sweep")
STAMP = "HANYA UNTUK PERMOHONAN SAKSI no. {reference} tgl {day}"  # in Indonesian whatever the language of the request

SENTENCES: dict[Reason, Sentence] = {
    Reason.EMPTY: _("This file is empty. Choose it again, or take the picture again."),
    Reason.TOO_LARGE: _("This file is larger than 10 MB. Take the picture with less resolution, or send fewer pages."),
    Reason.TYPE: _("This is no JPEG, PNG, WebP, HEIC or PDF. Take a picture of the paper, or save it as PDF."),
    Reason.INCOMPLETE: _("This file ends too early: it was not saved or sent completely. Choose it again."),
    Reason.UNREADABLE: _("This file cannot be opened. Take a picture of the paper, or save it as PDF once more."),
    Reason.PIXELS: _("This picture has too many pixels. Take it again with at most 50 megapixels."),
    Reason.PAGES: _("This PDF has more than 20 pages. Send only the pages that matter."),
    Reason.LOCKED: _("This PDF is locked with a password. Save it without one, or take a picture of it."),
    Reason.INFECTED: _("A virus was found in this file, so it was not kept. Take a picture of the paper instead."),
    Reason.SCANNER_AWAY: _(
        "We cannot check files for viruses right now, so this one was not kept. Go on without it: you can add it later,"
        " with your request number."
    ),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """A file that was not taken, the `number`th of its form; `name` is shown to its sender once and kept nowhere."""

    number: int
    name: str
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Content:
    media_type: str
    data: bytes

    def pages_as_jpeg(self) -> list[bytes]:
        return pdfs.pages_as_jpeg(self.data) if self.media_type == "application/pdf" else [self.data]


# --- Taking in ------------------------------------------------------------------------------------------------------


def accept(
    content: bytes | None,
    *,
    kind: str,
    upload_id: uuid.UUID,
    by: Party = STRANGER,
    draft: Draft | None = None,
    request: FootageRequest | None = None,
) -> CaseDocument:
    """Keeps a clean copy of `content` (None: it was too large to be received) with the draft or the request.

    The same `upload_id` again gives the same document. Raises InvalidInput with the sentence of what is wrong with the
    file (`code` is the Reason), NotAllowed (audited) to whoever has no part in the case, NotNow, NoRoom.
    """
    if request:
        _require_part(request, kind, by=by)
    if known := _of(draft, request).filter(upload_id=upload_id, destroyed_at=None).first():
        return known
    if kind not in Kind.values:
        raise InvalidInput(_("Choose what kind of document it is."), field="kind")
    _require_place(draft, request)
    stamp = _stamp(draft, request) if kind == Kind.IDENTITY else ""
    made = _cleaned(content, stamp=stamp, request=request, by=by)
    try:
        return _keep(made, kind=kind, upload_id=upload_id, by=by, draft=draft, request=request)
    except IntegrityError:
        # The same upload sent twice at once: the other one won.
        return _of(draft, request).get(upload_id=upload_id, destroyed_at=None)


def accept_all(
    files: Iterable[UploadedFile],
    *,
    kind: str,
    by: Party = STRANGER,
    draft: Draft | None = None,
    request: FootageRequest | None = None,
) -> tuple[list[CaseDocument], list[Problem]]:
    """Each file of a form: those that were taken, and what was wrong with the others. The form may be sent twice."""
    accepted, problems = [], []
    for number, file in enumerate(files, start=1):
        content = content_of(file)
        upload_id = uuid.UUID(bytes=hashlib.sha256(kind.encode() + b"\0" + (content or b"")).digest()[:16])
        try:
            accepted.append(accept(content, kind=kind, upload_id=upload_id, by=by, draft=draft, request=request))
        except InvalidInput as error:
            if error.field == "kind":
                raise
            problems.append(Problem(number, file.name or "", error.message))
    return accepted, problems


def attach_files(files: Iterable[UploadedFile], message: CaseMessage, *, by: Party) -> list[Problem]:
    """Takes files in and attaches them to a message just written; returns those that were not taken."""
    accepted, problems = accept_all(files, kind=Kind.OTHER, by=by, request=message.request)
    attach(accepted, message)
    return problems


def attach(documents: Iterable[CaseDocument], message: CaseMessage) -> None:
    """Makes documents of the request the attachments of a message in it; those that are attached already stay so."""
    keys = [document.pk for document in documents]
    CaseDocument.objects.filter(pk__in=keys, request=message.request_id, message=None).update(message=message)


def adopt(request: FootageRequest) -> list[str]:
    """At submission, in its transaction: the draft's documents become the request's. Returns their kinds."""
    draft = Draft.objects.select_for_update().filter(submission_key=request.submission_key).first()
    if draft is None:
        return []
    found = CaseDocument.objects.filter(draft=draft)
    kinds = list(found.values_list("kind", flat=True))
    found.update(draft=None, request=request)
    return kinds


def remove(draft: Draft, document_id: uuid.UUID) -> None:
    """Nothing happens when the draft has no such document (any more)."""
    if draft.documents.filter(pk=document_id).delete()[0]:
        store.remove(document_id)


def kinds_of(draft: Draft) -> list[str]:
    """What a draft has been sent, in the order of sending; a kind once for each document."""
    return list(draft.documents.values_list("kind", flat=True))


# --- Reading --------------------------------------------------------------------------------------------------------


def of(request: FootageRequest) -> list[CaseDocument]:
    """All documents of a request, oldest first, the destroyed ones too."""
    found = list(request.documents.all())
    prefetch_related_objects(found, "identity_check__checked_by", "staff")
    return found


def read(request: FootageRequest, document_id: uuid.UUID, *, by: Party) -> Content:
    """The clean copy, for whoever has a part in the case. Raises NotFound, also for identity papers: those are opened
    by `identity_checks.reveal` alone."""
    document = request.documents.exclude(kind=Kind.IDENTITY).filter(pk=document_id, destroyed_at=None).first()
    if document is None or not (messages.may_write(request, by) or by.may(Permission.READ_CASES)):
        raise NotFound(_("There is no such document."))
    content = open_content(document)
    with transaction.atomic():
        _record(Verb.DOCUMENT_READ, document, by=by.actor, case=request.reference)
    return content


def open_content(document: CaseDocument) -> Content:
    """Without asking who wants it: for `read` and `identity_checks` alone."""
    return Content(document.media_type, store.read(document.pk, key=base64.b64decode(document.key)))


def subject(document: CaseDocument) -> str:
    return f"document:{document.pk}"


# --- Destroying -----------------------------------------------------------------------------------------------------


def destroy(document: CaseDocument, *, because: Destroyed) -> None:
    """In the caller's transaction: key and bytes are gone once it commits, the row says when and why."""
    document.key = ""
    document.destroyed_at = database_now()
    document.destroyed_because = because
    document.save(update_fields=["key", "destroyed_at", "destroyed_because", "identity_check"])
    transaction.on_commit(lambda: store.remove(document.pk))


def sweep() -> None:
    """Destroys what may not be kept any longer, and removes files that belong to nothing. Safe to run twice at once."""
    now = database_now()
    waited = now - timedelta(days=policies.value(Policy.Rule.IDENTITY_PAPER_DAYS))
    kept = now - timedelta(days=policies.value(Policy.Rule.DOCUMENT_DAYS))
    identity = Q(kind=Kind.IDENTITY)
    _destroy_each(identity & Q(request__status=Status.CLOSED), because=Destroyed.CASE_CLOSED)
    _destroy_each(identity & Q(request__isnull=False, added_at__lte=waited), because=Destroyed.TERM_ENDED)
    _destroy_each(Q(request__closed_at__lte=kept), because=Destroyed.TERM_ENDED)
    _sweep_files()


def _destroy_each(due: Q, *, because: Destroyed) -> None:
    for key in CaseDocument.objects.filter(due, destroyed_at=None).values_list("pk", flat=True):
        with transaction.atomic():
            document = (
                CaseDocument.objects.select_for_update(skip_locked=True, of=["self"])
                .select_related("request")
                .filter(pk=key, destroyed_at=None)
                .first()
            )
            if document and document.request:
                destroy(document, because=because)
                case = document.request.reference
                _record(Verb.DOCUMENT_DESTROYED, document, by=SWEEP.actor, case=case, because=because.value)


def _sweep_files() -> None:
    """Files of destroyed documents, of drafts that went, of uploads that broke off."""
    files = list(store.stored())
    keys = [document_id for document_id, _path in files if document_id]
    alive = set(CaseDocument.objects.filter(pk__in=keys, destroyed_at=None).values_list("pk", flat=True))
    known = set(CaseDocument.objects.filter(pk__in=keys).values_list("pk", flat=True))
    for document_id, path in files:
        if document_id in alive:
            continue
        if document_id in known or time.time() - path.stat().st_mtime > STRAY_SECONDS:
            path.unlink(missing_ok=True)


# --- Inside ---------------------------------------------------------------------------------------------------------


def _of(draft: Draft | None, request: FootageRequest | None) -> QuerySet[CaseDocument]:
    return CaseDocument.objects.filter(request=request) if request else CaseDocument.objects.filter(draft=draft)


def _the(draft: Draft | None) -> Draft:
    if draft is None:
        raise TypeError("A document belongs to a draft or to a request.")
    return draft


def _require_part(request: FootageRequest, kind: str, *, by: Party) -> None:
    with attempt(request, "add_document", by=by):
        if not messages.may_write(request, by):
            raise NotAllowed(_("You cannot add documents to this request."), code="no_part_in_case")
        if kind == Kind.IDENTITY and by.actor != Applicant(request.reference).actor:
            raise NotAllowed(_("Only the applicant sends identity papers."), code="not_the_applicant")
        if kind == Kind.IDENTITY and request.status == Status.CLOSED:
            raise NotNow(_("The request is closed, so no identity paper is needed any more."), code="case_closed")


def _require_place(draft: Draft | None, request: FootageRequest | None) -> None:
    if _of(draft, request).filter(destroyed_at=None).count() >= MOST_DOCUMENTS:
        raise InvalidInput(
            _("There are %(count)s documents already, and that is the most. Remove one, or put pages into one PDF.")
            % {"count": MOST_DOCUMENTS},
            code="too_many",
            field="uploads",
        )


def _stamp(draft: Draft | None, request: FootageRequest | None) -> str:
    reference = request.reference if request else drafts.reserve_reference(_the(draft))
    with translation.override("id"):
        return STAMP.format(reference=reference, day=formats.day(database_now()))


def _cleaned(content: bytes | None, *, stamp: str, request: FootageRequest | None, by: Party) -> Clean:
    try:
        if content is None:
            raise Refused(Reason.TOO_LARGE)
        scanning.scan(content)
        return sandbox.clean(content, stamp=stamp)
    except Refused as refused:
        if refused.reason == Reason.INFECTED:
            case = request.reference if request else ""
            events.record_refusal(verb=Verb.DOCUMENT_REFUSED, by=by.actor, case=case)
        raise InvalidInput(SENTENCES[refused.reason], code=refused.reason.value, field="uploads") from refused


def _keep(
    made: Clean, *, kind: str, upload_id: uuid.UUID, by: Party, draft: Draft | None, request: FootageRequest | None
) -> CaseDocument:
    document = CaseDocument(
        kind=kind,
        staff=by if isinstance(by, User) else None,
        upload_id=upload_id,
        media_type=made.media_type,
        size=len(made.content),
        pages=made.pages,
        added_at=database_now(),
    )
    key = store.new_key()
    document.key = base64.b64encode(key).decode()
    # First the bytes, then the row that knows them; without it the sweep takes them away.
    store.write(document.pk, made.content, key=key)
    with transaction.atomic():
        if draft:
            draft = drafts.touch(draft)
            request = FootageRequest.objects.filter(submission_key=draft.submission_key).first()
            by = Applicant(request.reference) if request else by  # it was submitted while this file was on its way
        document.draft, document.request = (None, request) if request else (draft, None)
        document.save(force_insert=True)
        if request:
            _record(Verb.DOCUMENT_ADDED, document, by=by.actor, case=request.reference)
    return document


def _record(verb: Verb, document: CaseDocument, *, by: Actor, case: str, **more: str) -> None:
    events.record(verb=verb, by=by, case=case, subject=subject(document), detail={"kind": document.kind, **more})
