"""Preserves an hour, then asks for pictures of it as the officer's page does; prints the seconds it took, as JSON.

`python -m bench.look ROOT LAYOUT CAMERA START PICTURES ROUNDS`.
"""

import json
import sys
import time
from collections.abc import Sequence
from datetime import datetime

from bench import vault
from footage import pictures
from footage.models import Hold


def main(arguments: Sequence[str]) -> None:
    root, layout, name, start, count, rounds = arguments
    camera = vault.camera_of(root, layout, name)
    hold = vault.place(camera, datetime.fromisoformat(start), number=0)
    vault.secure(hold)
    vault.check_secured(hold)
    _seconds(hold, 1)  # what only the first picture of a process costs: imports, the decoder's tables
    seen = {
        "first": [_seconds(hold, 1) for _ in range(int(rounds))],
        "sheet": [_seconds(hold, int(count)) for _ in range(int(rounds))],
    }
    vault.drop(hold)
    json.dump(seen, sys.stdout)


def _seconds(hold: Hold, count: int) -> float:
    """For `count` pictures, evenly over the hour."""
    begun = time.perf_counter()
    moments = [hold.starts_at + vault.HOUR * number / count for number in range(count)]
    made = pictures.sheet(hold=hold, moments=moments, mark="BENCH")
    if not all(made):
        raise RuntimeError(f"there is no picture {made.index(None)} of {count}")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main(sys.argv[1:])
