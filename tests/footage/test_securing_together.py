"""Two workers at one hold: a nudge that came twice, or one beside the sweep."""

import json
import subprocess
import sys

import pytest
from django.conf import settings

from audit.models import Event
from audit.verbs import Verb
from footage import vault
from footage.models import Hold, PreservedSegment
from tests.footage.conftest import MINUTE, START, place_hold

pytestmark = pytest.mark.django_db(transaction=True)

HOLDS = 20  # the first few meet already where the work is not shared
WORKER = """
import json, sys, django
django.setup()
from footage import nudges, securing
nudges.send = lambda *_: None
print("ready", flush=True)
for hold in json.loads(sys.stdin.readline()):
    securing.secure(hold)
"""


def test_two_workers_at_one_hold_do_its_work_once_and_lose_nothing(camera, recorder, environment):
    paths = recorder.write_minutes(HOLDS + 2)
    contents = {path.relative_to(recorder.root).as_posix(): path.read_bytes() for path in paths}
    placed = [
        place_hold(camera, reference=f"SKS-{number}", start=START + number * MINUTE, minutes=3)
        for number in range(HOLDS)
    ]
    for path in paths:
        path.unlink()  # what is not kept now is gone
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    workers = [
        subprocess.Popen([sys.executable, "-c", WORKER], env=environment, cwd=settings.BASE_DIR, **pipes)
        for _ in range(2)
    ]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        worker.stdin.write(json.dumps([str(hold.pk) for hold in placed]) + "\n")
        worker.stdin.flush()
    said = [worker.communicate(timeout=120)[1] for worker in workers]

    assert [worker.returncode for worker in workers] == [0, 0], said
    kept = PreservedSegment.objects.all()
    assert len(kept) == 3 * HOLDS
    assert not kept.exclude(lost="")
    assert all(vault.object_path(one.file_id).read_bytes() == contents[one.archive_path] for one in kept)
    assert Hold.objects.filter(state=Hold.State.SECURED).count() == HOLDS
    assert Event.objects.filter(verb=Verb.HOLD_SECURED).count() == HOLDS
    assert not any(path.is_file() for path in (settings.VAULT_DIR / "pins").rglob("*"))
