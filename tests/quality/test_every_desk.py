"""Every page of staff in a real browser, from the running service, at the widths and sizes that desks have."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.service import Service
from tests.quality import looking, pages
from tests.quality.looking import DESKS, Look, wrong
from tests.quality.offices import House
from tests.quality.pages import Page
from tests.quality.situations import Situation

pytestmark = pytest.mark.browser

APPS = ("console", "accounts")
# Addresses that answer with data, a file or another page, or with a page for once: after a reason or a lost session.
NO_PAGES = {
    "appointment_minutes",
    "clip_video",
    "document",
    "frames",
    "handover_files",
    "handover_receipt",
    "identity_paper",
    "kept_form",
    "live",
    "picture",
    "playback_state",
    "progress",
    "register_sheet",
    "still",
    "this_year",
    "video",
}


@pytest.fixture(scope="module")
def situations(running: Service, archive) -> list[Situation]:
    return list(House(archive).situations())


@pytest.fixture(scope="module")
def every_page(situations: list[Situation]) -> list[Page]:
    return [page for one in situations for page in pages.find(one.name, one.client, of=APPS, **one.known)]


@pytest.fixture(scope="module")
def looks(running: Service, browser: Browser, situations: list[Situation], every_page: list[Page]) -> dict[str, Look]:
    clients = {situation.name: situation.client for situation in situations}
    return looking.look_at(browser, pages.different(every_page), clients, at=running.url, screens=DESKS)


def test_every_page_is_found(every_page: list[Page]):
    found = {page.name.partition(":")[2] for page in every_page}
    known = {name for app in APPS for name in pages.names_of(app)}

    assert known - NO_PAGES - found == set()
    assert found & NO_PAGES == set()


def test_no_page_carries_script_or_style_or_complains_of_any(looks: dict[str, Look]):
    assert wrong(looks, "inline") == {}
    assert wrong(looks, "errors") == {}


def test_the_keyboard_can_be_followed_with_the_eyes(looks: dict[str, Look]):
    assert wrong(looks, "focus") == {}


def test_axe_has_nothing_to_object_to_at_any_width_or_size(looks: dict[str, Look]):
    assert wrong(looks, "axe") == {}


def test_nothing_stands_out_of_the_screen(looks: dict[str, Look]):
    assert wrong(looks, "overflow") == {}
