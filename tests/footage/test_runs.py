"""Real renders of real files, from the claim to the deliverable on disk."""

import json
import subprocess
from datetime import timedelta

import av
import pytest
from django.conf import settings
from django.db import connection
from django.db.models import F
from PIL import ImageStat

from audit.models import Event
from cameras.models import Camera
from footage import deliverables, jobs, runs, vault
from footage.models import Deliverable, RenderJob
from tests.footage.conftest import OFFICER, START

pytestmark = pytest.mark.django_db(transaction=True)

State = RenderJob.State


def files_below(folder):
    return [path for path in folder.rglob("*") if path.is_file()] if folder.is_dir() else []


def frame_count(path):
    wanted = ["-select_streams", "v", "-count_frames", "-show_entries", "stream=nb_read_frames"]
    done = subprocess.run(
        ["ffprobe", "-v", "error", *wanted, "-of", "json", str(path)], capture_output=True, check=True
    )
    return int(json.loads(done.stdout)["streams"][0]["nb_read_frames"])


def test_an_approved_window_becomes_one_checked_deliverable(queue_job):
    job = queue_job()

    runs.run(job.pk)

    job.refresh_from_db()
    deliverable = job.deliverable
    path = deliverables.path_of(deliverable.sha256)
    assert (job.state, job.progress, job.leased_until) == (State.DONE, 1, None)
    assert vault.digest(path) == deliverable.sha256
    assert path.stat().st_mode & 0o222 == 0
    assert frame_count(path) == deliverable.frame_count == 50
    assert deliverable.duration == timedelta(seconds=5)
    assert len(deliverable.manifest["sources"]) == 2
    assert Event.objects.get(verb="render.published").detail["sha256"] == deliverable.sha256
    assert files_below(settings.SCRATCH_DIR) == []


def test_masks_of_the_decision_are_burned_in(queue_job):
    job = queue_job(options={"masks": [{"style": "solid", "box": [0, 0, 0.5, 1]}]})

    runs.run(job.pk)

    deliverable = Deliverable.objects.get()
    with av.open(str(deliverables.path_of(deliverable.sha256))) as clip:
        picture = next(clip.decode(video=0)).to_image().convert("L")
    top = deliverable.manifest["output"]["picture_top"]
    left, right = (picture.crop((x, top, x + 70, picture.height)) for x in (0, 90))
    assert ImageStat.Stat(left).mean[0] < 20  # black, but for the faint recipient code
    assert ImageStat.Stat(right).mean[0] > 60
    assert deliverable.manifest["choices"]["masks"] == 1


def test_nothing_is_written_over_the_recorders_own_clock(queue_job, camera):
    Camera.objects.filter(pk=camera.pk).update(clock_place="0 0 45 65")
    job = queue_job(options={"masks": [{"style": "solid"}]})

    runs.run(job.pk)

    deliverable = Deliverable.objects.get()
    with av.open(str(deliverables.path_of(deliverable.sha256))) as clip:
        picture = next(clip.decode(video=0)).to_image().convert("L")
    top = deliverable.manifest["output"]["picture_top"]
    left, right = (picture.crop((x, top, x + 70, top + 76)) for x in (0, 90))
    assert ImageStat.Stat(left).extrema[0][1] < 25  # black; elsewhere the faint code stands out of it
    assert ImageStat.Stat(right).extrema[0][1] > 40
    assert deliverable.manifest["choices"]["clear"] == [[0, 0, 0.45, 0.65]]


def test_a_nudge_delivered_twice_makes_one_deliverable(queue_job):
    job = queue_job()

    runs.run(job.pk)
    runs.run(job.pk)

    assert Deliverable.objects.count() == 1
    assert Event.objects.filter(verb="render.published").count() == 1


