"""Does a render of two hours need more memory than one of ten minutes?"""

from datetime import timedelta

from bench import engine, measure, sources
from bench.report import Figure, Group, Table
from bench.runs import Run
from tests.rendering.patterns import EPOCH

SHORT, LONG = 10, 120  # minutes
SIZE, RATE = (160, 96), 5


def measure_group(run: Run) -> Group:
    minute = sources.minute(run.kept / "minute-96", size=SIZE, rate=RATE)
    archive = sources.linked(run.kept / "two-hours", minute, layout="mediamtx", count=LONG + 1)
    short, long = (SHORT, LONG) if not run.quick else (1, 12)
    starts_at = EPOCH + timedelta(seconds=7.3)

    def cut(minutes: int) -> measure.Cost:
        window = starts_at, starts_at + timedelta(minutes=minutes)
        command = engine.cut_command(archive, *window, output=run.work / f"{minutes}.mp4")
        return measure.run(command, environment=engine.source_environment())

    costs = measure.interleave(
        {"short": lambda: cut(short), "long": lambda: cut(long)}, rounds=max(1, run.rounds - 1), tell=run.tell
    )
    return Group(
        title="Length",
        method=(
            f"Windows of {short} and {long} minutes at {SIZE[0]}x{SIZE[1]}, {RATE} fps, the whole command. A small"
            " picture on purpose: what grows with the length shows the more."
        ),
        figures=[
            Figure(f"Peak memory of {long} min against {short} min",
                   measure.ratio(costs["long"], costs["short"], "memory"), "x", at_most=1.1),
        ],
        tables=[
            Table(
                ("Window", "Wall", "CPU", "Memory"),
                [
                    (
                        f"{minutes} min",
                        f"{measure.middle(costs[name], 'wall'):.1f} s",
                        f"{measure.middle(costs[name], 'cpu'):.1f} s",
                        f"{measure.middle(costs[name], 'memory') / 1e6:.0f} MB",
                    )
                    for name, minutes in (("short", short), ("long", long))
                ],
            )
        ],
    )  # fmt: skip
