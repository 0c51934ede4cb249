"""What the admin site may change leaves an event in the trail; what it may not change, it only shows."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import Http404, HttpRequest

from audit import events
from audit.verbs import Verb


class ReadOnlyAdmin(admin.ModelAdmin):
    """Shows rows to those who may see them; nobody adds, changes or deletes any here."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AuditedAdmin(admin.ModelAdmin):
    """Writes an event instead of Django's own log, in the transaction of the change: which fields, not what is in them.

    Nothing is deleted unless a subclass says so: what ends gets a status.
    """

    verb: Verb
    actions = None  # the action that deletes many runs outside a transaction

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def camera_of(self, obj: Any) -> str:
        """The camera's code when the row is a camera or belongs to one."""
        return ""

    def detail_of(self, obj: Any) -> dict[str, Any]:
        """What the trail keeps of the row's values; never anything about a person but their roles."""
        return {}

    def history_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        """Django's own log is not kept, so there is nothing to show here; auditors read the trail."""
        raise Http404

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> list[dict[str, Any]]:
        return [{"fields": form.changed_data}]

    def log_addition(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        self._record(request, obj, {"action": "added", **self.detail_of(obj)})

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        fields = message[0]["fields"] if isinstance(message, list) else []
        if fields or not isinstance(message, list):
            self._record(request, obj, {"action": "changed", "fields": fields, **self.detail_of(obj)})

    def log_deletions(self, request: HttpRequest, queryset: Iterable[Model]) -> None:  # type: ignore[override]
        for obj in queryset:
            self._record(request, obj, {"action": "deleted", **self.detail_of(obj)})

    def _record(self, request: HttpRequest, obj: Model, detail: dict[str, Any]) -> None:
        subject = f"{obj._meta.model_name}:{obj.pk}"
        events.record(
            verb=self.verb,
            by=request.user.actor,  # type: ignore[union-attr]
            camera=self.camera_of(obj),
            subject=subject,
            detail=detail,
        )
