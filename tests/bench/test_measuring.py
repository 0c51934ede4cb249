"""The harness says what a command really cost, and shows a missed target as missed."""

import json
import os
import sys
import time

import pytest

from bench import measure, schedule
from bench.exactness import difference
from bench.report import Conditions, Figure, Group, Report, Table, kept, write

BUSY = "import time\nwhile time.process_time() < 0.4: pass"
IDLE = "import time; time.sleep(0.4)"  # the subject of the measurement, not a wait of the test
CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {BUSY!r}], check=True)"


def python(code: str) -> measure.Cost:
    return measure.run([sys.executable, "-c", code])


@pytest.mark.parametrize(("code", "at_least", "below"), [(BUSY, 0.4, 0.8), (CHILD, 0.4, 0.8), (IDLE, 0.0, 0.3)])
def test_processor_time_is_that_of_all_processes_and_of_no_waiting(code, at_least, below):
    cost = python(code)

    assert at_least <= cost.cpu < below
    assert cost.wall >= 0.4


def test_memory_is_the_peak_of_the_process_tree():
    hold = "import time; kept = b'x' * 80_000_000; time.sleep(0.3)"
    small = python(IDLE)
    large = python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}], check=True)")

    assert 80_000_000 < large.memory - small.memory < 120_000_000


def test_a_failing_command_is_no_figure():
    with pytest.raises(measure.CommandFailed, match="no such luck"):
        python("import sys; sys.exit('no such luck')")


def test_an_interrupted_measurement_leaves_no_process_behind(tmp_path, monkeypatch):
    def interrupt(pid, options):
        raise KeyboardInterrupt

    seen = tmp_path / "pid"
    code = f"import os, time; open({str(seen)!r}, 'w').write(str(os.getpid())); time.sleep(60)"

    def wait_for_it(pid, options):
        while not (seen.exists() and seen.read_text()):
            time.sleep(0.01)
        interrupt(pid, options)

    monkeypatch.setattr(os, "wait4", wait_for_it)
    with pytest.raises(KeyboardInterrupt):
        python(code)

    with pytest.raises(ProcessLookupError):
        os.kill(int(seen.read_text()), 0)


def test_rounds_take_turns_and_ratios_are_medians_over_the_rounds():
    order = []

    def contender(name, walls):
        def run():
            order.append(name)
            return measure.Cost(walls.pop(0), 1, 1)

        return run

    costs = measure.interleave({"a": contender("a", [2, 3, 40]), "b": contender("b", [1, 2, 4])}, rounds=3)

    assert order == ["a", "b", "b", "a", "a", "b"]
    assert measure.ratio(costs["a"], costs["b"], "wall") == 2


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("f", 1.10, "x", at_most=1.10), "pass"),
        (Figure("f", 1.104, "x", at_most=1.10), "MISS"),
        (Figure("f", 4.9, "x", at_least=5), "MISS"),
        (Figure("f", float("nan"), "x", at_most=1), "MISS"),
        (Figure("f", 3, "x"), ""),
    ],
)
def test_a_missed_target_is_shown_as_missed(figure, verdict):
    report = Report({"ffmpeg": "5"}, quick=False, groups={"g": Group("G", "How.", [figure])})

    assert figure.verdict == verdict
    assert bool(report.missed) == (verdict == "MISS")
    assert json.loads(report.to_json())["groups"]["g"]["figures"][0]["verdict"] == verdict
    assert (" MISS " in report.to_markdown()) == (verdict == "MISS")


def test_groups_measured_before_are_kept_for_the_same_machine(tmp_path):
    conditions = Conditions("today", "abc", 7, 3, 1.0, 0.1)
    group = Group("G", "How.", [Figure("f", 1.2, "x", at_most=1.0)], [Table(["a"], [["b"]])], conditions=conditions)
    write(Report({"ffmpeg": "5"}, False, {"g": group}), as_json=tmp_path / "r.json", as_page=None)

    assert kept(tmp_path / "r.json", {"ffmpeg": "5"}, ["f", "g"]).groups == {"g": group}
    assert kept(tmp_path / "r.json", {"ffmpeg": "9"}, ["f", "g"]).groups == {}
    assert kept(tmp_path / "none.json", {"ffmpeg": "5"}, ["g"]).groups == {}


def test_figures_of_a_busy_machine_say_so():
    assert "busy" not in str(Conditions(others=0.1))
    assert "busy" in str(Conditions(others=0.5))


def test_what_is_wrong_with_a_film_is_found():
    wanted = [9000, 12_600, 16_200]
    right = [(tick - 8000, tick) for tick in wanted]

    assert difference(right, wanted, start=8000) == ""
    assert difference(right[1:], wanted, start=8000) == "1 missing, 0 too many, 0 double, of 3"
    assert difference([*right, right[-1]], wanted, start=8000) == "0 missing, 0 too many, 1 double, of 3"
    assert "40.0 ms" in difference([(time + 3600, tick) for time, tick in right], wanted, start=8000)


def test_a_run_that_is_late_gives_the_groups_that_are_left_fewer_rounds():
    everything = list(schedule.MINUTES)
    needed = sum(schedule.MINUTES.values())

    assert schedule.rounds_within(needed, everything) == 3
    assert schedule.rounds_within(needed - 1, everything) == 2
    assert schedule.rounds_within(schedule.MINUTES["web"] / 2, ["web"]) == 1
    assert schedule.rounds_within(-5, ["web"]) == 1
    assert schedule.rounds_within(schedule.BUDGET, ["web"]) == 3
