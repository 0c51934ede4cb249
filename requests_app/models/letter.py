"""The words of the letters, as an administrator edits them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from requests_app.models.decision import DecisionKind


class LetterText(models.Model):
    """A version of the words with which the letter about a kind of decision begins. The newest version holds."""

    kind = models.CharField(_("decision"), max_length=20, choices=DecisionKind)
    language = models.CharField(_("language"), max_length=8)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("written by"))
    written_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("text of a letter")
        verbose_name_plural = _("texts of letters")
        ordering = ["kind", "language", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "language", "version"], name="letter_text_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.language} {self.version}"
