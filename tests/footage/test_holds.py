import hashlib
import os
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from core.errors import NoRoom
from footage import coverage, hold_reports, holds, securing, sources, vault
from footage.gaps import Interval, Reason
from footage.models import Hold, PreservedSegment, VaultFile
from tests.footage.conftest import APPLICANT, MINUTE, OFFICER, REFERENCE, START, make_clip, place_hold

pytestmark = pytest.mark.django_db


def report(reference=REFERENCE):
    (only,) = hold_reports.report(reference=reference)
    return only


def vault_contents():
    return {path.read_bytes() for path in vault.object_path("00").parent.parent.glob("*/*")}


def test_what_was_recorded_survives_the_recorder_deleting_it_right_after_submission(camera, recorder):
    paths = recorder.write_minutes(3)
    contents = {path.read_bytes() for path in paths}

    hold = place_hold(camera)
    for path in paths:
        path.unlink()
    securing.secure(hold.pk)

    assert vault_contents() == contents
    assert report().state == coverage.State.COMPLETE
    assert report().secured


def test_each_segment_is_named_by_its_hash_and_the_trail_holds_the_hashes(camera, recorder):
    paths = recorder.write_minutes(3)
    expected = {hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}

    hold = place_hold(camera)
    securing.secure(hold.pk)

    assert {segment.sha256 for segment in report().segments} == expected
    assert set(Event.objects.get(verb="hold.secured").detail["sha256"]) == expected


@pytest.mark.django_db(transaction=True)
def test_a_hold_outside_a_transaction_is_a_mistake_of_the_programmer(camera):
    with pytest.raises(RuntimeError):
        holds.place(
            camera=camera,
            starts_at=START,
            ends_at=START + MINUTE,
            reference=REFERENCE,
            keep_until=timezone.now(),
            by=APPLICANT,
        )


def test_the_same_promise_twice_is_one_hold(camera, recorder):
    recorder.write_minutes(3)

    assert place_hold(camera) == place_hold(camera)
    assert Event.objects.filter(verb="hold.placed").count() == 1


def test_a_hole_in_the_recording_is_told_in_wall_time(camera, recorder):
    recorder.write_minutes(4)[1].unlink()

    securing.secure(place_hold(camera, minutes=4).pk)

    (gap,) = report().gaps
    assert (gap.starts_at, gap.ends_at, gap.reason) == (START + MINUTE, START + 2 * MINUTE, Reason.MISSING)
    assert report().recorded == (Interval(START, START + MINUTE), Interval(START + 2 * MINUTE, START + 4 * MINUTE))
    assert report().state == coverage.State.PARTIAL


def test_an_empty_file_is_a_gap_that_stays_explained_after_the_recorder_deleted_it(camera, recorder):
    paths = recorder.write_minutes(3)
    recorder.write(START + MINUTE, b"")

    hold = place_hold(camera)
    for path in paths:
        path.unlink()
    securing.secure(hold.pk)

    assert [gap.reason for gap in report().gaps] == [Reason.DAMAGED]


def test_a_camera_without_an_archive_gets_its_hold_and_the_truth(camera):
    camera.archive_source = ""
    camera.save()

    securing.secure(place_hold(camera).pk)

    assert report().state == coverage.State.UNKNOWN
    assert [gap.reason for gap in report().gaps] == [Reason.NO_ARCHIVE]
    assert report().secured


def test_a_camera_that_recorded_nothing_says_so(camera, recorder):
    recorder.write_minutes(2, start=START - timedelta(hours=1))

    securing.secure(place_hold(camera).pk)

    assert report().state == coverage.State.NOTHING


def test_an_archive_that_is_away_is_looked_at_again_and_then_secured(camera, recorder):
    recorder.write_minutes(3)
    recorder.root.rename(recorder.root.with_name("away"))
    hold = place_hold(camera)
    securing.secure(hold.pk)
    assert report().state == coverage.State.UNKNOWN
    assert not report().secured
    recorder.root.with_name("away").rename(recorder.root)

    securing.secure(hold.pk)

    assert report().state == coverage.State.COMPLETE
    assert report().secured


