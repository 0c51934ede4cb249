"""Makes the residents whom the bench of the pages lets ask.

`python -m bench.residents AREAS CAMERAS FOLDER COUNT`

In an empty database: the registry from the two files, a camera with recordings in the folder, and on it so many
applications ready to submit and as many requests to track. Prints them as JSON. A program of its own, since it sets
Django up.
"""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - the models need Django set up first
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from cameras.importing.areas import import_areas  # noqa: E402
from cameras.importing.cameras import import_cameras  # noqa: E402
from cameras.models import Area, Site  # noqa: E402
from core.actors import system  # noqa: E402
from requests_app import intake  # noqa: E402
from tests import cases  # noqa: E402
from tests.requests_app import residents  # noqa: E402

BENCH = system("bench")
CAMERA = "JKT-1"  # of tests.cases.build_camera
HOST = "127.0.0.1"


def main(arguments: Sequence[str]) -> None:
    areas, cameras, folder, count = arguments
    call_command("migrate", verbosity=0)
    call_command("seed_rules", verbosity=0)
    import_areas(Path(areas), by=BENCH)
    import_cameras(Path(cameras), by=BENCH)
    cases.build_camera(Path(folder))
    residents.ANSWERS["search"]["place"] = CAMERA
    made = {
        "areas": Area.objects.count(),
        "sites": Site.objects.count(),
        "names": sorted({*Area.objects.values_list("name", flat=True), *Site.objects.values_list("name", flat=True)}),
        "searching": [cookies(at("search")) for _ in range(20)],
        "submitting": [cookies(at("check")) for _ in range(int(count))],
        "tracking": [tracked() for _ in range(20)],
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(made))


_devices = 0


def at(step: str) -> Client:
    """A device of its own, with every page before `step` answered."""
    global _devices
    _devices += 1
    client = Client(SERVER_NAME=HOST, REMOTE_ADDR=f"10.0.{_devices // 250}.{_devices % 250 + 1}")
    client.get("/")
    residents.walk_to(client, step)
    return client


def cookies(client: Client) -> dict[str, str]:
    return {name: cookie.value for name, cookie in client.cookies.items()}


def tracked() -> dict[str, Any]:
    """A request with its PIN, and the session of the device that filed it."""
    client = at("check")
    answered = client.post("/permohonan/periksa", residents.DECLARATIONS)
    reference = answered.headers["Location"].split("/")[2]
    other = intake.submit(cases.submission())
    return {
        "cookies": cookies(client),
        "page": f"/permohonan/{reference}/",
        "reference": other.reference,
        "pin": other.pin,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
