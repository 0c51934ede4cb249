"""The audit trail in the admin site: read, filtered and searched; never written, whoever asks."""

import json
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Case, CharField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf, Trim
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from audit import export, verifications
from audit.administration import ReadOnlyAdmin
from audit.filters import ActorFilter, ActorKindFilter, CameraFilter, CaseFilter, VerbFilter
from audit.models import Event
from audit.sentences import actor_of, sentence_of
from audit.trail_list import TrailList, TrailPaginator
from core.actors import ActorKind
from core.ids import read_reference
from core.templatetags.formats import clock_seconds, day


def staff_names() -> Case:
    """The name of the acting staff account, or its user name; the trail itself keeps only the account's number."""
    named = _names(Cast("pk", CharField()), called="actor_id")
    return Case(When(actor_kind=ActorKind.STAFF, then=named), default=Value(""), output_field=CharField())


def subject_names() -> Case:
    """Likewise of the account that was acted on."""
    named = _names(Concat(Value("user:"), Cast("pk", CharField())), called="subject")
    return Case(When(subject__startswith="user:", then=named), default=Value(""), output_field=CharField())


def _names(number: Any, *, called: str) -> Subquery:
    full_name = NullIf(Trim(Concat("first_name", Value(" "), "last_name")), Value(""))
    accounts = get_user_model().objects.annotate(number=number).filter(number=OuterRef(called))
    return Subquery(accounts.values(name=Coalesce(full_name, "username"))[:1])


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    list_display = ["position", "at_seconds", "sentence", "case", "camera"]
    list_display_links = ["position", "sentence"]
    list_filter = [CaseFilter, CameraFilter, ActorFilter, ActorKindFilter, VerbFilter]
    list_per_page = 50
    change_list_template = "admin/audit/event/change_list.html"
    file_name = "jejak.csv"
    date_hierarchy = "at"
    search_fields = ["case", "camera", "actor_id", "subject"]  # whole ones: see get_search_results
    search_help_text = _("A whole request number, camera code, actor or subject.")
    show_full_result_count = False
    paginator = TrailPaginator
    ordering = ["-id"]
    fields = ("position", "digest", "at_seconds", "sentence", "verb", "actor", "case", "camera", "subject", "details")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        return (
            super()
            .get_queryset(request)
            .select_related("link")
            .annotate(staff_name=staff_names(), subject_name=subject_names())
        )

    def get_changelist(self, request: HttpRequest, **_kwargs: Any) -> type[TrailList]:
        return TrailList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        """What is exactly so: each of these has an index, which Django's own way of comparing would not use."""
        typed = search_term.strip()
        if not typed:
            return queryset, False
        number = read_reference(typed) or typed
        return queryset.filter(Q(case=number) | Q(camera=typed) | Q(actor_id=number) | Q(subject=typed)), False

    def get_urls(self) -> list[URLPattern]:
        verify = self.admin_site.admin_view(self.verify)
        return [path("periksa", verify, name="audit_event_verify"), *super().get_urls()]

    @method_decorator(require_POST)
    def verify(self, request: HttpRequest) -> HttpResponseBase:
        """Has the chain walked now, beside every night."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        verifications.ask(by=request.user.actor)  # type: ignore[union-attr]
        self.message_user(request, _("The chain is being verified. Load this page again in a moment."))
        return redirect("admin:audit_event_changelist")

    def save_as_csv(self, request: HttpRequest) -> HttpResponseBase:
        """What the list shows with the same filters, all pages of it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = self.get_changelist_instance(request).get_queryset(request)
        return export.response(found, filters=request.GET, by=request.user.actor)  # type: ignore[union-attr]

    @admin.display(description=_("position"), ordering="link__position")
    def position(self, event: Any) -> Any:
        return event.link.position if hasattr(event, "link") else _("not in the chain")

    @admin.display(description=_("digest (SHA-256)"))
    def digest(self, event: Any) -> str | None:
        return bytes(event.link.digest).hex() if hasattr(event, "link") else None

    @admin.display(description=_("time"), ordering="id")
    def at_seconds(self, event: Any) -> str:
        return f"{day(event.at)}, {clock_seconds(event.at)}"

    @admin.display(description=_("what happened"))
    def sentence(self, event: Any) -> str:
        return sentence_of(event, staff_name=event.staff_name, subject_name=event.subject_name or "")

    @admin.display(description=_("actor"))
    def actor(self, event: Any) -> str:
        return f"{actor_of(event, staff_name=event.staff_name)} ({event.actor_kind}:{event.actor_id})"

    @admin.display(description=_("details"))
    def details(self, event: Any) -> str:
        return format_html("<pre>{}</pre>", json.dumps(event.detail, indent=2, ensure_ascii=False, sort_keys=True))
