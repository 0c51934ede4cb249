"""Sending photos from a telephone: each at once, again after the network was lost, and without any script."""

import io
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect

from requests_app.intake import documents
from requests_app.models import CaseDocument
from tests.quality.looking import overflow, violations
from tests.requests_app.residents import BEHALF, walk_to
from tests.requests_app.uploads import files

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NARROWEST = 320


@pytest.fixture(autouse=True)
def a_camera(camera):
    cache.clear()
    assert finders.find("uploads.js"), "static/build is missing: run `npm ci && npm run build`, or ./run test"


@pytest.fixture
def telephone(browser: Browser, live_server, request) -> Iterator[BrowserContext]:
    """At the page for documents, every question before it answered."""
    resident = Client()
    walk_to(resident, "documents")
    scripts = getattr(request, "param", True)
    context = browser.new_context(
        base_url=live_server.url, viewport={"width": NARROWEST, "height": 740}, java_script_enabled=scripts
    )
    cookies = {name: morsel.value for name, morsel in resident.cookies.items() if morsel.value}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    yield context
    context.close()


@pytest.fixture
def page(telephone) -> Page:
    page = telephone.new_page()
    page.goto(reverse("requests:documents"))
    return page


def photo(name, content):
    return {"name": name, "mimeType": "image/jpeg", "buffer": content}


def noisy_jpeg(size):
    """As large as a real photo: one colour would be a few kilobytes."""
    return files.saved(Image.effect_noise(size, 100).convert("RGB"), "JPEG", quality=95)


def sent(page):
    return page.locator(".saksi-documents > li")


@pytest.mark.parametrize("telephone", [True, False], indirect=True, ids=["with scripts", "without scripts"])
def test_several_photos_are_sent_and_one_is_taken_away_again(page):
    page.select_option("[name=kind]", "photo")
    page.set_input_files("[name=uploads]", [photo("a.jpg", files.jpeg()), photo("b.exe", b"MZ")])
    if not page.locator("[data-uploads-list] li").count():
        page.get_by_role("button", name="Kirim dokumen").click()

    expect(sent(page)).to_have_count(1)
    expect(page.locator(".govuk-error-message")).to_contain_text("b.exe: Ini bukan JPEG")
    page.get_by_role("button", name="Hapus").click()
    expect(sent(page)).to_have_count(0)
    assert not CaseDocument.objects.exists()


def test_a_photo_goes_on_by_itself_when_the_network_comes_back_and_is_kept_once(page, telephone):
    page.select_option("[name=kind]", "identity")
    is_lost = True

    def lose_the_answer(route):
        """The server takes the file, and the telephone never hears of it."""
        if is_lost:
            route.fetch()
            route.abort("internetdisconnected")
        else:
            route.continue_()

    page.route("**/dokumen/kirim", lose_the_answer)
    page.set_input_files("[name=uploads]", photo("ktp.jpg", files.jpeg()))

    expect(page.locator("[data-uploads-list]")).to_contain_text("menunggu jaringan")
    is_lost = False
    expect(page.locator("[data-uploads-list]")).to_contain_text("sudah diterima")
    expect(sent(page)).to_have_count(1)
    assert CaseDocument.objects.get().kind == "identity"
    page.get_by_role("button", name="Lanjutkan").click()
    expect(page).to_have_title("Periksa jawaban Anda – Saksi")


def test_whoever_stays_until_a_file_is_sent_then_goes_on(page):
    """The browser asks before the page is left with a file half sent. The form has a box, so it is held first."""
    resident = Client()
    resident.cookies.load({cookie["name"]: cookie["value"] for cookie in page.context.cookies()})
    resident.post(reverse("requests:capacity"), {"capacity": "proxy"})
    resident.post(reverse("requests:behalf"), BEHALF)
    page.reload()
    page.clock.install()
    page.check("[name=later_power_of_attorney]")
    held = []
    page.route("**/dokumen/kirim", lambda route: held.append(route))
    page.on("dialog", lambda dialog: dialog.dismiss())
    page.select_option("[name=kind]", "photo")
    page.set_input_files("[name=uploads]", photo("tas.jpg", files.jpeg()))
    expect(page.locator("[data-uploads-list]")).to_contain_text("sedang dikirim")
    with page.expect_event("dialog") as asked:
        page.get_by_role("button", name="Lanjutkan").click()
    assert asked.value.type == "beforeunload"

    held[0].continue_()
    expect(page.get_by_text("tas.jpg: sudah diterima")).to_be_visible()
    page.clock.fast_forward(1000)  # within a second it would be taken for a double click
    page.get_by_role("button", name="Lanjutkan").click()
    page.wait_for_url("**/periksa")


def test_a_large_photo_leaves_the_telephone_small_upright_and_without_its_place(page):
    whole = noisy_jpeg((2800, 2100))
    exif = Image.Exif()
    exif[files.ORIENTATION] = 6
    exif.get_ifd(files.GPS).update({1: "S", 2: files.SECRET_PLACE})
    taken = files.saved(Image.open(io.BytesIO(whole)), "JPEG", quality=95, exif=exif)
    sizes = []
    page.on(
        "request",
        lambda request: sizes.append(len(request.post_data_buffer or b"")) if request.method == "POST" else None,
    )

    page.select_option("[name=kind]", "photo")
    page.set_input_files("[name=uploads]", photo("taman.jpg", taken))

    expect(sent(page)).to_have_count(1)
    assert sum(sizes) < len(taken) / 2
    kept = Image.open(io.BytesIO(documents.open_content(CaseDocument.objects.get()).data))
    assert (kept.width, kept.height) == (1950, 2600)


def test_the_page_can_be_used_by_everybody_also_while_it_sends(page):
    page.select_option("[name=kind]", "photo")
    page.set_input_files("[name=uploads]", [photo("a.jpg", files.jpeg()), photo("b.exe", b"MZ")])
    expect(page.locator("[data-uploads-list]")).to_contain_text("b.exe: Ini bukan JPEG")

    assert violations(page) == []
    assert overflow(page) == []


def test_the_script_is_small():
    with open(finders.find("uploads.js"), "rb") as file:
        assert len(file.read()) <= 4000


def test_nobody_goes_on_with_a_file_of_which_it_is_not_said_what_it_is(page):
    page.clock.install()
    page.locator("[name=uploads]").set_input_files(photo("tas.jpg", files.jpeg()))
    page.get_by_role("button", name="Lanjutkan").click()

    expect(page.get_by_text("tas.jpg: belum terkirim.")).to_be_visible()
    expect(page.locator("[name=kind]")).to_be_focused()
    page.locator("[name=kind]").select_option("photo")
    expect(page.get_by_text("tas.jpg: sudah diterima")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("belum terkirim")).to_have_count(0)
    page.clock.fast_forward(1000)  # within a second of the first press, a second one is taken for a double click
    page.get_by_role("button", name="Lanjutkan").click()
    page.wait_for_url("**/periksa")
    assert CaseDocument.objects.count() == 1
