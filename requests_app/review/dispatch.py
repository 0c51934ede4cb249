"""Who works on a case: to whom a unit head may give it, and to which unit it may go."""

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import Permission, roles_with
from core.errors import InvalidInput
from requests_app.models import FootageRequest, Status


def officers_for(case: FootageRequest) -> QuerySet[User]:
    """Whoever may review it and works for its unit or for all: not who has it already, nor who declared an interest.

    `in_hand` is how many running cases each of them has.
    """
    officers = User.objects.filter(is_active=True, roles__overlap=roles_with(Permission.REVIEW))
    if case.unit_id:
        officers = officers.filter(Q(unit=case.unit_id) | Q(unit=None))
    officers = officers.exclude(Q(pk=case.officer_id) | Q(pk__in=case.interests.values("staff_id")))
    running = FootageRequest.objects.exclude(status=Status.CLOSED).filter(officer=OuterRef("pk")).order_by()
    in_hand = running.values("officer").values(number=Count("pk"))
    officers = officers.annotate(in_hand=Coalesce(Subquery(in_hand), 0))
    return officers.order_by("first_name", "last_name", "username")


def units_for(case: FootageRequest) -> QuerySet[Unit]:
    return Unit.objects.filter(~Q(pk=case.unit_id))


def check_officer(case: FootageRequest, officer: User) -> None:
    if not officers_for(case).filter(pk=officer.pk).exists():
        raise InvalidInput(_("Choose an officer of the unit who is not concerned by this request."), field="officer")


def check_unit(case: FootageRequest, unit: Unit) -> None:
    if not units_for(case).filter(pk=unit.pk).exists():
        raise InvalidInput(_("The request belongs to this unit already. Choose another one."), field="unit")
