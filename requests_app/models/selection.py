"""What an officer works out at the footage: what is to be released, and moments worth finding again."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from footage.models import Hold
from requests_app.models.request import FootageRequest


class Selection(models.Model):
    """A part `[starts_at, ends_at)` of a hold that the officer means to release, until it is proposed.

    It stays when a proposal is made of it, so that one that comes back need not be worked out again. `masks` as in
    DecisionWindow, each with an "id" of its own.
    """

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="selections")
    hold = models.ForeignKey(Hold, on_delete=models.PROTECT, related_name="+", verbose_name=_("hold"))
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    masks = models.JSONField(_("masks"), default=list, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("selected part")
        verbose_name_plural = _("selected parts")
        ordering = ["made_at"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="selection_has_length"),
        ]

    def __str__(self) -> str:
        return f"{self.hold_id} {self.starts_at:%H:%M:%S}"


class Mark(models.Model):
    """A moment that somebody of the office wants to find again, with a note to themselves and their colleagues."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="marks")
    hold = models.ForeignKey(
        Hold, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("hold")
    )
    at = models.DateTimeField(_("moment"))
    note = EncryptedTextField(_("note"), blank=True)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        verbose_name = _("mark")
        verbose_name_plural = _("marks")
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%H:%M:%S}"
