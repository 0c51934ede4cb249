import pytest
from django.test import Client

from accounts.roles import Role
from tests import cases
from tests.requests_app.conftest import approver, camera, english, folders, officer  # noqa: F401 (fixtures)


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
    return client


def path(case, rest: str = "") -> str:
    return f"/petugas/permohonan/{case.reference}/{rest}"