def test_segments_pinned_before_the_archive_went_away_are_not_given_up(camera, recorder):
    contents = {path.read_bytes() for path in recorder.write_minutes(3)}
    hold = place_hold(camera)
    recorder.root.rename(recorder.root.with_name("away"))

    securing.secure(hold.pk)

    assert vault_contents() == contents
    assert report().state == coverage.State.COMPLETE


def test_on_another_file_system_only_what_is_deleted_soon_is_copied_at_once(camera, recorder, source):
    source.may_link = False
    source.save()
    old = timezone.now().replace(second=0, microsecond=0) - timedelta(days=13, hours=12)
    recorder.write_minutes(2, start=old)
    recorder.write_minutes(2)

    soon, later = place_hold(camera, minutes=2, start=old), place_hold(camera, minutes=2)

    assert len(list(vault.pin_folder(soon.pk).iterdir())) == 2
    assert not vault.pin_folder(later.pk).exists()
    securing.secure(later.pk)
    assert later.segments.exclude(file=None).count() == 2


def test_the_segment_being_written_is_copied_at_once_and_completed_when_it_is_finished(camera, recorder):
    start = datetime.now(UTC).replace(microsecond=0) - timedelta(seconds=90)
    first = recorder.write(start, b"whole minute")
    live = recorder.write(start + MINUTE, b"so far", length=timedelta(seconds=30))
    hold = place_hold(camera, start=start, minutes=1)
    securing.secure(hold.pk)
    hold_live = place_hold(camera, start=start + MINUTE, minutes=1, reference="SKS-2026-LIVE-0001")
    securing.secure(hold_live.pk)

    assert (vault_contents(), report().secured) == ({first.read_bytes(), b"so far"}, True)
    assert not report("SKS-2026-LIVE-0001").secured

    live.write_bytes(b"so far and the rest")
    recorder.finish(live, start + 2 * MINUTE)
    with_successor = start + 2 * MINUTE
    recorder.write(with_successor, b"next", length=timedelta(seconds=5))
    os.utime(live, (time.time() - 60,) * 2)
    Hold.objects.filter(pk=hold_live.pk).update(ends_at=start + 2 * MINUTE)
    securing.secure(hold_live.pk)

    assert b"so far and the rest" in vault_contents()
    segment = hold_live.segments.get(archive_path__contains=live.name)
    assert not segment.was_open


def test_a_full_vault_refuses_the_submission_and_leaves_no_row(camera, recorder, source, settings):
    source.may_link = False
    source.save()
    recorder.write_minutes(3, start=timezone.now().replace(second=0, microsecond=0) - timedelta(days=13, hours=12))
    settings.MINIMUM_FREE_BYTES = 1 << 60

    with pytest.raises(NoRoom):
        place_hold(camera, start=timezone.now().replace(second=0, microsecond=0) - timedelta(days=13, hours=12))

    assert not Hold.objects.exists()
    assert not Event.objects.exists()


def test_a_disk_that_is_full_for_a_while_delays_and_does_not_lose(camera, recorder, source, settings):
    source.may_link = False
    source.save()
    recorder.write_minutes(3)
    hold = place_hold(camera)
    settings.MINIMUM_FREE_BYTES = 1 << 60
    securing.secure(hold.pk)
    hold.refresh_from_db()
    assert (hold.state, hold.error) == (Hold.State.PLACED, "no_room")

    settings.MINIMUM_FREE_BYTES = 1 << 20
    securing.secure(hold.pk)

    assert report().secured


def test_a_file_the_recorder_deleted_first_is_a_gap_with_its_reason(camera, recorder, monkeypatch):
    paths = recorder.write_minutes(3)
    located = sources.CameraArchive.locate

    def delete_after_listing(archive, **window):
        answer = located(archive, **window)
        paths[0].unlink(missing_ok=True)
        return answer

    monkeypatch.setattr(sources.CameraArchive, "locate", delete_after_listing)

    securing.secure(place_hold(camera).pk)

    assert [(gap.starts_at, gap.reason) for gap in report().gaps] == [(START, Reason.GONE)]


