"""A part is granted of two cameras, each with a mask: made at the desk, watched to its end by a second person, and the
applicant sees no pixel of what lies under the masks. Real workers, real clips, what the browser really shows."""

import re

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from accounts.models import User
from accounts.roles import Role
from core.clock import WIB
from footage.models import Deliverable, Hold
from requests_app.decision.decisions import is_rendering
from requests_app.intake import acceptance
from requests_app.intake.acceptance import Receipt
from requests_app.models import FootageRequest
from tests import cases
from tests.cases import MINUTE, START
from tests.journeys.browsing import DESK, PHONE, answer, open_browser, press, sign_in, until
from tests.journeys.pixels import recording_of
from tests.journeys.service import Service

pytestmark = pytest.mark.browser

PASSWORD = "rahasia-sekali-1"
DARK = 70  # grey: black, with the faint recipient code across it
SHOWN = """() => {
    const video = document.querySelector("video")
    const canvas = document.createElement("canvas")
    canvas.width = video.videoWidth
    canvas.height = video.videoHeight
    const drawing = canvas.getContext("2d")
    drawing.drawImage(video, 0, 0)
    const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height)
    const grey = []
    for (let at = 0; at < data.length; at += 4) grey.push(Math.round((data[at] + data[at + 1] + data[at + 2]) / 3))
    return { grey, width: canvas.width, height: canvas.height }
}"""


@pytest.fixture(scope="module")
def receipt(service: Service, archive) -> Receipt:
    """Of a case that two cameras recorded; the whole service runs."""
    cases.build_camera(archive, "JKT-1")
    cases.build_camera(archive, "JKT-2", latitude=cases.LATITUDE + 0.0005)
    for name, role in (("sari", Role.OFFICER), ("dewi", Role.APPROVER)):
        User.objects.create_user(name, password=PASSWORD, roles=[role])
    service.start_web()
    service.start_workers()
    receipt = acceptance.submit(cases.submission())
    held = Hold.objects.filter(reference=receipt.reference)
    service.until(lambda: not held.exclude(state=Hold.State.SECURED).exists())
    return receipt


def test_the_applicant_watches_what_is_not_under_the_masks(service: Service, receipt: Receipt, browser: Browser):
    officer = open_browser(browser, DESK, at=service.url)
    sign_in(officer, "sari", PASSWORD)
    propose(officer, receipt.reference)

    approver = open_browser(browser, DESK, at=service.url)
    sign_in(approver, "dewi", PASSWORD)
    case = FootageRequest.objects.get(reference=receipt.reference)
    service.until(lambda: not is_rendering(case))
    approver.goto(f"/petugas/permohonan/{receipt.reference}/")
    assert approver.get_by_role("button", name="Setujui").is_disabled()
    for clip in approver.locator("video[data-played]").all():
        clip.evaluate("video => { video.muted = true; return video.play() }")
    approver.locator('button:not([disabled]):text-is("Setujui")').wait_for()
    press(approver, "Setujui")

    phone = open_browser(browser, PHONE, at=service.url)
    phone.goto("/permohonan/lacak")
    answer(phone, {"reference": receipt.reference, "pin": receipt.pin})
    press(phone, "Buka permohonan")
    watch = phone.get_by_role("button", name="Tonton rekaman").or_(phone.get_by_role("link", name="Tonton rekaman"))
    watch.nth(1).wait_for()
    for number in range(2):
        with phone.expect_navigation():
            watch.nth(number).click()
        look_under_the_mask(phone)
        phone.go_back()
        phone.go_back()

    for page in (officer, approver, phone):
        # A preview that is finished takes its last segments away before the player asks for them.
        assert [error for error in page.errors if "status of 404" not in error] == []
        page.context.close()


def propose(page: Page, reference: str) -> None:
    """Three seconds of each camera, with a black mask in the middle of the picture."""
    page.goto(f"/petugas/permohonan/{reference}/")
    press(page, "Tangani permohonan ini")
    press(page, "Lihat rekaman")
    press(page, "Buka rekaman")
    page.locator("video").nth(1).wait_for()
    until(page, "[...document.querySelectorAll('video')].every(video => video.videoWidth)")
    begin = (START + MINUTE).astimezone(WIB)
    for number in (1, 2):
        page.locator(f'[data-camera="{number}"]').first.click() if number > 1 else None
        for second, key in ((2, "o"), (0, "i")):
            page.keyboard.press("g")
            page.keyboard.type(f"{begin:%H.%M}.{second:02}")
            page.keyboard.press("Enter")
            page.keyboard.press(key)
        page.locator("[data-part]").nth(number - 1).wait_for()
        page.keyboard.press("d")
        page.keyboard.press("Enter")
        mask = page.locator("[data-mask]").nth(number - 1)
        mask.wait_for()
        mask.get_by_label("Cara menutup").select_option("solid")
        mask.locator("summary").filter(has_text=re.compile("ditutup hitam")).wait_for()
        page.keyboard.press("Escape")
    press(page, "Lanjut ke usulan")
    answer(page, {"kind": "grant_part", "access": "view", "harm": "Wajah orang lain dikenali."})
    page.locator("[name=reason_code]").select_option("others_privacy")
    answer(page, {"lasts": "selama dapat dikenali", "reason": "Wajah orang yang lewat disamarkan."})
    press(page, "Ajukan untuk disetujui")


def look_under_the_mask(page: Page) -> None:
    press(page, "Buka pemutar")
    page.eval_on_selector(
        "video",
        """video => new Promise((done) => {
            video.addEventListener("seeked", done, { once: true })
            video.currentTime = 1
        })""",
    )
    shown = page.evaluate(SHOWN)
    picture = np.array(shown["grey"]).reshape(shown["height"], shown["width"])
    dark = recording_of(picture, Deliverable.objects.first().manifest) < DARK
    height, width = dark.shape
    assert dark[round(0.43 * height) : round(0.57 * height), round(0.43 * width) : round(0.57 * width)].mean() > 0.98
    assert dark[round(0.75 * height) :, : round(0.5 * width)].mean() < 0.5  # elsewhere the picture is there
