"""What a device holds: its draft, by a key in a cookie, and the cases it has opened, in its session."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from requests_app import documents, drafts, intake
from requests_app.forms.application import Application
from requests_app.models import Draft

COOKIE = "saksi_draft"
CASES = "cases"
# How long the device that filed a request can show its PIN again; others may use the device later.
RECEIPT_SHOWN_FOR = timedelta(hours=24)


def key_of(request: HttpRequest) -> str:
    return request.COOKIES.get(COOKIE, "")


def find_draft(request: HttpRequest) -> Draft | None:
    return drafts.find(key_of(request))


def unfinished(request: HttpRequest) -> tuple[Draft | None, Application]:
    """The device's draft and what it says; none when it was submitted, for what is typed now is a new request."""
    draft = find_draft(request)
    if draft and was_submitted(draft):
        draft = None
    if draft is None:
        return None, Application({})
    return draft, Application(drafts.read(draft), sent=documents.kinds_of(draft))


def receipt_of(draft: Draft | None) -> intake.Receipt | None:
    """The receipt of the request that came of the draft, for a day."""
    return intake.find_receipt(draft.submission_key, within=RECEIPT_SHOWN_FOR) if draft else None


def was_submitted(draft: Draft) -> bool:
    return intake.find_receipt(draft.submission_key, within=drafts.KEPT_FOR) is not None


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
    return reference in request.session.get(CASES, [])


def forget(request: HttpRequest, response: HttpResponse) -> None:
    """Leaves nothing on the device, and no draft on the server."""
    draft = find_draft(request)
    if draft:
        draft.delete()
    request.session.flush()
    response.delete_cookie(COOKIE, samesite="Lax")
