"""Every recorder's file names are read to the right moment, and written back the same."""

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from footage.rendering.layouts import LAYOUTS, REFUSED, BadTemplate, EndRule, parse_template

JAKARTA = ZoneInfo("Asia/Jakarta")
# Some recorders are served with one folder per camera, which the collected examples leave out.
NAMES = {"dahua/amcrest": "dahua"}
CAMERA_FOLDER_LEFT_OUT = {"motion", "reolink"}


def wib(hour, minute, second, microsecond=0):
    return datetime(2026, 3, 5, hour, minute, second, microsecond, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("layout", "path", "camera", "starts_at", "ends_at"),
    [
        ("frigate", "2026-03-05/06/pasar_001/26.38.mp4", "pasar_001", wib(13, 26, 38), None),
        ("frigate", "cache/pasar_001@20260305132638+0700.mp4", "pasar_001", wib(13, 26, 38), None),
        ("mediamtx", "kota/jl/cam 1/2026-03-05_13-00-00-004512.ts", "kota/jl/cam 1", wib(13, 0, 0, 4512), None),
        ("zoneminder-deep", "12/26/03/05/13/26/38/48211-video.h264.mp4", "12", wib(13, 26, 38), None),
        ("zoneminder-deep", "12/26/03/05/13/26/38/incomplete.h264.mp4", "12", wib(13, 26, 38), None),
        ("motioneye", "Camera1/2026-03-05/13-26-38.avi", "Camera1", wib(13, 26, 38), None),
        ("motion", "gang/CAM01_1-07-0-20260305132638.mkv", "gang", wib(13, 26, 38), None),
        ("shinobi", "2Df5/kXW3/2026-03-05T13-15-00.webm", "2Df5/kXW3", wib(13, 15, 0), None),
        (
            "kerberos-agent",
            "1772692398_1-5_gang_barat_0-0-0-0_-1_29881.mp4",
            "gang_barat",
            wib(13, 33, 18, 5000),
            wib(13, 33, 47, 886000),
        ),
        ("dahua", "2026-03-05/001/dav/13/13.00.00-13.59.59[M][0@0][0].dav", "001", wib(13, 0, 0), wib(13, 59, 59)),
        (
            "dahua",
            "2026-03-05/001/dav/23/23.50.00-00.10.00[R][0@0][0].mp4",
            "001",
            wib(23, 50, 0),
            wib(0, 10, 0) + timedelta(days=1),
        ),
        (
            "reolink",
            "a/Mp4Record/2026-03-05/RecM01_DST20260305_132638_133138_6D_1A.mp4",
            "a",
            wib(13, 26, 38),
            wib(13, 31, 38),
        ),
        ("blue-iris", "PRAMUKA1.20260305_130000.bvr", "PRAMUKA1", wib(13, 0, 0), None),
        (
            "brickcom",
            "20260305-235500-000000_10.0.0.1-CH2",
            "10.0.0.1-CH2",
            wib(23, 55, 0),
            wib(0, 0, 0) + timedelta(days=1),
        ),
        ("brickcom", "20260305-130000-130500_10.0.0.1-CH2.avi", "10.0.0.1-CH2", wib(13, 0, 0), wib(13, 5, 0)),
    ],
)
def test_names_tell_camera_and_time(layout, path, camera, starts_at, ends_at):
    named = LAYOUTS[layout].parse(path)

    assert (named.camera, named.starts_at, named.ends_at) == (camera, starts_at, ends_at)


@pytest.mark.parametrize(
    ("layout", "path"),
    [
        ("frigate", "2026-03-05/06/26.38.mp4"),
        ("frigate", "2026-03-05/06/cam/26.38.mp4/more"),
        ("frigate", "2026-13-05/06/cam/26.38.mp4"),
        ("frigate", "2026-03-05/06/cam/26.38.jpg"),
        ("motioneye", "Camera1/2026-03-05/13-26-38.mp4.thumb"),
        ("zoneminder-deep", "12/26/03/05/13/26/38/00001-capture.jpg"),
        ("dahua", "2026-03-05/001/dav/12/13.00.00-13.59.59[M][0@0][0].dav"),
        ("reolink", "a/Mp4Record/2026-03-05/RecS01_20260305_132638_133138_6D_1A.mp4"),
        ("mediamtx", "2026-03-05_13-00-00-004512.mp4"),
    ],
)
def test_other_files_are_no_recordings(layout, path):
    assert LAYOUTS[layout].parse(path) is None


