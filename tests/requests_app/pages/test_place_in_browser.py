"""Suggestions while typing and the map, by keyboard alone, and what happens when they cannot be had."""

from collections.abc import Iterator

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from cameras.models import Area, Outline
from tests.cases import LATITUDE, LONGITUDE
from tests.quality.looking import overflow, uncomplaining, violations
from tests.requests_app.residents import ANSWERS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def gambir(camera) -> Area:
    """The kelurahan of the camera, with a border to draw."""
    box = {"west": LONGITUDE - 0.01, "east": LONGITUDE + 0.01, "south": LATITUDE - 0.01, "north": LATITUDE + 0.01}
    west, east, south, north = box.values()
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    area = Area.objects.get(name="Gambir")
    Outline.objects.create(area=area, rings=[ring], drawn=[ring], **box)
    return area


@pytest.fixture
def page(browser: Browser, live_server, client) -> Iterator[Page]:
    """A telephone on the page that asks for the place."""
    client.post(reverse("requests:window"), ANSWERS["window"])
    context = browser.new_context(viewport={"width": 320, "height": 740}, locale="id-ID", base_url=live_server.url)
    for name, cookie in client.cookies.items():
        context.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
    with uncomplaining(context.new_page()) as page:
        page.goto(reverse("requests:search"))
        yield page
    context.close()


def check(page: Page) -> None:
    assert violations(page) == []
    assert overflow(page) == []


def test_a_suggestion_is_taken_with_the_keyboard_and_spares_a_page(page):
    page.get_by_role("combobox").press_sequentially("merdka")
    options = page.get_by_role("option")
    options.first.wait_for()
    check(page)

    for key in ("ArrowUp", "Escape"):
        page.keyboard.press(key)
    assert options.count() == 0
    page.keyboard.press("Backspace")
    options.first.wait_for()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("combobox").get_attribute("aria-activedescendant") == "id_place-suggestions-0"
    page.keyboard.press("Enter")
    assert page.get_by_role("combobox").input_value() == "Merdeka"
    page.keyboard.press("Enter")

    page.wait_for_url("**" + reverse("requests:outlook"))
    assert "Merdeka" in page.locator("main").inner_text()


def test_what_is_typed_after_a_suggestion_is_searched_for(page):
    box = page.get_by_role("combobox")
    box.press_sequentially("merdka")
    page.get_by_role("option").first.click()

    box.press_sequentially(" timur")

    assert page.locator("[name=latitude]").input_value() == ""


def test_a_pin_is_put_down_moved_and_removed_with_the_keyboard(page):
    page.get_by_role("button", name="Tunjukkan tempatnya di peta").press("Enter")
    canvas = page.get_by_role("application", name="Peta kota")
    expect(canvas).to_be_focused()
    check(page)

    page.get_by_role("button", name="Letakkan pin di tengah").press("Enter")
    page.get_by_text("Pin berada di Gambir").wait_for()
    first = float(page.locator("[name=longitude]").input_value())
    canvas.focus()
    page.keyboard.press("ArrowRight")
    page.locator(".leaflet-pan-anim").wait_for(state="detached")
    page.get_by_role("button", name="Letakkan pin di tengah").press("Enter")
    assert float(page.locator("[name=longitude]").input_value()) > first

    page.get_by_role("button", name="Hapus pin").press("Enter")
    assert page.locator("[name=longitude]").input_value() == ""
    page.get_by_role("button", name="Letakkan pin di tengah").press("Enter")
    page.get_by_role("button", name="Lanjutkan").press("Enter")
    page.wait_for_url("**" + reverse("requests:point"))
    assert "dari pin" in page.locator("main").inner_text()


def test_a_place_on_the_map_chooses_its_entry_of_the_list(page):
    page.get_by_role("combobox").fill("gambir")
    page.get_by_role("button", name="Lanjutkan").press("Enter")
    page.get_by_role("button", name="Lihat tempat-tempat ini di peta").press("Enter")

    page.locator(".saksi-map__place").first.press("Enter")

    expect(page.get_by_role("radio").first).to_be_checked()
    assert page.locator("label").first.inner_text() == "1. Gambir"
    check(page)


def test_a_map_that_cannot_be_loaded_says_so_and_is_in_nobodys_way(page):
    page.route("**/batas-wilayah.json", lambda route: route.abort())
    page.get_by_role("button", name="Tunjukkan tempatnya di peta").press("Enter")

    page.get_by_text("Peta tidak dapat dimuat. Anda dapat melanjutkan tanpa peta.").wait_for()
    page.get_by_role("combobox").fill("merdeka")
    page.get_by_role("button", name="Lanjutkan").press("Enter")
    page.wait_for_url("**" + reverse("requests:place"))
