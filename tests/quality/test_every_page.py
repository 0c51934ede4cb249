"""Every page of residents in a real browser, from the running service: light, of one origin, and in nobody's way."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.service import Service
from tests.quality import hostile, looking, pages
from tests.quality.looking import PHONES, Look, wrong
from tests.quality.pages import Page
from tests.quality.situations import Situation, Street
from tests.requests_app import residents

pytestmark = pytest.mark.browser

FIRST_VIEW_BYTES = 60_000
SCRIPT_BYTES = 15_000
# Addresses that answer with data, a file or another page, never with a page of their own.
NO_PAGES = {
    "documents_send",
    "suggestions",
    "outlines",
    "receipt_pdf",
    "letter_pdf",
    "dispute_file",
    "progress",
    "case_document",
}


@pytest.fixture(scope="module")
def situations(running: Service, archive) -> list[Situation]:
    return list(Street(archive).situations())


@pytest.fixture(scope="module")
def every_page(situations: list[Situation]) -> list[Page]:
    return [page for one in situations for page in pages.find(one.name, one.client, of=["requests"], **one.known)]


@pytest.fixture(scope="module")
def looks(running: Service, browser: Browser, situations: list[Situation], every_page: list[Page]) -> dict[str, Look]:
    clients = {situation.name: situation.client for situation in situations}
    different = pages.different(every_page)
    return looking.look_at(browser, different, clients, at=running.url, screens=PHONES, weighing=True)


def test_every_page_is_found(every_page: list[Page]):
    """The pages that the other tests look at are all there are."""
    found = {page.name.removeprefix("requests:") for page in every_page}

    assert set(pages.names_of("requests")) - NO_PAGES - found == set()
    assert found & NO_PAGES == set()


def test_first_views_are_light(looks: dict[str, Look]):
    opened = {page: look.sent for page, look in looks.items() if look.sent}
    weights = {page: sum(one.size for one in sent) for page, sent in opened.items()}
    scripts = {page: sum(one.size for one in sent if one.kind == "Script") for page, sent in opened.items()}

    assert all(any(one.url.endswith(".woff2") for one in sent) for sent in opened.values())  # fonts are counted
    assert {page: weight for page, weight in weights.items() if weight > FIRST_VIEW_BYTES} == {}
    assert {page: weight for page, weight in scripts.items() if weight > SCRIPT_BYTES} == {}


def test_text_is_sent_compressed(looks: dict[str, Look]):
    plain = {
        one.url for look in looks.values() for one in look.sent
        if one.kind in ("Document", "Stylesheet", "Script") and one.encoding != "gzip"
    }  # fmt: skip

    assert plain == set()


def test_everything_comes_from_one_origin(looks: dict[str, Look], running: Service):
    assert {url for look in looks.values() for url in looking.foreign(look.sent, at=running.url)} == set()


def test_no_page_carries_script_or_style_or_complains_of_any(looks: dict[str, Look]):
    assert wrong(looks, "inline") == {}
    assert wrong(looks, "errors") == {}


def test_everything_to_touch_is_as_large_as_a_fingertip(looks: dict[str, Look]):
    assert wrong(looks, "targets") == {}


def test_the_keyboard_can_be_followed_with_the_eyes(looks: dict[str, Look]):
    assert wrong(looks, "focus") == {}


def test_every_page_that_can_be_sent_wrong_says_so_in_three_places(looks: dict[str, Look]):
    assert len([page for page in looks if page.endswith("with errors")]) > 15
    assert wrong(looks, "untold") == {}


def test_axe_has_nothing_to_object_to_at_any_width_or_size(looks: dict[str, Look]):
    assert wrong(looks, "axe") == {}


def test_nothing_stands_out_of_the_screen(looks: dict[str, Look]):
    assert wrong(looks, "overflow") == {}


def test_hostile_input_is_told_or_taken_as_text(situations: list[Situation], every_page: list[Page]):
    """In every box of every form that is no question of the application (`tests.requests_app.pages.test_bad_input`).
    The last of all, for what it sends moves the cases."""
    clients = {situation.name: situation.client for situation in situations}
    tried: set[tuple[str, str]] = set()
    found: dict[str, list[str]] = {}
    for page in every_page:
        if page.name.removeprefix("requests:") in residents.ANSWERS:
            continue
        for form in page.forms:
            for box in form.visible:
                if not form.is_main or form.method != "post" or (page.name, box.name) in tried or box.kind == "file":
                    continue
                tried.add((page.name, box.name))
                for text in hostile.texts_for(box):
                    answer = hostile.send(clients[page.situation], form, box, text)
                    if faults := hostile.faults(answer, box, text):
                        found[f"{page}, {box.name}: {text[:40]!r}"] = faults
    assert len(tried) > 20
    assert found == {}
