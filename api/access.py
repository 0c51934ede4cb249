"""Who calls: a member of staff by their session, or an applicant by number and PIN in headers, never in the address."""

from django.contrib.auth.models import AnonymousUser
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from accounts.roles import Permission
from core.devices import visitor_of
from requests_app.applicant import tracking
from requests_app.models import FootageRequest


class StaffSession(SessionAuthentication):
    """Signed in on the staff pages; whoever is not is told so with 401."""

    def authenticate_header(self, request: Request) -> str:
        return "Session"


class NumberAndPin(BaseAuthentication):
    """`Saksi-Number` and `Saksi-Pin`. Their request becomes `request.auth`; the caller stays anonymous."""

    NUMBER, PIN = "Saksi-Number", "Saksi-Pin"

    def authenticate(self, request: Request) -> tuple[AnonymousUser, FootageRequest] | None:
        number, pin = request.headers.get(self.NUMBER), request.headers.get(self.PIN)
        if not number or not pin:
            return None
        return AnonymousUser(), tracking.open(reference=number, pin=pin, visitor=visitor_of(request))

    def authenticate_header(self, request: Request) -> str:
        return "SaksiPin"


def own_case(request: Request) -> FootageRequest:
    """The case of the caller, behind `HoldsTheCase`."""
    if not isinstance(request.auth, FootageRequest):
        raise NotAuthenticated
    return request.auth


def staff(request: Request) -> User:
    """The member of staff who calls, behind `May`."""
    if not isinstance(request.user, User):
        raise NotAuthenticated
    return request.user


class HoldsTheCase(BasePermission):
    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.auth, FootageRequest)


class May(BasePermission):
    """Signed-in staff with one permission."""

    permission: Permission

    def has_permission(self, request: Request, view: APIView) -> bool:
        return isinstance(request.user, User) and request.user.may(self.permission)


class MayTakePart(May):
    permission = Permission.TAKE_PART
