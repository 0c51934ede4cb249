"""The main job, end to end: a resident at 360 px and officers at 1280 px, from the report to the clip that plays."""

import hashlib
import re
import subprocess
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser, Page, Response

from accounts.models import User
from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.clock import WIB
from footage.models import Deliverable
from notifications.models import Message
from tests.cases import START
from tests.journeys import leaks, street
from tests.journeys.browsing import DESK, PHONE, answer, open_browser, picture, press, sign_in, text_of, tick, until
from tests.journeys.service import Service
from tests.requests_app.residents import newest_code

pytestmark = pytest.mark.browser

PASSWORD = "rahasia-sekali-1"
STAFF = {
    "sari": ("Sari", "Wulandari", Role.OFFICER),
    "dewi": ("Dewi", "Lestari", Role.APPROVER),
    "rina": ("Rina", "Hapsari", Role.AUDITOR),
}
GAP = "14.16.00–14.16.20 WIB (20 detik): tidak ada rekaman"


@pytest.fixture(scope="module")
def render_worker(service: Service, archive: Path) -> subprocess.Popen:
    """The whole service, with a pole at Kampung Melayu and people at their desks."""
    street.prepare(archive)
    for username, (first, last, role) in STAFF.items():
        User.objects.create_user(username, password=PASSWORD, first_name=first, last_name=last, roles=[role])
    service.start_web()  # first, for its address stands in the messages that workers send
    return service.start_workers()


def test_from_the_report_to_the_clip(service: Service, render_worker: subprocess.Popen, browser: Browser, tmp_path):
    phone = open_browser(browser, PHONE, at=service.url)
    number, pin = file_request(phone)

    officer = open_browser(browser, DESK, at=service.url)
    sign_in(officer, "sari", PASSWORD)
    approver = open_browser(browser, DESK, at=service.url)
    sign_in(approver, "dewi", PASSWORD)
    propose(officer, number)
    approver.reload()
    press(approver, number)
    approver.get_by_role("button", name="Setujui").wait_for()  # the page reloads itself when the clip is made
    approve(approver)

    other_phone = open_browser(browser, PHONE, at=service.url)
    track(other_phone, number, pin)
    await_footage(other_phone, approver)
    read_message(service, other_phone, number)
    watch(other_phone, number)
    download(other_phone, into=tmp_path)

    auditor = open_browser(browser, DESK, at=service.url)
    sign_in(auditor, "rina", PASSWORD)
    read_trail(auditor, number)

    pages = (phone, officer, approver, other_phone, auditor)
    needles = ["Siti Aminah", "3171015708450001", "81234567890", "siti@example.com", pin, pin.replace(" ", "")]
    addresses = [address for page in pages for address in page.addresses]
    assert leaks.found(needles, in_places=leaks.places(service, addresses=addresses)) == []
    for page in pages:
        assert page.errors == []
        page.context.close()


