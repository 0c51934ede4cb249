"""The cases that the demo begins with, in a demo whose recordings are small and few."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from config.demo import caseload, recordings, registry, staff
from footage import runs, securing
from footage.models import Hold, RenderJob
from requests_app.decision import decisions
from requests_app.intake import acceptance
from requests_app.models import FootageRequest, Outcome, Status
from requests_app.procedure import seeding
from tests.cases import MINUTE, film
from tests.config.test_demo import demo  # noqa: F401 - a fixture


@pytest.fixture
def clip(tmp_path):
    """Whole minutes, since clips are cut from them."""
    path = tmp_path / "clip.mp4"
    path.write_bytes(film(60))
    return path


@pytest.fixture
def prepared(demo, monkeypatch):  # noqa: F811
    """A demo that is ready, but that what its workers do is done when it is waited for."""
    monkeypatch.setattr(caseload, "await_workers", work)
    seeding.seed_policies()
    seeding.seed_holidays()
    staff.prepare()
    registry.prepare_drawn(demo / "recordings")
    now = datetime.now(UTC)
    minutes = recordings.draw(demo / "street")
    for path in (minutes.damaged, *minutes.whole.values()):  # no recorder is still writing them
        os.utime(path, (now.timestamp() - 3600,) * 2)
    for story in caseload.STORIES:
        began = now - story.ago - MINUTE
        recordings.extend(demo / "recordings", minutes, now=began + (story.minutes + 3) * MINUTE, since=began)


def work(done) -> None:
    for hold in Hold.objects.filter(state=Hold.State.PLACED):
        securing.secure(hold.pk)
    for job in RenderJob.objects.filter(state=RenderJob.State.WAITING):
        runs.run(job.pk)
    assert done()


@pytest.mark.django_db(transaction=True)
def test_a_demo_begins_with_a_case_at_each_turn_and_keeps_them(prepared):
    assert caseload.watchable() is None

    caseload.prepare()

    cases = {case.submission_key: case for case in FootageRequest.objects.all()}
    stands = [(cases[story.submission_key].status, cases[story.submission_key].outcome) for story in caseload.STORIES]
    assert stands == [
        (Status.CLOSED, Outcome.GRANTED),
        (Status.CLOSED, Outcome.REFUSED),
        (Status.CLOSED, Outcome.WITHDRAWN),
        (Status.AWAITING_APPLICANT, ""),
        (Status.AWAITING_APPROVAL, ""),
        (Status.IN_REVIEW, ""),
        (Status.SUBMITTED, ""),
        (Status.SUBMITTED, ""),
        (Status.SUBMITTED, ""),
    ]
    watched = cases[caseload.WATCHED.submission_key]
    assert decisions.copies_of(watched)
    assert caseload.watchable() == acceptance.find_receipt(watched.submission_key, within=timedelta(hours=1))

    caseload.prepare()
    assert FootageRequest.objects.count() == len(caseload.STORIES)
