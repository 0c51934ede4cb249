"""A case from desk to desk in a real browser, as the people of the office and the applicant live it.

What a worker does is done by hand here (`cases.finish`); workers and real clips: `tests/journeys/test_masked_grant.py`.
"""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.clock import WIB
from footage.models import Hold
from requests_app.decision.decisions import Proposal
from requests_app.intake import acceptance
from requests_app.models import Appointment, ConsequenceTest, Decision, DecisionKind, FootageRequest, Handover
from requests_app.workflow import Action, perform
from tests import cases
from tests.cases import START
from tests.console.conftest import path, signed_in
from tests.journeys.browsing import answer, press, text_of
from tests.requests_app.conftest import fresh_limits  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MOST_CLICKS = 12
COUNT_CLICKS = """addEventListener("click", ({ isTrusted, detail }) => {
    if (isTrusted && detail) sessionStorage.clicks = 1 + Number(sessionStorage.clicks ?? 0)
}, true)"""


@pytest.fixture
def open_for(browser: Browser, live_server) -> Iterator:
    """A browser of their own for each member of staff, signed in; for None a resident's telephone."""
    contexts = []

    def opened(user=None) -> Page:
        size = {"width": 1280, "height": 900} if user else {"width": 360, "height": 740}
        context = browser.new_context(locale="id-ID", base_url=live_server.url, viewport=size)
        contexts.append(context)
        if user:
            session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def filed(camera) -> tuple[FootageRequest, str]:
    """A theft, seen by one camera, and the PIN of its applicant."""
    receipt = acceptance.submit(cases.submission())
    case = FootageRequest.objects.get(reference=receipt.reference)
    cases.secure(case)
    return case, receipt.pin


@pytest.fixture
def case(filed) -> FootageRequest:
    return filed[0]


@pytest.fixture
def both(db):
    return cases.build_staff("berdua", Role.OFFICER, Role.APPROVER)


def track(page: Page, case: FootageRequest, pin: str) -> None:
    page.goto("/permohonan/lacak")
    answer(page, {"reference": case.reference, "pin": pin})
    press(page, "Buka permohonan")


def selected() -> tuple:
    """What is proposed to be given, from and until: after the start of the recording."""
    window = Decision.objects.get().windows.get()
    return (window.starts_at - START, window.ends_at - START)


def test_an_easy_theft_is_judged_and_proposed_in_twelve_clicks(open_for, case, officer):
    page = open_for(officer)
    page.add_init_script(COUNT_CLICKS)
    page.goto("/petugas/beranda")

    page.get_by_role("link", name=case.reference).click()
    page.get_by_role("button", name="Tangani permohonan ini").click()
    page.get_by_role("button", name="Lihat rekaman").click()
    page.get_by_role("button", name="Buka rekaman").click()
    for moment, button in (("14.15.30", "Mulai sini"), ("14.16.10", "Sampai sini")):  # and on, without a pause
        page.locator("#fd-goto").click()
        page.keyboard.type(moment)
        page.keyboard.press("Enter")
        page.get_by_role("button", name=button).click()
    page.get_by_role("link", name="Lanjut ke usulan").click()
    page.get_by_label("Kabulkan permohonan", exact=True).click()
    page.get_by_role("button", name="Ajukan untuk disetujui").click()
    page.get_by_text("Usulan Anda menunggu persetujuan orang lain.").first.wait_for()

    assert 8 <= int(page.evaluate("sessionStorage.clicks")) <= MOST_CLICKS  # from the home page to the proposal
    assert selected() == (timedelta(seconds=30), timedelta(seconds=71))  # with the whole second that is seen


def test_the_same_entirely_by_keyboard(open_for, case, officer):
    page = open_for(officer)
    page.goto("/petugas/beranda")
    keys = page.keyboard

    for name in (case.reference, "Tangani permohonan ini", "Lihat rekaman", "Buka rekaman"):
        follow_by_key(page, name)
    page.locator(".saksi-fd__transport:visible").first.wait_for()
    for moment, key in (("14.15.30", "i"), ("14.16.10", "o")):
        keys.press("g")
        keys.type(moment)
        keys.press("Enter")
        page.get_by_text(f"{moment},000 WIB").wait_for()
        keys.press(key)
        page.locator("[data-told]").filter(has_text="Diberikan").wait_for()
    follow_by_key(page, "Lanjut ke usulan")
    assert page.evaluate("document.querySelector('#propose-heading').getBoundingClientRect().top") < 450  # in sight
    tab_to(page, "Kabulkan permohonan")
    keys.press("Space")
    follow_by_key(page, "Ajukan untuk disetujui")
    page.get_by_text("Usulan Anda menunggu persetujuan orang lain.").first.wait_for()

    assert selected() == (timedelta(seconds=30), timedelta(seconds=71))


