"""`./run bench`: measures what the engine promises, and writes docs/performance.md."""

import argparse
import os
import secrets
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench import chunking, cutting, exactness, length, machine, preserving, report, side_by_side, starting
from bench.report import Group, Report
from bench.runs import Run

CHECKOUT = Path(__file__).resolve().parent.parent
PAGE = CHECKOUT / "docs" / "performance.md"
INTERRUPTED = 130
GROUPS: dict[str, Callable[[Run], Group]] = {
    "exactness": exactness.measure_group,
    "length": length.measure_group,
    "peers": side_by_side.measure_group,
    "cutting": cutting.measure_group,
    "chunking": chunking.measure_group,
    "starting": starting.measure_group,
    "preserving": preserving.measure_group,
}


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write. Exit status 0 also when targets are missed: the table says so; 130 when interrupted."""
    options = _parser().parse_args(arguments)
    state = Path(os.environ.get("SAKSI_STATE_DIR") or CHECKOUT / ".saksi" / "bench").absolute()
    run = Run(seed=options.seed, quick=options.quick, kept=state / "sources", work=state / "work")
    made = Report(machine.describe(), run.seed, run.quick)
    print(f"seed {run.seed}", flush=True)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    begun, load = time.monotonic(), machine.load()
    try:
        for name in options.only or GROUPS:
            made.groups.append(_measured(name, run))
    except KeyboardInterrupt:
        print("\nStopped; nothing was written.", file=sys.stderr)
        return INTERRUPTED
    finally:
        shutil.rmtree(run.work, ignore_errors=True)
    made.load, made.seconds = (load, machine.load()), time.monotonic() - begun
    whole = not (options.only or options.quick)
    report.write(made, as_json=options.json or state / "report.json", as_page=options.page or (PAGE if whole else None))
    print(f"\n{len(made.missed)} targets missed" if made.missed else "\nEvery target met")
    return 0


def _measured(name: str, run: Run) -> Group:
    """One group in a working folder of its own, shown as soon as it is there."""
    own = replace(run, work=run.work / name)
    shutil.rmtree(own.work, ignore_errors=True)
    own.work.mkdir(parents=True)
    group = GROUPS[name](own)
    shutil.rmtree(own.work)
    run.tell("")
    print(f"\n{group.title}")
    if group.missing:
        print(f"not measured: {group.missing}")
    if group.figures:
        print(report.text(report.figures_table(group.figures)))
    for table in group.tables:
        print(f"\n{report.text(table)}")
    sys.stdout.flush()
    return group


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("--only", action="append", choices=list(GROUPS), metavar="GROUP", help=", ".join(GROUPS))
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of the random windows")
    parser.add_argument("--quick", action="store_true", help="small sources, one round: does the bench itself work?")
    parser.add_argument("--json", type=Path, metavar="FILE", help="default: report.json in the bench's state folder")
    parser.add_argument("--page", type=Path, metavar="FILE.md", help="default: docs/performance.md after a full run")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
