"""What staff looked at: bound to a session, over after an hour, and on the trail with what was really played."""

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.db.models.functions import Now

from audit.models import Event
from core.actors import Actor, ActorKind
from core.errors import InvalidInput, NotFound
from footage import holds, looks
from footage.models import Deliverable, Look
from tests.footage.conftest import OFFICER, REFERENCE, START

COLLEAGUE = Actor(ActorKind.STAFF, "2")
FROM = round(START.timestamp() * 1000)
SECOND = 1000

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(rf):
    def make():
        request = rf.get("/")
        request.session = SessionStore()
        return request

    return make


@pytest.fixture
def request_(request_of):
    return request_of()


@pytest.fixture
def look(request_, secured_hold) -> Look:
    """At a preview, begun a minute ago."""
    begun = looks.begin(request_, hold=secured_hold, purpose=Look.Purpose.REVIEW, by=OFFICER)
    return passed(begun, seconds=60)


@pytest.fixture
def clip(queue_job) -> Deliverable:
    """A finished film of ten seconds."""
    length = timedelta(seconds=10)
    return Deliverable.objects.create(
        job=queue_job(), reference=REFERENCE, sha256="0" * 64, size=1, duration=length, frame_count=100, manifest={}
    )


@pytest.fixture
def clip_look(request_, clip) -> Look:
    begun = looks.begin(request_, hold=clip.job.hold, deliverable=clip, purpose=Look.Purpose.APPROVAL, by=OFFICER)
    return passed(begun, seconds=60)


def passed(look: Look, *, seconds: int) -> Look:
    """The same, so many seconds later."""
    back = Now() - timedelta(seconds=seconds)
    Look.objects.filter(pk=look.pk).update(started_at=back, reported_at=back if look.reported_at else None)
    look.refresh_from_db()
    return look


def played_on_the_trail():
    return [event.detail["played"] for event in Event.objects.filter(verb="footage.played").order_by("id")]


def moment(second: float) -> str:
    return (START + timedelta(seconds=second)).isoformat()


def test_a_session_has_one_look_at_a_thing_while_it_runs(request_, request_of, secured_hold, look, clip):
    again = looks.begin(request_, hold=secured_hold, purpose="review", by=OFFICER)
    others = [
        looks.begin(request_of(), hold=secured_hold, purpose="review", by=OFFICER),
        looks.begin(request_, hold=secured_hold, purpose="technical", by=OFFICER),
        looks.begin(request_, hold=secured_hold, purpose="review", by=OFFICER, deliverable=clip),
    ]

    assert again == look
    assert len({look, *others}) == 4


def test_only_the_session_that_began_it_may_fetch_its_pictures(request_, request_of, look):
    assert looks.of_session(request_, look.pk, reference=REFERENCE, by=OFFICER) == look
    for request, reference, by in [
        (request_of(), REFERENCE, OFFICER),
        (request_, "SKS-2026-TEST-0002", OFFICER),
        (request_, REFERENCE, COLLEAGUE),
    ]:
        with pytest.raises(NotFound):
            looks.of_session(request, look.pk, reference=reference, by=by)


def test_a_look_is_over_after_an_hour_and_when_the_footage_is_released(request_, secured_hold, look):
    passed(look, seconds=3601)
    with pytest.raises(NotFound):
        looks.of_session(request_, look.pk, reference=REFERENCE, by=OFFICER)

    fresh = looks.begin(request_, hold=secured_hold, purpose="review", by=OFFICER)
    assert fresh != look
    holds.release(reference=REFERENCE, by=OFFICER, reason="closed")
    with pytest.raises(NotFound):
        looks.of_session(request_, fresh.pk, reference=REFERENCE, by=OFFICER)


def test_the_first_picture_is_one_event_with_camera_and_purpose(look):
    for _ in range(3):
        looks.opened(look, by=OFFICER)

    event = Event.objects.get(verb="footage.previewed")
    assert (event.case, event.camera, event.actor_id) == (REFERENCE, "JKT-1", OFFICER.id)
    assert event.detail["purpose"] == "review"


def test_what_was_played_becomes_few_events_with_the_moments_of_the_day(look):
    looks.report(look, [(FROM, FROM + 10 * SECOND), (FROM + 60 * SECOND, FROM + 65 * SECOND)], by=OFFICER)
    passed(Look.objects.get(), seconds=20)
    looks.report(look, [(FROM + 10 * SECOND, FROM + 20 * SECOND)], by=OFFICER)
    looks.tell()
    assert played_on_the_trail() == []  # it may go on

    passed(Look.objects.get(), seconds=150)
    looks.tell()
    looks.tell()

    assert played_on_the_trail() == [[[moment(0), moment(20)], [moment(60), moment(65)]]]
    assert Event.objects.filter(verb="footage.previewed").count() == 1

    looks.report(look, [(FROM + 15 * SECOND, FROM + 30 * SECOND)], by=OFFICER)
    passed(Look.objects.get(), seconds=150)
    looks.tell()
    assert played_on_the_trail()[1:] == [[[moment(20), moment(30)]]]  # only what is new


@pytest.mark.parametrize(
    "stretch",
    [
        (FROM - 5 * SECOND, FROM),  # before the footage
        (FROM, FROM + 130 * SECOND),  # it has two minutes
        (FROM + 9 * SECOND, FROM + 9 * SECOND),
        (0, 10 * SECOND),
    ],
)
def test_what_is_no_part_of_the_footage_cannot_have_been_played(look, stretch):
    with pytest.raises(InvalidInput):
        looks.report(look, [stretch], by=OFFICER)

    assert Look.objects.get().played == []


def test_nobody_watches_faster_than_time_allows(clip_look, clip):
    passed(clip_look, seconds=0)
    with pytest.raises(InvalidInput):
        looks.report(clip_look, [(0, 10 * SECOND), (0, 10 * SECOND)], by=OFFICER)

    assert looks.share_watched(clip, by=OFFICER) == 0


@pytest.mark.parametrize(
    ("stretches", "share"),
    [
        ([(0, 10_000)], 1),
        ([(400, 9_500)], 1),  # players leave the very edges out
        ([(0, 4_000), (4_200, 10_000)], 1),
        ([(0, 4_000), (4_500, 10_000)], 0.95),
        ([(0, 9_000)], 0.9),
        ([(700, 10_000)], 0.93),
    ],
)
def test_a_clip_is_watched_when_every_part_of_it_was_shown(clip_look, clip, stretches, share):
    looks.report(clip_look, stretches, by=OFFICER)

    assert looks.share_watched(clip, by=OFFICER) == pytest.approx(share, abs=0.001)
    assert looks.share_watched(clip, by=COLLEAGUE) == 0


def test_several_sittings_add_up(request_of, clip, clip_look):
    looks.report(clip_look, [(0, 6 * SECOND)], by=OFFICER)
    later = looks.begin(request_of(), hold=clip.job.hold, deliverable=clip, purpose="approval", by=OFFICER)
    looks.report(passed(later, seconds=60), [(5 * SECOND, 10 * SECOND)], by=OFFICER)

    assert looks.share_watched(clip, by=OFFICER) == 1
    Look.objects.update(reported_at=Now() - timedelta(minutes=3))
    looks.tell()
    assert played_on_the_trail() == [[[0, 6]], [[5, 10]]]
