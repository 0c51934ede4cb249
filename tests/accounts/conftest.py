import pytest
from axes.models import AccessAttempt

from accounts.models import User
from accounts.roles import Role

PASSWORD = "kucing-di-atas-genting"


@pytest.fixture
def make_staff(db):
    def make(username: str, *roles: Role, **fields) -> User:
        return User.objects.create_user(username, PASSWORD, roles=list(roles), **fields)

    return make


@pytest.fixture(autouse=True)
def no_tries_yet(db):
    AccessAttempt.objects.all().delete()
