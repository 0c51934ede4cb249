"""Who acts on a case: a member of staff, the applicant who holds it, or the system.

All three answer the same two questions, so that a function takes any of them as `by=`: which actor the audit trail
names, and which permissions they have. `accounts.User` is such a party as it stands.
"""

from dataclasses import dataclass
from typing import Protocol

from accounts.models import User
from accounts.roles import Permission
from core.actors import STRANGER as UNKNOWN
from core.actors import Actor, ActorKind, system


class Party(Protocol):
    @property
    def actor(self) -> Actor: ...

    def may(self, permission: Permission) -> bool: ...


class Unprivileged:
    """Holds no staff permission at all."""

    def may(self, permission: Permission) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Applicant(Unprivileged):
    """Somebody who opened the case `reference` with its number and PIN (`tracking.open`), or has just filed it."""

    reference: str

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.APPLICANT, self.reference)


@dataclass(frozen=True, slots=True)
class System(Unprivileged):
    """A process of ours, by the name of what it does."""

    name: str

    @property
    def actor(self) -> Actor:
        return system(self.name)


@dataclass(frozen=True, slots=True)
class Stranger(Unprivileged):
    """Somebody of whom nothing is known yet."""

    @property
    def actor(self) -> Actor:
        return UNKNOWN


STRANGER = Stranger()


def officer_code(user: User) -> str:
    """How a member of staff is named to applicants and in previews: tells the account to us and nobody to others."""
    return f"PTG-{user.pk:05d}"
