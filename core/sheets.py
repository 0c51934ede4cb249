"""Rows as a CSV file that programs read and a spreadsheet does not run.

Times are Jakarta's. A text that a spreadsheet would run as a formula is written as text (OWASP, "CSV Injection"): with
an apostrophe before it.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from core.clock import WIB

CSV_TYPE = "text/csv; charset=utf-8"
RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_lines(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Line after line, the names of the columns first; with a byte order mark, since Excel otherwise reads Latin-1."""
    yield "\ufeff" + _line([str(column) for column in columns])
    for row in rows:
        yield _line([_as_text(cell) for cell in row])


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _as_text(cell: Any) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(WIB):%Y-%m-%d %H:%M:%S}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RUN_AS_FORMULA) else text