@pytest.mark.parametrize("step", ["pin", "digest", "keep", "sync_folder"])
def test_a_crash_at_any_step_is_repaired_by_the_sweep(camera, recorder, monkeypatch, step):
    contents = {path.read_bytes() for path in recorder.write_minutes(3)}
    hold = place_hold(camera)

    class Crash(Exception):
        pass

    def crash(*args, **kwargs):
        raise Crash

    with monkeypatch.context() as broken:
        broken.setattr(vault, step, crash)
        with pytest.raises(Crash):
            securing.secure(hold.pk)
    Hold.objects.filter(pk=hold.pk).update(look_again_at=timezone.now() - MINUTE)
    securing.secure_unfinished()

    assert vault_contents() == contents
    assert report().secured
    assert report().secured_count == 3


def test_securing_twice_changes_nothing(camera, recorder):
    recorder.write_minutes(3)
    hold = place_hold(camera)
    securing.secure(hold.pk)
    before = list(PreservedSegment.objects.values()), list(VaultFile.objects.values())

    securing.secure(hold.pk)

    assert before == (list(PreservedSegment.objects.values()), list(VaultFile.objects.values()))
    assert Event.objects.filter(verb="hold.secured").count() == 1


def test_a_file_not_yet_shown_by_the_recorder_is_waited_for(camera, recorder):
    now = datetime.now(UTC).replace(microsecond=0)
    recorder.write_minutes(2, start=now - timedelta(minutes=3))

    hold = place_hold(camera, start=now - timedelta(minutes=3), minutes=2.9)
    securing.secure(hold.pk)
    assert not report().secured
    recorder.write(now - MINUTE, b"shown when whole")
    os.utime(recorder.path(now - MINUTE), (time.time() - 10,) * 2)
    securing.secure(hold.pk)

    assert b"shown when whole" in vault_contents()


def test_keeping_longer_never_shortens(camera, recorder):
    hold = place_hold(camera)
    earlier, later = hold.keep_until - timedelta(days=1), hold.keep_until + timedelta(days=60)

    holds.keep_longer(reference=REFERENCE, keep_until=earlier, by=OFFICER)
    hold.refresh_from_db()
    assert hold.keep_until > earlier
    holds.keep_longer(reference=REFERENCE, keep_until=later, by=OFFICER)

    hold.refresh_from_db()
    assert hold.keep_until == later
    assert Event.objects.filter(verb="hold.extended").count() == 1


def test_coverage_before_filing_tells_the_same_as_the_hold(camera, recorder):
    recorder.write_minutes(4)[1].unlink()

    seen = coverage.look(camera=camera, starts_at=START, ends_at=START + 4 * MINUTE)
    place_hold(camera, minutes=4)

    assert seen.state == coverage.State.PARTIAL
    assert (seen.recorded, seen.gaps) == (report().recorded, report().gaps)
    assert seen.kept_until == START + timedelta(days=14)


def test_a_recording_cut_short_is_a_gap_although_its_name_covers_it(camera, recorder, minute_clip):
    recorder.write_minutes(3)
    short = make_clip(recorder.root / "short.mp4", size="64x48", rate=1, seconds=20)
    recorder.write(START + MINUTE, short.read_bytes())

    securing.secure(place_hold(camera).pk)

    (gap,) = report().gaps
    assert (gap.starts_at, gap.ends_at) == (START + MINUTE + timedelta(seconds=20), START + 2 * MINUTE)


def test_a_damaged_file_is_kept_all_the_same_and_is_a_gap_with_its_reason(camera, recorder, minute_clip):
    recorder.write_minutes(3)
    beheaded = recorder.write(START + MINUTE, minute_clip[: len(minute_clip) // 2])

    securing.secure(place_hold(camera).pk)

    (gap,) = report().gaps
    assert (gap.starts_at, gap.ends_at, gap.reason) == (START + MINUTE, START + 2 * MINUTE, Reason.DAMAGED)
    assert beheaded.read_bytes() in vault_contents()
    assert [bool(segment.trouble) for segment in report().segments] == [False, True, False]
