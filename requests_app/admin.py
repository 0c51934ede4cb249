"""To look at: rules, days off, and of cases only where they stand, nothing of the people in them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.administration import ReadOnlyAdmin
from requests_app.models import FootageRequest, Holiday, Policy
from requests_app.procedure import policies
from requests_app.review.caseload import unopened


@admin.register(FootageRequest)
class FootageRequestAdmin(ReadOnlyAdmin):
    list_display = ("reference", "submitted_at", "incident_type", "status", "outcome", "officer", "unit", "closed_at")
    list_filter = ["status", "outcome", "incident_type", "urgent", "unit"]
    list_select_related = ["officer", "unit"]
    search_fields = ["=reference"]
    date_hierarchy = "submitted_at"
    fields = list_display

    def get_queryset(self, request: HttpRequest) -> QuerySet[FootageRequest]:
        return unopened(super().get_queryset(request))


@admin.register(Policy)
class PolicyAdmin(ReadOnlyAdmin):
    """Changed at the desk, which first shows what a change moves."""

    list_display = ("rule", "said", "valid_from", "basis", "recorded_by", "recorded_at")
    list_filter = ["rule"]
    list_select_related = ["recorded_by"]
    search_fields = ["basis"]
    date_hierarchy = "valid_from"
    fields = list_display

    @admin.display(description=_("value"), ordering="value")
    def said(self, policy: Policy) -> str:
        return policies.said(policy.rule, policy.value)


@admin.register(Holiday)
class HolidayAdmin(ReadOnlyAdmin):
    list_display = ("day", "kind", "name", "decree", "cancelled_by")
    list_filter = ["kind"]
    date_hierarchy = "day"
    search_fields = ["name", "decree"]
    fields = list_display
