"""Staff and their units in the admin site. Nobody changes their own roles there."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import Role
from audit.administration import AuditedAdmin
from audit.verbs import Verb


class RolesField(forms.TypedMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.pop("base_field", None)
        kwargs.pop("max_length", None)
        super().__init__(choices=Role.choices, widget=forms.CheckboxSelectMultiple, **kwargs)


class StaffChangeForm(UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"
        field_classes = {"roles": RolesField}


class StaffCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "unit", "roles")
        field_classes = {"roles": RolesField}


@admin.register(User)
class StaffAdmin(AuditedAdmin, UserAdmin):
    verb = Verb.STAFF_CHANGED
    form = StaffChangeForm
    add_form = StaffCreationForm
    list_display = ["username", "get_full_name", "unit", "role_names", "is_active", "last_login"]
    list_filter = ["is_active", "unit"]
    list_select_related = ["unit"]
    search_fields = ["username", "first_name", "last_name"]
    ordering = ["username"]
    filter_horizontal = []
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["username", "password", "first_name", "last_name", "email"]}),
        (_("What this person may do"), {"fields": ["unit", "roles", "is_active"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "first_name", "last_name", "usable_password", "password1", "password2"]}),
        (_("What this person may do"), {"fields": ["unit", "roles"]}),
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fields = list(super().get_readonly_fields(request, obj))
        return [*fields, "roles", "is_active"] if obj == request.user else fields

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        return super().user_change_password(request, id, form_url)

    def detail_of(self, obj: User) -> dict[str, Any]:
        return {"roles": obj.roles, "active": obj.is_active}

    @admin.display(description=_("name"))
    def get_full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(user.roles)


@admin.register(Unit)
class UnitAdmin(AuditedAdmin):
    verb = Verb.STAFF_CHANGED
    list_display = ["code", "name"]
    search_fields = ["code", "name"]

    def detail_of(self, obj: Unit) -> dict[str, Any]:
        return {"code": obj.code}
