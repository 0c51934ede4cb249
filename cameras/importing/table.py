"""Reading a CSV file that people made: every cell that is wrong is named by its line and column.

RFC 4180 with a header, comma or semicolon (as spreadsheets in Indonesia write it), UTF-8 with or without a byte
order mark. A table is described by its columns, and each column by the function that reads one cell.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.errors import InvalidInput, Sentence

MUST_BE_FILLED = object()


@dataclass(frozen=True, slots=True)
class Column:
    """How one column is read. `read` is None for a column that people like to see and the import does not keep.

    `required`: the file must have the column. `empty`: what an empty cell means.
    """

    read: Callable[[str], Any] | None
    required: bool = False
    empty: Any = MUST_BE_FILLED


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the line it starts on, and what was read from the columns that the file has."""

    line: int
    values: Mapping[str, Any]

    def __getitem__(self, column: str) -> Any:
        return self.values[column]

    def get(self, column: str, default: Any = None) -> Any:
        return self.values.get(column, default)

    def renamed(self, attributes: Mapping[str, str]) -> dict[str, Any]:
        """The values by the attributes they are kept in; what the file has no column for is left out."""
        return {attribute: self.values[name] for name, attribute in attributes.items() if name in self.values}


@dataclass(frozen=True, slots=True)
class Problem:
    line: int
    column: str
    sentence: Sentence

    def __str__(self) -> str:
        if not self.column:
            return _("Line %(line)d: %(sentence)s") % {"line": self.line, "sentence": self.sentence}
        values = {"line": self.line, "column": self.column, "sentence": self.sentence}
        return _("Line %(line)d, column %(column)s: %(sentence)s") % values


class ImportRefused(InvalidInput):
    """The file has problems; nothing of it was taken over. `problems` names every one of them."""

    code = "import_refused"

    def __init__(self, problems: Iterable[Problem]):
        self.problems = sorted(problems, key=lambda problem: (problem.line, problem.column))
        super().__init__(_("Nothing was imported. Correct the lines below, then import the file again."))


def read_table(path: Path, columns: Mapping[str, Column]) -> tuple[list[Row], list[Problem]]:
    """The rows that can be read, and what is wrong with the others. Raises ImportRefused when the header is wrong."""
    lines = csv.reader(io.StringIO(_decode(path), newline=""), delimiter=_delimiter(path), strict=True)
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        header = [name.strip().lower() for name in next(lines, [])]
        _check_header(header, columns)
        starts_on = lines.line_num + 1
        for cells in lines:
            if any(cell.strip() for cell in cells):
                _read_row(starts_on, header, cells, columns, rows, problems)
            starts_on = lines.line_num + 1
    except csv.Error:
        sentence = _("A quotation mark is not closed. Write a quotation mark inside a text twice.")
        problems.append(Problem(lines.line_num, "", sentence))
    return rows, problems


def _decode(path: Path) -> str:
    content = path.read_bytes()
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ImportRefused([Problem(line, "", _("This is not UTF-8. Save the file as “CSV UTF-8”."))]) from None


def _delimiter(path: Path) -> str:
    header = path.read_bytes().partition(b"\n")[0]
    return ";" if b";" in header and b"," not in header else ","


def _check_header(header: list[str], columns: Mapping[str, Column]) -> None:
    known = ", ".join(columns)
    problems = [
        Problem(1, name, _("This column is not known. Known are: %(known)s.") % {"known": known})
        for name in header
        if name not in columns
    ]
    problems += [
        Problem(1, name, _("This column is there twice. Remove one of them."))
        for position, name in enumerate(header)
        if name in header[:position]
    ]
    problems += [
        Problem(1, name, _("This column is missing. Add it to the header and to every line."))
        for name, column in columns.items()
        if column.required and name not in header
    ]
    if problems:
        raise ImportRefused(problems)


def _read_row(
    line: int,
    header: list[str],
    cells: list[str],
    columns: Mapping[str, Column],
    rows: list[Row],
    problems: list[Problem],
) -> None:
    if len(cells) != len(header):
        counts = {"cells": len(cells), "columns": len(header)}
        sentence = _("There are %(cells)d cells for %(columns)d columns. Put a text with a comma in quotation marks.")
        problems.append(Problem(line, "", sentence % counts))
        return
    values, found = {}, []
    for name, cell in zip(header, cells, strict=True):
        column, text = columns[name], " ".join(cell.split())
        if column.read is None:
            continue
        if not text and column.empty is MUST_BE_FILLED:
            found.append(Problem(line, name, _("This cell is empty. Fill it in.")))
            continue
        try:
            values[name] = column.read(text) if text else column.empty
        except InvalidInput as error:
            found.append(Problem(line, name, error.message))
    if found:
        problems.extend(found)
    else:
        rows.append(Row(line, values))


def repeated(rows: Iterable[Row], column: str) -> list[Problem]:
    """A problem for each row whose `column` says what an earlier row has said."""
    first: dict[Any, int] = {}
    return [
        Problem(
            row.line,
            column,
            _("“%(value)s” is already on line %(line)d. Keep one of the two.")
            % {"value": row[column], "line": first[row[column]]},
        )
        for row in rows
        if first.setdefault(row[column], row.line) != row.line
    ]
