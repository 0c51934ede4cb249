"""What a device holds: its draft, by a key in a cookie, and the cases it has opened, in its session.

A case is open for as long as somebody uses it: a telephone may be lost, and a computer at an internet café has its next
guest. It ends with a while of nothing (a policy), at once when it is closed or a new PIN is issued.
"""

import time
from dataclasses import astuple
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from accounts import kept_forms
from accounts.sessions import NOTED_EVERY, is_act
from footage import grants
from requests_app.correspondence.contacts import Holder
from requests_app.forms.application import Application
from requests_app.intake import acceptance, counters, documents, drafts
from requests_app.models import Draft, Policy
from requests_app.procedure import policies

COOKIE = "saksi_draft"
# In the session, each {what is open: [since when, until when]} in seconds since 1970.
OPENED, HOLDER, AT_COUNTER = "opened", "holder", "at_counter"
# How long the device that filed a request can show its PIN again; no longer than its session, which remembers whether
# the request was left alone meanwhile.
RECEIPT_SHOWN_FOR = timedelta(seconds=settings.SESSION_COOKIE_AGE)


def key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def find_draft(request: HttpRequest) -> Draft | None:
    """What is filed at a counter opens only while the member of staff who began it is signed in."""
    draft = drafts.find(key_of(request))
    return draft if draft and counters.may_go_on(draft, request.user) else None


def unfinished(request: HttpRequest) -> tuple[Draft | None, Application]:
    """The device's draft and what it says; none when it was submitted, for what is typed now is a new request."""
    draft = find_draft(request)
    if draft is None or draft.was_submitted:
        return None, Application({})
    return draft, application_of(draft)


def application_of(draft: Draft) -> Application:
    sent = cast(list[str], SimpleLazyObject(lambda: documents.kinds_of(draft)))  # few pages ask
    return Application(drafts.read(draft), sent=sent, at_counter=draft.filed_by_id is not None)


def receipt_of(draft: Draft | None) -> acceptance.Receipt | None:
    """The receipt of the request that came of the draft, for `RECEIPT_SHOWN_FOR`."""
    return acceptance.find_receipt(draft.submission_key, within=RECEIPT_SHOWN_FOR) if draft else None


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


# Opening


def open_case(request: HttpRequest, reference: str) -> None:
    """From here on this session may see the case; under a new session key, so that none handed over is kept."""
    request.session.cycle_key()
    _open(request, OPENED, reference)


def open_at_counter(request: HttpRequest, reference: str) -> None:
    """By staff for the person who stands there (`counters`), who may then send less than with a PIN."""
    _open(request, AT_COUNTER, reference)


def remember_holder(request: HttpRequest, holder: Holder) -> None:
    """This browser proved a contact; under a new session key, and for as long."""
    request.session.cycle_key()
    request.session[HOLDER] = {}
    _open(request, HOLDER, ":".join(astuple(holder)))


def go_on(request: HttpRequest, reference: str) -> HttpResponse:
    """To the case that was just opened; first to what was sent here while it was closed."""
    kept = kept_forms.find(request, owner=owner_of(reference))
    return redirect("requests:not_sent" if kept else "requests:case", reference)


def owner_of(reference: str) -> str:
    """Whose form is kept: whoever opens this request."""
    return f"case:{reference}"


# What is open


def knows_case(request: HttpRequest, reference: str) -> bool:
    return _is_open(request, OPENED, reference) or _is_open_by_staff(request, reference)


def is_open_at_counter(request: HttpRequest, reference: str) -> bool:
    """Whether staff opened it, and its applicant did not show its PIN or a code here."""
    return not _is_open(request, OPENED, reference) and _is_open_by_staff(request, reference)


def holder_of(request: HttpRequest) -> Holder | None:
    """Whose contact was proved in this browser, not too long ago."""
    known = next(iter(request.session.get(HOLDER, {})), "")
    return Holder(*known.split(":")) if known and _is_open(request, HOLDER, known) else None


def has_ended(request: HttpRequest, reference: str) -> bool:
    """Whether the case was open in this browser, and nobody used it for too long."""
    notes = [kind for kind in (OPENED, AT_COUNTER) if reference in request.session.get(kind, {})]
    return bool(notes) and not knows_case(request, reference)


def _is_open_by_staff(request: HttpRequest, reference: str) -> bool:
    return AT_COUNTER in request.session and request.user.is_authenticated and _is_open(request, AT_COUNTER, reference)


def _is_open(request: HttpRequest, kind: str, what: str) -> bool:
    """Whether a note of this kind still holds; using it begins its time anew, once a minute."""
    since, until = request.session.get(kind, {}).get(what, (0, 0))
    now = time.time()
    if until <= now:
        return False
    if is_act(request) and now + idle_limit().total_seconds() - until >= NOTED_EVERY:
        _note(request, kind, what, since=since)
    return True


def _open(request: HttpRequest, kind: str, what: str) -> None:
    _note(request, kind, what, since=time.time())


def _note(request: HttpRequest, kind: str, what: str, *, since: float) -> None:
    until = time.time() + idle_limit().total_seconds()
    request.session[kind] = request.session.get(kind, {}) | {what: [since, until]}


def idle_limit() -> timedelta:
    return timedelta(minutes=policies.value(Policy.Rule.CASE_IDLE_MINUTES))


# Closing


def close_case(request: HttpRequest, reference: str, response: HttpResponse) -> None:
    """It opens again with its PIN or a code alone: the list of one's requests and the receipt are closed as well."""
    draft = find_draft(request)
    filed = acceptance.find_receipt(draft.submission_key, within=drafts.KEPT_FOR) if draft else None
    if draft and filed and filed.reference == reference:
        draft.delete()
        response.delete_cookie(COOKIE, samesite="Lax")
    for kind in (OPENED, AT_COUNTER):
        _drop(request, kind, reference)
    request.session.pop(HOLDER, None)
    grants.unbind(request)


def close_what_was_opened_before(request: HttpRequest, reference: str, moment: datetime) -> None:
    """`moment`: aware."""
    for kind in (OPENED, AT_COUNTER):
        since, _until = request.session.get(kind, {}).get(reference, (0, 0))
        if since < moment.timestamp():
            _drop(request, kind, reference)


def _drop(request: HttpRequest, kind: str, what: str) -> None:
    notes = request.session.get(kind, {})
    if what in notes:
        request.session[kind] = {other: times for other, times in notes.items() if other != what}


def close_counter(request: HttpRequest, response: HttpResponse) -> None:
    """For the next person: nothing of the one before is left, and whoever serves them stays signed in."""
    draft = find_draft(request)
    if draft:
        draft.delete()
    for kept in (OPENED, HOLDER, AT_COUNTER):
        request.session.pop(kept, None)
    grants.unbind(request)
    response.delete_cookie(COOKIE, samesite="Lax")


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Leaves nothing on the device, and no draft on the server."""
    draft = find_draft(request)
    if draft:
        draft.delete()
    request.session.flush()
    response.delete_cookie(COOKIE, samesite="Lax")
