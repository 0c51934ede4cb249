import threading
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.models.functions import Now

from footage import heartbeat, jobs
from footage.heartbeat import Heartbeat
from footage.models import RenderJob
from tests.footage.conftest import OFFICER

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def beats(monkeypatch):
    """Beats quickly, and can be waited for."""
    monkeypatch.setattr(heartbeat, "EVERY_SECONDS", 0.01)
    heard = threading.Semaphore(0)
    beat = Heartbeat._beat

    def counted(self):
        answer = beat(self)
        heard.release()
        return answer

    monkeypatch.setattr(Heartbeat, "_beat", counted)

    def wait_for(count):
        for _ in range(count):
            assert heard.acquire(timeout=20)

    return wait_for


@pytest.fixture
def job(queue_job):
    job = jobs.claim(queue_job().pk)
    RenderJob.objects.update(leased_until=Now() + timedelta(seconds=5))
    return job


def lease_left(job):
    return RenderJob.objects.filter(pk=job.pk, leased_until__gt=Now() + timedelta(seconds=30)).exists()


def test_the_lease_is_kept_and_the_progress_told_while_the_work_goes_on(job, beats):
    with Heartbeat(job) as heart:
        heart.moved(0.25)
        beats(2)

    job.refresh_from_db()
    assert job.progress == 0.25
    assert lease_left(job)
    assert not heart.is_lost()


def test_work_that_stands_still_for_too_long_loses_its_lease(job, beats, monkeypatch):
    monkeypatch.setattr(heartbeat, "PATIENCE_SECONDS", 0)

    with Heartbeat(job):
        beats(2)

    assert not lease_left(job)


def test_a_cancelled_job_is_told_to_its_worker(job, beats):
    with Heartbeat(job) as heart:
        beats(1)
        assert not heart.is_lost()
        jobs.cancel(job, by=OFFICER)
        beats(2)
        assert heart.is_lost()


def test_a_database_that_is_away_for_a_moment_loses_nothing(job, beats, monkeypatch):
    beat, tries = jobs.beat, []

    def away_at_first(*args, **options):
        tries.append(1)
        if len(tries) == 1:
            raise OperationalError
        return beat(*args, **options)

    monkeypatch.setattr(jobs, "beat", away_at_first)

    with Heartbeat(job) as heart:
        beats(2)
        assert not heart.is_lost()

    assert len(tries) > 2
    assert lease_left(job)
