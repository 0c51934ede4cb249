"""Makes the cases, the audit trail and the staff of the bench of the officers' pages.

`python -m bench.officers CASES EVENTS [PEOPLE]`

In a database that holds the registry, and whose name says that it belongs to the bench: so many cases and events
(`bench.caseload`), and sessions of people who signed in with both factors. Prints them as JSON, with cases and cameras
that they may look for. A program of its own, since it sets Django up.
"""

import json
import os
import random
import sys
import time
from collections.abc import Sequence
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.db import connection  # noqa: E402 - the models need Django set up first
from django.test import Client  # noqa: E402

from accounts import factors  # noqa: E402
from accounts.models import User  # noqa: E402
from bench import caseload  # noqa: E402
from requests_app.models import RequestedCamera, Status  # noqa: E402
from requests_app.review.caseload import cases_for  # noqa: E402

OURS = "saksi_bench"  # how names of databases that may be filled begin
SHOWN = 40  # cases that each officer opens in turn


def main(arguments: Sequence[str]) -> None:
    cases, events, people = [*map(int, arguments), 20][:3]
    name = str(connection.settings_dict["NAME"])
    if not name.startswith(OURS):
        raise SystemExit(f"{name} is no database of the bench: their names begin with {OURS}.")
    caseload.load(cases=cases, events=events, chance=random.Random(cases))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    officers = list(User.objects.filter(username__startswith="officer-").order_by("pk")[:people])
    auditor = User.objects.get(username="auditor-0")
    print(
        json.dumps(
            {
                "officers": [officer(user) for user in officers],
                "auditors": [signed_in(auditor) for _ in range(people)],
            }
        )
    )


def officer(user: User) -> dict[str, Any]:
    """A session, and what there is for its owner: numbers of cases and codes of cameras."""
    open_cases = cases_for(user).filter(status=Status.IN_REVIEW).order_by("pk")[:SHOWN]
    numbers = list(open_cases.values_list("reference", flat=True))
    codes = RequestedCamera.objects.filter(request__reference__in=numbers).values_list("camera__code", flat=True)
    return {"cookies": signed_in(user), "cases": numbers, "cameras": sorted(set(codes))}


def signed_in(user: User) -> dict[str, str]:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(user)
    session = client.session
    session[factors.SHOWN_AT] = time.time()
    session.save()
    return {name: cookie.value for name, cookie in client.cookies.items()}


if __name__ == "__main__":
    main(sys.argv[1:])
