"""`./run bench [GROUP …]`: measures what the service promises, and writes docs/performance.md.

Groups that are not measured this time keep what was measured before, as long as machine and versions are the same.
"""

import argparse
import os
import secrets
import shutil
import signal
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from bench import chunking, cutting, exactness, length, machine, preserving, racing, report, side_by_side, starting, web
from bench.report import Conditions, Group, Report
from bench.runs import Run
from bench.schedule import BUDGET, rounds_within

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
    "race": racing.measure_group,
    "web": web.measure_group,
}


def main(arguments: Sequence[str]) -> int:
    """Measure, print, write. Exit status 0 also when targets are missed, which the table says; 1 when a group could not
    be measured, and 130 when interrupted."""
    options = _parser().parse_args(arguments)
    state = Path(os.environ.get("SAKSI_STATE_DIR") or CHECKOUT / ".saksi" / "bench").absolute()
    run = Run(options.seed, options.quick, options.rounds, kept=state / "sources", work=state / "work")
    as_json = options.json or state / ("quick.json" if run.quick else "report.json")
    as_page = options.page or (None if run.quick else PAGE)
    here = machine.describe()
    made = Report(here, quick=True) if run.quick else report.kept(as_json, here, list(GROUPS))
    print(f"seed {run.seed}", flush=True)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts background jobs with SIGINT ignored
        signal.signal(number, signal.default_int_handler)
    names, begun, failed = [*options.groups, *options.only] or list(GROUPS), time.monotonic(), []
    try:
        for done, name in enumerate(names):
            left = BUDGET - (time.monotonic() - begun) / 60
            try:
                made.groups[name] = _measured(name, replace(run, most_rounds=rounds_within(left, names[done:])))
            except Exception:  # noqa: BLE001 - the other groups are worth their figures all the same
                traceback.print_exc()
                failed.append(name)
                continue
            made.groups = {each: made.groups[each] for each in GROUPS if each in made.groups}
            report.write(made, as_json=as_json, as_page=as_page)
    except KeyboardInterrupt:
        print("\nStopped. What was measured until then is kept.", file=sys.stderr)
        return INTERRUPTED
    finally:
        shutil.rmtree(run.work, ignore_errors=True)
    print(f"\n{len(made.missed)} of {len(made.judged)} targets missed" if made.missed else "\nEvery target met")
    if failed:
        print(f"Could not be measured: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def _measured(name: str, run: Run) -> Group:
    """One group in a working folder of its own, shown as soon as it is there."""
    own = replace(run, work=run.work / name)
    shutil.rmtree(own.work, ignore_errors=True)
    own.work.mkdir(parents=True)
    begun, others = time.monotonic(), machine.seconds_of_others()
    group = GROUPS[name](own)
    taken = time.monotonic() - begun
    others = max(0.0, machine.seconds_of_others() - others)
    group.conditions = Conditions(
        machine.now(), machine.commit(), run.seed, run.rounds, taken / 60, round(others / taken, 2)
    )
    shutil.rmtree(own.work)
    run.tell("")
    print(f"\n{group.title}\n{group.conditions}")
    if group.missing:
        print(f"not measured: {group.missing}")
    if group.figures:
        print(report.text(report.figures_table(group.figures)))
    for table in group.tables:
        print(f"\n{report.text(table)}")
    sys.stdout.flush()
    return group


def _known(name: str) -> str:
    """For a list that may be empty: argparse compares an empty one with its `choices`, and refuses it."""
    if name not in GROUPS:
        raise argparse.ArgumentTypeError(f"there is no group {name!r}; choose from {', '.join(GROUPS)}")
    return name


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("groups", nargs="*", type=_known, metavar="GROUP", help="as --only GROUP")
    parser.add_argument(
        "--only", action="append", default=[], choices=list(GROUPS), metavar="GROUP", help=", ".join(GROUPS)
    )
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="of the random windows")
    parser.add_argument("--quick", action="store_true", help="small sources, one round: does the bench itself work?")
    parser.add_argument(
        "--rounds", type=int, default=0, metavar="N", help="default: up to 3, as there is time; 1 in a quick run"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="default: report.json in the bench's state folder")
    parser.add_argument("--page", type=Path, metavar="FILE.md", help="default: docs/performance.md, unless quick")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
