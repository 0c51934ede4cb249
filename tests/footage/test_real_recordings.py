"""Real recordings and broken files from other people's test suites, through hold, vault and render job."""

from datetime import UTC, datetime, timedelta

import pytest

from footage import coverage, hold_reports, jobs, runs, securing
from footage.gaps import Interval
from footage.models import Deliverable, Hold
from tests.footage.conftest import MINUTE, OFFICER, REFERENCE, START, place_hold

SHOP = datetime(2022, 2, 1, 11, 26, 38, tzinfo=UTC)  # the clock in the picture shows 18:26:38 WIB


def report():
    (only,) = hold_reports.report(reference=REFERENCE)
    return only


def corner_files(shared_data):
    return sorted((shared_data / "corner").iterdir())


@pytest.mark.django_db
def test_every_broken_or_odd_file_is_preserved_and_what_it_lacks_is_a_gap(camera, recorder, shared_data):
    for number, odd in enumerate(corner_files(shared_data)):
        start = START - (number + 1) * timedelta(hours=1)
        recorder.write(start - MINUTE)
        recorder.write(start, odd.read_bytes())
        recorder.write(start + MINUTE)
        reference = f"SKS-{odd.stem}"[:32]

        hold = place_hold(camera, start=start - MINUTE, minutes=3, reference=reference)
        securing.secure(hold.pk)

        (told,) = hold_reports.report(reference=reference)
        assert told.secured, odd.name
        assert told.state == coverage.State.PARTIAL, odd.name  # none of them holds a whole minute
        assert told.recorded[0].starts_at == hold.starts_at
        assert told.recorded[-1].ends_at == hold.ends_at
        covered = sum((part.length for part in (*told.recorded, *told.gaps)), timedelta(0))
        assert covered == 3 * MINUTE, odd.name
        assert len(told.segments) == (3 if odd.stat().st_size else 2), odd.name


@pytest.mark.django_db(transaction=True)
def test_the_hole_between_three_real_segments_is_a_gap_in_report_and_clip(camera, recorder, shared_data):
    for name in ("18-26-38", "18-26-43", "18-26-53"):
        at = SHOP.replace(second=int(name[-2:]))
        content = (shared_data / "recordings" / f"segmen_{name}.mp4").read_bytes()
        recorder.write(at, content, length=timedelta(seconds=5))
    hold = place_hold(camera, start=SHOP, minutes=20 / 60)

    securing.secure(hold.pk)
    hold.refresh_from_db()

    (gap,) = report().gaps
    assert abs(gap.starts_at - SHOP.replace(second=48)) < timedelta(seconds=0.1)
    assert gap.ends_at == SHOP.replace(second=53)
    assert hold.state == Hold.State.SECURED

    job = queue(hold, start=SHOP.replace(second=46), end=SHOP.replace(second=54))
    runs.run(job.pk)

    deliverable = Deliverable.objects.get()
    (shown,) = deliverable.manifest["gaps"]
    told = Interval(datetime.fromisoformat(shown["start"]), datetime.fromisoformat(shown["end"]))
    assert abs(told.starts_at - gap.starts_at) < timedelta(seconds=0.001)
    assert told.ends_at == gap.ends_at
    assert deliverable.duration == timedelta(seconds=8)


def queue(hold, *, start, end):
    return jobs.queue(hold=hold, starts_at=start, ends_at=end, reference=REFERENCE, recipient_code="7Q4F2M", by=OFFICER)
