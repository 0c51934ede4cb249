"""The truth about the footage, before and after submission."""

import os
import shutil
from datetime import timedelta

import pytest

from cameras.models import Camera
from core.errors import InvalidInput
from footage.models import ArchiveSource
from requests_app.intake import findings
from requests_app.intake.findings import Truth
from requests_app.views import facts
from requests_app.workflow import Action, perform
from tests import cases


def outlook(**changes):
    asked = {
        "latitude": cases.LATITUDE,
        "longitude": cases.LONGITUDE,
        "starts_at": cases.START,
        "ends_at": cases.END,
    }
    return findings.outlook(**asked | changes)


def test_a_whole_recording_is_complete(camera):
    found = outlook()

    assert found.truth == Truth.COMPLETE
    seen = found.cameras[0]
    assert (seen.camera, seen.distance, seen.gaps, seen.secured) == (camera, 0, (), None)
    assert [(part.starts_at, part.ends_at) for part in seen.recorded] == [(cases.START, cases.END)]
    assert seen.kept_until == cases.START + timedelta(days=14)


def test_a_gap_is_named_with_its_times(camera, tmp_path):
    (tmp_path / "archive" / "jkt-1" / f"{cases.START + cases.MINUTE:%Y-%m-%d_%H-%M-%S}-000000.mp4").unlink()

    seen = outlook().cameras[0]

    assert seen.truth == Truth.PARTIAL
    gaps = [(gap.starts_at, gap.ends_at, gap.reason) for gap in seen.gaps]
    assert gaps == [(cases.START + cases.MINUTE, cases.START + 2 * cases.MINUTE, "missing")]


def test_a_camera_that_recorded_nothing_says_so(camera):
    found = outlook(starts_at=cases.END + timedelta(hours=1), ends_at=cases.END + timedelta(hours=2))

    assert found.truth == Truth.NOTHING


def test_what_is_older_than_the_camera_keeps_is_overwritten(camera):
    long_ago = timedelta(days=15)

    assert outlook(starts_at=cases.START - long_ago, ends_at=cases.END - long_ago).truth == Truth.OVERWRITTEN


def test_what_may_not_have_been_overwritten_yet_was_not_recorded(camera):
    days = timedelta(days=12)

    assert outlook(starts_at=cases.START - days, ends_at=cases.END - days).truth == Truth.NOTHING


def test_a_place_without_a_camera_says_so(camera):
    found = outlook(latitude=-6.3, longitude=106.9)

    assert (found.truth, found.cameras) == (Truth.NO_CAMERA, ())


def test_no_position_and_no_camera_is_no_camera(camera):
    assert outlook(latitude=None, longitude=None).truth == Truth.NO_CAMERA


def test_an_archive_that_cannot_be_read_is_unknown_and_not_nothing(camera, tmp_path):
    shutil.rmtree(tmp_path / "archive")

    assert outlook().truth == Truth.UNKNOWN


def test_a_camera_without_an_archive_is_unknown(camera):
    ArchiveSource.objects.all().delete()

    assert outlook().truth == Truth.UNKNOWN


def test_the_best_camera_speaks_for_the_place(camera, tmp_path):
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.0005, minutes=1)

    found = outlook()

    assert [seen.truth for seen in found.cameras] == [Truth.COMPLETE, Truth.PARTIAL]
    assert found.truth == Truth.COMPLETE


def test_a_named_camera_answers_from_anywhere(camera):
    found = outlook(latitude=None, longitude=None, camera_code="JKT-1")

    assert [(seen.camera.code, seen.distance) for seen in found.cameras] == [("JKT-1", None)]


def test_an_unknown_code_is_a_typing_error(camera):
    with pytest.raises(InvalidInput):
        outlook(camera_code="JKT-404")


def test_a_removed_camera_is_not_asked(camera):
    Camera.objects.update(status=Camera.Status.REMOVED)

    assert outlook().truth == Truth.NO_CAMERA


def test_the_report_tells_what_was_secured_after_the_archive_forgot(camera, tmp_path):
    request = cases.file_case(camera_code="JKT-1")
    shutil.rmtree(tmp_path / "archive")

    found = findings.report(request)

    assert found.truth == Truth.COMPLETE
    seen = found.cameras[0]
    assert (seen.camera, seen.distance, seen.gaps, seen.secured) == (camera, 0, (), True)
    assert seen.kept_until > cases.END + timedelta(days=60)


def test_the_report_of_a_hold_without_recordings(camera):
    request = cases.file_case(starts_at=cases.END + cases.MINUTE, ends_at=cases.END + 2 * cases.MINUTE)

    assert findings.report(request).truth == Truth.NOTHING


def test_the_report_of_what_was_overwritten_before_submission(camera):
    long_ago = timedelta(days=20)
    request = cases.file_case(starts_at=cases.START - long_ago, ends_at=cases.END - long_ago)

    assert findings.report(request).truth == Truth.OVERWRITTEN


def test_a_file_that_cannot_be_opened_is_no_camera_that_did_not_record(camera, tmp_path):
    for path in (tmp_path / "archive" / "jkt-1").iterdir():
        stamp = path.stat().st_mtime
        path.write_bytes(b"no video")
        os.utime(path, (stamp, stamp))

    assert findings.report(cases.file_case()).truth == Truth.UNUSABLE


def test_what_was_released_is_said_to_be_no_longer_kept(camera):
    request = cases.file_case()
    perform(request, Action.WITHDRAW, by=cases.applicant_of(request))

    found = findings.report(request)

    assert (found.truth, found.cameras[0].secured) == (Truth.RELEASED, None)


def test_a_recorder_that_is_away_at_submission_has_not_recorded_nothing(camera, tmp_path):
    (tmp_path / "archive").rename(tmp_path / "unplugged")
    request = cases.file_case()
    assert findings.report(request).truth == Truth.UNKNOWN

    (tmp_path / "unplugged").rename(tmp_path / "archive")
    cases.secure(request)

    assert findings.report(request).truth == Truth.COMPLETE


def test_a_camera_without_an_archive_stays_unknown_after_submission(camera):
    ArchiveSource.objects.all().delete()

    assert findings.report(cases.file_case()).truth == Truth.UNKNOWN


def test_the_report_without_a_camera(camera):
    assert findings.report(cases.file_case(latitude=-6.3, longitude=106.9)).truth == Truth.NO_CAMERA


def test_a_camera_without_gaps_does_not_hide_the_gap_of_another(camera, tmp_path, english):
    cases.build_camera(tmp_path / "archive", "JKT-2", minutes=2)

    found = outlook()

    assert [seen.truth for seen in found.cameras] == [Truth.COMPLETE, Truth.PARTIAL]
    assert "at least one" in str(facts.verdict(found))
    assert "At least one" in str(facts.recording(found))
