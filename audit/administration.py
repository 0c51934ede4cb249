"""What the admin site may change leaves an event in the trail; what it may not change, it only shows.

Every list can be saved as a file, which is an event of the trail as well.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.urls import URLPattern, path
from django.utils import translation

from audit import events
from audit.verbs import Verb
from core.sheets import CSV_TYPE, csv_lines

CHUNK = 2000  # rows that are in memory at a time


class SavedAdmin(admin.ModelAdmin):
    """Its list can be saved: the same columns and filters, all pages of it."""

    change_list_template = "admin/saved_change_list.html"
    file_name = "daftar.csv"

    def get_urls(self) -> list[URLPattern]:
        name = f"{self.opts.app_label}_{self.opts.model_name}_csv"
        return [path(self.file_name, self.admin_site.admin_view(self.save_as_csv), name=name), *super().get_urls()]

    def save_as_csv(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_changelist_instance(request).get_queryset(request)
        with transaction.atomic():
            by = request.user.actor  # type: ignore[union-attr]
            events.record(verb=Verb.LIST_SAVED, by=by, subject=f"list:{self.opts.label_lower}")
        columns = [label_for_field(name, self.model, self) for name in self.list_display]
        lines = csv_lines(columns, self._rows(found, language=translation.get_language()))
        file_name = f"{self.opts.model_name}-{self.file_name}"
        headers = {"Content-Disposition": f'attachment; filename="{file_name}"', "Cache-Control": "private, no-store"}
        return StreamingHttpResponse(lines, content_type=CSV_TYPE, headers=headers)

    def _rows(self, found: QuerySet[Any], *, language: str | None) -> Iterator[list[Any]]:
        """Written while the file goes out, when the request's own language is no longer the active one."""
        for row in found.iterator(chunk_size=CHUNK):
            with translation.override(language):
                yield [self._cell(row, str(name)) for name in self.list_display]

    def _cell(self, row: Any, name: str) -> Any:
        field, _attribute, value = lookup_field(name, row, self)
        return getattr(row, f"get_{name}_display")() if field and getattr(field, "choices", None) else value


class ReadOnlyAdmin(SavedAdmin):
    """Shows rows to those who may see them; nobody adds, changes or deletes any here."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class AuditedAdmin(SavedAdmin):
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