def test_a_refusal_with_its_consequence_test_is_objected_to_and_overturned(open_for, filed, officer, approver):
    case, pin = filed
    perform(case, Action.TAKE, by=officer)
    desk = open_for(officer)
    desk.goto(path(case))
    desk.get_by_label("Tolak permohonan").check()
    desk.locator("[name=reason_code]").select_option("investigation")
    answer(
        desk, {"harm": "Tersangka lain dapat menghilang.", "lasts": "sampai sidang selesai", "reason": "Masih disidik."}
    )
    desk.locator("[data-draft-said]").filter(has_text="Konsep tersimpan").wait_for()
    desk.reload()
    assert desk.locator("[name=harm]").input_value() == "Tersangka lain dapat menghilang."
    press(desk, "Baca suratnya dahulu")
    assert "Tersangka lain dapat menghilang." in desk.get_by_role("article").inner_text()
    press(desk, "Ajukan untuk disetujui")
    second = open_for(approver)
    second.goto(path(case))
    press(second, "Setujui")
    assert ConsequenceTest.objects.get().article == "UU 14/2008 pasal 17 huruf a"

    phone = open_for()
    track(phone, case, pin)
    press(phone, "Ajukan keberatan")
    press(phone, "Kirim keberatan")
    superior = open_for(cases.build_staff("atasan", Role.OBJECTION_REVIEWER))
    superior.goto("/petugas/keberatan")
    press(superior, case.reference)
    answer(superior, {"objection-verdict": "overturn", "objection-answer": "Wajah orang lain dapat disamarkan."})
    press(superior, "Jawab keberatan")

    phone.reload()
    assert "Keberatan Anda diterima." in text_of(phone)
    case.refresh_from_db()
    assert (case.status, case.outcome) == ("submitted", "")
    assert Decision.objects.get().state == "superseded"
    assert Hold.objects.get().state == "secured"  # nothing is lost by it


def test_a_term_is_extended_the_clock_stopped_and_whoever_is_concerned_steps_aside(open_for, filed, officer):
    case, pin = filed
    perform(case, Action.TAKE, by=officer)
    desk = open_for(officer)
    desk.goto(path(case))
    desk.get_by_text("Perpanjang waktu, satu kali").click()
    answer(desk, {"extend-reason": "Kamera kedua masih diperiksa."})
    with desk.expect_navigation():
        desk.get_by_role("button", name=re.compile("^Perpanjang sampai")).click()
    assert not desk.get_by_text("Perpanjang waktu, satu kali").count()  # once
    desk.get_by_text("Minta kelengkapan dan hentikan hitungan hari").click()
    answer(desk, {"ask-body": "Apa warna tasnya?"})
    press(desk, "Minta, dan hentikan hitungan")
    assert desk.get_by_text("Hitungan berhenti", exact=True).is_visible()

    phone = open_for()
    track(phone, case, pin)
    phone.goto(f"/permohonan/{case.reference}/pesan")
    assert "Apa warna tasnya?" in text_of(phone)
    answer(phone, {"body": "Cokelat."})
    press(phone, "Kirim jawaban")

    desk.reload()
    assert not desk.get_by_text("Hitungan berhenti", exact=True).count()
    desk.get_by_text("Permohonan ini menyangkut saya").click()
    desk.locator("[name=interest-interest]").first.check(force=True)
    press(desk, "Mengundurkan diri")
    assert case.reference not in text_of(desk)
    assert desk.goto(path(case)).status == 404
    colleague = open_for(cases.build_staff("lain", Role.OFFICER))
    colleague.goto(path(case))
    assert colleague.get_by_role("button", name="Tangani permohonan ini").is_visible()


