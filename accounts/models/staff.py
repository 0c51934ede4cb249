"""Staff: who may act for the city, in which unit and in which roles."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.managers import StaffManager
from accounts.roles import Permission, Role, admin_permissions_of, permissions_of
from core.actors import Actor, ActorKind


class Unit(models.Model):
    """An office that handles cases: the bureau itself, a city's department, a kelurahan counter."""

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("name"), max_length=120)

    class Meta:
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A staff account. Residents have none: they hold a reference number and a PIN.

    What it may do is said by its roles alone. Django's superuser flag, groups and permission tables are not there, so
    that no second way to a right exists; the admin site asks `has_perm`, which asks the roles.
    """

    is_superuser = None
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("unit")
    )
    roles = ArrayField(models.CharField(max_length=24, choices=Role), default=list, blank=True, verbose_name=_("roles"))
    # Set by somebody else, so good for one sign-in, in which its owner chooses another.
    password_is_temporary = models.BooleanField(default=False)
    # Counts up to end every session of the account (`accounts.sessions.end_all`).
    session_series = models.PositiveIntegerField(default=0)

    objects = StaffManager()  # type: ignore[assignment,misc]

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, permission: Permission) -> bool:
        return self.is_active and permission in permissions_of(self.roles)

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's question, e.g. "audit.view_event": whether the roles include that of the admin site."""
        return self.is_active and perm in admin_permissions_of(self.roles)

    def has_perms(self, perm_list: Iterable[str], obj: object = None) -> bool:
        return all(self.has_perm(perm) for perm in perm_list)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(perm.startswith(f"{app_label}.") for perm in admin_permissions_of(self.roles))

    @property
    def is_staff(self) -> bool:  # type: ignore[override]
        """Whether the admin site has anything for this account; not a column of its own."""
        return self.is_active and bool(admin_permissions_of(self.roles))

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.STAFF, str(self.pk))

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """A session ends by itself when password, roles or unit are no longer those it began with."""
        series = f"{self.session_series}/{self.unit_id}/{','.join(sorted(self.roles))}/{self.password}"
        return salted_hmac("accounts.session", series, secret=secret, algorithm="sha256").hexdigest()
