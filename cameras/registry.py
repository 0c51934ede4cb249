"""What is derived from the registry, kept in memory for as long as the registry stays as it is."""

from collections.abc import Callable
from typing import Generic, TypeVar

from django.db import connection

Derived = TypeVar("Derived")


class Kept(Generic[Derived]):
    """What `read` made of the registry; made anew when areas, sites, cameras or outlines have changed since.

    For this process, whose threads share it: it must not be changed.
    """

    def __init__(self, read: Callable[[], Derived]) -> None:
        self._read = read
        self._latest: tuple[int, Derived] | None = None

    def __call__(self) -> Derived:
        version = _version()
        if self._latest is None or self._latest[0] != version:
            self._latest = version, self._read()
        return self._latest[1]


def _version() -> int:
    """Another number after every change, whoever made it: triggers of migrations 0003 and 0005 see to that."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM cameras_registry")
        return cursor.fetchone()[0]
