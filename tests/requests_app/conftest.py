import pytest
from django.core.cache import cache
from django.utils import translation

from accounts.roles import Role
from requests_app.procedure.limits import CODES_A_VISITOR, CODES_AN_ADDRESS
from tests import cases


@pytest.fixture
def english():
    """Sentences in the language of the code, for tests that look for a part of them."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def fresh_limits():
    """One resident's telephone serves all tests, and would have had its five codes an hour soon."""
    for limit, who in ((CODES_AN_ADDRESS, "+6281234567890"), (CODES_A_VISITOR, "127.0.0.1")):
        cache.delete(limit._key(who))


@pytest.fixture
def folders(settings, tmp_path):
    settings.STATE_DIR = tmp_path / "state"
    settings.VAULT_DIR = tmp_path / "state" / "vault"
    settings.SCRATCH_DIR = tmp_path / "state" / "scratch"
    settings.DOCUMENTS_DIR = tmp_path / "state" / "documents"
    settings.DELIVERABLES_DIR = tmp_path / "state" / "deliverables"
    settings.MINIMUM_FREE_BYTES = 1 << 20


@pytest.fixture
def camera(db, folders, tmp_path):
    return cases.build_camera(tmp_path / "archive")


@pytest.fixture
def officer(db):
    return cases.build_staff("rina", Role.OFFICER)


@pytest.fixture
def approver(db):
    return cases.build_staff("agus", Role.APPROVER)
