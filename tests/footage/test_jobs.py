from datetime import timedelta

import pytest
from celery import Celery, current_app
from django.db.models.functions import Now

from audit.models import Event
from core.errors import DomainError, InvalidInput
from footage import holds, jobs, nudges
from footage.models import Hold, RenderJob
from tests.footage.conftest import MINUTE, OFFICER, REFERENCE, START

pytestmark = pytest.mark.django_db

State = RenderJob.State


@pytest.fixture
def nudged(monkeypatch):
    """The rows that workers were told of."""
    ids = []
    monkeypatch.setattr("footage.nudges.send", lambda task, row_id, **_: ids.append((task, row_id)))
    return ids


def let_the_lease_run_out(job):
    RenderJob.objects.filter(pk=job.pk).update(leased_until=Now() - timedelta(seconds=1))


def test_queueing_leaves_an_event_and_nudges_a_worker(queue_job, nudged):
    job = queue_job()

    assert Event.objects.get(verb="render.queued").subject == f"job:{job.pk}"
    assert ("run_render_job", job.pk) in nudged


@pytest.mark.parametrize(
    ("starts", "ends"), [(-1, 60), (0, 121), (60, 60), (60, 30)], ids=["before", "after", "empty", "backwards"]
)
def test_a_window_that_was_not_preserved_is_refused(queue_job, starts, ends):
    with pytest.raises(InvalidInput):
        queue_job(starts_at=START + timedelta(seconds=starts), ends_at=START + timedelta(seconds=ends))

    assert not RenderJob.objects.exists()
    assert not Event.objects.filter(verb="render.queued").exists()


@pytest.mark.parametrize(
    "options",
    [{"mask": []}, {"masks": [{"styl": "solid"}]}, {"masks": [{"box": [0, 0, 0, 0]}]}, {"sound": "loud"}],
    ids=["unknown", "misspelt mask", "empty mask", "unknown sound"],
)
def test_a_mask_that_is_not_understood_never_becomes_a_clip_without_it(queue_job, options):
    with pytest.raises(InvalidInput):
        queue_job(options=options)

    assert not RenderJob.objects.exists()


def test_a_released_hold_makes_no_more_clips(queue_job, secured_hold):
    holds.release(reference=REFERENCE, by=OFFICER, reason="closed")
    secured_hold.refresh_from_db()

    with pytest.raises(DomainError):
        queue_job()


def test_only_one_of_two_workers_gets_a_job(queue_job):
    job = queue_job()

    first, second = jobs.claim(job.pk), jobs.claim(job.pk)

    assert (first.token, first.attempts, first.state) == (1, 1, State.RUNNING)
    assert second is None


def test_a_job_waits_until_its_footage_is_in_the_vault(queue_job, secured_hold):
    Hold.objects.filter(pk=secured_hold.pk).update(state=Hold.State.PLACED)

    assert jobs.claim(queue_job().pk) is None


def test_a_worker_that_lost_its_lease_writes_nothing(queue_job):
    job = queue_job()
    zombie = jobs.claim(job.pk)
    let_the_lease_run_out(job)
    successor = jobs.claim(job.pk)

    assert successor.token == zombie.token + 1
    assert not jobs.beat(zombie, progress=0.9)
    assert not jobs.finish(zombie)
    jobs.fail(zombie, code="ffmpeg_failed", detail="late")
    job.refresh_from_db()
    assert (job.state, job.progress, job.error) == (State.RUNNING, 0, "")
    assert jobs.finish(successor)


def test_a_failed_try_is_repeated_and_the_last_one_fails_for_good_with_a_reason(queue_job):
    job = queue_job()

    for attempt in range(1, jobs.MAX_ATTEMPTS + 1):
        claimed = jobs.claim(job.pk)
        assert claimed.attempts == attempt
        jobs.fail(claimed, code="ffmpeg_failed", detail="no such filter")

    job.refresh_from_db()
    assert (job.state, job.error, job.error_detail) == (State.FAILED, "ffmpeg_failed", "no such filter")
    assert job.failure
    assert jobs.claim(job.pk) is None
    assert Event.objects.get(verb="render.failed").detail == {"reason": "ffmpeg_failed", "attempts": 3}


