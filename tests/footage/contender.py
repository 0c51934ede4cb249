"""What a process does that places holds and drops them again, for `test_preservation_races`.

It says "ready", waits for a word, and answers in JSON: `missing`, objects that were gone or not what their name says
while a hold of its own needed them; `shared`, how often another hold needed the same object at that moment.
"""

import json
import os
import sys
from datetime import datetime

from cameras.models import Camera
from footage import garbage, holds, nudges, securing, vault
from footage.models import PreservedSegment
from tests.footage.conftest import APPLICANT, place_hold

ROUNDS = 20  # a wrong count is met in most runs of 12, and in all of 60
LOOKS = 3


def main(camera_code: str, start: str) -> None:
    """On the overlapping three minutes from `start` (ISO) on."""
    nudges.send = lambda *_, **__: None  # there is no worker: what it would do is done here
    camera, starts_at = Camera.objects.get(code=camera_code), datetime.fromisoformat(start)
    missing: list[str] = []
    shared = 0
    _say("ready")
    sys.stdin.readline()
    for number in range(ROUNDS):
        reference = f"SKS-{os.getpid()}-{number}"
        hold = place_hold(camera, reference=reference, start=starts_at, minutes=3)
        securing.secure(hold.pk)
        needed = list(hold.segments.values_list("file_id", flat=True))
        for _ in range(LOOKS):
            garbage.collect()
            missing += [str(sha256) for sha256 in needed if not sha256 or not _is_whole(sha256)]
            shared += PreservedSegment.objects.filter(file__in=needed).exclude(hold=hold).count()
        holds.release(reference=reference, by=APPLICANT, reason="test")
        garbage.collect()
    _say(json.dumps({"missing": missing, "shared": shared}))


def _is_whole(sha256: str) -> bool:
    try:
        return vault.digest(vault.object_path(sha256)) == sha256
    except OSError:
        return False


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
