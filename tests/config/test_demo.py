"""`prepare_demo` and `record_demo`: what they make is found by the service's own eyes."""

import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import av
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from accounts.models import User
from accounts.roles import Role
from cameras.models import Area, Camera
from config.demo import live, places, recordings, staff
from footage.models import ArchiveSource
from footage.rendering import runner
from footage.rendering.archive import GapReason, Located, locate
from footage.rendering.layouts import LAYOUTS
from requests_app.models import Holiday, Policy

NOW = datetime(2026, 11, 23, 6, 30, 20, tzinfo=UTC)


@pytest.fixture(scope="session")
def clip(tmp_path_factory) -> Path:
    """A short film with a key frame every two seconds, instead of a drawn minute."""
    folder = tmp_path_factory.mktemp("clip")
    source = ["-f", "lavfi", "-i", "testsrc=size=160x90:rate=25/2:duration=4"]
    runner.run([*source, "-c:v", "libx264", "-preset", "ultrafast", "-g", "25", "-bf", "0", "clip.mp4"], folder=folder)
    return folder / "clip.mp4"


def minutes_of(clip, folder) -> recordings.Minutes:
    whole, damaged = folder / "whole.mp4", folder / "damaged.mp4"
    whole.write_bytes(clip.read_bytes())
    damaged.write_bytes(clip.read_bytes()[1000:])
    return recordings.Minutes(dict.fromkeys(recordings.STREETS, whole), damaged)


@pytest.fixture
def demo(settings, tmp_path, clip, monkeypatch, db):
    """A demo of its own, with short films for minutes, and two hours for a day."""
    settings.SAKSI_ENV = "demo"
    settings.STATE_DIR = tmp_path
    minutes = minutes_of(clip, tmp_path)
    monkeypatch.setattr(recordings, "draw", lambda folder, **options: minutes)
    monkeypatch.setattr(recordings, "SHOWN", timedelta(hours=2))
    return tmp_path


def camera(code) -> places.DemoCamera:
    return next(camera for camera in places.CAMERAS if camera.code == code)


def look(folder, code, starts_at, ends_at, *, now=NOW) -> Located:
    one = camera(code)
    return locate(
        root=recordings.root(folder, one.recorder.code),
        layout=LAYOUTS[one.recorder.layout],
        camera=one.archive_name,
        starts_at=starts_at,
        ends_at=ends_at,
        clock_offset=one.clock_offset,
        now=now,
    )


@pytest.fixture(scope="module")
def day(tmp_path_factory, clip):
    folder = tmp_path_factory.mktemp("day")
    recordings.extend(folder, minutes_of(clip, folder), now=NOW, since=NOW - recordings.SHOWN)
    return folder


@pytest.mark.parametrize("code", [one.code for one in places.CAMERAS if one.records and not one.missing])
def test_a_camera_has_the_last_day_without_a_gap(day, code):
    located = look(day, code, NOW - timedelta(hours=23), NOW - timedelta(minutes=2))

    assert located.gaps == ()
    assert len(located.segments) == pytest.approx(23 * 60, abs=3)


def test_the_camera_with_a_gap_has_it_every_hour(day):
    located = look(day, "KPM-001", NOW - timedelta(hours=2), NOW - timedelta(minutes=2))

    assert [(gap.starts_at.minute, gap.ends_at.minute, gap.reason) for gap in located.gaps] == [
        (20, 23, GapReason.missing),
        (20, 23, GapReason.missing),
    ]


def test_the_camera_that_is_out_of_order_has_nothing(day):
    assert look(day, "PLT-001", NOW - timedelta(hours=2), NOW).segments == ()


def test_the_recorder_with_a_fast_clock_is_understood(day):
    located = look(day, "AGK-001", NOW - timedelta(minutes=10), NOW - timedelta(minutes=9))

    assert {segment.starts_at.second for segment in located.segments} == {15}
    assert {segment.path.stem[-2:] for segment in located.segments} == {"00"}


def test_the_damaged_minute_cannot_be_opened(day):
    located = look(day, "KTU-001", NOW - timedelta(hours=1), NOW - timedelta(minutes=2))
    broken = [segment for segment in located.segments if segment.starts_at.minute == 40]

    assert len(broken) == 1
    with pytest.raises(av.error.FFmpegError):
        av.open(str(broken[0].path))


def test_extending_adds_only_what_is_new_and_forgetting_takes_the_oldest(tmp_path, clip):
    minutes, since, later = minutes_of(clip, tmp_path), NOW - timedelta(hours=3), NOW + timedelta(minutes=5)
    recordings.extend(tmp_path, minutes, now=NOW, since=since)

    again = recordings.extend(tmp_path, minutes, now=NOW, since=since)
    added = recordings.extend(tmp_path, minutes, now=later, since=since)
    recordings.forget(tmp_path, now=NOW + recordings.KEPT - timedelta(hours=1))

    assert again == 0
    assert added == 5 * sum(one.records for one in places.CAMERAS)
    assert look(tmp_path, "TBT-001", since, NOW - timedelta(hours=2), now=later).segments == ()
    assert look(tmp_path, "TBT-001", NOW - timedelta(minutes=50), later - timedelta(minutes=1), now=later).gaps == ()


