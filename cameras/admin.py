"""The registry in the admin site. Nothing is deleted: a camera that is gone is removed by its status."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from audit.administration import AuditedAdmin
from audit.verbs import Verb
from cameras.models import Area, Camera, Site


@admin.register(Area)
class AreaAdmin(AuditedAdmin):
    verb = Verb.REGISTRY_CHANGED
    list_display = ["code", "name", "level", "parent"]
    list_filter = ["level"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    autocomplete_fields = ["parent"]

    def get_readonly_fields(self, request: Any, obj: Area | None = None) -> list[str]:
        return ["code"] if obj else []  # another code would be another row


@admin.register(Site)
class SiteAdmin(AuditedAdmin):
    verb = Verb.REGISTRY_CHANGED
    list_display = ["code", "name", "area", "place_kind", "owner", "funding"]
    list_filter = ["place_kind", "funding"]
    list_select_related = ["area"]
    search_fields = ["code", "name", "address"]
    autocomplete_fields = ["area"]

    def detail_of(self, obj: Site) -> dict[str, Any]:
        return {"code": obj.code}


@admin.register(Camera)
class CameraAdmin(AuditedAdmin):
    verb = Verb.REGISTRY_CHANGED
    search_help_text = _("A part of a code, a name or an address.")
    list_display = ["code", "name", "site", "status", "archive_source", "archive_name", "retention_days"]
    list_filter = ["status", "archive_source", "site__funding"]
    list_select_related = ["site"]
    search_fields = ["code", "name", "site__name", "site__address"]
    autocomplete_fields = ["site"]

    def camera_of(self, obj: Camera) -> str:
        return obj.code

    def detail_of(self, obj: Camera) -> dict[str, Any]:
        return {"status": obj.status}