def file_request(page: Page) -> tuple[str, str]:
    """Answers every question; the number and the PIN of the receipt, which told the truth."""
    page.goto("/")
    picture(page, "warga 01 beranda")
    press(page, "Mulai")
    day = START.astimezone(WIB)
    answer(page, {"day": "another"})
    answer(page, {f"other_day_{place}": str(part) for place, part in enumerate((day.day, day.month, day.year))})
    answer(page, {"earliest": "jam 2 lewat 15 siang", "latest": "14.17", "how_sure": "exact"})
    picture(page, "warga 02 waktu")
    press(page, "Lanjutkan")
    picture(page, "warga 03 tempat")
    answer(page, {"place": "kampung melayu"})
    press(page, "Lanjutkan")
    picture(page, "warga 04 pilih tempat")
    answer(page, {"choice": "0"})
    press(page, "Lanjutkan")
    if "titik-kamera" in page.url:
        picture(page, "warga 05 titik kamera")
        answer(page, {"choice": "0"})
        press(page, "Lanjutkan")
    assert GAP in text_of(page)
    picture(page, "warga 06 rekaman yang ada")
    press(page, "Lanjutkan permohonan")
    description = "Tas saya dijambret pengendara motor di depan halte, lalu ia pergi ke arah jembatan."
    answer(page, {"incident_type": "theft", "anyone_at_risk": "no", "description": description})
    picture(page, "warga 07 kejadian")
    press(page, "Lanjutkan")
    answer(page, {"clothing": "Saya memakai baju kuning.", "item": "Tas kulit cokelat."})
    picture(page, "warga 07a ciri")
    press(page, "Lanjutkan")
    answer(page, {"vehicle_type": "none", "other_vehicles": "Motor merah tanpa pelat."})
    picture(page, "warga 07b kendaraan")
    press(page, "Lanjutkan")
    answer(page, {"purpose": "police", "wanted": "copy"})
    picture(page, "warga 08 tujuan")
    press(page, "Lanjutkan")
    answer(page, {"police_report": "LP/B/123/XI/2026/SPKT"})
    picture(page, "warga 08a bukti")
    press(page, "Lanjutkan")
    answer(page, {"applicant_name": "Siti Aminah", "nik": "3171015708450001"})
    picture(page, "warga 09 pemohon")
    press(page, "Lanjutkan")
    answer(page, {"capacity": "self"})
    picture(page, "warga 09a kedudukan")
    press(page, "Lanjutkan")
    answer(page, {"phone": "0812-3456-7890", "email": "siti@example.com", "channel": "email", "language": "id"})
    picture(page, "warga 09b kontak")
    press(page, "Lanjutkan")
    answer(page, {"code": newest_code()})
    picture(page, "warga 09c kode")
    press(page, "Lanjutkan")
    picture(page, "warga 09d dokumen")
    press(page, "Lanjutkan")
    tick(page, "truth", "purpose_only", "not_republished", "privacy")
    picture(page, "warga 10 periksa")
    press(page, "Kirim permohonan")

    page.locator("[data-progress]").wait_for(state="detached")  # until all of it is in safekeeping
    shown = text_of(page)
    assert GAP in shown
    picture(page, "warga 11 tanda terima")
    number, pin = page.locator(".saksi-reference").all_inner_texts()
    assert re.fullmatch(r"SKS-\d{4}-\w{4}-\w{4}", number)
    assert re.fullmatch(r"\d{4} \d{4}", pin)
    return number, pin


def propose(page: Page, number: str) -> None:
    """Takes the case, looks at the preview, marks a part of it, and proposes to release that."""
    picture(page, "petugas 01 antrean")
    press(page, number)
    press(page, "Tangani permohonan ini")
    picture(page, "petugas 02 permohonan")
    case_page = page.url
    page.get_by_role("button", name="Lihat rekaman").first.click()
    page.get_by_role("button", name="Buka rekaman").click()
    page.get_by_text(re.compile(r"Pratinjau \d+%")).first.wait_for()
    page.locator("video").first.wait_for()
    picture(page, "petugas 03 meja rekaman")
    page.keyboard.press("l")
    until(page, "document.querySelector('video').currentTime > 1")
    page.keyboard.press("k")
    for key, moment, told in (("i", "14.15.15", "mulai 14.15.15"), ("o", "14.16.45", "sampai 14.16.46")):
        go_to(page, moment)
        page.keyboard.press(key)
        page.locator("[data-told]").filter(has_text=told).wait_for()  # with the whole second that is seen
    page.locator("[data-part]").first.wait_for()
    picture(page, "petugas 03a bagian")
    page.goto(case_page)
    answer(page, {"kind": "grant", "reason": "Tampak kejadian yang diceritakan pemohon."})
    answer(page, {"access": "copy"})
    picture(page, "petugas 03 usulan")
    press(page, "Ajukan untuk disetujui")


def go_to(page: Page, moment: str) -> None:
    """The desk stands at that time of the clock."""
    page.keyboard.press("g")
    page.keyboard.type(moment)
    page.keyboard.press("Enter")
    until(page, "moment => document.querySelector('[data-clock]').textContent.startsWith(moment)", moment)


def approve(page: Page) -> None:
    """After a look at the very clip that will be handed over."""
    play_on(page)
    picture(page, "penyetuju 02 cuplikan usulan")
    press(page, "Setujui")


