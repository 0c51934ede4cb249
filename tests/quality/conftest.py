"""Every page of the residents, in every situation, found once for all tests of a module."""

import pytest

from tests.journeys.conftest import archive, db, service  # noqa: F401 - fixtures
from tests.journeys.service import Service
from tests.quality import pages
from tests.quality.pages import Page
from tests.quality.situations import Situation, Street


@pytest.fixture(scope="module")
def situations(service: Service, archive) -> list[Situation]:  # noqa: F811
    return list(Street(archive).situations())


@pytest.fixture(scope="module")
def every_page(situations: list[Situation]) -> list[Page]:
    return [
        page
        for situation in situations
        for page in pages.find(situation.name, situation.client, reference=situation.reference)
    ]


@pytest.fixture(scope="module")
def different_pages(every_page: list[Page]) -> list[Page]:
    """One of each shape: what looks alike is looked at once."""
    return list({page.shape: page for page in reversed(every_page)}.values())[::-1]
