"""Footage in the admin site: sources are set up; holds, jobs and grants are only looked at, clips not at all."""

from typing import Any

from django.contrib import admin

from audit.administration import AuditedAdmin, ReadOnlyAdmin
from audit.verbs import Verb
from footage.models import ArchiveSource, Deliverable, Grant, Hold, RenderJob


@admin.register(ArchiveSource)
class ArchiveSourceAdmin(AuditedAdmin):
    verb = Verb.REGISTRY_CHANGED
    list_display = ["code", "name", "layout", "template", "time_zone", "enabled"]
    list_filter = ["enabled", "layout"]
    search_fields = ["code", "name"]

    def detail_of(self, obj: ArchiveSource) -> dict[str, Any]:
        return {"code": obj.code, "enabled": obj.enabled}


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    list_display = ("reference", "camera", "starts_at", "ends_at", "state", "keep_until", "attempts", "error")
    list_filter = ["state"]
    list_select_related = ["camera"]
    search_fields = ["=reference", "=camera__code"]
    date_hierarchy = "created_at"
    fields = (*list_display, "created_at", "secured_at", "released_at", "gaps")


@admin.register(RenderJob)
class RenderJobAdmin(ReadOnlyAdmin):
    list_display = ("reference", "created_at", "state", "progress", "attempts", "leased_until", "error")
    list_filter = ["state"]
    search_fields = ["=reference"]
    date_hierarchy = "created_at"
    fields = (*list_display, "starts_at", "ends_at", "started_at", "finished_at")


@admin.register(Deliverable)
class DeliverableAdmin(ReadOnlyAdmin):
    list_display = ("reference", "created_at", "duration", "frame_count", "size", "sha256")
    search_fields = ["=reference", "=sha256"]
    date_hierarchy = "created_at"
    fields = list_display


@admin.register(Grant)
class GrantAdmin(ReadOnlyAdmin):
    list_display = ("reference", "issued_at", "expires_at", "may_download", "view_limit", "revoked_at")
    search_fields = ["=reference"]
    date_hierarchy = "issued_at"
    fields = list_display
