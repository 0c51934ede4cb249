"""Has a stranger's file cleaned by a process that has nothing to lose (`python -m requests_app.uploads`)."""

import json
import subprocess
import sys
import threading
from pathlib import Path

from requests_app.uploads.cleaning import Clean
from requests_app.uploads.refusal import Reason, Refused

CHECKOUT = Path(__file__).resolve().parents[2]
SECONDS = 60
# Each may take a gigabyte for a moment: more of them in one web process wait for their turn.
TURNS = threading.BoundedSemaphore(2)


def clean(content: bytes, *, stamp: str = "") -> Clean:
    """As `cleaning.clean`. A file that breaks the process or takes it longer than SECONDS is refused as unreadable."""
    command = [sys.executable, "-m", "requests_app.uploads", stamp]
    environment = {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}
    with TURNS:
        try:
            done = subprocess.run(
                command, input=content, capture_output=True, cwd=CHECKOUT, env=environment, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            raise Refused(Reason.UNREADABLE) from None
    line, _, made = done.stdout.partition(b"\n")
    if done.returncode or not line:
        raise Refused(Reason.UNREADABLE)
    answer = json.loads(line)
    if "refused" in answer:
        raise Refused(Reason(answer["refused"]))
    return Clean(answer["media_type"], made, answer["pages"])