def test_prepare_demo_makes_everything_and_a_second_time_changes_nothing(demo):
    call_command("prepare_demo")
    first = set(Camera.objects.values_list("pk", "code", "status"))
    call_command("prepare_demo")

    assert set(Camera.objects.values_list("pk", "code", "status")) == first
    assert {code for _, code, _ in first} == {one.code for one in places.CAMERAS}
    assert Area.objects.count() == len(places.AREAS)
    assert set(ArchiveSource.objects.filter(enabled=True).values_list("layout", flat=True)) == {"frigate", "mediamtx"}
    assert Holiday.objects.exists()
    assert Policy.objects.exists()
    for account in staff.ACCOUNTS:
        user = User.objects.get(username=account.username)
        assert user.check_password(account.password)
        assert user.roles == [account.role]
        assert user.is_staff == (account.role in (Role.AUDITOR, Role.ADMINISTRATOR))
    printed = (demo / "accounts.txt").read_text()
    assert "{address}" in printed
    assert all(account.password in printed for account in staff.ACCOUNTS)


def test_there_are_two_people_for_every_decision():
    roles = [account.role for account in staff.ACCOUNTS]

    assert roles.count(Role.OFFICER) >= 2
    assert roles.count(Role.APPROVER) >= 2


def test_every_role_can_be_tried():
    assert {account.role for account in staff.ACCOUNTS} == set(Role)


@pytest.mark.parametrize("command", ["prepare_demo", "record_demo"])
@pytest.mark.parametrize("environment", ["production", "test"])
def test_published_passwords_are_refused_outside_a_demo(demo, settings, command, environment):
    settings.SAKSI_ENV = environment

    with pytest.raises(CommandError, match="demo"):
        call_command(command)

    assert not User.objects.exists()


def test_a_folder_of_real_recordings_takes_the_place_of_the_drawn_ones(demo, clip):
    real = demo / "real"
    for name in ("toko/cam 12", "toko/cam-12"):
        path = real / LAYOUTS["mediamtx"].path_for(camera=name, starts_at=datetime(2022, 2, 1, 11, 26, 38, tzinfo=UTC))
        path.parent.mkdir(parents=True)
        path.hardlink_to(clip)
    call_command("prepare_demo")

    call_command("prepare_demo", recordings=real, layout="mediamtx")

    active = Camera.objects.filter(status=Camera.Status.ACTIVE)
    assert set(active.values_list("archive_name", flat=True)) == {"toko/cam 12", "toko/cam-12"}
    assert [source.root for source in ArchiveSource.objects.filter(enabled=True)] == [str(real)]
    assert "2022-02-01 18.26.38" in (demo / "accounts.txt").read_text()
    call_command("prepare_demo")
    assert not Camera.objects.filter(status=Camera.Status.ACTIVE, archive_source="rekaman").exists()
    assert Camera.objects.get(code="PLT-001").status == Camera.Status.OUT_OF_ORDER


@pytest.mark.parametrize(
    ("layout", "sentence"), [("viseron", "init.mp4"), ("nothing", "known are"), ("shinobi", "No recording in")]
)
def test_real_recordings_that_cannot_be_served_are_refused_and_change_nothing(demo, layout, sentence):
    call_command("prepare_demo")

    with pytest.raises(CommandError, match=sentence):
        call_command("prepare_demo", recordings=demo, layout=layout)

    assert ArchiveSource.objects.filter(enabled=True).count() == len(places.RECORDERS)


def test_the_live_camera_can_be_read_while_it_is_written(demo, clip, monkeypatch):
    monkeypatch.setenv("TZ", live.TZ)
    seen: list[Located] = []
    threads = set(threading.enumerate())

    def look_while_recording() -> bool:
        now = datetime.now(UTC)
        located = look(demo, live.camera().code, now - timedelta(minutes=1), now, now=now)
        if located.segments and located.segments[-1].path.stat().st_size > clip.stat().st_size / 2:
            seen.append(located)
        return bool(seen) or time.monotonic() > give_up

    give_up = time.monotonic() + 20
    live.record(clip, into=demo, should_stop=look_while_recording)

    last = seen[0].segments[-1]
    assert last.is_open
    with av.open(str(last.path)) as container:
        assert sum(1 for _ in container.decode(video=0)) >= 12
    assert set(threading.enumerate()) <= threads
