"""Where recorders burn their own clock into the picture, as the registry keeps it: text that people type."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.errors import InvalidInput

NUMBER = r"\d{1,3}(?:[.,]\d{1,3})?"
BOX = re.compile(rf"{NUMBER}(?:\s+{NUMBER}){{3}}", re.ASCII)

MOST = 0.3  # of the picture: the recipient code across it must still be found

Box = tuple[float, float, float, float]  # left, top, width, height, in parts of the picture's


def boxes(text: str) -> tuple[Box, ...]:
    """The places that `text` names: left, top, width and height in percent of the picture, several apart by ";".

    Raises InvalidInput.
    """
    found = tuple(_box(part.strip()) for part in text.split(";")) if text.strip() else ()
    if sum(width * height for _left, _top, width, height in found) > MOST:
        raise InvalidInput(_("That is too much of the picture. Name only the places where the clock is written."))
    return found


def cell(text: str) -> str:
    """A cell of an imported table, in one spelling."""
    boxes(text)
    return "; ".join(" ".join(part.split()) for part in text.split(";"))


def validate(text: str) -> None:
    """For the field of the model."""
    try:
        boxes(text)
    except InvalidInput as error:
        raise ValidationError(str(error.message)) from error


def _box(text: str) -> Box:
    if BOX.fullmatch(text):
        left, top, width, height = (float(number.replace(",", ".")) for number in text.split())
        if width > 0 and height > 0 and left + width <= 100 and top + height <= 100:
            return left / 100, top / 100, width / 100, height / 100
    values = {"value": text}
    raise InvalidInput(
        _("“%(value)s” is not a place in the picture. Write left, top, width and height in percent, like 0 0 45 8.")
        % values
    )
