"""Which role may do what. Who may act on *this* case is asked of the case's workflow."""

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    FILE_FOR_OTHERS = "file_for_others", _("file requests for people who come to a counter")
    READ_CASES = "read_cases", _("read cases")
    TAKE_PART = "take_part", _("take part in cases: notes, marks, and saying that one is concerned")
    REVIEW = "review", _("take a case, look at its footage, propose a decision")
    APPROVE = "approve", _("approve or send back somebody else's proposal")
    DISPATCH = "dispatch", _("give cases to officers, and hand them to other units")
    REVIEW_OBJECTIONS = "review_objections", _("answer objections in cases in which they took no part")
    READ_REGISTERS = "read_registers", _("read and save the registers")
    READ_AUDIT = "read_audit", _("read the audit trail")
    ADMINISTER = "administer", _("manage the registry, people, policies and holidays")


class Role(models.TextChoices):
    COUNTER = "counter", _("counter staff: files requests for people without a telephone")
    OFFICER = "officer", _("officer: reviews requests and proposes decisions")
    APPROVER = "approver", _("approver: decides on proposals of others")
    UNIT_HEAD = "unit_head", _("unit head: gives the unit's cases to officers and hands them on")
    OBJECTION_REVIEWER = "objection_reviewer", _("objection reviewer (superior of the PPID): answers objections")
    AUDITOR = "auditor", _("auditor: reads everything that was done, changes nothing")
    ADMINISTRATOR = "administrator", _("administrator: registry, people and rules, no footage")


CASEWORK = frozenset({Permission.READ_CASES, Permission.TAKE_PART})
ROLE_PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.COUNTER: frozenset({Permission.FILE_FOR_OTHERS}),
    Role.OFFICER: CASEWORK | {Permission.REVIEW},
    Role.APPROVER: CASEWORK | {Permission.APPROVE, Permission.READ_REGISTERS},
    Role.UNIT_HEAD: CASEWORK | {Permission.DISPATCH, Permission.READ_REGISTERS},
    Role.OBJECTION_REVIEWER: CASEWORK | {Permission.REVIEW_OBJECTIONS, Permission.READ_REGISTERS},
    Role.AUDITOR: frozenset({Permission.READ_CASES, Permission.READ_AUDIT, Permission.READ_REGISTERS}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMINISTER}),
}

# What each permission means in the admin site, by the names that Django's admin asks for: `<app>.<act>_<model>`.
# Whatever is not named here the admin site shows to nobody.
ADMIN_PERMISSIONS: dict[str, frozenset[str]] = {
    Permission.READ_AUDIT: frozenset({"audit.view_event"}),
    Permission.ADMINISTER: frozenset(
        {
            f"{app}.{act}_{model}"
            for app, model in [
                ("cameras", "area"),
                ("cameras", "site"),
                ("cameras", "camera"),
                ("accounts", "unit"),
                ("footage", "archivesource"),
            ]
            for act in ("view", "add", "change", "delete")
        }
        | {
            f"{app}.view_{model}"
            for app, model in [
                ("accounts", "user"),
                ("requests_app", "policy"),
                ("requests_app", "holiday"),
                ("notifications", "message"),
                ("requests_app", "footagerequest"),
                ("footage", "hold"),
                ("footage", "renderjob"),
                ("footage", "deliverable"),
                ("footage", "grant"),
            ]
        }
    ),
}


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    return frozenset().union(*(ROLE_PERMISSIONS.get(role, frozenset()) for role in roles))


def admin_permissions_of(roles: Iterable[str]) -> frozenset[str]:
    permissions = permissions_of(roles)
    return frozenset().union(*(names for permission, names in ADMIN_PERMISSIONS.items() if permission in permissions))


def roles_with(permission: Permission) -> list[str]:
    return [role for role, permissions in ROLE_PERMISSIONS.items() if permission in permissions]
