"""Figures with their targets, as a table for people and JSON for programs. A missed target is shown as missed."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

BUSY = 0.25  # cores used by others: more, and the machine is not ours
NAMES = {"x": "x", "ms": " ms", "s": " s", "%": " %", "MB": " MB", "": ""}


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value. `at_most` or `at_least` is the target, in the same unit; neither: shown for comparison."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    note: str = ""

    @property
    def verdict(self) -> str:
        """Either "pass", "MISS", or "" without a target. The value itself is compared, not what is printed of it."""
        if self.at_most is None and self.at_least is None:
            return ""
        high = self.at_most is not None and self.value > self.at_most
        low = self.at_least is not None and self.value < self.at_least
        return "MISS" if high or low or self.value != self.value else "pass"

    @property
    def target(self) -> str:
        if self.at_most is not None:
            return f"≤ {quantity(self.at_most, self.unit)}"
        return f"≥ {quantity(self.at_least, self.unit)}" if self.at_least is not None else ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows shown below the figures of a group."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Conditions:
    """When and how a group was measured. `others` is how many cores other people's processes kept busy meanwhile."""

    date: str = ""
    code: str = ""
    seed: int = 0
    rounds: int = 0
    minutes: float = 0.0
    others: float = 0.0

    def __str__(self) -> str:
        text = f"{self.date}, code {self.code}, seed {self.seed}, {self.rounds} rounds, {self.minutes:.0f} min."
        if self.others > BUSY:
            text += (
                f" **Other work kept {self.others:.1f} cores busy meanwhile: times are too long and ratios of wall time"
                " uncertain; frames, sizes, memory and ratios of CPU hold.**"
            )
        return text


@dataclass(slots=True)
class Group:
    """What one module of the bench found. `missing` says why it could not be measured."""

    title: str
    method: str
    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    missing: str = ""
    conditions: Conditions = Conditions()


@dataclass(slots=True)
class Report:
    """Groups by name, in the order they are shown; each was measured at its own time."""

    machine: Mapping[str, str]
    quick: bool
    groups: dict[str, Group] = field(default_factory=dict)

    @property
    def judged(self) -> list[Figure]:
        return [figure for group in self.groups.values() for figure in group.figures if figure.verdict]

    @property
    def missed(self) -> list[Figure]:
        return [figure for figure in self.judged if figure.verdict == "MISS"]

    def to_json(self) -> str:
        groups = {}
        for name, group in self.groups.items():
            shown = [{**asdict(figure), "verdict": figure.verdict} for figure in group.figures]
            groups[name] = {**asdict(group), "figures": shown}
        return json.dumps({**asdict(self), "groups": groups}, indent=1, ensure_ascii=False) + "\n"

    def to_markdown(self) -> str:
        """The page docs/performance.md."""
        parts = ["# Performance", "", *INTRODUCTION, ""]
        if self.quick:
            parts += ["**A quick run with small sources: it shows that the bench works, not how fast it is.**", ""]
        parts += _markdown(Table(("", ""), list(self.machine.items())))
        parts += ["", f"{len(self.judged) - len(self.missed)} of {len(self.judged)} targets met."]
        for group in self.groups.values():
            parts += ["", f"## {group.title}", "", group.method, "", str(group.conditions)]
            if group.missing:
                parts += ["", f"Not measured: {group.missing}"]
            if group.figures:
                parts += ["", *_markdown(figures_table(group.figures))]
            for table in group.tables:
                parts += ["", *_markdown(table)]
        return "\n".join(parts) + "\n"


def kept(path: Path, machine: Mapping[str, str], order: Sequence[str]) -> Report:
    """The report that earlier runs left at `path`, if it is of this machine and these versions; else an empty one."""
    report = Report(machine, quick=False)
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        if stored["machine"] != machine or stored["quick"]:
            return report
        report.groups = {name: _group(stored["groups"][name]) for name in order if name in stored["groups"]}
    except (OSError, ValueError, KeyError, TypeError):  # none, or of another form
        return Report(machine, quick=False)
    return report


def _group(stored: dict[str, Any]) -> Group:
    figures = [Figure(**{key: value for key, value in each.items() if key != "verdict"}) for each in stored["figures"]]
    tables = [Table(**table) for table in stored["tables"]]
    return Group(**{**stored, "figures": figures, "tables": tables, "conditions": Conditions(**stored["conditions"])})


INTRODUCTION = (
    "Written by `./run bench`; do not edit. A ratio is against a peer or a floor measured in the same run, in turns,",
    "on the same input; the value is the median over the rounds. CPU is user and system time of all processes, memory",
    "what belongs to the processes alone (resident, not from files, shared pages once), sampled 20 times a second.",
)


def figures_table(figures: Iterable[Figure]) -> Table:
    rows = [
        (figure.name, quantity(figure.value, figure.unit), figure.target, figure.verdict, figure.note)
        for figure in figures
    ]
    return Table(("Figure", "Measured", "Target", "Verdict", "Note"), rows)


def quantity(value: float, unit: str) -> str:
    """A number with its unit, to about three digits."""
    digits = 0 if abs(value) >= 100 or float(value).is_integer() else 1 if abs(value) >= 10 else 2
    return f"{value:.{digits}f}{NAMES[unit]}" if abs(value) >= 0.01 or not value else f"{value:.4f}{NAMES[unit]}"


def text(table: Table) -> str:
    """The table for a terminal."""
    rows = [tuple(table.columns), *table.rows]
    widths = [max(len(row[n]) for row in rows) for n in range(len(table.columns))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])


def write(report: Report, *, as_json: Path, as_page: Path | None) -> None:
    """Put the report down; called after every group, so that what was measured survives an interruption."""
    as_json.parent.mkdir(parents=True, exist_ok=True)
    as_json.write_text(report.to_json(), encoding="utf-8")
    if as_page:
        as_page.write_text(report.to_markdown(), encoding="utf-8")


def _markdown(table: Table) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(cells)} |"

    return [line(table.columns), line(["---"] * len(table.columns)), *(line(row) for row in table.rows)]
