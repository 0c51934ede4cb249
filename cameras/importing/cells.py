"""How the cells of an imported table are read. Each reader takes trimmed text and raises InvalidInput with advice."""

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from core.errors import InvalidInput

DECIMAL_NUMBER = re.compile(r"[+-]?\d{1,3}([.,]\d{1,15})?")


def text(*, longest: int) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if len(cell) > longest:
            raise InvalidInput(_("This is longer than %(longest)d characters. Shorten it.") % {"longest": longest})
        if not cell.isprintable():
            raise InvalidInput(_("There is a character in it that cannot be shown. Type the text again."))
        return cell

    return read


def pattern(expression: str, *, example: str) -> Callable[[str], str]:
    def read(cell: str) -> str:
        if not re.fullmatch(expression, cell, re.ASCII):
            values = {"value": cell, "example": example}
            raise InvalidInput(_("“%(value)s” is not a code like %(example)s. Correct it.") % values)
        return cell

    return read


def choice(meanings: Mapping[str, Any]) -> Callable[[str], Any]:
    def read(cell: str) -> Any:
        if cell.lower() not in meanings:
            values = {"value": cell, "known": ", ".join(meanings)}
            raise InvalidInput(_("“%(value)s” is not known here. Write one of: %(known)s.") % values)
        return meanings[cell.lower()]

    return read


def degrees(*, lowest: float, highest: float) -> Callable[[str], float]:
    """Decimal degrees, with a point or a comma, kept to 6 digits (0.1 m)."""

    def read(cell: str) -> float:
        if not DECIMAL_NUMBER.fullmatch(cell):
            raise InvalidInput(_("“%(value)s” is not a number of degrees like -6.242921.") % {"value": cell})
        value = round(float(cell.replace(",", ".")), 6)
        if not lowest <= value <= highest:
            values = {"value": cell, "lowest": lowest, "highest": highest}
            raise InvalidInput(
                _(
                    "%(value)s lies outside Indonesia (%(lowest)g to %(highest)g)."
                    " Are latitude and longitude exchanged, or a minus sign lost?"
                )
                % values
            )
        return value

    return read


def whole_number(*, lowest: int, highest: int) -> Callable[[str], int]:
    def read(cell: str) -> int:
        if not (cell.isascii() and cell.isdigit() and lowest <= int(cell) <= highest):
            values = {"value": cell, "lowest": lowest, "highest": highest}
            raise InvalidInput(_("“%(value)s” is not a whole number from %(lowest)d to %(highest)d.") % values)
        return int(cell)

    return read


def day(cell: str) -> date:
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise InvalidInput(_("“%(value)s” is not a date like 2026-11-23.") % {"value": cell}) from None


def seconds(cell: str) -> timedelta:
    """Signed seconds, fractions allowed, up to a day either way."""
    if not re.fullmatch(r"[+-]?\d{1,5}([.,]\d{1,6})?", cell, re.ASCII) or abs(float(cell.replace(",", "."))) > 86_400:
        raise InvalidInput(_("“%(value)s” is not a number of seconds like -12.5.") % {"value": cell})
    return timedelta(seconds=float(cell.replace(",", ".")))


# The bounding box of Indonesia, rounded outwards to whole degrees.
latitude = degrees(lowest=-12, highest=7)
longitude = degrees(lowest=94, highest=142)
