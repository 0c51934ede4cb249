"""What happened to a case, in sentences for the applicant: read from the audit trail, so nothing can be left out.

A verb without a sentence here concerns the office alone.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.verbs import Verb
from core.actors import ActorKind
from requests_app.models import FootageRequest

SENTENCES: dict[str, Promise] = {
    Verb.REQUEST_SUBMITTED: _("You submitted the request."),
    Verb.HOLD_PLACED: _("The recordings were put under protection."),
    Verb.HOLD_SECURED: _("The recordings are in safekeeping."),
    Verb.HOLD_RELEASED: _("The recordings are no longer kept for this request."),
    Verb.REQUEST_TAKEN: _("An officer began to review the request."),
    Verb.REQUEST_GIVEN_BACK: _("The officer handed the request back; another one will take it over."),
    Verb.DECISION_PROPOSED: _("The officer proposed a decision. A second person checks it."),
    Verb.DECISION_SENT_BACK: _("The second person asked the officer to look again."),
    Verb.DECISION_APPROVED: _("The decision was made by two people."),
    Verb.DECISION_VOIDED: _("The clip could not be made. The officer looks at it again."),
    Verb.REQUEST_CLOSED: _("The footage is ready to be watched."),
    Verb.REQUEST_WITHDRAWN: _("You withdrew the request."),
    Verb.GRANT_REVOKED: _("Leave to watch the footage was withdrawn."),
}
VISITS: dict[str, Promise] = {
    Verb.TRACKING_OPENED: _("The request was opened with its number and PIN."),
    Verb.GRANT_VIEWED: _("The footage was opened."),
    Verb.GRANT_DOWNLOADED: _("The footage was downloaded."),
}
WROTE: dict[str, Promise] = {
    ActorKind.APPLICANT: _("You wrote to the officers."),
    ActorKind.STAFF: _("The officers wrote to you."),
}


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    sentence: str | Promise


def story(case: FootageRequest) -> list[Entry]:
    """Newest first. What repeats for every camera is said once."""
    entries: list[Entry] = []
    for event in _events(case):
        sentence = WROTE.get(event.actor_kind) if event.verb == Verb.MESSAGE_WRITTEN else SENTENCES.get(event.verb)
        if sentence and not (entries and entries[-1].sentence == sentence):
            entries.append(Entry(event.at, sentence))
    return entries


def visits(case: FootageRequest) -> list[Entry]:
    """Every time that somebody came with number and PIN, newest first: the applicant can tell whether it was them."""
    return [Entry(event.at, VISITS[event.verb]) for event in _events(case) if event.verb in VISITS]


def _events(case: FootageRequest) -> QuerySet[Event]:
    """Of one transaction, what was done first stands first: submitting is what the protection came of."""
    return Event.objects.filter(case=case.reference).order_by("-at", "id")
