"""Questions to the database that never change: their SQL is written once, not for each page that asks them.

Django takes longer to write a small query than PostgreSQL to answer it, and every page asks some of these.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.db.models import QuerySet


class Statement:
    """`ask()` answers the rows of `query()`, which names plain values (`values_list`): nothing encrypted."""

    def __init__(self, query: Callable[[], QuerySet[Any, Any]]) -> None:
        self._sql = cache(lambda: query().query.sql_with_params())  # not before the models are there

    def ask(self) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(*self._sql())
            return cursor.fetchall()
