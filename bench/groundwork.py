"""Makes the database that those of the bench of the pages are copied from.

`python -m bench.groundwork AREAS CAMERAS`: the tables, the rules, and the registry from the two files.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the models need Django set up first

from cameras.importing.areas import import_areas  # noqa: E402
from cameras.importing.cameras import import_cameras  # noqa: E402
from core.actors import system  # noqa: E402

BENCH = system("bench")


def main(arguments: Sequence[str]) -> None:
    areas, cameras = map(Path, arguments)
    call_command("migrate", verbosity=0)
    call_command("seed_rules", verbosity=0)
    import_areas(areas, by=BENCH)
    import_cameras(cameras, by=BENCH)


if __name__ == "__main__":
    main(sys.argv[1:])
