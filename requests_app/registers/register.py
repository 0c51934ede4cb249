"""The registers that the law asks for, made from the cases themselves: nobody keeps a second book.

Perki 1/2021 pasal 38 and its annex: requests, objections, exempted information; and, since footage shows people, every
disclosure (UU 27/2022 pasal 31: a record of processing). A register covers a span of days in Jakarta, both ends
included, and is read in the order in which things happened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet

from core.clock import WIB
from core.errors import Sentence

Cell = Sentence | int | datetime | None
Entry = tuple[Cell, ...]
BATCH = 500  # entries that are in memory at a time


@dataclass(frozen=True, slots=True)
class Period:
    """The days `first` to `last` in Jakarta, both included."""

    first: date
    last: date

    @property
    def starts_at(self) -> datetime:
        return datetime.combine(self.first, time(), WIB)

    @property
    def ends_at(self) -> datetime:
        """Midnight after the last day: the half-open end."""
        return datetime.combine(self.last + timedelta(days=1), time(), WIB)


@dataclass(frozen=True, slots=True)
class Register:
    """`find` is what stands in a period, in its order; `write` makes a line of it, as wide as `columns`."""

    key: str
    title: Sentence
    about: Sentence
    columns: tuple[Sentence, ...]
    find: Callable[[Period], QuerySet[Any]]
    write: Callable[[Any], Entry]

    def rows(self, period: Period) -> Iterator[Entry]:
        """All of a period, so many in memory at a time, and the first of them at once.

        By their keys: a cursor outside a transaction holds nothing back, but waits until all of it is found.
        """
        found = self.find(period)
        keys = list(found.values_list("pk", flat=True))
        for first in range(0, len(keys), BATCH):
            batch = keys[first : first + BATCH]
            by_key = found.order_by().in_bulk(batch)
            yield from (self.write(by_key[key]) for key in batch if key in by_key)
