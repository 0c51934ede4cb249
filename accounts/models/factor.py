"""What a member of staff has besides a password: an app that makes codes, passkeys, recovery codes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.staff import User
from core.encryption import EncryptedTextField
from core.ids import new_uuid


class AuthenticatorApp(models.Model):
    """The one app of an account. `last_step` is the newest thirty seconds whose code was used: none is taken twice."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="authenticator_app")
    secret = EncryptedTextField()  # base 32, as in the QR code
    last_step = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("authenticator app")
        verbose_name_plural = _("authenticator apps")

    def __str__(self) -> str:
        return str(self.user_id)


class Passkey(models.Model):
    """A passkey or security key. It works only under the host name it was made for (`host`, the WebAuthn RP ID)."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(_("name"), max_length=60)
    host = models.CharField(max_length=255)
    credential_id = models.BinaryField(unique=True, max_length=1023)
    credential = models.BinaryField()  # WebAuthn's attested credential data, with the public key
    sign_count = models.PositiveBigIntegerField(default=0)  # 0 for ever where the key does not count
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), null=True, blank=True)

    class Meta:
        verbose_name = _("passkey")
        verbose_name_plural = _("passkeys")
        ordering = ["added_at"]

    def __str__(self) -> str:
        return self.name


class RecoveryCode(models.Model):
    """One of the codes for a lost device; kept as a keyed fingerprint, works once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")

    def __str__(self) -> str:
        return str(self.user_id)


class EnrolmentCode(models.Model):
    """The one code by which an account without a second factor may set one up; kept as a keyed fingerprint."""

    id = models.UUIDField(primary_key=True, default=new_uuid, editable=False)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="enrolment_code")
    digest = models.CharField(max_length=64)
    expires_at = models.DateTimeField(_("expires"))

    class Meta:
        verbose_name = _("enrolment code")
        verbose_name_plural = _("enrolment codes")

    def __str__(self) -> str:
        return str(self.user_id)
