"""What somebody uploaded, and what became of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid
from requests_app.models.draft import Draft
from requests_app.models.message import CaseMessage
from requests_app.models.request import FootageRequest


class IdentityCheck(models.Model):
    """An officer compared the identity papers of a case with the request; the papers were destroyed with it."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="identity_checks")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("checked by"))
    checked_at = models.DateTimeField(_("checked"))
    passed = models.BooleanField(_("identity confirmed"))

    class Meta:
        verbose_name = _("identity check")
        verbose_name_plural = _("identity checks")
        ordering = ["checked_at"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.checked_at}"


class PowerCheck(models.Model):
    """An officer read the power of attorney of a case: whether it covers the request. The last check counts."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    request = models.ForeignKey(FootageRequest, on_delete=models.CASCADE, related_name="power_checks")
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("checked by"))
    checked_at = models.DateTimeField(_("checked"))
    passed = models.BooleanField(_("covers the request"))

    class Meta:
        verbose_name = _("check of a power of attorney")
        verbose_name_plural = _("checks of powers of attorney")
        ordering = ["checked_at"]

    def __str__(self) -> str:
        return f"{self.request_id} {self.checked_at}"


class CaseDocument(models.Model):
    """One uploaded file, made anew by us. It belongs to a draft, and from its submission on to the request.

    The bytes lie encrypted in a file (`uploads.store`), their key here. The name under which it was sent is not kept.
    A destroyed document keeps its row, without a key: when and why it was destroyed is what its owner may ask.
    """

    class Kind(models.TextChoices):
        IDENTITY = "identity", _("identity paper (KTP, SIM, passport)")
        POWER_OF_ATTORNEY = "power_of_attorney", _("power of attorney (surat kuasa)")
        POLICE_REPORT = "police_report", _("police report (LP, STPL, STTLP, SKTLK)")
        VEHICLE = "vehicle", _("vehicle registration (STNK)")
        PHOTO = "photo", _("photo of you or of the item")
        DEED = "deed", _("deed of an organisation or of inheritance")
        OTHER = "other", _("another document")

    class Destroyed(models.TextChoices):
        CHECKED = "checked", _("identity checked")
        CASE_CLOSED = "case_closed", _("request closed")
        TERM_ENDED = "term_ended", _("kept for as long as allowed")
        ERASED = "erased", _("erased at its owner’s wish")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    request = models.ForeignKey(
        FootageRequest, on_delete=models.CASCADE, null=True, blank=True, related_name="documents"
    )
    message = models.ForeignKey(CaseMessage, on_delete=models.CASCADE, null=True, blank=True, related_name="documents")
    kind = models.CharField(_("kind of document"), max_length=20, choices=Kind)
    # Whoever works on cases and sent it to the applicant; nobody when it comes from the applicant.
    staff = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    # Named by the sender's browser: the same upload, however often it is sent, is one document.
    upload_id = models.UUIDField(editable=False)
    media_type = models.CharField(_("media type"), max_length=40)
    size = models.PositiveIntegerField(_("bytes"))
    pages = models.PositiveSmallIntegerField(_("pages"))
    key = EncryptedTextField(blank=True)  # base64 of the key that this document alone is encrypted with
    added_at = models.DateTimeField(_("added"))
    identity_check = models.ForeignKey(
        IdentityCheck, on_delete=models.PROTECT, null=True, blank=True, related_name="documents"
    )
    destroyed_at = models.DateTimeField(_("destroyed"), null=True, blank=True)
    destroyed_because = models.CharField(_("reason"), max_length=12, choices=Destroyed, blank=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["added_at"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "upload_id"], name="upload_once_a_draft"),
            models.UniqueConstraint(
                fields=["request", "upload_id"], condition=Q(destroyed_at=None), name="upload_once_a_request"
            ),
            models.CheckConstraint(
                condition=Q(draft__isnull=True) ^ Q(request__isnull=True), name="document_has_one_owner"
            ),
            models.CheckConstraint(
                condition=(Q(destroyed_at__isnull=True) & Q(destroyed_because=""))
                | (Q(destroyed_at__isnull=False) & ~Q(destroyed_because="")),
                name="document_destroyed_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["kind", "destroyed_at"])]

    def __str__(self) -> str:
        return str(self.id)


class IdentityReveal(models.Model):
    """One look of an officer at an identity paper. `token` names the press of the button: it shows the paper once."""

    class Why(models.TextChoices):
        COMPARE_DATA = "compare_data", _("compare name and NIK with the request")
        COMPARE_FACE = "compare_face", _("compare the face with the recording")
        COMPARE_PAPERS = "compare_papers", _("compare it with another document of the request")
        LOOK_AGAIN = "look_again", _("look again, because something was unclear")

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    document = models.ForeignKey(CaseDocument, on_delete=models.CASCADE, related_name="reveals")
    officer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(_("reason"), max_length=16, choices=Why)
    token = models.UUIDField(unique=True, editable=False)
    revealed_at = models.DateTimeField(_("shown"))

    class Meta:
        verbose_name = _("look at an identity paper")
        verbose_name_plural = _("looks at identity papers")
        ordering = ["revealed_at"]

    def __str__(self) -> str:
        return f"{self.document_id} {self.revealed_at}"
