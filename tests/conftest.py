"""What every test may ask for."""

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

import pytest
from django.db import connection, connections
from django.test import override_settings
from playwright.sync_api import Browser, expect, sync_playwright

from tests.redis_databases import cache_at, redis_urls

QUIET_CHROMIUM = [
    "--no-sandbox",  # root may not use it, and our own pages are all it sees
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

LONGEST_FIRST = ("quality", "journeys", "supervisor", "bench", "console")  # folders


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Modules are handed to processes in this order: one that is long and last would keep a single process busy."""
    places = {name: place for place, name in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: places.get(item.path.parent.name, len(places)))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real recordings, cameras and areas that lie beside a developer's checkout; never part of the project."""
    folder = Path(os.environ.get("SAKSI_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("shared data is not here (SAKSI_SHARED_DATA)")
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium; skips by name where there is none.

    Not for the whole session: while it runs, Django takes this thread for an asynchronous one and has to be told.
    """
    program = os.environ.get("SAKSI_CHROMIUM") or shutil.which("chromium-headless-shell")
    if not program:
        pytest.skip("no headless Chromium here (SAKSI_CHROMIUM)")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=30_000)  # as everything else in Playwright; five seconds are no time under load
        browser = playwright.chromium.launch(executable_path=program, args=QUIET_CHROMIUM)
        yield browser
        browser.close()
        connections.close_all()  # those of the asynchronous thread, which nobody finds again afterwards


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[IO[str]]:
    """Held by one process after the other: a file with the name of the database that the first one migrated."""
    folder = tmp_path_factory.getbasetemp()
    with (folder if worker_id == "master" else folder.parent).joinpath("template").open("a+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, template: IO[str]):
    """Migrations take a while: whoever comes later copies what they made."""
    connection.settings_dict["TEST"]["TEMPLATE"] = template.read() or None


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, template: IO[str]):
    """Tests that commit are cleaned up by TRUNCATE, which the audit trail refuses: lift that one trigger here."""
    name, copy = connection.settings_dict["NAME"], connection.settings_dict["NAME"] + "_template"
    with django_db_blocker.unblock():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_truncate")
            cursor.execute("ALTER TABLE audit_link DISABLE TRIGGER audit_link_no_truncate")
        if not connection.settings_dict["TEST"]["TEMPLATE"]:
            connection.close()  # nobody may use what is copied
            with connection._nodb_cursor() as elsewhere:
                elsewhere.execute(f'DROP DATABASE IF EXISTS "{copy}"')
                elsewhere.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{name}"')
            template.write(copy)
    template.close()  # the next one's turn


@pytest.fixture(scope="session", autouse=True)
def own_cache() -> Iterator[None]:
    """Tests side by side empty the cache and count tries in it: each process has a Redis database of its own."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    with override_settings(CACHES=cache_at(redis_urls(number)[0])):
        yield


@pytest.fixture(scope="session")
def eventually() -> Callable[[Callable[[], object]], None]:
    """Waits until something outside this process has become true, at most ten seconds."""

    def wait(is_true: Callable[[], object]) -> None:
        deadline = time.monotonic() + 10
        while not is_true():
            assert time.monotonic() < deadline, "it never became true"
            time.sleep(0.02)

    return wait
