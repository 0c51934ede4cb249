"""Internal notes: what colleagues tell each other about a case. The applicant never reads them."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import InvalidInput, NotAllowed
from requests_app.models import CaseNote, FootageRequest
from requests_app.refusals import attempt, keep_unerased

LONGEST = 4000


def write(request: FootageRequest, body: str, *, by: User) -> CaseNote:
    """Raises NotAllowed (audited; NotNow when the case is erased), or InvalidInput when there is no text or more than
    `LONGEST` characters."""
    with attempt(request, "write_note", by=by):
        if not by.may(Permission.TAKE_PART):
            raise NotAllowed(_("You cannot write notes in this request."), code="no_part_in_case")
        keep_unerased(request)
        body = body.strip()
        if not body:
            raise InvalidInput(_("Write the note first."), field="body")
        if len(body) > LONGEST:
            raise InvalidInput(_("Shorten the note to 4,000 characters."), field="body")
        note = CaseNote.objects.create(request=request, author=by, body=body, written_at=database_now())
        events.record(verb=Verb.NOTE_WRITTEN, by=by.actor, case=request.reference, subject=f"note:{note.pk}")
    return note


def read(request: FootageRequest) -> QuerySet[CaseNote]:
    """All notes, oldest first."""
    return request.notes.select_related("author")
