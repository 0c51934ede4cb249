"""Who may open which page of the desk; which cases they find there is `requests_app.caseload`'s business."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from core.errors import NotFound

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request that has passed `needs`."""

    user: User


def needs(permission: Permission) -> Callable[[View], View]:
    """Only for signed-in staff with `permission`; for other staff the page does not exist."""

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.may(permission):
                raise NotFound(_("There is no such page."))
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the test that sweeps every address
        return guarded

    return decorate
