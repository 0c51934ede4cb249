"""The one place where an error becomes a page: what happened, and what to do next.

The API has its own handler for the same domain errors (api.errors).
"""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError, Sentence

HEADINGS = {
    400: _("Something needs to be corrected"),
    403: _("You may not do this"),
    404: _("We cannot find this page"),
    409: _("This cannot be done now"),
    429: _("Too many tries"),
    500: _("Something broke on our side"),
    507: _("There is no room left right now"),
}


def error_page(request: HttpRequest, *, status: int, message: Sentence) -> HttpResponse:
    heading = HEADINGS.get(status, HEADINGS[409])
    return render(request, "error.html", {"heading": heading, "message": message}, status=status)


class DomainErrorMiddleware:
    """Answers a DomainError with its sentence and status."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if request.headers.get("Accept") == "application/json":  # a script of ours asks, and says it in the page
            return JsonResponse({"message": str(error.message)}, status=error.status)
        return error_page(request, status=error.status, message=error.message)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _("Your browser sent something we cannot read. Go back, load the page again and repeat the last step.")
    return error_page(request, status=400, message=message)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _("Your account has no permission for this. Ask the head of your unit if you need it for your work.")
    return error_page(request, status=403, message=message)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    message = _(
        "This page was open for too long or your browser blocks cookies, so nothing was sent. Go back, load the page "
        "again and send it once more."
    )
    return error_page(request, status=403, message=message)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _(
        "The address may be mistyped, or the page is no longer there. To see your request, use its number and PIN."
    )
    return error_page(request, status=404, message=message)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without the request's context: whatever broke may be what that context needs."""
    message = _("We have a record of it. Wait a few minutes and try again; nothing you already sent is lost.")
    return HttpResponseServerError(render_to_string("error.html", {"heading": HEADINGS[500], "message": message}))
