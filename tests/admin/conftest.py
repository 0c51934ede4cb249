import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from tests.staff import show_factor


@pytest.fixture
def make_staff(db):
    def make(*roles: Role, username: str = "sari", **fields) -> User:
        return User.objects.create_user(username, roles=list(roles), **fields)

    return make


@pytest.fixture
def signed_in(make_staff):
    """A browser in which somebody with these roles is signed in."""

    def sign_in(*roles: Role) -> Client:
        client = Client()
        client.user = make_staff(*roles)
        client.force_login(client.user)
        show_factor(client)
        return client

    return sign_in
