"""Filters of the audit trail in the admin site: acts from a list, and boxes for what is too many to list."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.verbs import Verb
from core.actors import ActorKind
from core.ids import read_reference


class VerbFilter(admin.SimpleListFilter):
    title = _("act")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(verb.value, verb.value) for verb in sorted(Verb)]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(verb=self.value()) if self.value() else queryset


class BoxFilter(admin.SimpleListFilter):
    """A filter with a box to type in; everything else that is filtered or searched stays as it is."""

    template = "audit/box_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]  # Django hides a filter that offers nothing

    def choices(self, changelist: Any) -> Iterator[Any]:
        kept = changelist.get_filters_params()
        kept.pop(self.parameter_name, None)
        yield {
            "value": self.value() or "",
            "kept": [(name, value) for name, values in kept.items() for value in values],
            "clear": changelist.get_query_string(remove=[self.parameter_name]),
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        typed = (self.value() or "").strip()
        return queryset.filter(self.matching(typed)) if typed else queryset

    def matching(self, typed: str) -> Q:
        raise NotImplementedError


class CaseFilter(BoxFilter):
    title = _("request number")
    parameter_name = "case"

    def matching(self, typed: str) -> Q:
        return Q(case=read_reference(typed) or typed)


class CameraFilter(BoxFilter):
    title = _("camera code")
    parameter_name = "camera"

    def matching(self, typed: str) -> Q:
        return Q(camera=typed)


class ActorFilter(BoxFilter):
    """By a staff account's user name, or by the number of anybody: a request's reference, a task's name."""

    title = _("actor")
    parameter_name = "actor"

    def matching(self, typed: str) -> Q:
        account = get_user_model().objects.filter(username=typed).first()
        if account:
            return Q(actor_kind=ActorKind.STAFF, actor_id=str(account.pk))
        return Q(actor_id=read_reference(typed) or typed)


class ActorKindFilter(admin.SimpleListFilter):
    title = _("kind of actor")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            (ActorKind.APPLICANT, _("applicant")),
            (ActorKind.STAFF, _("staff")),
            (ActorKind.SYSTEM, _("system")),
            (ActorKind.STRANGER, _("stranger")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        return queryset.filter(actor_kind=self.value()) if self.value() else queryset
