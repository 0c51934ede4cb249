"""What the officers' pages cost does not grow with what there is."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.roles import Role
from requests_app.models import CaseMessage, CaseNote, RequestedCamera, Status
from tests import cases
from tests.console.conftest import path, signed_in
from tests.console.test_queue import make, save
from tests.costs import queries

pytestmark = pytest.mark.django_db
CLOSED = {"status": Status.CLOSED, "outcome": "refused"}


@pytest.fixture
def everybody():
    """Somebody with all roles of the desk, who sees every part of its pages."""
    return signed_in(cases.build_staff("semua", Role.OFFICER, Role.APPROVER, Role.UNIT_HEAD))


@pytest.mark.parametrize(
    ("address", "most"),
    [
        ("/petugas/", 14),
        ("/petugas/?number=SKS-2026-T", 14),
        ("/petugas/?camera=JKT-1&area=gambir", 18),
        ("/petugas/?status=closed", 14),
        ("/petugas/?lateness=late&kind=theft", 14),
        ("/petugas/menunggu", 13),
        ("/petugas/beranda", 24),
    ],
)
def test_a_list_of_a_hundred_cases_costs_as_many_queries_as_one_of_ten(camera, everybody, address, most):
    costs = []
    for numbers in (range(10), range(10, 100)):
        for number in numbers:
            add(number, camera, everybody.user)
        costs.append(queries(everybody, address))

    assert costs[0] == costs[1] <= most


def add(number, camera, officer):
    """One late open case in hand, one that nobody has taken, and a closed one, all at the same place and time."""
    now = timezone.now()
    here = {"area_id": "31.71.01.1001", "latitude": cases.LATITUDE, "longitude": cases.LONGITUDE}
    late = {"due_at": now - timedelta(hours=1), **here}
    made = save(
        make(3 * number, officer=officer, status=Status.IN_REVIEW, **late),
        make(3 * number + 1, **late),
        make(3 * number + 2, officer=officer, closed_at=now, **CLOSED, **here),
    )
    RequestedCamera.objects.bulk_create(RequestedCamera(request=case, camera=camera) for case in made)


def test_a_case_with_much_to_read_costs_as_many_queries_as_one_with_little(case, desk):
    costs, now = [], timezone.now()
    for more in (10, 90):
        for number in range(more):
            CaseMessage.objects.create(request=case, author="office", staff=desk.user, body=f"Pesan {number}")
            CaseNote.objects.create(request=case, author=desk.user, body=f"Catatan {number}", written_at=now)
            add(len(costs) * 10 + number, case.requested_cameras.get().camera, desk.user)
        costs.append(queries(desk, path(case)))

    assert costs[0] == costs[1] <= 48
