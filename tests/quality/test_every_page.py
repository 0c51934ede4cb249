"""Every page in a real browser, from the running service: light, of one origin, and in nobody's way."""

from dataclasses import dataclass, field
from itertools import groupby

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab

from requests_app.urls import urlpatterns
from tests.journeys.service import Service
from tests.quality import looking
from tests.quality.looking import DESK, LAYOUT_RULES, NARROWEST, PHONE, Sent, Wire
from tests.quality.pages import Page
from tests.quality.situations import Situation

pytestmark = pytest.mark.browser

FIRST_VIEW_BYTES = 60_000
SCRIPT_BYTES = 15_000
# Addresses that answer with data, a file or another page, never with a page of their own.
NO_PAGES = {
    "send_code",
    "own_send_code",
    "own_open",
    "new_contact_send",
    "documents_send",
    "documents_remove",
    "suggestions",
    "outlines",
    "receipt_pdf",
    "letter_pdf",
    "dispute_file",
    "progress",
    "case_document",
}


@dataclass(slots=True)
class Look:
    """What one page showed. Lists are of what is wrong."""

    sent: list[Sent] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    focus: list[str] = field(default_factory=list)
    axe: dict[str, list[str]] = field(default_factory=dict)
    overflow: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def running(service: Service) -> Service:
    service.start_web()
    return service


@pytest.fixture(scope="module")
def looks(
    running: Service, browser: Browser, situations: list[Situation], different_pages: list[Page]
) -> dict[Page, Look]:
    clients = {situation.name: situation.client for situation in situations}
    seen: dict[Page, Look] = {}
    for situation, pages in groupby(different_pages, key=lambda page: page.situation):
        with looking.browsing(browser, clients[situation], at=running.url) as context:
            tab = context.new_page()
            wire = Wire(tab)
            for page in pages:
                seen[page] = look = Look()
                tab.on("pageerror", lambda error, look=look: look.errors.append(str(error)))
                tab.on(
                    "console", lambda said, look=look: look.errors.append(said.text) if said.type == "error" else None
                )
                wire.sent = look.sent
                tab.goto(page.address)
                tab.evaluate("document.fonts.ready.then(() => true)")
                examine(tab, look)
    return seen


def examine(tab: Tab, look: Look) -> None:
    look.inline = looking.inline_parts(tab)
    look.targets = looking.small_targets(tab)
    look.focus = looking.unseen_focus(tab)
    look.axe["360 px"] = looking.violations(tab)
    for width in (DESK, NARROWEST):
        tab.set_viewport_size(PHONE | {"width": width})
        look.axe[f"{width} px"] = looking.violations(tab, rules=LAYOUT_RULES)
        look.overflow[f"{width} px"] = looking.overflow(tab)
    looking.letters(tab, percent=200)
    look.axe["200 %"] = looking.violations(tab, rules=LAYOUT_RULES)
    look.overflow["200 %"] = looking.overflow(tab)
    tab.set_viewport_size(PHONE)


def wrong(looks: dict[Page, Look], what: str) -> dict[str, object]:
    """The pages with something in this list."""
    return {str(page): getattr(look, what) for page, look in looks.items() if getattr(look, what)}


def test_every_page_is_found(every_page: list[Page]):
    """The pages that the other tests look at are all there are."""
    found = {page.name for page in every_page}

    assert {pattern.name for pattern in urlpatterns} - NO_PAGES - found == set()
    assert found & NO_PAGES == set()


def test_first_views_are_light(looks: dict[Page, Look]):
    weights = {str(page): sum(one.size for one in look.sent) for page, look in looks.items()}
    scripts = {str(page): sum(one.size for one in look.sent if one.kind == "Script") for page, look in looks.items()}

    assert all(any(one.url.endswith(".woff2") for one in look.sent) for look in looks.values())  # fonts are counted
    assert {page: weight for page, weight in weights.items() if weight > FIRST_VIEW_BYTES} == {}
    assert {page: weight for page, weight in scripts.items() if weight > SCRIPT_BYTES} == {}


def test_text_is_sent_compressed(looks: dict[Page, Look]):
    plain = {
        one.url for look in looks.values() for one in look.sent
        if one.kind in ("Document", "Stylesheet", "Script") and one.encoding != "gzip"
    }  # fmt: skip

    assert plain == set()


def test_everything_comes_from_one_origin(looks: dict[Page, Look], running: Service):
    assert {url for look in looks.values() for url in looking.foreign(look.sent, at=running.url)} == set()


def test_no_page_carries_script_or_style_or_complains_of_any(looks: dict[Page, Look]):
    assert wrong(looks, "inline") == {}
    assert wrong(looks, "errors") == {}


def test_everything_to_touch_is_as_large_as_a_fingertip(looks: dict[Page, Look]):
    assert wrong(looks, "targets") == {}


def test_the_keyboard_can_be_followed_with_the_eyes(looks: dict[Page, Look]):
    assert wrong(looks, "focus") == {}


def test_axe_has_nothing_to_object_to_at_any_width_or_size(looks: dict[Page, Look]):
    found = {(str(page), size): said for page, look in looks.items() for size, said in look.axe.items() if said}

    assert found == {}


def test_nothing_stands_out_of_the_screen(looks: dict[Page, Look]):
    found = {(str(page), size): out for page, look in looks.items() for size, out in look.overflow.items() if out}

    assert found == {}
