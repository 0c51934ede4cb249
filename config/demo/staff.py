"""Who works in the demo. Passwords and second factors are published, so these accounts exist in a demo only."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.management.base import CommandError
from django.db import transaction

from accounts import factors, totp
from accounts.models import AuthenticatorApp, Unit, User
from accounts.roles import Role

UNITS = {
    "layanan-rekaman": "Layanan Rekaman CCTV, Diskominfotik",
    "inspektorat": "Inspektorat DKI Jakarta",
    "loket-gambir": "Loket Kelurahan Gambir",
}


@dataclass(frozen=True, slots=True)
class Account:
    username: str
    first_name: str
    last_name: str
    role: Role
    unit: str

    @property
    def password(self) -> str:
        return f"saksi-demo-{self.username}"

    @property
    def secret(self) -> str:
        """Of the authenticator app whose codes `config.demo.codes` shows."""
        digest = hashlib.sha256(self.password.encode()).digest()
        return base64.b32encode(digest[: totp.SECRET_BYTES]).decode()


ACCOUNTS = (
    Account("petugas", "Sari", "Wulandari", Role.OFFICER, "layanan-rekaman"),
    Account("petugas2", "Budi", "Santoso", Role.OFFICER, "layanan-rekaman"),
    Account("penyetuju", "Dewi", "Lestari", Role.APPROVER, "layanan-rekaman"),
    Account("penyetuju2", "Agus", "Pratama", Role.APPROVER, "layanan-rekaman"),
    Account("kepala", "Maya", "Anggraini", Role.UNIT_HEAD, "layanan-rekaman"),
    Account("loket", "Putri", "Maharani", Role.COUNTER, "loket-gambir"),
    Account("atasan", "Hendra", "Wijaya", Role.OBJECTION_REVIEWER, "layanan-rekaman"),
    Account("auditor", "Rina", "Hapsari", Role.AUDITOR, "inspektorat"),
    Account("admin", "Joko", "Susilo", Role.ADMINISTRATOR, "layanan-rekaman"),
)


def only_in_a_demo() -> None:
    """Raises CommandError anywhere else: a published password must never open a real service."""
    if settings.SAKSI_ENV != "demo":
        raise CommandError("This prepares a demo with published passwords. It runs only where SAKSI_ENV is demo.")


@transaction.atomic
def prepare(accounts: Iterable[Account] = ACCOUNTS) -> None:
    """Makes the accounts that are not there yet; those that are keep what was changed in them."""
    only_in_a_demo()
    units = {code: Unit.objects.get_or_create(code=code, defaults={"name": name})[0] for code, name in UNITS.items()}
    for account in accounts:
        user = User.objects.filter(username=account.username).first() or User.objects.create_user(
            account.username,
            email=f"{account.username}@saksi.example",
            password=account.password,
            first_name=account.first_name,
            last_name=account.last_name,
            roles=[account.role],
            unit=units[account.unit],
        )
        if not factors.has_any(user):
            AuthenticatorApp.objects.create(user=user, secret=account.secret)
