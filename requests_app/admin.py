"""Rules and days can be changed here; of cases only where they stand, nothing of the people in them."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from audit.administration import AuditedAdmin, ReadOnlyAdmin
from audit.verbs import Verb
from requests_app.models import FootageRequest, Holiday, Policy


@admin.register(FootageRequest)
class FootageRequestAdmin(ReadOnlyAdmin):
    list_display = ("reference", "submitted_at", "incident_type", "status", "outcome", "officer", "unit", "closed_at")
    list_filter = ["status", "outcome", "incident_type", "unit"]
    list_select_related = ["officer", "unit"]
    search_fields = ["=reference"]
    date_hierarchy = "submitted_at"
    fields = list_display


@admin.register(Policy)
class PolicyAdmin(AuditedAdmin):
    verb = Verb.POLICY_CHANGED
    list_display = ["rule", "value", "valid_from", "basis"]
    list_filter = ["rule"]

    def detail_of(self, obj: Policy) -> dict[str, Any]:
        return {"rule": obj.rule, "value": obj.value, "valid_from": obj.valid_from.isoformat()}


@admin.register(Holiday)
class HolidayAdmin(AuditedAdmin):
    verb = Verb.HOLIDAY_CHANGED
    list_display = ["day", "kind", "name", "decree"]
    list_filter = ["kind"]
    date_hierarchy = "day"
    search_fields = ["name", "decree"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["day"] if obj else []  # another day would be another row

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A joint-leave day that is called off goes; the trail keeps it."""
        return request.user.has_perm("requests_app.delete_holiday")

    def detail_of(self, obj: Holiday) -> dict[str, Any]:
        return {"kind": obj.kind}
