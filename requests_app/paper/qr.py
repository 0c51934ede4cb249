"""QR codes, drawn here: no address of a case leaves the house to become a picture."""

from urllib.parse import urlencode

import segno
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from requests_app.correspondence.letters import TRACKING_PATH

QUIET_ZONE = 4  # modules of white around the code (ISO/IEC 18004)


def tracking_address(reference: str) -> str:
    """Where somebody who scans a receipt or a letter arrives: the page that asks for the PIN, the number filled in."""
    return f"{settings.PUBLIC_URL}{TRACKING_PATH}?{urlencode({'nomor': reference})}"


def rows(text: str) -> list[list[bool]]:
    """The modules of the code for `text`, row by row, true for dark; without the quiet zone."""
    return [[bool(module) for module in row] for row in _code(text).matrix]


def svg(text: str, *, label: str) -> SafeString:
    """The code as an inline picture, quiet zone included; `label` is what a screen reader says instead."""
    code = _code(text)
    side = code.symbol_size(border=QUIET_ZONE)[0]
    runs = (
        f"M{start + QUIET_ZONE} {number + QUIET_ZONE}h{length}v1h-{length}z"
        for number, row in enumerate(rows(text))
        for start, length in _dark_runs(row)
    )
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {0} {0}" width="200" height="200"'
        ' role="img" aria-label="{1}"><path fill="#fff" d="M0 0h{0}v{0}H0z"/><path d="{2}"/></svg>',
        side,
        label,
        mark_safe("".join(runs)),  # noqa: S308 (numbers alone)
    )


def dark_rectangles(text: str) -> list[tuple[int, int, int]]:
    """(x, y, width) of every run of dark modules, in modules from the upper left; each is one module high."""
    return [(start, number, length) for number, row in enumerate(rows(text)) for start, length in _dark_runs(row)]


def _code(text: str) -> segno.QRCode:
    return segno.make_qr(text, error="m")


def _dark_runs(row: list[bool]) -> list[tuple[int, int]]:
    """(start, length) of each stretch of dark modules."""
    runs: list[tuple[int, int]] = []
    for position, dark in enumerate(row):
        if dark and runs and sum(runs[-1]) == position:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif dark:
            runs.append((position, 1))
    return runs
