"""Whole stories with nothing faked: processes as in the field, real video, and what they write is committed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.core.management import call_command
from django.test import override_settings

from config.celery import app
from tests.journeys.service import Service
from tests.redis_databases import cache_at, redis_urls

LAST_REDIS_DATABASE = 15  # of the 16 that a Redis has unless it was told otherwise


@pytest.fixture(scope="module")
def db(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The test database for a whole module: what is written is committed, for other processes work with it too."""
    with django_db_blocker.unblock():
        try:
            yield
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def service(db: None, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Service]:
    """The folders and the queue of a service in which nothing runs yet; kills what was started."""
    folder = tmp_path_factory.mktemp("service")
    state = folder / "state"
    number = LAST_REDIS_DATABASE - int(worker_id.removeprefix("gw") if worker_id.startswith("gw") else 0)
    redis_url, broker_url = redis_urls(number)
    redis.Redis.from_url(redis_url).flushdb()
    changes = override_settings(
        STATE_DIR=state,
        VAULT_DIR=state / "vault",
        SCRATCH_DIR=state / "scratch",
        DELIVERABLES_DIR=state / "deliverables",
        MINIMUM_FREE_BYTES=1 << 20,
        CACHES=cache_at(redis_url),
    )
    with changes, pytest.MonkeyPatch.context() as patch:
        patch.setenv("CELERY_BROKER_URL", broker_url)  # Celery looks it up for each new pool
        patch.setattr(app, "_pool", None)
        patch.setattr(app.amqp, "_producer_pool", None)
        service = Service(folder, redis_url=redis_url)
        try:
            call_command("seed_rules", verbosity=0)
            yield service
        finally:
            service.kill_all()


@pytest.fixture(scope="module")
def archive(service: Service) -> Path:
    """The folder in which recorders keep their files; on the disk of the vault, so that preserving is a link."""
    folder = service.folder / "archive"
    folder.mkdir()
    return folder
