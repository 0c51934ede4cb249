"""The running service that all tests of a module look at."""

import pytest

from tests.journeys.conftest import archive, db, service  # noqa: F401 - fixtures
from tests.journeys.service import Service


@pytest.fixture(scope="module")
def running(service: Service) -> Service:  # noqa: F811
    service.start_web()
    return service
