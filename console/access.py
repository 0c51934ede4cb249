"""Who may open what at the desk: every page fetches through here, so a stranger meets 404 by construction."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from core.errors import NotFound
from requests_app.models import FootageRequest

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


def cases_for(user: User) -> QuerySet[FootageRequest]:
    """The cases `user` may read."""
    if not user.may(Permission.READ_CASES):
        return FootageRequest.objects.none()
    return FootageRequest.objects.all()


def get_case(user: User, reference: str) -> FootageRequest:
    """Raises NotFound for a case that does not exist and for one that `user` may not read alike."""
    case = cases_for(user).select_related("officer", "area").filter(reference=reference).first()
    if case is None:
        raise NotFound(_("There is no such request. Check the number."))
    return case
