"""A register as a file: CSV for programs, XLSX for an office.

Times are Jakarta's. A text that a spreadsheet would run as a formula is written as text (OWASP, "CSV Injection"): in
CSV with an apostrophe before it, in XLSX by the type of its cell.
"""

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.clock import WIB
from requests_app.registers.register import Cell, Period, Register

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
RUN_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTH = 22  # characters


def as_csv(register: Register, period: Period) -> Iterator[str]:
    """Line after line, the names of the columns first; with a byte order mark, since Excel otherwise reads Latin-1."""
    yield "\ufeff" + _line([str(column) for column in register.columns])
    for row in register.rows(period):
        yield _line([_as_text(cell) for cell in row])


def as_xlsx(register: Register, period: Period) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(register.title)[:31])  # Excel allows no longer name
    sheet.freeze_panes = "A2"
    for number in range(1, len(register.columns) + 1):
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    heads = [WriteOnlyCell(sheet, value=str(column)) for column in register.columns]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for row in register.rows(period):
        sheet.append([_as_cell(sheet, cell) for cell in row])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _line(cells: list[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _as_text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return f"{cell.astimezone(WIB):%Y-%m-%d %H:%M:%S}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(RUN_AS_FORMULA) else text


def _as_cell(sheet: object, cell: Cell) -> object:
    if isinstance(cell, datetime):
        return cell.astimezone(WIB).replace(tzinfo=None, microsecond=0)  # a spreadsheet's times have no zone
    if cell is None or isinstance(cell, int):
        return cell
    written = WriteOnlyCell(sheet, value=str(cell))
    written.data_type = "s"
    return written
