"""The recordings of a window are found, all of them, and what is missing is said."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from footage.rendering import archive_folders
from footage.rendering.archive import BadCameraName, GapReason, locate
from footage.rendering.layouts import LAYOUTS, parse_template

JAKARTA = ZoneInfo("Asia/Jakarta")
NOON = datetime(2026, 3, 5, 12, 0, tzinfo=JAKARTA)
LATER = NOON + timedelta(days=3)


def seconds(number):
    return timedelta(seconds=number)


class Recorder:
    """Writes files as a recorder would: named by its clock, last touched when they ended."""

    def __init__(self, root: Path, layout):
        self.root, self.layout, self.lengths = root, layout, {}

    def record(self, starts_at, length, *, camera="cam", stamp=True, content=b"x"):
        path = self.root / self.layout.path_for(camera=camera, starts_at=starts_at, ends_at=starts_at + seconds(length))
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if stamp:
            os.utime(path, times=((starts_at + seconds(length)).timestamp(),) * 2)
        self.lengths[path] = seconds(length)
        return path

    def run(self, starts_at, count, length=60, **options):
        return [self.record(starts_at + seconds(length) * i, length, **options) for i in range(count)]

    def locate(self, starts_at, ends_at, *, probe=True, camera="cam", now=LATER, **options):
        return locate(
            root=self.root,
            layout=self.layout,
            camera=camera,
            starts_at=starts_at,
            ends_at=ends_at,
            now=now,
            duration_of=self.lengths.get if probe else None,
            **options,
        )


@pytest.fixture
def recorder(tmp_path):
    return Recorder(tmp_path, LAYOUTS["mediamtx"])


def test_a_window_inside_continuous_recording_has_its_segments_and_no_gap(recorder):
    paths = recorder.run(NOON, 10)

    located = recorder.locate(NOON + seconds(90), NOON + seconds(200))

    assert [segment.path for segment in located.segments] == paths[1:4]
    assert located.segments[0].starts_at == NOON + seconds(60)
    assert located.segments[0].ends_at == NOON + seconds(120)
    assert located.gaps == ()


def test_half_open_borders_take_no_neighbour(recorder):
    paths = recorder.run(NOON, 10)

    located = recorder.locate(NOON + seconds(60), NOON + seconds(120))

    assert [segment.path for segment in located.segments] == [paths[1]]


@pytest.mark.parametrize("probe", [True, False])
@pytest.mark.parametrize("stamp", [True, False])
def test_a_hole_is_a_gap_of_its_length(recorder, probe, stamp):
    recorder.run(NOON, 6, stamp=stamp)
    recorder.run(NOON + seconds(500), 6, stamp=stamp)

    located = recorder.locate(NOON, NOON + seconds(700), probe=probe)

    gap = (NOON + seconds(360), NOON + seconds(500), GapReason.missing)
    assert [(gap.starts_at, gap.ends_at, gap.reason) for gap in located.gaps] == [gap]


def test_a_segment_that_stopped_early_is_asked_for_its_length(recorder):
    recorder.run(NOON, 6)
    recorder.record(NOON + seconds(180), 20)

    located = recorder.locate(NOON, NOON + seconds(300))

    assert [(gap.starts_at, gap.ends_at) for gap in located.gaps] == [(NOON + seconds(200), NOON + seconds(240))]


def test_nothing_recorded_is_one_gap_over_the_window(recorder):
    recorder.run(NOON, 3)

    located = recorder.locate(NOON + timedelta(hours=5), NOON + timedelta(hours=6))

    assert located.segments == ()
    assert [(gap.starts_at, gap.ends_at, gap.reason) for gap in located.gaps] == [
        (NOON + timedelta(hours=5), NOON + timedelta(hours=6), GapReason.missing)
    ]


def test_the_future_is_not_yet_recorded(recorder):
    recorder.run(NOON, 10)

    located = recorder.locate(NOON + seconds(540), NOON + seconds(900), now=NOON + seconds(700))

    assert [(gap.starts_at, gap.ends_at, gap.reason) for gap in located.gaps] == [
        (NOON + seconds(600), NOON + seconds(700), GapReason.missing),
        (NOON + seconds(700), NOON + seconds(900), GapReason.not_yet_recorded),
    ]


def test_the_file_being_written_is_open_and_covers_until_now(recorder):
    recorder.run(NOON, 5)
    now = NOON + seconds(330)
    writing = recorder.record(NOON + seconds(300), 29)

    located = recorder.locate(NOON + seconds(280), NOON + seconds(400), now=now)

    last = located.segments[-1]
    assert (last.path, last.is_open, last.ends_at) == (writing, True, None)
    assert not located.segments[0].is_open
    assert [(gap.starts_at, gap.reason) for gap in located.gaps] == [(now, GapReason.not_yet_recorded)]


def test_the_last_file_of_a_recorder_that_stopped_is_not_open(recorder):
    recorder.run(NOON, 5)

    located = recorder.locate(NOON + seconds(280), NOON + seconds(400), now=NOON + seconds(390))

    assert [segment.is_open for segment in located.segments] == [False]
    assert [(gap.starts_at, gap.ends_at) for gap in located.gaps] == [
        (NOON + seconds(300), NOON + seconds(390)),
        (NOON + seconds(390), NOON + seconds(400)),
    ]


def test_frigates_cache_holds_what_is_being_written(tmp_path):
    recorder = Recorder(tmp_path, LAYOUTS["frigate"])
    recorder.run(NOON, 30, length=10)
    now = NOON + seconds(312)
    for start in (290, 300):  # 290 has been moved into the recordings already, and is still in the cache
        path = tmp_path / f"cache/cam@{(NOON + seconds(start)):%Y%m%d%H%M%S%z}.mp4"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        os.utime(path, times=(now.timestamp(),) * 2)

    located = recorder.locate(NOON + seconds(285), NOON + seconds(312), now=now)

    assert [segment.path.relative_to(tmp_path).parts[0] for segment in located.segments] == [
        "2026-03-05", "2026-03-05", "cache",
    ]  # fmt: skip
    assert [segment.is_open for segment in located.segments] == [False, False, True]
    assert located.gaps == ()


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_every_layout_finds_across_midnight_of_its_own_clock(tmp_path, name):
    layout = LAYOUTS[name]
    midnight = datetime(2026, 3, 5, tzinfo=layout.zone)
    recorder = Recorder(tmp_path, layout)
    recorder.run(midnight - seconds(300), 10, camera="cam_1")
    recorder.run(midnight - seconds(300), 10, camera="cam_11")

    located = recorder.locate(midnight - seconds(70), midnight + seconds(70), camera="cam_1")

    assert [(segment.starts_at - midnight) // seconds(60) for segment in located.segments] == [-2, -1, 0, 1]
    assert all(segment.path in recorder.lengths and segment.ends_at for segment in located.segments)
    assert located.gaps == ()


def test_a_long_segment_in_yesterdays_folder_reaches_into_the_window(tmp_path):
    recorder = Recorder(tmp_path, LAYOUTS["dahua"])
    midnight = datetime(2026, 3, 5, tzinfo=JAKARTA)
    long = recorder.record(midnight - timedelta(minutes=50), 3600)

    located = recorder.locate(midnight + seconds(60), midnight + seconds(900))

    assert [segment.path for segment in located.segments] == [long]
    assert "[" in long.name
    assert [(gap.starts_at, gap.ends_at) for gap in located.gaps] == [
        (midnight + seconds(600), midnight + seconds(900))
    ]


def test_names_that_tell_whole_seconds_leave_no_hole_between_neighbours(tmp_path):
    recorder = Recorder(tmp_path, LAYOUTS["dahua"])
    recorder.record(NOON, 3599)
    recorder.record(NOON + seconds(3600), 3599)

    located = recorder.locate(NOON + seconds(3000), NOON + seconds(4000))

    assert len(located.segments) == 2
    assert located.gaps == ()


def test_overlapping_segments_are_all_given(tmp_path):
    recorder = Recorder(tmp_path, LAYOUTS["dahua"])
    recorder.record(NOON, 600)
    recorder.record(NOON + seconds(300), 60)

    located = recorder.locate(NOON + seconds(310), NOON + seconds(500))

    assert [segment.ends_at for segment in located.segments] == [NOON + seconds(600), NOON + seconds(360)]
    assert located.gaps == ()


def test_event_recordings_end_where_the_file_says(tmp_path):
    recorder = Recorder(tmp_path, LAYOUTS["motion"])
    for start, length in ((0, 12), (40, 8), (100, 31), (200, 5), (290, 17), (400, 20)):
        recorder.record(NOON + seconds(start), length)

    located = recorder.locate(NOON + seconds(110), NOON + seconds(300))

    assert [(segment.starts_at - NOON).seconds for segment in located.segments] == [100, 200, 290]
    assert [((gap.starts_at - NOON).seconds, (gap.ends_at - NOON).seconds) for gap in located.gaps] == [
        (131, 200), (205, 290),
    ]  # fmt: skip


@pytest.mark.parametrize("offset", [seconds(150), -seconds(150), timedelta(hours=8)])
def test_the_clock_offset_is_taken_off(recorder, offset):
    paths = recorder.run(NOON + offset, 10)

    located = recorder.locate(NOON + seconds(90), NOON + seconds(200), clock_offset=offset)

    assert [segment.path for segment in located.segments] == paths[1:4]
    assert located.segments[0].starts_at == NOON + seconds(60)
    assert located.gaps == ()


def test_an_open_file_is_recognised_whichever_clock_stamped_it(recorder):
    now, offset = NOON + seconds(330), timedelta(hours=1)
    recorder.run(NOON + offset, 5)
    for stamp in (now, now + offset):
        path = recorder.record(NOON + offset + seconds(300), 29)
        os.utime(path, times=(stamp.timestamp(),) * 2)

        located = recorder.locate(NOON + seconds(310), now, now=now, clock_offset=offset)

        assert [segment.is_open for segment in located.segments] == [True]


def test_bad_files_become_gaps_with_their_reason(recorder):
    paths = recorder.run(NOON, 10)
    paths[2].write_bytes(b"")
    paths[3].unlink()
    paths[3].mkdir()
    paths[5].unlink()
    paths[5].symlink_to("nowhere")
    recorder.lengths[paths[7]] = None
    os.utime(paths[7], times=(NOON.timestamp() + 430,) * 2)  # stopped early, so it is asked, and holds no picture

    located = recorder.locate(NOON, NOON + seconds(600))

    assert [((gap.starts_at - NOON).seconds, (gap.ends_at - NOON).seconds, gap.reason) for gap in located.gaps] == [
        (120, 180, GapReason.damaged),
        (180, 240, GapReason.unreadable),
        (300, 360, GapReason.missing),
        (420, 480, GapReason.damaged),
    ]
    assert "empty file" in located.gaps[0].detail
    assert {segment.path for segment in located.segments} == {paths[i] for i in (0, 1, 4, 6, 8, 9)}


def test_a_broken_event_is_damaged_until_it_was_last_written_to(tmp_path):
    recorder = Recorder(tmp_path, LAYOUTS["motion"])
    recorder.run(NOON, 5, length=10)  # so that files usually are short
    broken = recorder.record(NOON + seconds(100), 45)
    recorder.lengths[broken] = None

    located = recorder.locate(NOON + seconds(90), NOON + seconds(200))

    assert [((gap.starts_at - NOON).seconds, (gap.ends_at - NOON).seconds, gap.reason) for gap in located.gaps] == [
        (90, 100, GapReason.missing),
        (100, 145, GapReason.damaged),
        (145, 200, GapReason.missing),
    ]


def test_a_file_that_may_not_be_opened_is_a_gap(recorder, monkeypatch):
    paths = recorder.run(NOON, 10)
    really_open = os.open

    def refuse(path, *args, **kwargs):
        if path == paths[4]:
            raise PermissionError(13, "Permission denied")
        return really_open(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", refuse)

    located = recorder.locate(NOON + seconds(200), NOON + seconds(400))

    assert [(gap.reason, gap.starts_at, gap.ends_at) for gap in located.gaps] == [
        (GapReason.unreadable, NOON + seconds(240), NOON + seconds(300))
    ]
    assert "Permission denied" in located.gaps[0].detail


def test_a_recorders_own_format_is_named_as_unsupported(tmp_path):
    recorder = Recorder(tmp_path, LAYOUTS["blue-iris"])
    recorder.run(NOON, 5)[2].rename(tmp_path / f"cam.{NOON + seconds(120):%Y%m%d_%H%M%S}.bvr")

    located = recorder.locate(NOON + seconds(60), NOON + seconds(240))

    assert [(gap.reason, gap.starts_at, gap.ends_at) for gap in located.gaps] == [
        (GapReason.unsupported, NOON + seconds(120), NOON + seconds(180))
    ]


def test_a_folder_that_may_not_be_listed_is_a_gap_of_its_span(tmp_path, monkeypatch):
    recorder = Recorder(tmp_path, LAYOUTS["frigate"])
    recorder.run(NOON - seconds(600), 120)
    really_list = os.listdir

    def refuse(folder):
        if folder == tmp_path / "2026-03-05/05/cam":
            raise OSError(5, "Input/output error")
        return really_list(folder)

    monkeypatch.setattr(os, "listdir", refuse)

    located = recorder.locate(NOON - seconds(300), NOON + seconds(300))

    assert [(gap.reason, gap.starts_at, gap.ends_at) for gap in located.gaps] == [
        (GapReason.unreadable, NOON, NOON + seconds(300))
    ]
    assert "Input/output error" in located.gaps[0].detail


def test_an_archive_that_is_not_there_is_said(tmp_path):
    located = Recorder(tmp_path / "unmounted", LAYOUTS["frigate"]).locate(NOON, NOON + seconds(60))

    assert [(gap.reason, gap.detail) for gap in located.gaps] == [
        (GapReason.unreadable, "the archive folder is not there")
    ]


@pytest.mark.parametrize("camera", ["", "..", "../other", "/etc", "a//b", "a/./b", "a\0b", "a\\b"])
def test_a_camera_name_cannot_leave_the_archive(recorder, camera):
    with pytest.raises(BadCameraName):
        recorder.locate(NOON, NOON + seconds(60), camera=camera)


def test_names_with_glob_characters_are_plain_text(recorder):
    paths = recorder.run(NOON, 3, camera="gang [1]*")
    recorder.run(NOON, 3, camera="gang 1x")

    located = recorder.locate(NOON, NOON + seconds(180), camera="gang [1]*")

    assert [segment.path for segment in located.segments] == paths


def test_a_camera_whose_name_begins_another_gets_only_its_own(tmp_path):
    recorder = Recorder(tmp_path, LAYOUTS["kerberos-agent"])
    paths = recorder.run(NOON, 3, camera="gang")
    recorder.run(NOON, 3, camera="gang_barat")

    located = recorder.locate(NOON, NOON + seconds(180), camera="gang")

    assert [segment.path for segment in located.segments] == paths


def test_only_folders_that_can_hold_the_window_are_listed(tmp_path, monkeypatch):
    """Fourteen days and three cameras: the window needs the days, the hours of one day, and two camera folders."""
    recorder = Recorder(tmp_path, LAYOUTS["frigate"])
    for hour in range(14 * 24):
        for camera in ("cam", "other", "third"):
            recorder.record(NOON - timedelta(hours=hour), 10, camera=camera)
    listed = []
    really_list = os.listdir
    monkeypatch.setattr(os, "listdir", lambda folder: listed.append(folder) or really_list(folder))

    recorder.locate(NOON - timedelta(days=6, minutes=10), NOON - timedelta(days=6, minutes=-10))

    assert [folder.relative_to(tmp_path).as_posix() for folder in sorted(listed) if folder.exists()] == [
        ".", "2026-02-27", "2026-02-27/04/cam", "2026-02-27/05/cam",
    ]  # fmt: skip
    assert len(listed) == 5  # and the cache, which this recorder does not have


def test_a_flat_folder_is_narrowed_by_name_before_any_file_is_touched(recorder, monkeypatch):
    recorder.run(NOON, 2_000)
    touched = []
    really_open = os.open
    monkeypatch.setattr(os, "open", lambda path, *rest: touched.append(path) or really_open(path, *rest))
    read = []
    really_read = archive_folders.path_template.Component.match
    monkeypatch.setattr(
        archive_folders.path_template.Component,
        "match",
        lambda self, name: read.append(name) or really_read(self, name),
    )

    recorder.locate(NOON + timedelta(hours=10), NOON + timedelta(hours=10, minutes=5))

    assert len(touched) == 5
    assert len(read) <= 5 + 2 * 121  # the layout looks two hours to either side, and no further


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/London", "Australia/Lord_Howe"])
@pytest.mark.parametrize("template", ["{camera}/%Y-%m-%d/%H/%M-%S-%z.mp4", "%Y/%m/%d/{camera}/%H%M%S%z.mp4"])
def test_nothing_is_lost_where_summer_time_changes(tmp_path, zone, template):
    recorder = Recorder(tmp_path, parse_template(template, zone=ZoneInfo(zone), longest=timedelta(minutes=5)))
    for turn in (
        datetime(2026, 3, 8, 7, tzinfo=UTC),
        datetime(2026, 11, 1, 6, tzinfo=UTC),
        datetime(2026, 4, 4, 15, tzinfo=UTC),
    ):
        paths = recorder.run(turn - timedelta(hours=2), 240)

        located = recorder.locate(turn - timedelta(hours=1), turn + timedelta(hours=1))

        assert [segment.path for segment in located.segments] == paths[60:180]
        assert located.gaps == ()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_segments_and_gaps_tell_the_whole_window(tmp_path_factory, data):
    """Against a plain model: whatever was recorded is covered, whatever was not is a gap, nothing is both."""
    name = data.draw(
        st.sampled_from(["frigate", "mediamtx", "dahua", "motioneye", "zoneminder-deep", "kerberos-agent"])
    )
    length = data.draw(st.sampled_from([10, 60]))
    present = data.draw(st.lists(st.booleans(), min_size=8, max_size=24))
    first = data.draw(st.integers(0, length * len(present) - 2))
    last = data.draw(st.integers(first + 1, length * len(present)))
    base = datetime(2026, 3, 4, 16, 57, 20, tzinfo=UTC)  # Jakarta's midnight and an hour's turn are close
    recorder = Recorder(tmp_path_factory.mktemp("archive"), LAYOUTS[name])
    for index, there in enumerate(present):
        if there:
            recorder.record(base + seconds(index * length), length, stamp=data.draw(st.booleans()))

    located = recorder.locate(base + seconds(first), base + seconds(last))

    missing = {
        second
        for gap in located.gaps
        for second in range(int((gap.starts_at - base).total_seconds()), int((gap.ends_at - base).total_seconds()))
    }
    assert missing == {second for second in range(first, last) if not present[second // length]}
    wanted = {
        index for index, there in enumerate(present) if there and index * length < last and first < (index + 1) * length
    }
    assert {int((segment.starts_at - base).total_seconds()) // length for segment in located.segments} == wanted
