"""A long clip made by the job's worker and helpers, against the same clip made by one."""

import hashlib
import subprocess
import threading
from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connection

from footage import deliverables, jobs, nudges, runs, scratch, securing, sharing
from footage.models import Deliverable, RenderChunk
from footage.rendering.render import part_name
from tests.footage.conftest import MINUTE, OFFICER, REFERENCE, START, free_box, place_hold

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def long_job(camera, recorder, moving_minute):
    """Four minutes of recording, and a clip of nearly all of it."""
    for number in range(4):
        recorder.write(START + number * MINUTE, moving_minute + free_box(bytes([number])))
    hold = place_hold(camera, minutes=4)
    securing.secure(hold.pk)
    hold.refresh_from_db()
    return jobs.queue(
        hold=hold,
        starts_at=START + timedelta(seconds=7),
        ends_at=START + timedelta(seconds=231),
        reference=REFERENCE,
        recipient_code="7Q4F2M",
        by=OFFICER,
    )


@pytest.fixture
def helpers(monkeypatch):
    """Helpers in threads of their own, started by the nudge; answers how many parts they made."""
    threads, parts = [], []
    take = sharing._take

    def counted(job, taker):
        number = take(job, taker)
        if number is not None and threading.current_thread() in threads:
            parts.append(number)
        return number

    def help_with(job_id):
        try:
            sharing.help_with(job_id)
        finally:
            connection.close()

    def start(task, job_id):
        if task == "help_render" and not threads:
            threads.append(threading.Thread(target=help_with, args=(job_id,)))
            threads[0].start()

    monkeypatch.setattr(sharing, "_take", counted)
    monkeypatch.setattr(nudges, "send", start)
    yield parts
    for thread in threads:
        thread.join()


def frame_times(path):
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "frame=pts", "-of", "csv=p=0", str(path)],
        capture_output=True,
        check=True,
    )
    return done.stdout.split()


def test_helpers_make_parts_and_the_clip_is_the_same(long_job, helpers):
    runs.run(long_job.pk)

    deliverable = Deliverable.objects.get()
    path = deliverables.path_of(deliverable.sha256)
    times = frame_times(path)
    assert helpers
    assert len(times) == deliverable.frame_count == 2240
    assert [int(time.rstrip(b",")) for time in times] == [number * 9000 for number in range(2240)]
    assert hashlib.sha256(path.read_bytes()).hexdigest() == deliverable.sha256
    assert not RenderChunk.objects.exists()


def test_a_helper_that_dies_costs_time_and_nothing_else(long_job, helpers, monkeypatch):
    monkeypatch.setattr(sharing, "CHUNK_LEASE", timedelta(seconds=2))
    encode_chunk = sharing.encode_chunk

    def die_as_helper(made, chunk, **options):
        if threading.current_thread() is not threading.main_thread():
            raise sharing.RenderError("ffmpeg_failed", "killed")
        return encode_chunk(made, chunk, **options)

    monkeypatch.setattr(sharing, "encode_chunk", die_as_helper)

    runs.run(long_job.pk)

    assert helpers
    assert Deliverable.objects.get().frame_count == 2240


def test_without_helpers_one_worker_does_it_all(long_job, monkeypatch):
    monkeypatch.setattr(nudges, "send", lambda task, row_id: None)

    runs.run(long_job.pk)

    assert Deliverable.objects.get().frame_count == 2240


def test_a_part_that_needs_a_closer_look_is_left_to_one_worker(long_job, monkeypatch):
    monkeypatch.setattr(nudges, "send", lambda task, row_id: None)
    monkeypatch.setattr(sharing, "encode_chunk", lambda made, chunk, *, folder, **_: touch(folder, chunk))

    runs.run(long_job.pk)

    assert Deliverable.objects.get().frame_count == 2240


def touch(folder, chunk):
    (folder / part_name(chunk)).touch()
    return False


def test_a_helper_that_comes_too_late_leaves(long_job):
    sharing.help_with(long_job.pk)

    assert not RenderChunk.objects.exists()


def test_a_part_delivered_after_another_has_taken_it_over_is_thrown_away(long_job, tmp_path, monkeypatch):
    job = jobs.claim(long_job.pk)
    part = RenderChunk.objects.create(job=job, token=job.token, number=0)
    made = SimpleNamespace(chunks=[SimpleNamespace(number=0)])

    def overtaken(made, chunk, *, folder, **_):
        (folder / part_name(chunk)).write_bytes(b"late")
        RenderChunk.objects.update(taker=uuid4())
        return True

    monkeypatch.setattr(sharing, "encode_chunk", overtaken)
    with scratch.folder(job) as folder:
        (folder / "work").mkdir()
        sharing._encode_one(job, made, tmp_path, should_cancel=lambda: False)

        part.refresh_from_db()
        assert part.state == RenderChunk.State.TAKEN
        assert list((folder / "work").iterdir()) == []
