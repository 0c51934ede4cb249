"""Filters of the audit trail in the admin site: acts from a list, and boxes for what is too many to list."""

from collections.abc import Collection, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from audit.models import Event
from audit.sentences import act_of
from audit.verbs import Verb
from core.actors import ActorKind
from core.ids import read_reference

# Every act by which somebody learns what is in a case or a register.
LOOKS = "looks"
LOOKING = [
    Verb.REQUEST_READ,
    Verb.DOCUMENT_READ,
    Verb.IDENTITY_REVEALED,
    Verb.FOOTAGE_PREVIEWED,
    Verb.FOOTAGE_PLAYED,
    Verb.FOOTAGE_PICTURED,
    Verb.HANDOVER_FILES_TAKEN,
    Verb.TRACKING_OPENED,
    Verb.TRACKING_OPENED_BY_CODE,
    Verb.TRACKING_OPENED_AT_COUNTER,
    Verb.TRACKING_LISTED,
    Verb.GRANT_VIEWED,
    Verb.GRANT_DOWNLOADED,
    Verb.REGISTER_READ,
    Verb.REGISTER_EXPORTED,
    Verb.LIST_SAVED,
]
# What acts are about, by the first word of their names; all others belong to the case itself.
GROUPS = (
    (_("footage"), "hold footage moment mark render clip grant"),
    (_("papers and contact of the applicant"), "document identity power_of_attorney contact tracking pin"),
    (_("staff, rules, registry and registers"), "staff letter_text policy holiday audit list register registry"),
)


class VerbFilter(admin.SimpleListFilter):
    """One act, in words and not by its name, or all by which somebody looked."""

    title = _("act")
    parameter_name = "verb"
    template = "audit/act_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(LOOKS, _("everything looked at or saved")), *((verb.value, act_of(verb)) for verb in Verb)]

    def choices(self, changelist: Any) -> Iterator[Any]:
        """One, for the template: what is kept, and the options by their groups."""
        grouped = " ".join(words for _label, words in GROUPS).split()
        others = {first_word(verb) for verb in Verb}.difference(grouped)
        groups = [(_("requests and decisions"), others), *((label, words.split()) for label, words in GROUPS)]
        yield {
            "value": self.value() or "",
            "kept": kept(changelist, without=self.parameter_name),
            "looks": LOOKS,
            "groups": [(label, acts_about(words)) for label, words in groups],
        }

    def queryset(self, request: HttpRequest, queryset: QuerySet[Event]) -> QuerySet[Event]:
        if self.value() == LOOKS:
            return queryset.filter(verb__in=LOOKING)
        return queryset.filter(verb=self.value()) if self.value() else queryset


def first_word(verb: Verb) -> str:
    return verb.value.partition(".")[0]


def acts_about(words: Collection[str]) -> list[tuple[str, str]]:
    """As options, sorted by what they say."""
    acts = [(verb.value, act_of(verb)) for verb in Verb if first_word(verb) in words]
    return sorted(acts, key=lambda act: act[1])


def kept(changelist: Any, *, without: str | None) -> list[tuple[str, str]]:
    """Everything else that is filtered or searched for."""
    parameters = changelist.get_filters_params()
    parameters.pop(without, None)
    return [(name, value) for name, values in parameters.items() for value in values]


class BoxFilter(admin.SimpleListFilter):
    """A filter with a box to type in; everything else that is filtered or searched stays as it is."""

    template = "audit/box_filter.html"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("", "")]  # Django hides a filter that offers nothing

    def choices(self, changelist: Any) -> Iterator[Any]:
        yield {
            "value": self.value() or "",
            "kept": kept(changelist, without=self.parameter_name),
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
