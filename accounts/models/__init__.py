"""Staff, their units, and what they prove themselves with besides a password."""

from accounts.models.factor import AuthenticatorApp, EnrolmentCode, Passkey, RecoveryCode
from accounts.models.staff import Unit, User

__all__ = ["AuthenticatorApp", "EnrolmentCode", "Passkey", "RecoveryCode", "Unit", "User"]
