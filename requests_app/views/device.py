"""What a device holds: its draft, by a key in a cookie, and the cases it has opened, in its session."""

import time
from dataclasses import astuple
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.sessions import is_act
from requests_app.correspondence.contacts import Holder
from requests_app.forms.application import Application
from requests_app.intake import acceptance, counters, documents, drafts
from requests_app.models import Draft

COOKIE = "saksi_draft"
CASES, OPENED, HOLDER, AT_COUNTER = "cases", "opened", "holder", "at_counter"
# Who came without a PIN stays for this long after the last page, on a telephone that others may pick up next.
OPENED_FOR = timedelta(minutes=30)
# How long the device that filed a request can show its PIN again; others may use the device later.
RECEIPT_SHOWN_FOR = timedelta(hours=24)


def key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def find_draft(request: HttpRequest) -> Draft | None:
    """What is filed at a counter opens only while the member of staff who began it is signed in."""
    draft = drafts.find(key_of(request))
    return draft if draft and counters.may_go_on(draft, request.user) else None


def unfinished(request: HttpRequest) -> tuple[Draft | None, Application]:
    """The device's draft and what it says; none when it was submitted, for what is typed now is a new request."""
    draft = find_draft(request)
    if draft and was_submitted(draft):
        draft = None
    if draft is None:
        return None, Application({})
    return draft, application_of(draft)


def application_of(draft: Draft) -> Application:
    return Application(drafts.read(draft), sent=documents.kinds_of(draft), at_counter=draft.filed_by_id is not None)


def receipt_of(draft: Draft | None) -> acceptance.Receipt | None:
    """The receipt of the request that came of the draft, for a day."""
    return acceptance.find_receipt(draft.submission_key, within=RECEIPT_SHOWN_FOR) if draft else None


def was_submitted(draft: Draft) -> bool:
    return acceptance.find_receipt(draft.submission_key, within=drafts.KEPT_FOR) is not None


def hand_key(response: HttpResponse, key: str) -> None:
    """The key of the draft goes to the device, and is nowhere else; with every answer it is kept anew."""
    response.set_cookie(
        COOKIE,
        key,
        max_age=drafts.KEPT_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def remember_case(request: HttpRequest, reference: str) -> None:
    """From here on this session may see the case; under a new session key, so that none handed over is kept."""
    cases = [known for known in request.session.get(CASES, []) if known != reference]
    request.session.cycle_key()
    request.session[CASES] = [*cases, reference]


def knows_case(request: HttpRequest, reference: str) -> bool:
    return (
        reference in request.session.get(CASES, [])
        or _is_open(request, OPENED, reference)
        or is_open_at_counter(request, reference)
    )


def open_for_a_while(request: HttpRequest, reference: str) -> None:
    """As `remember_case`, for whoever came without the PIN: it ends `OPENED_FOR` after the last page."""
    request.session[OPENED] = request.session.get(OPENED, {}) | {reference: _end_of_a_while()}


def open_at_counter(request: HttpRequest, reference: str) -> None:
    """As `open_for_a_while`, by staff for the person who stands there (`counters`)."""
    request.session[AT_COUNTER] = request.session.get(AT_COUNTER, {}) | {reference: _end_of_a_while()}


def is_open_at_counter(request: HttpRequest, reference: str) -> bool:
    """Whether staff opened it, and nobody showed its PIN here."""
    known = reference in request.session.get(CASES, []) or AT_COUNTER not in request.session
    return not known and request.user.is_authenticated and _is_open(request, AT_COUNTER, reference)


def close_counter(request: HttpRequest, response: HttpResponse) -> None:
    """For the next person: nothing of the one before is left, and whoever serves them stays signed in."""
    draft = find_draft(request)
    if draft:
        draft.delete()
    for kept in (CASES, OPENED, HOLDER, AT_COUNTER):
        request.session.pop(kept, None)
    response.delete_cookie(COOKIE, samesite="Lax")


def has_ended(request: HttpRequest, reference: str) -> bool:
    """Whether the case was open for a while in this browser, and is no more."""
    return any(reference in request.session.get(notes, {}) for notes in (OPENED, AT_COUNTER))


def remember_holder(request: HttpRequest, holder: Holder) -> None:
    """This browser proved a contact; under a new session key, and for as long."""
    request.session.cycle_key()
    request.session[HOLDER] = {":".join(astuple(holder)): _end_of_a_while()}


def holder_of(request: HttpRequest) -> Holder | None:
    """Whose contact was proved in this browser, not too long ago."""
    known = next(iter(request.session.get(HOLDER, {})), "")
    return Holder(*known.split(":")) if known and _is_open(request, HOLDER, known) else None


def _is_open(request: HttpRequest, kind: str, what: str) -> bool:
    """Whether a note of this kind still holds; using it begins its time anew."""
    notes = request.session.get(kind, {})
    if notes.get(what, 0) <= time.time():
        return False
    if is_act(request):
        request.session[kind] = notes | {what: _end_of_a_while()}
    return True


def _end_of_a_while() -> float:
    return time.time() + OPENED_FOR.total_seconds()


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Leaves nothing on the device, and no draft on the server."""
    draft = find_draft(request)
    if draft:
        draft.delete()
    request.session.flush()
    response.delete_cookie(COOKIE, samesite="Lax")
