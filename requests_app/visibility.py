"""Which cases a member of staff may read: everything at the desk is fetched through here, so that what they may not
know of is not found, by construction."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from core.errors import NotFound
from requests_app.models import FootageRequest
from requests_app.people import Party


def cases_for(by: Party) -> QuerySet[FootageRequest]:
    if not by.may(Permission.READ_CASES):
        return FootageRequest.objects.none()
    return FootageRequest.objects.all()


def get_case(reference: str, *, by: Party) -> FootageRequest:
    """Raises NotFound for a case that does not exist and for one that `by` may not read alike."""
    case = cases_for(by).select_related("officer", "area").filter(reference=reference).first()
    if case is None:
        raise NotFound(_("There is no such request. Check the number."))
    return case
