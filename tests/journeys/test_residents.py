"""What happens to residents on a telephone: each journey to its end, whatever goes wrong on the way.

One web server serves them all. What officers and workers do meanwhile is done by the code that they call.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from playwright.sync_api import Browser, Page, expect

from accounts.roles import Role
from core.clock import WIB
from requests_app.decision.decisions import Proposal
from requests_app.models import DecisionKind, FootageRequest, HowSure, IncidentType
from requests_app.procedure.limits import CODES_AN_ADDRESS
from tests import cases
from tests.journeys import leaks
from tests.journeys.browsing import PHONE, answer, open_browser, picture, press, text_of, tick
from tests.journeys.service import Service
from tests.journeys.walking import begun, step_of, walk
from tests.quality.looking import Wire
from tests.requests_app import residents

pytestmark = pytest.mark.browser

MORNING = (cases.START.astimezone(WIB)).replace(hour=6, minute=15)  # yesterday
EVENING = MORNING - timedelta(hours=7, minutes=45)
THEN = (MORNING - timedelta(hours=4)).astimezone(UTC)
USABLE_SECONDS = 5
addresses: list[str] = []  # every address that any browser asked for
secrets: set[str] = set()  # what must not be found anywhere


@pytest.fixture(scope="module")
def office(service: Service, archive: Path) -> dict[str, object]:
    """The service, a camera that also recorded some minutes of the night, and staff."""
    camera = cases.build_camera(archive)
    for minute in range(3):
        cases.record(archive / camera.archive_name, THEN + minute * cases.MINUTE)
    service.start_web()
    return {
        "officer": cases.build_staff("sari", Role.OFFICER),
        "approver": cases.build_staff("dewi", Role.APPROVER),
        "superior": cases.build_staff("atasan", Role.OBJECTION_REVIEWER),
    }


@pytest.fixture(autouse=True)
def one_telephone(office: dict[str, object]) -> Iterator[None]:
    """It serves all of them, and may have five codes an hour."""
    cache.delete(CODES_AN_ADDRESS._key("+6281234567890"))
    yield
    connection.close()  # while the browser runs, Django has another one than before and after


@pytest.fixture
def telephone(browser: Browser, service: Service, office: dict[str, object]) -> Iterator[Page]:
    yield from used(open_browser(browser, PHONE, at=service.url))


def used(page: Page) -> Iterator[Page]:
    """Notes what the browser asked for and holds, and lets no script complain."""
    yield page
    addresses.extend(page.addresses)
    kept = {cookie["name"]: cookie["value"] for cookie in page.context.cookies()}
    secrets.update(value for name, value in kept.items() if name in ("saksi_draft", "saksi_device"))
    complaints = [said for said in page.errors if not said.startswith("Failed to load resource")]
    page.context.close()
    assert complaints == []


def day_of(moment: datetime) -> dict[str, str]:
    parts = (moment.day, moment.month, moment.year)
    return {"day": "another"} | {f"other_day_{place}": str(part) for place, part in enumerate(parts)}


def receipt_of(page: Page) -> FootageRequest:
    """The request on the receipt; its PIN is a secret from now on."""
    number, pin = page.locator(".saksi-reference").all_inner_texts()
    secrets.update({pin, pin.replace(" ", "")})
    return FootageRequest.objects.get(reference=number)


def test_a_theft_noticed_in_the_morning(telephone: Page):
    telephone.goto("/")
    walk(telephone, until="window")
    night = day_of(EVENING) | {"earliest": "setengah 11 malam", "latest": "jam 6.15 pagi", "how_sure": HowSure.ROUGH}
    answer(telephone, night)
    press(telephone, "Lanjutkan")
    picture(telephone, "pagi 1 terlalu panjang")
    assert (
        "Bila Anda baru mengetahuinya belakangan, pilih itu di bawah"
        in telephone.locator(".govuk-error-summary").inner_text()
    )
    assert telephone.locator("[name=earliest]").input_value() == "setengah 11 malam"

    noticed = night | {"how_sure": HowSure.NOTICED}
    walk(telephone, until="receipt", instead={"window": noticed}, show="pagi 2")

    case = receipt_of(telephone)
    picture(telephone, "pagi 3 tanda terima")
    assert "Terekam sebagian" in text_of(telephone)
    assert (case.how_sure, case.starts_at, case.ends_at) == (HowSure.NOTICED, EVENING, MORNING)
    assert case.requested_cameras.count() == 1


def test_an_accident_seen_by_a_known_camera_on_a_slow_network(telephone: Page):
    waits: dict[str, float] = {}

    def measure(page: Page) -> None:
        page.wait_for_load_state()
        timing = "performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd / 1000"
        waits[step_of(page)] = page.evaluate(timing)

    Wire(telephone, caching=True).slow_down(kilobits=400, latency_ms=400)
    accident = {
        "search": {"place": "Merdeka JKT-1"},
        "incident": {"incident_type": IncidentType.TRAFFIC_ACCIDENT, "description": "Motor saya diserempet mobil."},
        "vehicle": {"vehicle_type": "motorcycle", "vehicle_plate": "b 1234 xy", "vehicle_colour": "merah"},
        "purpose": {"purpose": "insurance", "wanted": "copy"},
    }
    accident = {step: residents.ANSWERS[step] | given for step, given in accident.items()}
    telephone.goto("/")
    walk(telephone, until="receipt", instead=accident, show="kecelakaan", seen=measure)

    case = receipt_of(telephone)
    picture(telephone, "kecelakaan tanda terima")
    assert [known.camera.code for known in case.requested_cameras.all()] == ["JKT-1"]
    assert case.vehicle_plate == "B 1234 XY"
    assert len(waits) > 15
    assert {page: wait for page, wait in waits.items() if wait > USABLE_SECONDS} == {}


def test_nothing_was_recorded(browser: Browser, service: Service, office: dict[str, object]):
    silent = residents.ANSWERS["window"] | {"earliest": "15.00", "latest": "15.20"}
    for telephone in used(begun(browser, at=service.url, until="check", instead={"window": silent})):
        telephone.goto("/permohonan/rekaman")
        picture(telephone, "tidak terekam 1")
        assert "tidak merekam" in text_of(telephone)
        telephone.goto("/permohonan/periksa")
        walk(telephone, until="receipt")
        case = receipt_of(telephone)
        press(telephone, "Lihat permohonan")

        proposal = Proposal(kind=DecisionKind.NOTHING_RECORDED, reason="Perekamnya mati sejak pukul 14.18.")
        cases.propose(case, proposal, officer=office["officer"])
        cases.approve(case, approver=office["approver"])

        telephone.get_by_role("heading", name="Tidak ada yang terekam").wait_for()  # the page loads itself anew
        picture(telephone, "tidak terekam 2 keputusan")
        told = text_of(telephone)
        assert all(
            fact in told for fact in ("Adakah kamera di sana?", "Apakah kamera itu merekam?", "Apa keputusannya?")
        )
        assert "Perekamnya mati sejak pukul 14.18." in told


def test_the_time_is_overwritten_already(telephone: Page):
    telephone.goto("/")
    long_ago = residents.ANSWERS["window"] | day_of(cases.START.astimezone(WIB) - timedelta(days=40))
    walk(telephone, until="overwritten", instead={"window": long_ago})

    picture(telephone, "tertimpa")
    assert "110" in text_of(telephone)
    press(telephone, "Harinya keliru: ubah")
    assert step_of(telephone) == "window"
    walk(telephone, until="outlook")  # with the right day it goes on


def test_the_network_is_lost_in_mid_form(telephone: Page):
    telephone.goto("/")
    walk(telephone, until="incident")
    typed = residents.ANSWERS["incident"]
    answer(telephone, typed)

    telephone.context.set_offline(True)
    telephone.get_by_role("button", name="Lanjutkan").click()
    expect(telephone.get_by_role("alert")).to_be_focused()
    picture(telephone, "tanpa jaringan")
    assert "Tidak ada sambungan internet" in text_of(telephone)
    assert telephone.locator("[name=description]").input_value() == typed["description"]

    telephone.context.set_offline(False)
    expect(telephone.get_by_role("alert")).to_be_hidden()
    with telephone.expect_navigation():  # not by the button, to which a second press at once is a double click
        telephone.locator("main form").evaluate("form => form.requestSubmit()")
    assert step_of(telephone) == "recognise"
    context = telephone.context
    telephone.close()  # and the tab is closed as well
    again = context.new_page()
    again.goto("/")
    press(again, "Lanjutkan permohonan itu")
    picture(again, "dilanjutkan")
    again.get_by_role("link", name="Apa yang terjadi").click()
    assert step_of(again) in ("incident", "recognise")


def test_a_request_that_is_sent_twice_is_one(browser: Browser, service: Service):
    for telephone in used(begun(browser, at=service.url, until="check")):
        telephone.goto("/permohonan/periksa")
        other_tab = telephone.context.new_page()
        other_tab.goto("/permohonan/periksa")
        for tab in (telephone, other_tab):
            tick(tab, *residents.DECLARATIONS)
        before = FootageRequest.objects.count()

        with telephone.expect_navigation(url="**/tanda-terima"):
            telephone.get_by_role("button", name="Kirim permohonan").dblclick()
        press(other_tab, "Kirim permohonan")
        number = receipt_of(telephone).reference
        telephone.go_back()
        telephone.reload()
        if step_of(telephone) == "check":
            tick(telephone, *residents.DECLARATIONS)
            press(telephone, "Kirim permohonan")

        assert FootageRequest.objects.count() == before + 1
        assert {receipt_of(tab).reference for tab in (telephone, other_tab)} == {number}


def test_the_code_is_typed_wrong_five_times(browser: Browser, service: Service):
    for telephone in used(begun(browser, at=service.url, until="contact")):
        telephone.goto("/permohonan/kontak")
        walk(telephone, until="code")
        wrong = f"{(int(residents.newest_code().replace(' ', '')) + 1) % 10**6:06d}"
        for _ in range(5):
            answer(telephone, {"code": wrong})
            press(telephone, "Lanjutkan")
        picture(telephone, "kode salah lima kali")
        first = residents.newest_code()
        assert telephone.locator("[name=code]").count() == 0  # nothing to guess at any more
        telephone.get_by_role("link", name="Sudah lima kali").click()
        expect(telephone.get_by_role("button", name="Kirim kode baru")).to_be_in_viewport()

        press(telephone, "Kirim kode baru")
        picture(telephone, "kode baru")
        assert residents.newest_code() != first
        walk(telephone, until="documents")


def test_a_draft_does_not_open_on_a_second_device(browser: Browser, service: Service, telephone: Page):
    for first in used(begun(browser, at=service.url, until="contact")):
        first.goto("/permohonan/kontak")
        assert step_of(first) == "contact"

        telephone.goto(first.url)
        picture(telephone, "perangkat lain")
        assert "Tidak ada permohonan yang belum selesai di perangkat ini" in text_of(telephone)
        assert "Siti" not in telephone.content()
        press(telephone, "Mulai permohonan baru")
        assert step_of(telephone) == "window"


def test_an_objection_after_a_refusal(browser: Browser, service: Service, office: dict[str, object]):
    for telephone in used(begun(browser, at=service.url, until="check")):
        telephone.goto("/permohonan/periksa")
        walk(telephone, until="receipt")
        case = receipt_of(telephone)
        press(telephone, "Lihat permohonan")
        cases.propose(case, cases.refusing(), officer=office["officer"])
        cases.approve(case, approver=office["approver"])

        telephone.get_by_role("heading", name="Permohonan Anda ditolak").wait_for()  # the page loads itself anew
        picture(telephone, "ditolak")
        press(telephone, "Ajukan keberatan")
        picture(telephone, "keberatan 1")
        assert re.search(r"menolak permohonan saya \(.+\)", telephone.locator("[name=text]").input_value())
        press(telephone, "Kirim keberatan")
        picture(telephone, "keberatan 2 terkirim")
        assert "Keberatan Anda sedang diperiksa" in text_of(telephone)
        assert case.objections.get().text.startswith("Saya keberatan")


def test_from_the_report_to_the_clip_without_scripts(browser: Browser, service: Service, office: dict[str, object]):
    for telephone in used(open_browser(browser, PHONE | {"java_script_enabled": False}, at=service.url)):
        telephone.goto("/")
        walk(telephone, until="receipt")
        case, pin = receipt_of(telephone), telephone.locator(".saksi-reference").nth(1).inner_text()
        cases.secure(case)
        cases.propose(case, cases.granting(case), officer=office["officer"])
        cases.approve(case, approver=office["approver"])
        case.refresh_from_db()
        cases.deliver(case)

        press(telephone, "Lihat permohonan")
        press(telephone, "Tonton rekaman")
        with telephone.expect_response(lambda answered: answered.url.endswith("/tonton")) as bytes_of_clip:
            press(telephone, "Buka pemutar")
        picture(telephone, "tanpa skrip")
        assert bytes_of_clip.value.status == 206

        telephone.goto("/lupakan-perangkat")
        press(telephone, "Hapus jejak saya")
        assert telephone.goto(f"/permohonan/{case.reference}/").url.endswith("/permohonan/lacak")
        answer(telephone, {"reference": case.reference, "pin": pin})
        press(telephone, "Buka permohonan")
        assert "Rekaman Anda siap ditonton" in text_of(telephone)


def test_from_the_start_to_the_receipt_by_keyboard_alone(telephone: Page):
    telephone.goto("/")
    for _ in range(40):
        step = step_of(telephone)
        if step == "receipt":
            break
        with telephone.expect_navigation():
            by_keyboard(telephone, step)
    receipt_of(telephone)


def by_keyboard(page: Page, step: str) -> None:
    """Answers a page and goes on with Tab, arrows, Space and letters."""
    given = dict(residents.ANSWERS.get(step, {}))
    if step == "code":
        given = {"code": residents.newest_code()}
    if step == "check":
        given = dict(residents.DECLARATIONS)
    for name, value in given.items():
        box = page.locator(f'main [name="{name}"]')
        kind = box.first.get_attribute("type")
        if kind == "radio":
            tab_to(page, f"one => one.name === '{name}'")
            page.keyboard.press("Space")
            while not box.and_(page.locator(f'[value="{value}"]')).is_checked():
                page.keyboard.press("ArrowDown")
        elif kind == "checkbox":
            tab_to(page, f"one => one.name === '{name}'")
            page.keyboard.press("Space")
        elif value and box.is_visible():
            tab_to(page, f"one => one.name === '{name}'")
            page.keyboard.type(value)
    words = {"landing": "Mulai", "outlook": "Lanjutkan permohonan", "check": "Kirim permohonan"}.get(step, "Lanjutkan")
    tab_to(page, f"one => one.matches('.govuk-button') && one.textContent.trim() === '{words}'")
    page.keyboard.press("Enter")


def tab_to(page: Page, wanted: str) -> None:
    """Presses Tab until the focus is there."""
    for _ in range(60):
        if page.evaluate(f"({wanted})(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {wanted} on {page.url}")


def test_nothing_that_was_typed_is_found_where_it_does_not_belong(service: Service):
    """After all the journeys above."""
    who = residents.ANSWERS["applicant"] | {"plate": "B 1234 XY", "behalf": residents.BEHALF["capacity_note"]}
    phone = "81234567890"
    needles = {who["applicant_name"], who["nik"], who["address"], who["plate"], phone, "0812-3456-7890", *secrets}
    places = dict(leaks.places(service, addresses=addresses))

    assert FootageRequest.objects.count() >= 6
    assert len(secrets) > 10
    assert {name for name, text in places.items() if text} >= {
        "addresses",
        "web.log",
        "redis",
        "audit",
        "file names",
        "dump",
    }
    assert leaks.found(needles, in_places=places.items()) == []
