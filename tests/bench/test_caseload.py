"""The fixture of the bench of the officers' pages is like what the service leaves, and can be read by it."""

import random

import pytest

from accounts.models import User
from audit import events
from audit.models import Event
from bench import caseload
from footage.models import Hold
from requests_app.models import Decision, FootageRequest, Status
from tests import cases

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_cases_can_be_read_and_the_trail_is_whole(tmp_path):
    for number in range(2):
        cases.build_camera(tmp_path, f"JKT-{number}", minutes=0)
    earlier = Event.objects.count()

    caseload.load(cases=60, events=600, chance=random.Random(7))

    made = FootageRequest.objects.all()
    assert (made.count(), made.exclude(status=Status.CLOSED).count()) == (60, 30)
    assert {case.nik[:4] for case in made} == {"3171"}
    assert made.filter(requested_cameras=None).count() == 0
    assert Hold.objects.count() >= 60
    awaiting = made.filter(status=Status.AWAITING_APPROVAL)
    assert awaiting.count() == Decision.objects.filter(state=Decision.State.PROPOSED).count()
    assert Event.objects.count() - earlier == 600
    assert set(Event.objects.filter(actor_kind="staff").values_list("actor_id", flat=True)) <= {
        str(user.pk) for user in User.objects.filter(username__startswith="officer-")
    }
    assert list(events.breaks()) == []
    assert events.count() == Event.objects.count()
