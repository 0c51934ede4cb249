"""Staff and their units in the admin site. Accounts are changed on the staff pages, which ask for a fresh factor."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import Unit, User
from accounts.roles import Role
from audit.administration import AuditedAdmin, ReadOnlyAdmin
from audit.verbs import Verb


@admin.register(User)
class StaffAdmin(ReadOnlyAdmin):
    list_display = ("username", "full_name", "unit", "role_names", "is_active", "last_login")
    list_filter = ["is_active", "unit"]
    list_select_related = ["unit"]
    search_fields = ["username", "first_name", "last_name"]
    ordering = ["username"]
    date_hierarchy = "date_joined"
    fields = (*list_display, "email", "date_joined")

    @admin.display(description=_("name"))
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def role_names(self, user: User) -> str:
        return ", ".join(str(Role(role).label).partition(":")[0] for role in user.roles)


@admin.register(Unit)
class UnitAdmin(AuditedAdmin):
    verb = Verb.STAFF_CHANGED
    list_display = ["code", "name"]
    search_fields = ["code", "name"]

    def detail_of(self, obj: Unit) -> dict[str, Any]:
        return {"code": obj.code}
