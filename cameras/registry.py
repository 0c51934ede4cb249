"""Whether the registry is still as it was when something was derived from it."""

from django.db import connection


def version() -> int:
    """Another number after every change of areas, sites or cameras, whoever made it (migration 0003)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM cameras_registry")
        return cursor.fetchone()[0]
