"""Which cases a member of staff may read, and in which order they are worked on.

Everything at the desk is fetched through here, so that what somebody may not know of is not found, by construction.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from core.encryption import EncryptedTextField
from core.errors import NotFound
from core.ids import read_reference
from requests_app.models import FootageRequest, Interest, Objection
from requests_app.people import Party
from requests_app.review import urgency

COUNTED = 1000  # beyond that "more than", which is as good to know and need not be counted
SEALED = [field.name for field in FootageRequest._meta.fields if isinstance(field, EncryptedTextField)]


def cases_for(by: Party) -> QuerySet[FootageRequest]:
    """The cases that `by` may read: those of the own unit, those of none, and those they have in hand themselves.

    Who belongs to no unit works for all of them. Objections come from every unit, to whoever answers them; who audits
    reads all. Whoever declared an interest in a case no longer reads it.
    """
    if not isinstance(by, User) or not by.may(Permission.READ_CASES):
        return FootageRequest.objects.none()
    concerned = Interest.objects.filter(staff=by.pk).values("request")
    return FootageRequest.objects.filter(_readable(by)).exclude(pk__in=concerned)


def _readable(by: User) -> Q:
    works = any(by.may(work) for work in (Permission.REVIEW, Permission.APPROVE, Permission.DISPATCH))
    if by.may(Permission.READ_AUDIT) or (works and by.unit_id is None):
        return Q()
    readable = Q(unit=by.unit_id) | Q(unit=None) | Q(officer=by.pk) if works else Q(pk__in=[])
    if by.may(Permission.REVIEW_OBJECTIONS):
        readable |= Q(Exists(Objection.objects.filter(request=OuterRef("pk"))))
    return readable


def get_case(reference: str, *, by: Party) -> FootageRequest:
    """The case with this number, in any spelling.

    Raises NotFound for a case that does not exist and for one that `by` may not read alike.
    """
    number = read_reference(reference)
    case = cases_for(by).select_related("officer", "unit", "area").filter(reference=number).first()
    if case is None:
        raise NotFound(_("There is no such request. Check the number."))
    return case


def unopened(cases: QuerySet[FootageRequest]) -> QuerySet[FootageRequest]:
    """For lists: without what is personal, which stays in the database."""
    return cases.defer(*SEALED)


def in_order_of_work(cases: QuerySet[FootageRequest]) -> QuerySet[FootageRequest]:
    """The urgent lane first, then what will be lost first, then what falls due first (`urgency`)."""
    return cases.order_by(*urgency.ORDER)


class CappedPaginator(Paginator):
    """Counts no further than COUNTED rows: the first pages of a hundred thousand cases are as quick as those of few."""

    @cached_property
    def count(self) -> int:
        return capped_count(self.object_list)

    @property
    def more(self) -> bool:
        return self.count > COUNTED


def capped_count(cases: Any) -> int:
    """How many cases these are, or one more than COUNTED."""
    return cases.order_by()[: COUNTED + 1].count()
