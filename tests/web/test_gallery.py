"""The components in a real browser: accessible, light, and of one origin."""

import gzip
import runpy
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.urls import get_resolver
from playwright.sync_api import Browser, Page

from tests.quality.looking import overflow, uncomplaining, unseen_focus, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

STATES = ["/komponen/", "/komponen/?salah=1", "/komponen/petugas/", "/komponen/petugas/?salah=1", "/tidak-ada"]
FIRST_VIEW_BYTES = 60_000
SCRIPT_BYTES = 15_000
TARGET_PX = 44


@pytest.fixture(scope="module", autouse=True)
def front_end():
    if not finders.find("resident.css"):
        pytest.fail("static/build is missing: run `npm ci && npm run build`, or ./run test, which does")


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, locale="id-ID")
    with uncomplaining(context.new_page()) as page:
        yield page
    context.close()


@pytest.mark.parametrize("address", STATES)
def test_nothing_is_in_the_way_of_anybody(page, live_server, address):
    page.goto(live_server.url + address)

    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert violations(page) == []
        assert overflow(page) == []


def test_letters_of_double_size_fit_the_narrowest_screen(page, live_server):
    page.set_viewport_size({"width": 320, "height": 740})
    page.goto(live_server.url + "/komponen/?salah=1")

    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


@pytest.mark.parametrize("address", STATES[:2])
def test_everything_to_touch_is_large_enough(page, live_server, address):
    page.goto(live_server.url + address)

    small = page.evaluate(
        """least => [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, summary, a")]
            .filter(one => one.checkVisibility() && !one.closest("p, .govuk-skip-link"))
            .filter(one => Math.min(one.getBoundingClientRect().width, one.getBoundingClientRect().height) < least)
            .map(one => one.outerHTML.slice(0, 120))""",
        TARGET_PX,
    )

    assert small == []


def test_a_first_view_is_light_and_of_one_origin(page, live_server):
    sent: dict[str, int] = {}
    page.on("response", lambda answer: sent.update({answer.url: weight(answer)}))

    page.goto(live_server.url + "/komponen/?salah=1")
    page.wait_for_load_state("networkidle")

    assert {urlsplit(url).netloc for url in sent} == {urlsplit(live_server.url).netloc}
    assert any(url.endswith(".woff2") for url in sent)
    assert sum(sent.values()) <= FIRST_VIEW_BYTES
    assert sum(size for url, size in sent.items() if url.endswith(".js")) <= SCRIPT_BYTES


@pytest.mark.parametrize(("production", "shown"), [(True, 0), (False, 3)])
def test_the_gallery_is_for_developers_only(settings, production, shown):
    settings.PRODUCTION = production

    addresses = runpy.run_path(get_resolver().urlconf_module.__file__)["urlpatterns"]

    assert sum(str(one.pattern).startswith("komponen/") for one in addresses) == shown


def weight(answer) -> int:
    """Bytes on the line behind a server that compresses text."""
    body = answer.body()
    return len(body) if answer.url.endswith(".woff2") else len(gzip.compress(body))


def test_no_page_carries_script_or_style_of_its_own(client):
    for address in STATES:
        html = client.get(address).text
        assert "<style" not in html
        assert ' style="' not in html
        assert html.count("<script") == html.count('<script type="module" src="/static/') == 1


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page, live_server):
    page.goto(live_server.url + "/komponen/?salah=1")
    page.wait_for_function("document.activeElement.matches('.govuk-error-summary')")

    page.get_by_role("link", name="Isi tempat kejadiannya, misalnya Pasar Senen.").click()

    assert page.evaluate("document.activeElement.id") == "id_place"
    assert page.title() == "Perlu diperbaiki: Komponen – Saksi"


def test_a_choice_reveals_what_belongs_to_it(page, live_server):
    page.goto(live_server.url + "/komponen/")
    more = page.get_by_label("Sebutkan secara singkat apa yang terjadi")
    more.wait_for(state="hidden")

    page.get_by_label("Kejadian lain").check()

    assert more.is_visible()


def test_without_scripts_everything_is_shown(browser, live_server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()

    page.goto(live_server.url + "/komponen/")

    assert page.get_by_label("Sebutkan secara singkat apa yang terjadi").is_visible()
    assert page.get_by_role("link", name="Lihat keadaan terbaru").is_visible()
    context.close()


def test_the_counter_speaks_the_language_of_the_page(page, live_server):
    page.goto(live_server.url + "/komponen/")

    page.get_by_label("Ceritakan kejadiannya").fill("x" * 203)

    page.get_by_text("Kelebihan 3 huruf").first.wait_for()


def test_progress_moves_by_itself(page, live_server):
    page.goto(live_server.url + "/komponen/")

    page.get_by_text("Memotong cuplikan, 60 % selesai.").wait_for()

    assert page.locator("progress").evaluate("bar => bar.value") == 60


def test_progress_loads_the_page_anew_when_it_is_done(page, live_server):
    answers = iter([{"percent": 80, "text": "80 %", "done": False}, {"percent": 100, "text": "100 %", "done": True}])
    page.route("**/kemajuan.json", lambda route: route.fulfill(json=next(answers)))
    page.goto(live_server.url + "/komponen/")

    with page.expect_navigation():
        page.get_by_text("80 %", exact=True).wait_for()


def test_progress_offers_help_when_nothing_answers(page, live_server):
    page.clock.install()
    page.route("**/kemajuan.json", lambda route: route.fulfill(status=503))
    page.goto(live_server.url + "/komponen/")
    refresh = page.get_by_role("link", name="Lihat keadaan terbaru")
    assert not refresh.is_visible()

    for _attempt in range(3):
        with page.expect_response("**/kemajuan.json"):
            page.clock.run_for(9_000)

    refresh.wait_for(state="visible")


def test_the_language_is_switched_and_kept(page, live_server):
    page.goto(live_server.url + "/komponen/")

    page.get_by_role("button", name="English").click()

    assert page.title() == "Components – Saksi"
    assert page.get_attribute("html", "lang") == "en"
    page.goto(live_server.url + "/tidak-ada")
    assert page.title() == "We cannot find this page – Saksi"


def test_the_keyboard_reaches_the_content_first(page, live_server):
    page.goto(live_server.url + "/komponen/petugas/")

    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Langsung ke isi")
    assert skip.is_visible()
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("address", ["/komponen/", "/komponen/petugas/"])
def test_the_focus_can_always_be_seen(page, live_server, address):
    page.goto(live_server.url + address)

    assert unseen_focus(page) == []