def track(page: Page, number: str, pin: str) -> None:
    page.goto("/permohonan/lacak")
    answer(page, {"reference": number.lower(), "pin": pin})
    picture(page, "warga 12 lacak")
    press(page, "Buka permohonan")


def await_footage(phone: Page, desk: Page) -> None:
    phone.get_by_role("heading", name="Rekaman Anda siap ditonton").wait_for()
    picture(phone, "warga 14 rekaman siap")
    picture(desk, "penyetuju 03 disetujui")


def read_message(service: Service, page: Page, number: str) -> None:
    service.until(lambda: Message.objects.filter(case=number, state=Message.State.SENT).count() == 2)
    case = page.url
    page.goto(f"/demo/pesan/?kasus={number}")
    assert text_of(page).count(f"Permohonan {number}: rekaman tersedia") == 1
    picture(page, "warga 15 pesan")
    page.goto(case)


def watch(page: Page, number: str) -> None:
    ranges: list[Response] = []
    page.on("response", lambda answered: ranges.append(answered) if answered.url.endswith("/tonton") else None)
    press(page, "Tonton rekaman")
    picture(page, "warga 16 cuplikan")
    press(page, "Buka pemutar")
    play_on(page)
    seek(page, 80)
    play_on(page)
    picture(page, "warga 17 diputar")
    seek(page, 55)
    picture(page, "warga 18 celah")
    assert page.evaluate("document.querySelector('video').duration") == pytest.approx(91, abs=0.05)
    assert {answered.status for answered in ranges} == {206}
    begun = [int(answered.headers["content-range"].split()[1].split("-")[0]) for answered in ranges]
    assert max(begun) > 0  # what was sought was fetched from its place in the file
    assert "14.16.00–14.16.20 WIB" in text_of(page)


def download(page: Page, *, into: Path) -> None:
    with page.expect_download() as downloaded:
        page.get_by_role("link", name=re.compile("^Unduh cuplikan")).click()
    path = into / "clip.mp4"
    downloaded.value.save_as(path)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    assert sha256 in text_of(page)
    assert sha256 == Deliverable.objects.get().sha256


def read_trail(page: Page, number: str) -> None:
    page.goto(f"/admin/audit/event/?case={number}")
    picture(page, "auditor 01 jejak")
    shown = text_of(page)
    assert all(name in shown for name in ("Sari Wulandari", "Dewi Lestari"))
    acts = list(Event.objects.filter(case=number).order_by("id").values_list("verb", flat=True))
    story = [
        Verb.HOLD_PLACED,
        Verb.REQUEST_SUBMITTED,
        Verb.REQUEST_TAKEN,
        Verb.FOOTAGE_PREVIEWED,
        Verb.DECISION_PROPOSED,
        Verb.RENDER_PUBLISHED,
        Verb.DECISION_APPROVED,
        Verb.GRANT_ISSUED,
        Verb.GRANT_VIEWED,
        Verb.GRANT_DOWNLOADED,
    ]
    assert [acts.index(verb) for verb in story] == sorted(acts.index(verb) for verb in story)
    assert page.locator("#result_list tbody tr").count() == len(acts)
    said = StringIO()
    call_command("verify_audit", stdout=said)
    assert str(Event.objects.count()) in said.getvalue()


def play_on(page: Page, *, video_selector: str = "video") -> None:
    """Presses play and sees time really pass, then holds."""
    page.eval_on_selector(video_selector, "video => { video.muted = true; return video.play() }")
    begun = page.eval_on_selector(video_selector, "video => video.currentTime")
    until(page, "([at, begun]) => document.querySelector(at).currentTime > begun + 0.5", [video_selector, begun])
    page.eval_on_selector(video_selector, "video => video.pause()")


def seek(page: Page, second: float, *, video_selector: str = "video") -> None:
    """Moves to the second, and waits until there is a picture of it."""
    page.eval_on_selector(
        video_selector,
        """(video, second) => new Promise((done) => {
            video.addEventListener("seeked", done, { once: true })
            video.currentTime = second
        })""",
        second,
    )
    assert page.eval_on_selector(video_selector, "video => video.readyState") >= 2
    assert page.eval_on_selector(video_selector, "video => video.currentTime") == pytest.approx(second)
