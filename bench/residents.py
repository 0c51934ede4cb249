"""Makes the residents whom the bench of the pages lets ask.

`python -m bench.residents FOLDER COUNT`

In a database that holds the registry: a camera with recordings in the folder, and on it so many applications ready to
submit and as many requests to track. Prints them as JSON. A program of its own, since it sets Django up.
"""

import json
import os
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402 - the models need Django set up first
from django.test import Client  # noqa: E402

from cameras.models import Area, Site  # noqa: E402
from requests_app.forms.application import CODE, SEARCH, WINDOW  # noqa: E402
from requests_app.intake import acceptance, drafts  # noqa: E402
from requests_app.views.device import COOKIE  # noqa: E402
from tests import cases  # noqa: E402
from tests.requests_app import residents  # noqa: E402

CAMERA = "JKT-1"  # of tests.cases.build_camera
# Limits on tries are counted for hours: each run has a telephone and a network of its own.
PHONE, NETWORK = f"0812{random.randrange(10**8):08d}", random.randrange(256)
HOST = "127.0.0.1"


def main(arguments: Sequence[str]) -> None:
    folder, count = arguments
    cases.build_camera(Path(folder))
    answers = typed_answers()
    made = {
        "areas": Area.objects.count(),
        "sites": Site.objects.count(),
        "names": sorted({*Area.objects.values_list("name", flat=True), *Site.objects.values_list("name", flat=True)}),
        "searching": [cookies(with_draft({WINDOW: answers[WINDOW]})) for _ in range(20)],
        "choosing": [cookies(with_draft({step: answers[step] for step in (WINDOW, SEARCH)})) for _ in range(20)],
        "declared": residents.DECLARATIONS,
        "submitting": [cookies(ready(answers)) for _ in range(int(count))],
        "tracking": [tracked(answers) for _ in range(20)],
    }
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    print(json.dumps(made))


def typed_answers() -> dict[str, Any]:
    """What a resident types, page after page, until all is ready to submit: once, for everybody."""
    residents.ANSWERS["search"]["place"] = CAMERA
    residents.ANSWERS["contact"]["phone"] = PHONE
    client = new_device()
    residents.walk_to(client, "check")
    draft = drafts.find(client.cookies[COOKIE].value)
    if draft is None:
        raise RuntimeError("nothing was kept of what was typed")
    return drafts.read(draft)


_devices = 0


def new_device() -> Client:
    global _devices
    _devices += 1
    client = Client(SERVER_NAME=HOST, REMOTE_ADDR=f"10.{NETWORK}.{_devices // 250}.{_devices % 250 + 1}")
    client.get("/")
    return client


def with_draft(answers: dict[str, Any]) -> Client:
    """A device on which this was typed."""
    client = new_device()
    draft, client.cookies[COOKIE] = drafts.start()
    drafts.write(draft, answers)
    return client


def ready(answers: dict[str, Any]) -> Client:
    """A device of somebody who may submit: their contact is proved."""
    proof = cases.proved_contact({"phone": PHONE, "email": "", "channel": "whatsapp"})
    return with_draft({**answers, CODE: {"proof": str(proof)}})


def cookies(client: Client) -> dict[str, str]:
    return {name: cookie.value for name, cookie in client.cookies.items()}


def tracked(answers: dict[str, Any]) -> dict[str, Any]:
    """A request with its PIN, and the session of the device that filed it."""
    client = ready(answers)
    answered = client.post("/permohonan/periksa", residents.DECLARATIONS)
    reference = answered.headers["Location"].split("/")[2]
    other = acceptance.submit(cases.submission())
    return {
        "cookies": cookies(client),
        "page": f"/permohonan/{reference}/",
        "reference": other.reference,
        "pin": other.pin,
    }


if __name__ == "__main__":
    main(sys.argv[1:])
