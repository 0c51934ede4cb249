"""Staff, their units, and what they prove themselves with besides a password."""

from accounts.models.factor import AuthenticatorApp, Passkey, RecoveryCode
from accounts.models.staff import Unit, User

__all__ = ["AuthenticatorApp", "Passkey", "RecoveryCode", "Unit", "User"]
