import json
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from accounts.roles import Role
from tests import cases
from tests.requests_app.conftest import camera, folders  # noqa: F401 (fixtures)
from tests.staff import show_factor


@pytest.fixture
def client():
    """A caller of an address of its own, since limits are counted in the shared cache."""
    return caller()


@pytest.fixture
def staff(db):
    """Somebody signed in for each role."""
    return {role: signed_in(cases.build_staff(role, role)) for role in Role}


def caller() -> APIClient:
    client = APIClient(enforce_csrf_checks=False, REMOTE_ADDR=f"2001:db8:{uuid4().hex[:4]}:{uuid4().hex[:4]}::1")
    client.credentials(HTTP_ACCEPT_LANGUAGE="en")
    return client


def signed_in(user) -> APIClient:
    client = caller()
    client.force_login(user)
    show_factor(client)
    client.user = user
    return client


def opened(receipt) -> APIClient:
    """The applicant with their number and PIN."""
    client = caller()
    client.credentials(HTTP_SAKSI_NUMBER=receipt["reference"], HTTP_SAKSI_PIN=receipt["pin"], HTTP_ACCEPT_LANGUAGE="en")
    return client


def answers(**changes) -> dict:
    """What a caller sends to file `cases.submission()`."""
    submission = cases.submission()
    fields = {name: getattr(submission, name) for name in submission.__slots__ if name != "submission_key"}
    fields |= {"starts_at": submission.starts_at.isoformat(), "ends_at": submission.ends_at.isoformat()}
    return fields | changes


def file_request(client, *, key=None, **changes):
    body = json.dumps(answers(**changes), default=str)  # escapes what is no character, as a hostile caller would
    headers = {"HTTP_IDEMPOTENCY_KEY": str(key or uuid4())}
    return client.post("/api/v1/requests", body, content_type="application/json", **headers)


def problem(response, status) -> dict:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response.data["status"] == status
    return response.data
