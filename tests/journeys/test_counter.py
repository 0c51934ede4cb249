"""At a kelurahan counter: a person without a telephone gets a request and a printed receipt, and comes back for it."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from accounts.models import Unit, User
from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from notifications.models import Message
from requests_app.models import FootageRequest
from tests import cases
from tests.journeys.browsing import DESK, PHONE, answer, open_browser, picture, press, sign_in, text_of, tick
from tests.journeys.service import Service
from tests.requests_app.paper.reading import read
from tests.requests_app.residents import ANSWERS, NO_CONTACT

pytestmark = pytest.mark.browser

PASSWORD = "rahasia-sekali-1"
NIK = cases.PERSONAL["nik"]


@pytest.fixture(scope="module")
def clerk(service: Service, archive: Path) -> User:
    """The service with a camera at Merdeka, and Putri at the counter of Gambir."""
    cases.build_camera(archive)
    unit = Unit.objects.create(code="loket-gambir", name="Loket Kelurahan Gambir")
    clerk = User.objects.create_user(
        "putri", password=PASSWORD, first_name="Putri", last_name="Maharani", roles=[Role.COUNTER], unit=unit
    )
    service.start_web()
    return clerk


def test_a_person_without_a_telephone_is_served_twice(service: Service, clerk: User, browser: Browser, tmp_path):
    counter = open_browser(browser, DESK, at=service.url)
    sign_in(counter, "putri", PASSWORD)
    assert "Ajukan permohonan untuk seseorang" in text_of(counter)  # where they land
    picture(counter, "loket 01 beranda")

    number, pin = file_for_siti(counter)
    printed = print_receipt(counter, into=tmp_path)
    assert all(said in printed for said in (number, pin, "Loket Kelurahan Gambir"))
    case = FootageRequest.objects.get(reference=number)
    assert (case.filed_by, case.phone, case.email) == (clerk, "", "")
    assert not Message.objects.exists()
    trail = Event.objects.get(case=number, verb=Verb.REQUEST_FILED_FOR)
    assert (trail.actor_kind, trail.actor_id) == ("staff", str(clerk.pk))

    finish(counter)
    assert counter.goto(f"/permohonan/{number}/").url.endswith("/permohonan/lacak")

    come_back_with_the_paper(counter, number)
    press(counter, "Kembali")
    finish(counter)

    neighbour = open_browser(browser, PHONE, at=service.url)  # the receipt is enough on anybody's telephone
    neighbour.goto("/permohonan/lacak")
    answer(neighbour, {"reference": number, "pin": pin})
    press(neighbour, "Buka permohonan")
    press(neighbour, "Lihat siapa saja yang membuka permohonan Anda")
    picture(neighbour, "warga 20 akses")
    told = text_of(neighbour)
    assert f"Petugas loket PTG-{clerk.pk:05d} mengajukan permohonan ini untuk Anda." in told
    assert "membuka permohonan ini untuk Anda; Anda menunjukkan tanda pengenal." in told
    assert "Putri" not in told
    for page in (counter, neighbour):
        assert page.errors == []
        page.context.close()


def file_for_siti(page: Page) -> tuple[str, str]:
    """Asks each question and types the answers; the number and PIN of the receipt."""
    page.locator('[action="/petugas/loket/ajukan"] [name=paper_seen][value=ktp]').check(force=True)
    press(page, "Sudah saya lihat: mulai")
    for step, answers in ANSWERS.items():
        assert "telah menunjukkan: KTP" in text_of(page)
        answers = NO_CONTACT if step == "contact" else answers
        answer(page, {name: text for name, text in answers.items() if text})
        picture(page, f"loket 02 {step}")
        press(page, "Lanjutkan")
        if step == "place":
            press(page, "Lanjutkan permohonan")
    assert "Bacakan pernyataan ini kepada orang itu." in text_of(page)
    tick(page, "truth", "purpose_only", "not_republished", "privacy")
    picture(page, "loket 03 periksa")
    press(page, "Kirim permohonan")
    picture(page, "loket 04 tanda terima")
    number, pin = page.locator(".saksi-reference").all_inner_texts()
    return number, pin


def print_receipt(page: Page, *, into: Path) -> str:
    with page.expect_download() as downloaded:
        page.get_by_role("button", name="Cetak tanda terima (PDF)").click()
    path = into / "receipt.pdf"
    downloaded.value.save_as(path)
    return read(path.read_bytes()).text


def finish(page: Page) -> None:
    press(page, "Selesai: orang berikutnya")
    assert "Tidak ada lagi data orang ini" in text_of(page)


def come_back_with_the_paper(page: Page, number: str) -> None:
    """Without receipt and PIN; what is written goes out in the person's name, with the clerk's hands on the trail."""
    page.goto("/petugas/loket")
    find = page.locator('[action="/petugas/loket/cari"]')
    find.locator("[name=nik]").fill(NIK)
    find.locator("[name=paper_seen][value=ktp]").check(force=True)
    press(page, "Cari permohonannya")
    picture(page, "loket 05 ditemukan")
    press(page, f"Buka {number}")
    picture(page, "loket 06 permohonan")
    press(page, "Baca pesan dan tulis kepada petugas")
    answer(page, {"body": "Motornya merah."})
    press(page, "Kirim pesan")
    assert "Motornya merah." in text_of(page)
    acted = Event.objects.get(case=number, verb=Verb.ACTED_AT_COUNTER)
    assert re.fullmatch(r"\d+", acted.actor_id)
    assert acted.detail["page"] == "messages"
