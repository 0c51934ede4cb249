"""The registers that the law asks for, made from the cases themselves: nobody keeps a second book.

Perki 1/2021 pasal 38 and its annex: requests, objections, exempted information; and, since footage shows people, every
disclosure (UU 27/2022 pasal 31: a record of processing). A register covers a span of days in Jakarta, both ends
included, and is read in the order in which things happened.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from core.clock import WIB
from core.errors import Sentence

Cell = Sentence | int | datetime | None


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
    """`rows` yields a tuple as wide as `columns` for each entry of a period."""

    key: str
    title: Sentence
    about: Sentence
    columns: tuple[Sentence, ...]
    rows: Callable[[Period], Iterator[tuple[Cell, ...]]]
