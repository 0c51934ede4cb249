"""Who did it: the `by=` of every function that changes something."""

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    APPLICANT = "applicant"
    STAFF = "staff"
    SYSTEM = "system"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Actor:
    """An acting person or process.

    `id` is stable and says nothing about the person: a staff account's primary key, a request's reference for its
    applicant, a task's name for the system.
    """

    kind: ActorKind
    id: str


STRANGER = Actor(ActorKind.STRANGER, "")


def system(name: str) -> Actor:
    return Actor(ActorKind.SYSTEM, name)
