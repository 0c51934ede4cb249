"""The desk for its tests. A preview is finished by hand: what a worker does with one is tested in `tests/footage`."""

import pytest
from django.test import Client

from accounts.roles import Role
from footage import previews
from footage.models import RenderJob
from tests import cases
from tests.requests_app.conftest import approver, camera, english, folders, officer  # noqa: F401 (fixtures)
from tests.staff import show_factor


@pytest.fixture
def case(camera):  # noqa: F811 (a fixture)
    return cases.file_case()


@pytest.fixture
def desk(officer):  # noqa: F811
    """The officer's browser."""
    return signed_in(officer)


@pytest.fixture
def second_desk(approver):  # noqa: F811
    """The approver's browser."""
    return signed_in(approver)


@pytest.fixture
def both(db):
    return cases.build_staff("berdua", Role.OFFICER, Role.APPROVER)


def signed_in(user) -> Client:
    client = Client(headers={"Accept-Language": "en"})
    client.cookies["saksi_language"] = "en"
    client.force_login(user)
    show_factor(client)
    client.user = user
    return client


def path(case, rest: str = "") -> str:
    return f"/petugas/permohonan/{case.reference}/{rest}"


def finish_preview(job: RenderJob) -> None:
    """As a worker leaves it: three minutes of a film in its place."""
    target = previews.path_of(job)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(cases.film(180))
    RenderJob.objects.filter(pk=job.pk).update(state=RenderJob.State.DONE, progress=1)