def test_what_cannot_succeed_is_not_tried_again(queue_job):
    job = queue_job()

    jobs.fail(jobs.claim(job.pk), code="no_footage", detail="")

    job.refresh_from_db()
    assert job.state == State.FAILED


def test_the_sweep_gives_back_what_lost_its_worker(queue_job, nudged):
    job = queue_job()
    jobs.claim(job.pk)
    let_the_lease_run_out(job)
    nudged.clear()

    jobs.sweep()

    job.refresh_from_db()
    assert (job.state, job.error) == (State.WAITING, "worker_lost")
    assert nudged == [("run_render_job", job.pk)]


def test_a_clip_is_made_before_the_previews_that_wait(queue_job, monkeypatch):
    sent = []
    monkeypatch.setattr(nudges, "send", lambda task, row_id, *, priority: sent.append((priority, row_id)))
    preview = queue_job(kind=RenderJob.Kind.PREVIEW)
    first, second = queue_job(), queue_job()

    assert [row_id for _, row_id in sorted(sent, key=lambda one: one[0])] == [first.pk, second.pk, preview.pk]
    assert (jobs.ahead_of(first), jobs.ahead_of(second)) == (0, 1)


def test_the_broker_hands_out_first_what_is_wanted_soon():
    taken = []
    with current_app.connection() as connection, connection.SimpleQueue("order-of-nudges") as queue:
        for word, priority in (("preview", nudges.LATER), ("clip", nudges.SOON)):
            queue.put(word, priority=priority)
        for _ in range(2):
            message = queue.get(timeout=5)
            taken.append(message.payload)
            message.ack()

    assert taken == ["clip", "preview"]


def test_the_sweep_leaves_a_running_job_alone(queue_job, nudged):
    job = queue_job()
    jobs.claim(job.pk)
    nudged.clear()

    jobs.sweep()

    job.refresh_from_db()
    assert job.state == State.RUNNING
    assert nudged == []


def test_a_job_that_kills_every_worker_fails_and_says_so(queue_job):
    job = queue_job()
    for _ in range(jobs.MAX_ATTEMPTS):
        jobs.claim(job.pk)
        let_the_lease_run_out(job)

    jobs.sweep()

    job.refresh_from_db()
    assert (job.state, job.error) == (State.FAILED, "worker_lost")


def test_the_sweep_does_not_flood_the_queue(queue_job, nudged):
    queue_job()
    nudged.clear()

    jobs.sweep()
    jobs.sweep()

    assert nudged == []
    RenderJob.objects.update(nudged_at=Now() - MINUTE)
    jobs.sweep()
    jobs.sweep()
    assert len(nudged) == 1


def test_a_cancelled_job_is_never_claimed(queue_job):
    job = queue_job()

    jobs.cancel(job, by=OFFICER)

    assert jobs.claim(job.pk) is None
    assert Event.objects.filter(verb="render.cancelled").count() == 1
    jobs.cancel(job, by=OFFICER)
    assert Event.objects.filter(verb="render.cancelled").count() == 1


def test_releasing_the_hold_stops_its_jobs(queue_job):
    job = queue_job()
    claimed = jobs.claim(job.pk)

    holds.release(reference=REFERENCE, by=OFFICER, reason="withdrawn")

    assert not jobs.beat(claimed, progress=0.5)


def test_a_queue_that_is_away_does_not_fail_the_request(queue_job, monkeypatch, django_capture_on_commit_callbacks):
    away = Celery(broker="redis+socket:///nowhere/redis.sock", set_as_current=False)
    away.conf.task_publish_retry_policy = {"max_retries": 1, "interval_start": 0}
    monkeypatch.setattr(nudges, "current_app", away)

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        job = queue_job()

    assert callbacks
    assert RenderJob.objects.filter(pk=job.pk, state=State.WAITING).exists()
