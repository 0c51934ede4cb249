"""Whose tries a limit counts: a device by a cookie that we signed, or else its network's address.

Many telephones share one address (CGNAT), so an address alone would keep people out for what their neighbours do.
Cookies are handed out by `DeviceMiddleware`, so many an hour for a network; without one the network is counted.
"""

import secrets
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from core.clients import client_of
from core.errors import TooManyTries
from core.limits import Limit

COOKIE = "saksi_device"
KEPT_FOR = timedelta(days=30)
DEVICES_A_CLIENT = Limit("device-client", tries=600, period=timedelta(hours=1))


def device_of(request: HttpRequest) -> str:
    """The device's random name; empty when it has none of ours."""
    return request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=KEPT_FOR) or ""


def visitor_of(request: HttpRequest) -> str:
    """Who is counted: the device, or without one the network that `client_of` tells."""
    device = device_of(request)
    return f"device:{device}" if device else client_of(request)


class DeviceMiddleware:
    """Gives every browser that opens a page its name, for `KEPT_FOR`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = request.method == "GET" and response.headers.get("Content-Type", "").startswith("text/html")
        if is_page and not request.path.startswith("/api/") and not device_of(request):
            with suppress(TooManyTries):
                DEVICES_A_CLIENT.count(client_of(request))
                response.set_signed_cookie(
                    COOKIE,
                    secrets.token_urlsafe(16),
                    salt=COOKIE,
                    max_age=KEPT_FOR,
                    httponly=True,
                    secure=settings.SESSION_COOKIE_SECURE,
                    samesite="Lax",
                )
        return response
