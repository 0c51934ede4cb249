"""Staff: who may act for the city, in which unit and in which roles."""

from django.contrib.auth.models import AbstractUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission, Role, permissions_of
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
    """A staff account. Residents have none: they hold a reference number and a PIN."""

    unit = models.ForeignKey(
        Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("unit")
    )
    roles = ArrayField(models.CharField(max_length=24, choices=Role), default=list, blank=True, verbose_name=_("roles"))

    class Meta:
        verbose_name = _("staff account")
        verbose_name_plural = _("staff accounts")

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def may(self, permission: Permission) -> bool:
        return self.is_active and permission in permissions_of(self.roles)

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.STAFF, str(self.pk))
