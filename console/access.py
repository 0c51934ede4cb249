"""Who may open which page of the desk; which cases they find there is `requests_app.caseload`'s business."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.access import StaffRequest
from accounts.roles import Permission
from core.errors import NotFound

__all__ = ["StaffRequest", "needs"]
View = Callable[..., HttpResponseBase]


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
