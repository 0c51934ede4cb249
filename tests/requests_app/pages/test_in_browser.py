"""The whole way in a real browser: on a narrow phone with every rule of accessibility, and without JavaScript."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from requests_app.models import FootageRequest
from tests.requests_app.residents import ANSWERS, DECLARATIONS, newest_code

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
NARROWEST = 320
BUTTON = "main form button[type=submit]"


@pytest.fixture(scope="module", autouse=True)
def front_end():
    if not finders.find("resident.css"):
        pytest.fail("static/build is missing: run `npm ci && npm run build`, or ./run test, which does")


@pytest.fixture(autouse=True)
def a_camera(camera):
    cache.clear()


@pytest.fixture(params=["with scripts", "without scripts"])
def page(browser: Browser, request) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": NARROWEST, "height": 740}, java_script_enabled=request.param == "with scripts"
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []


def check(page: Page, heading: str) -> None:
    """The page is the one meant, fits the screen and is in nobody's way."""
    expect(page).to_have_title(re.compile(re.escape(heading)))
    page.wait_for_load_state()
    if not page.evaluate("'noModule' in HTMLScriptElement.prototype && document.body.classList.contains('js-enabled')"):
        return
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST


def send(page: Page, answers: dict[str, str]) -> None:
    for name, value in answers.items():
        boxes = page.locator(f"main [name={name}]")
        kind = boxes.first.get_attribute("type")
        if kind == "checkbox":
            boxes.check()
        elif kind == "radio":
            page.locator(f"main [name={name}][value='{value}']").check()
        elif boxes.is_visible():
            boxes.fill(value)
    page.locator(BUTTON).first.click()


def test_a_request_goes_from_worry_to_receipt_and_is_found_again(page, live_server):
    page.goto(live_server.url)
    check(page, "Minta rekaman CCTV")
    page.get_by_role("link", name="Mulai").or_(page.get_by_role("button", name="Mulai")).click()
    headings = {
        "window": "Kapan kejadiannya?",
        "search": "Di mana kejadiannya?",
        "place": "Tempat mana yang Anda maksud?",
        "incident": "Apa yang terjadi?",
        "recognise": "Bagaimana kami mengenalinya?",
        "vehicle": "Apakah ada kendaraan yang terlibat?",
        "purpose": "Untuk apa rekamannya?",
        "proof": "Sudahkah Anda melaporkannya?",
        "applicant": "Siapa Anda?",
        "capacity": "Anda memohon sebagai apa?",
        "contact": "Bagaimana kami menghubungi Anda?",
    }
    may_stay_empty = {"recognise", "proof"}
    for step, heading in headings.items():
        check(page, heading)
        if step not in may_stay_empty:
            page.locator(BUTTON).first.click()
            check(page, f"Perlu diperbaiki: {heading}")
        send(page, ANSWERS[step])
        if step == "place":
            check(page, "Apa yang terekam kamera di sana")
            page.get_by_text("Lanjutkan permohonan").click()
    check(page, "Masukkan kode")
    send(page, {"code": "000000"})
    check(page, "Perlu diperbaiki: Masukkan kode")
    send(page, {"code": newest_code()})
    check(page, "Ada surat atau foto?")
    page.get_by_role("button", name="Lanjutkan").click()
    check(page, "Periksa jawaban Anda")
    send(page, DECLARATIONS)

    check(page, "Permohonan Anda sudah terkirim")
    number, pin = page.locator(".saksi-reference").all_inner_texts()
    assert FootageRequest.objects.get().reference == number
    for name, heading in [("case", number), ("days", "Cara menghitung hari"), ("messages", "Pesan"), ("withdraw", "?")]:
        page.goto(live_server.url + reverse(f"requests:{name}", args=[number]))
        check(page, heading)
    page.goto(live_server.url + reverse("requests:leave"))
    check(page, "Hapus jejak saya dari perangkat ini")
    page.locator(BUTTON).first.click()
    page.goto(live_server.url + reverse("requests:case", args=[number]))
    check(page, "Lihat perkembangan permohonan")
    send(page, {"reference": number, "pin": pin})
    check(page, f"Permohonan {number}")
    assert page.get_by_text("Permohonan Anda sudah kami terima").is_visible()


def test_a_form_stays_as_it_is_until_the_network_takes_it(browser, live_server):
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(reverse("requests:window"))
    page.locator("[name=earliest]").fill("jam 2 siang")
    page.route("**/*", lambda route: route.abort() if route.request.method in ("HEAD", "POST") else route.continue_())
    page.locator(BUTTON).first.click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("belum ada yang terkirim")
    assert page.locator("[name=earliest]").input_value() == "jam 2 siang"

    page.unroute("**/*")
    page.locator("main form").evaluate("form => form.requestSubmit()")
    expect(page).to_have_title(re.compile("Perlu diperbaiki"))
    assert page.locator("[name=earliest]").input_value() == "jam 2 siang"
    context.close()