def test_a_job_cancelled_while_it_renders_leaves_no_file(queue_job, monkeypatch):
    job = queue_job()
    render = runs.render

    def cancelled_in_the_middle(spec, **options):
        jobs.cancel(job, by=OFFICER)
        return render(spec, **options)

    monkeypatch.setattr(runs, "render", cancelled_in_the_middle)

    runs.run(job.pk)

    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert files_below(settings.DELIVERABLES_DIR) == files_below(settings.SCRATCH_DIR) == []


def test_the_heartbeat_stops_a_render_that_is_not_ours_any_more(queue_job, monkeypatch, eventually):
    job = queue_job(ends_at=START + timedelta(minutes=2))
    monkeypatch.setattr("footage.heartbeat.EVERY_SECONDS", 0.02)
    render, heard = runs.render, []

    def cancelled_at_first_progress(spec, *, on_progress, should_cancel, **options):
        def progress(share):
            if not heard:
                jobs.cancel(job, by=OFFICER)
                connection.close()  # of the engine's own thread
                eventually(should_cancel)  # however busy this machine is: the film must not be finished before
            heard.append(share)
            on_progress(share)

        return render(spec, on_progress=progress, should_cancel=should_cancel, **options)

    monkeypatch.setattr(runs, "render", cancelled_at_first_progress)

    runs.run(job.pk)

    assert heard
    assert heard[-1] < 1
    assert files_below(settings.DELIVERABLES_DIR) == files_below(settings.SCRATCH_DIR) == []


def test_a_zombie_publishes_nothing(queue_job, monkeypatch):
    job = queue_job()
    render = runs.render

    def overtaken(spec, **options):
        made = render(spec, **options)
        RenderJob.objects.filter(pk=job.pk).update(token=F("token") + 1)
        return made

    monkeypatch.setattr(runs, "render", overtaken)

    runs.run(job.pk)

    assert not Deliverable.objects.exists()
    assert not Event.objects.filter(verb="render.published").exists()
    assert files_below(settings.DELIVERABLES_DIR) == files_below(settings.SCRATCH_DIR) == []


def test_a_preserved_file_that_changed_is_a_gap_and_never_shown(queue_job, secured_hold):
    job = queue_job()
    second = vault.object_path(secured_hold.segments.last().file_id)
    second.chmod(0o640)
    second.write_bytes(second.read_bytes() + b"x")

    runs.run(job.pk)

    manifest = Deliverable.objects.get(job=job).manifest
    assert [source["label"] for source in manifest["sources"]] == [
        secured_hold.segments.first().archive_path.split("/")[1]
    ]
    assert [gap["reason"] for gap in manifest["gaps"]] == ["damaged"]


def test_a_full_disk_for_deliverables_is_said_and_tried_again(queue_job, monkeypatch):
    def full(made):
        raise vault.no_room()

    job = queue_job()
    with monkeypatch.context() as broken:
        broken.setattr(deliverables, "stage", full)
        runs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == (State.WAITING, "no_room")

    runs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.error) == (State.DONE, 2, "")


def test_a_crash_is_repaired_by_the_sweep(queue_job, monkeypatch):
    job = queue_job()

    def crash(*args, **options):
        raise MemoryError

    with monkeypatch.context() as broken:
        broken.setattr(runs, "render", crash)
        with pytest.raises(MemoryError):
            runs.run(job.pk)
    RenderJob.objects.update(leased_until=F("started_at"))
    jobs.sweep()

    runs.run(job.pk)

    assert Deliverable.objects.get(job=job).frame_count == 50


def test_scratch_folders_of_killed_workers_are_swept_and_those_at_work_are_not(queue_job):
    job = queue_job()
    claimed = jobs.claim(job.pk)
    dead = settings.SCRATCH_DIR / f"{job.pk}.{claimed.token - 1}"
    alive = settings.SCRATCH_DIR / f"{job.pk}.{claimed.token}"
    for folder in (dead, alive):
        folder.mkdir(parents=True)

    jobs.sweep()

    assert (dead.exists(), alive.exists()) == (False, True)
