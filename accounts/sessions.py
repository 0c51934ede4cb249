"""How long a staff session lasts: until nothing happened for a while, and never longer than a working day.

It ends at once when the account is disabled or its roles, unit or password change (`User._get_session_auth_hash`).
What is sent after it ended by itself is kept and offered again after signing in (`accounts.kept_forms`).
"""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts import kept_forms
from accounts.models import User

BEGAN_AT, SEEN_AT = "session_began_at", "session_seen_at"  # seconds since 1970
ENDED = "session_ended"  # {"user": primary key}, in the anonymous session that follows one that ran out
NOTED_EVERY = 60  # seconds: not every picture of a page writes the session's row


def end_all(user: User) -> None:
    """Signs the account out everywhere, with its next request."""
    User.objects.filter(pk=user.pk).update(session_series=F("session_series") + 1)
    user.refresh_from_db(fields=["session_series"])


def begin(sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
    request.session[BEGAN_AT] = request.session[SEEN_AT] = time.time()


user_logged_in.connect(begin, dispatch_uid="accounts.sessions.begin")


class SessionBounds:
    """Ends sessions that ran out, and keeps what their owner sent too late."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            if has_run_out(request):
                user = request.user.pk
                logout(request)
                request.session[ENDED] = {"user": user}
            elif is_act(request) and time.time() - request.session[SEEN_AT] >= NOTED_EVERY:
                request.session[SEEN_AT] = time.time()
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Behind the check of the form's token; the sign-in pages themselves are not for keeping."""
        if request.method != "POST" or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        ended = request.session.get(ENDED) if request.user.is_anonymous else None
        sign_in = reverse(settings.LOGIN_URL)
        if not ended or request.path.startswith(sign_in) or not kept_forms.may_keep(request):
            return None
        kept_forms.keep(request, owner=kept_forms.of_staff(ended["user"]))
        return redirect_to_login(reverse("accounts:kept_form"), sign_in)


def has_run_out(request: HttpRequest) -> bool:
    now = time.time()
    began, seen = request.session.setdefault(BEGAN_AT, now), request.session.setdefault(SEEN_AT, now)
    return now - began >= settings.STAFF_SESSION.total_seconds() or now - seen >= settings.STAFF_IDLE.total_seconds()


def is_act(request: HttpRequest) -> bool:
    """Whether a person did something, and not a page that asks for news by itself (Fetch Metadata, W3C)."""
    return request.method != "GET" or request.headers.get("Sec-Fetch-Dest") != "empty"
