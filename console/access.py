"""Who may open which page of the desk; which cases they find there is `requests_app.review.caseload`'s business."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import StaffRequest
from accounts.roles import Permission
from core.errors import NotFound

__all__ = ["StaffRequest", "needs"]
View = Callable[..., HttpResponseBase]


def needs(permission: Permission) -> Callable[[View], View]:
    """Only for signed-in staff with `permission`; for other staff the page does not exist."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(_way_back(request), reverse("accounts:sign_in"))
            if not request.user.may(permission):
                raise NotFound(_("There is no such page."))
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the test that sweeps every address
        return guarded

    return decorate


def _way_back(request: HttpRequest) -> str:
    """Where to go after signing in: this page, or for a form that was sent too late the page it stands on."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    ours = came_from.netloc == request.get_host() and came_from.path.startswith(reverse("console:queue"))
    return came_from.path if ours else reverse("console:home")