def test_two_decide_at_once_nobody_their_own_and_none_what_has_changed(open_for, case, both, approver):
    cases.propose(case, cases.refusing(), officer=both)
    own, one, other = open_for(both), open_for(approver), open_for(cases.build_staff("ketiga", Role.APPROVER))
    for page in (own, one, other):
        page.goto(path(case))
    assert not own.get_by_role("button", name="Setujui").count()

    press(own, "Tarik usulan")  # a change: the proposal that both approvers read is void
    answer(own, {"reason": "Alasan yang lebih jelas."})
    press(own, "Ajukan untuk disetujui")
    press(one, "Setujui")
    assert "Usulannya sudah berubah sejak Anda membacanya." in text_of(one)
    one.goto(path(case))
    other.goto(path(case))
    for page in (one, other):  # both press before either has an answer
        page.evaluate("document.querySelector('form[action$=\"/setujui\"]').requestSubmit()")
    told = []
    for page in (one, other):
        page.wait_for_function("() => /Disetujui\\.|tidak dapat dilakukan sekarang/.test(document.body.innerText)")
        told.append("Disetujui." in text_of(page))

    assert sorted(told) == [False, True]
    assert [decision.state for decision in Decision.objects.order_by("proposed_at")] == ["void", "approved"]
    assert Event.objects.filter(verb=Verb.DECISION_APPROVED, case=case.reference).count() == 1


def test_watching_under_supervision_has_its_minutes(open_for, case, officer, approver):
    cases.propose(case, cases.granting(case, access="office"), officer=officer)
    cases.deliver(cases.approve(case, approver=approver))
    desk = open_for(officer)
    desk.goto(path(case))
    desk.get_by_text("Buat janji temu").click()
    day = timezone.now().astimezone(WIB) + timedelta(days=1)
    parts = {f"day_{place}": str(part) for place, part in enumerate((day.day, day.month, day.year))}
    answer(desk, {"place": "Kantor Diskominfotik, Jalan Merdeka", "clock": "10.00", **parts})
    press(desk, "Undang pemohon")
    Appointment.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    desk.reload()
    desk.locator("[name=came][value=yes]").check(force=True)
    answer(desk, {"present": "Siti Aminah"})
    desk.locator("[name=identity_seen]").check(force=True)
    press(desk, "Buat berita acara")

    assert Appointment.objects.get().state == "held"
    assert saved(desk, "Berita acara (PDF)").startswith(b"%PDF")


def test_the_police_get_the_files_against_a_receipt(open_for, case, officer, approver):
    proposal = Proposal(kind=DecisionKind.HAND_TO_POLICE, reason="Penyidik memintanya.")
    cases.approve(cases.propose(case, proposal, officer=officer), approver=approver)
    desk = open_for(officer)
    desk.goto(path(case))
    police = {"police_unit": "Polsek Menteng", "officer_name": "Budi Santoso", "officer_number": "85010203"}
    letter = {"letter_number": "B/123/XI/2026", "letter_date_0": "1", "letter_date_1": "11", "letter_date_2": "2026"}
    answer(desk, police | letter)
    press(desk, "Catat serah terima")

    kept = {segment.file.sha256 for segment in Hold.objects.get().segments.select_related("file")}
    assert {file["sha256"] for file in Handover.objects.get().files} == kept
    assert saved(desk, "Tanda terima (PDF)").startswith(b"%PDF")


def saved(page: Page, link: str) -> bytes:
    """What a link leads to, fetched as the page's own session."""
    return page.request.get(page.get_by_role("link", name=link).get_attribute("href")).body()


def follow_by_key(page: Page, name: str) -> None:
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def tab_to(page: Page, name: str) -> None:
    """Moves the focus by the keyboard alone to what is called `name`."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            """() => { const one = document.activeElement; return one.labels?.[0]?.innerText ?? one.innerText ?? "" }"""
        )
        if focused.strip().startswith(name):
            return
    raise AssertionError(f"{name} is out of the keyboard's reach")


def test_an_auditor_reads_all_and_changes_nothing(open_for, case, officer):
    cases.propose(case, cases.refusing(), officer=officer)
    auditor = open_for(cases.build_staff("inspektorat", Role.AUDITOR))
    for address in ("/petugas/", "/petugas/register/permohonan", f"/admin/audit/event/?case={case.reference}"):
        auditor.goto(address)
        assert case.reference in text_of(auditor)
    before = Event.objects.exclude(verb=Verb.REQUEST_READ).count()
    auditor.goto(path(case))

    assert "Tidak ada hubungan." in text_of(auditor)  # the proposal and its reasons
    assert auditor.locator("main form[method=post]").count() == 0
    assert Event.objects.exclude(verb=Verb.REQUEST_READ).count() == before
