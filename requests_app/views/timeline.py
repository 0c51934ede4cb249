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
    Verb.HOLD_PLACED: _("More recordings were put under protection."),
    Verb.HOLD_WIDENED: _("More recordings were put under protection."),
    Verb.HOLD_EXTENDED: _("The recordings are kept longer."),
    Verb.HOLD_RELEASED: _("The recordings are no longer kept for this request."),
    Verb.REQUEST_TAKEN: _("An officer began to review the request."),
    Verb.REQUEST_GIVEN_BACK: _("The officer handed the request back; another one will take it over."),
    Verb.REQUEST_EXTENDED: _("The officers extended the term for the answer, with a reason in writing."),
    Verb.APPLICANT_ASKED: _("The officers asked you something. Until your answer the days are not counted."),
    Verb.APPLICANT_ANSWERED: _("You answered. The days are counted again."),
    Verb.CLOCK_RESUMED: _("The officers went on without your answer. The days are counted again."),
    Verb.OBJECTION_LODGED: _("You objected. Somebody who took no part in the decision examines it."),
    Verb.DECISION_UPHELD: _("Your objection was answered: the decision stands."),
    Verb.DECISION_OVERTURNED: _("Your objection was found right."),
    Verb.DISPUTE_REPORTED: _("You reported that you went to the Komisi Informasi. The recordings are kept for it."),
    Verb.DECISION_PROPOSED: _("The officer proposed a decision. A second person checks it."),
    Verb.DECISION_SENT_BACK: _("The second person asked the officer to look again."),
    Verb.DECISION_APPROVED: _("The decision was made by two people."),
    Verb.DECISION_VOIDED: _("The proposal was taken back. The officer looks at the request again."),
    Verb.PIN_ISSUED: _("At a counter you were given a new PIN. The one before no longer works."),
    Verb.POLICE_REPORT_ADDED: _("You added the number of your police report."),
    Verb.IDENTITY_CHECKED: _("An officer checked your identity paper; it was destroyed."),
    Verb.DOCUMENT_DESTROYED: _("A document was destroyed."),
    Verb.REQUEST_REOPENED: _("You reported that something is missing. An officer looks at the request again."),
    Verb.ERASURE_ASKED: _("You asked that your data be erased."),
    Verb.ERASURE_REFUSED: _("Your data was not erased; the reason stands on the page about erasure."),
    Verb.REQUEST_CLOSED: _("The footage is ready to be watched."),
    Verb.REQUEST_WITHDRAWN: _("You withdrew the request."),
    Verb.GRANT_REVOKED: _("Leave to watch the footage was withdrawn."),
}
POWER_COVERS = _("An officer checked your power of attorney: it covers the request.")
POWER_DOES_NOT_COVER = _("An officer checked your power of attorney: it does not cover the request. Send another one.")
# Without and with anything that a camera had recorded.
SECURED = (_("A camera was looked into: it has no recording of that time."), _("The recordings are in safekeeping."))
# Without and with cameras whose recordings are kept.
FILED: dict[str, tuple[Promise, Promise]] = {
    Verb.REQUEST_SUBMITTED: (
        _("You submitted the request."),
        _("You submitted the request, and whatever was recorded was put under protection at once."),
    ),
    Verb.REQUEST_FILED_FOR: (
        _("The request was submitted for you at a counter."),
        _(
            "The request was submitted for you at a counter,"
            " and whatever was recorded was put under protection at once."
        ),
    ),
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
    """Newest first, back to the submission. What repeats for every camera is said once."""
    entries: list[Entry] = []
    for event in _events(case):
        sentence = _sentence(event)
        if sentence and not (entries and entries[-1].sentence == sentence):
            entries.append(Entry(event.at, sentence))
        if event.verb in FILED:
            break  # before it lie only its own parts
    return entries


def _sentence(event: Event) -> str | Promise | None:
    if event.verb == Verb.MESSAGE_WRITTEN:
        return WROTE.get(event.actor_kind)
    if event.verb == Verb.HOLD_SECURED:
        return SECURED[bool(event.detail.get("sha256"))]
    if event.verb in FILED:
        return FILED[event.verb][bool(event.detail.get("cameras"))]
    if event.verb == Verb.POWER_CHECKED:
        return POWER_COVERS if event.detail.get("passed") else POWER_DOES_NOT_COVER
    return SENTENCES.get(event.verb)


def _events(case: FootageRequest) -> QuerySet[Event]:
    return Event.objects.filter(case=case.reference).order_by("-id")
