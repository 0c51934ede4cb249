"""Staff sign-in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.errors import TooManyTries


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict) -> HttpResponse:
    error = TooManyTries(_("Too many wrong passwords. Wait 15 minutes, then try again."))
    return render(request, "error.html", {"error": error}, status=error.status)
