"""A counter with its clerk, whose browser is the counter's."""

import pytest
from django.core.cache import cache

from tests import cases
from tests.console.conftest import signed_in


@pytest.fixture(autouse=True)
def a_camera(camera):
    cache.clear()


@pytest.fixture
def clerk(db):
    return cases.build_clerk()


@pytest.fixture
def browser(clerk):
    return signed_in(clerk)
