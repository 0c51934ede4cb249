"""A register as a file: CSV for programs, XLSX for an office.

Times are Jakarta's. A text that a spreadsheet would run as a formula is written as text: in CSV by `core.sheets`, in
XLSX by the type of its cell.
"""

import io
from collections.abc import Iterator
from datetime import datetime

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from core.clock import WIB
from core.sheets import CSV_TYPE, csv_lines
from requests_app.registers.register import Cell, Period, Register

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: CSV_TYPE,
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDTH = 22  # characters


def as_csv(register: Register, period: Period) -> Iterator[str]:
    return csv_lines(register.columns, register.rows(period))


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


def _as_cell(sheet: object, cell: Cell) -> object:
    if isinstance(cell, datetime):
        return cell.astimezone(WIB).replace(tzinfo=None, microsecond=0)  # a spreadsheet's times have no zone
    if cell is None or isinstance(cell, int):
        return cell
    written = WriteOnlyCell(sheet, value=str(cell))
    written.data_type = "s"
    return written
