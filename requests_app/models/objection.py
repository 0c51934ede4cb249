"""What may come after a decision: an objection to it, and its answer."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.decision import Decision
from requests_app.models.request import FootageRequest


class Ground(models.TextChoices):
    """The grounds of UU 14/2008 art. 35 (1), letters a to g, in its order."""

    REFUSED = "refused", _("the request was refused on an exemption")
    NOT_PUBLISHED = "not_published", _("information that must be published regularly was not")
    NOT_ANSWERED = "not_answered", _("the request was not answered")
    NOT_AS_ASKED = "not_as_asked", _("the answer is not what was asked for")
    NOT_FULFILLED = "not_fulfilled", _("the request was granted but not carried out")
    FEE = "fee", _("an unreasonable fee was charged")
    LATE = "late", _("the answer came later than the law allows")


class Objection(models.Model):
    """One objection (keberatan) and its answer. `decision` is empty when it is about an answer that does not come."""

    class State(models.TextChoices):
        OPEN = "open", _("being examined")
        UPHELD = "upheld", _("the decision stands")
        OVERTURNED = "overturned", _("the objection is right")
        DROPPED = "dropped", _("dropped with the request")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.PROTECT, related_name="objections")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="objections")
    ground = models.CharField(_("ground"), max_length=16, choices=Ground)
    text = EncryptedTextField(_("what is objected to"))
    lodged_at = models.DateTimeField(_("lodged"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    answer = EncryptedTextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    # The applicant told us that they went to the Komisi Informasi: the footage is kept for it.
    disputed_at = models.DateTimeField(_("dispute reported"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        ordering = ["lodged_at"]
        constraints = [
            models.UniqueConstraint(fields=["request"], condition=Q(state="open"), name="one_open_objection"),
            models.UniqueConstraint(
                fields=["decision"], condition=~Q(state="dropped"), name="objected_once_to_a_decision"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "dropped"], answered_by__isnull=True, answered_at__isnull=True)
                | Q(state__in=["upheld", "overturned"], answered_by__isnull=False, answered_at__gte=F("lodged_at")),
                name="objection_answered_all_or_nothing",
            ),
        ]
        indexes = [models.Index(fields=["lodged_at"], condition=Q(state="open"), name="objection_open")]

    def __str__(self) -> str:
        return str(self.lodged_at)