def test_collected_examples_agree(shared_data):
    """Each collected example is read as its own regular expression reads it, or its recorder is refused by name."""
    for entry in json.loads((shared_data / "nvr_layouts.json").read_text()):
        name = NAMES.get(entry["nvr"], entry["nvr"])
        if name in REFUSED:
            continue
        layout = LAYOUTS[name]
        example = entry["example"]

        named = layout.parse(f"cam/{example}" if name in CAMERA_FOLDER_LEFT_OUT else example)

        said = re.match(entry["regex"], example).groupdict()
        start = named.starts_at.astimezone(layout.zone)
        if "epoch" in said:
            assert int(named.starts_at.timestamp()) == int(said["epoch"]), name
        else:
            year = said.get("Y") or "20" + said["y"]
            assert f"{start:%Y%m%d%H%M%S}" == year + "".join(said[part] for part in "mdHMS"), name
        if "eH" in said:
            end = named.ends_at.astimezone(layout.zone)
            assert f"{end:%H%M%S}" == said["eH"] + said["eM"] + said["eS"], name


def test_every_collected_recorder_is_shipped_or_refused(shared_data):
    names = {
        NAMES.get(entry["nvr"], entry["nvr"]) for entry in json.loads((shared_data / "nvr_layouts.json").read_text())
    }

    assert names == set(LAYOUTS) | set(REFUSED)


moments = st.integers(1_000_000_000_000_000, 3_000_000_000_000_000).map(
    lambda microseconds: datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
)


@given(layout=st.sampled_from(list(LAYOUTS.values())), moment=moments, seconds=st.integers(1, 899))
def test_a_written_path_is_read_back(layout, moment, seconds):
    fine = layout.name in ("mediamtx",)
    start = moment if fine else moment.replace(microsecond=0)

    named = layout.parse(layout.path_for(camera="cam_01", starts_at=start, ends_at=start + timedelta(seconds=seconds)))

    assert (named.camera, named.starts_at) == ("cam_01", start)
    assert named.ends_at == (start + timedelta(seconds=seconds) if layout.end is EndRule.named else None)


@example(moment=datetime(2026, 10, 25, 1, 30, tzinfo=UTC), zone="Europe/London")
@given(
    moment=moments, zone=st.sampled_from(["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Jakarta"])
)
def test_only_the_repeated_hour_of_a_zone_is_ambiguous(moment, zone):
    layout = parse_template("{camera}/%Y-%m-%d_%H-%M-%S-%f.mp4", zone=ZoneInfo(zone))
    local = moment.astimezone(ZoneInfo(zone))

    named = layout.parse(layout.path_for(camera="c", starts_at=moment))

    assert named.starts_at == local.replace(fold=0).astimezone(UTC)


def test_the_offset_in_a_name_settles_the_repeated_hour():
    layout = parse_template("{camera}/%Y%m%dT%H%M%S%z.mp4", zone=ZoneInfo("Europe/London"))
    second_pass = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    assert layout.parse(layout.path_for(camera="c", starts_at=second_pass)).starts_at == second_pass
    assert layout.parse("c/20261025T013000+0530.mp4").starts_at == datetime(
        2026, 10, 25, 1, 30, tzinfo=timezone(timedelta(hours=5, minutes=30))
    )


@pytest.mark.parametrize(
    "template",
    [
        "",
        "/abs/{camera}/%s.mp4",
        "../{camera}/%s.mp4",
        "{camera}/./%s.mp4",
        "{camera}\\%s.mp4",
        "%Y-%m-%d/%H%M%S.mp4",
        "{camera}/%Y-%m-%d.mp4",
        "{camera}/%Q%s.mp4",
        "{camera}/{colour}%s.mp4",
        "{camera}/{camera}/%s.mp4",
        "{camera}/%s{.mp4",
        "{camera}/%s%",
    ],
)
def test_a_bad_template_is_refused_with_a_sentence(template):
    with pytest.raises(BadTemplate, match="template|not (known|understood)"):
        parse_template(template)


def test_cameras_are_found_under_time_folders_in_file_names_and_in_nested_folders(tmp_path):
    expected = {"frigate": ["a", "b c"], "kerberos-agent": ["a", "b c"], "mediamtx": ["a", "kota/b c", "kota/d"]}
    for name, cameras in expected.items():
        layout, root = LAYOUTS[name], tmp_path / name
        for day, camera in enumerate(cameras):
            path = root / layout.path_for(camera=camera, starts_at=wib(1, 2, 3) + timedelta(days=day))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        (root / "lost+found").mkdir()
        (root / "note.txt").touch()

        assert layout.cameras(root) == cameras


def test_a_folder_that_is_not_there_has_no_cameras(tmp_path):
    assert LAYOUTS["frigate"].cameras(tmp_path / "none") == []


def test_the_operators_page_tells_of_every_layout():
    page = (Path(__file__).parents[2] / "docs" / "archives.md").read_text()

    for layout in LAYOUTS.values():
        assert f"| `{layout.name}` | `{layout.template}` |" in page
    for name, reason in REFUSED.items():
        assert f"| `{name}` | {reason} |" in page
