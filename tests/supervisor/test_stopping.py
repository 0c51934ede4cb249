"""Whatever ends, and however it ends, no process stays behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from supervisor.places import CHECKOUT, Instance
from supervisor.processes import Child, Children, marked
from supervisor.terminal import Failure

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
WITH_GRANDCHILD = "import subprocess; subprocess.run(['sleep', '600'])"


def child_of(instance: Instance, *command: str) -> Child:
    environment = {"PATH": os.environ["PATH"], **instance.mark}
    return Child("child", command, environment, instance.logs / "child.log")


def test_leaving_stops_children_and_grandchildren(instance, eventually):
    with Children(instance=instance) as children:
        children.start(child_of(instance, sys.executable, "-c", WITH_GRANDCHILD))
        eventually(lambda: len(marked(instance)) == 2)

    assert marked(instance) == []


def test_a_child_deaf_to_sigterm_is_killed_within_five_seconds(instance, eventually):
    with Children(instance=instance) as children:
        child = children.start(child_of(instance, sys.executable, "-c", DEAF))
        eventually(lambda: "deaf" in child.log.read_text())
        began = time.monotonic()

    assert child.process.returncode == -signal.SIGKILL
    assert time.monotonic() - began < 5


def test_a_child_dies_with_a_supervisor_that_was_killed(instance, tmp_path, eventually):
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR_OF_SLEEP, str(tmp_path), instance.name], cwd=CHECKOUT
    )
    eventually(lambda: sleepers(instance))

    supervisor.kill()
    supervisor.wait()

    eventually(lambda: not marked(instance))


SUPERVISOR_OF_SLEEP = """
import sys, time
from pathlib import Path
from supervisor import places
from supervisor.processes import Child, Children
places.STATE = Path(sys.argv[1])
instance = places.Instance(sys.argv[2])
with Children(instance=instance) as children:
    children.start(Child("sleep", ["sleep", "600"], {"PATH": "/usr/bin:/bin", **instance.mark}, instance.logs / "log"))
    children.watch()
"""


def sleepers(instance: Instance) -> list[int]:
    """Processes that have become `sleep`: until then setpriv may not have asked for the signal yet."""
    return [pid for pid in marked(instance) if b"sleep" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]]


def test_what_an_earlier_run_left_is_stopped_before_the_next(instance, eventually):
    left = subprocess.Popen(["sleep", "600"], env=dict(instance.mark), start_new_session=True)
    eventually(lambda: left.pid in marked(instance))

    with Children(instance=instance):
        ended = left.wait(timeout=5)

    assert ended == -signal.SIGTERM


def test_processes_of_other_instances_are_left_alone(instance):
    stranger = subprocess.Popen(["sleep", "600"], env={"SAKSI_INSTANCE": f"{instance.folder}-other"})
    with Children(instance=instance):
        pass

    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()


def test_a_child_that_ended_is_started_again(instance, eventually):
    with Children(instance=instance) as children:
        child = children.start(child_of(instance, "sleep", "600"))
        first = child.process.pid
        os.kill(first, signal.SIGKILL)
        eventually(child.has_ended)
        child.restart()

        assert child.process.pid != first
        assert not child.has_ended()


def test_a_child_that_keeps_ending_is_a_failure_that_shows_its_log(instance):
    with Children(instance=instance) as children, pytest.raises(Failure, match="the disk is full"):
        children.start(child_of(instance, sys.executable, "-c", "import sys; sys.exit('the disk is full')"))
        children.watch()


def test_an_instance_has_one_supervisor_at_a_time(instance):
    with instance.held():
        assert instance.is_held()
        with pytest.raises(Failure, match="already running"), instance.held():
            pass

    assert not instance.is_held()
