"""What the office and the applicant write to each other; both read it on the case's page."""

from datetime import timedelta

from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import InvalidInput, NotAllowed
from requests_app.correspondence import letters
from requests_app.models import CaseMessage, FootageRequest
from requests_app.people import Applicant, Party
from requests_app.refusals import attempt, keep_unerased

LONGEST = 4000
SENT_AGAIN = timedelta(minutes=10)
Author = CaseMessage.Author


def may_write(request: FootageRequest, by: Party) -> bool:
    """The applicant of this case, and officers; in a closed case too, since questions remain."""
    if request.erased_at:
        return False
    return by.actor == Applicant(request.reference).actor or by.may(Permission.REVIEW)


def write(request: FootageRequest, body: str, *, by: Party) -> CaseMessage:
    """Raises NotAllowed (audited), or InvalidInput when there is no text or more than `LONGEST` characters."""
    with attempt(request, "write_message", by=by):
        if not may_write(request, by):
            raise NotAllowed(_("You cannot write in this request."), code="no_part_in_case")
        keep_unerased(request)
        if again := _sent_again(request, body, by=by):
            return again
        message = add(request, body, by=by)
        events.record(verb=Verb.MESSAGE_WRITTEN, by=by.actor, case=request.reference, subject=f"message:{message.pk}")
        if message.staff:
            letters.send(letters.office_wrote(message), request=request)
    return message


def _sent_again(request: FootageRequest, body: str, *, by: Party) -> CaseMessage | None:
    """The newest message, when it says the same: its answer was lost on the way, and it was sent once more."""
    last = request.case_messages.select_related("staff").filter(written_at__gt=Now() - SENT_AGAIN).last()
    if last and last.staff == (by if isinstance(by, User) else None) and last.body == body.strip():
        return last
    return None


def add(request: FootageRequest, body: str, *, by: Party) -> CaseMessage:
    """The message itself, as a part of an act that says the rest. Raises InvalidInput as `write` does."""
    body = body.strip()
    if not body:
        raise InvalidInput(_("Write your message before sending it."), field="body")
    if len(body) > LONGEST:
        raise InvalidInput(
            _("Shorten the message to %(longest)s characters; there are %(length)s now.")
            % {"longest": LONGEST, "length": len(body)},
            field="body",
        )
    staff = by if isinstance(by, User) else None
    author = Author.OFFICE if staff else Author.APPLICANT
    return CaseMessage.objects.create(request=request, author=author, staff=staff, body=body)


def read(request: FootageRequest, *, by: Party) -> QuerySet[CaseMessage]:
    """All messages, oldest first; those that were written to `by`, who could answer them, now count as read."""
    written_to_them = Author.OFFICE if by.actor == Applicant(request.reference).actor else Author.APPLICANT
    if may_write(request, by):
        request.case_messages.filter(author=written_to_them, read_at__isnull=True).update(read_at=database_now())
    return request.case_messages.select_related("staff").prefetch_related("documents")
