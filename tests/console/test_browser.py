"""The desk in a real browser: for everybody, by keyboard, and with nothing typed lost while previews come in."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, Page

from audit.models import Event
from audit.verbs import Verb
from footage import looks, previews, runs
from footage.models import Hold, RenderJob
from requests_app import decisions
from requests_app.decisions import Window
from requests_app.models import MaskReason
from requests_app.people import officer_code
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import finish_preview, path, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = [1280, 360]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Fails when the page complains, such as of a script that the Content-Security-Policy refused."""
    context = browser.new_context(locale="id-ID")
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert [text for text in complaints if not text.startswith("Failed to load resource")] == []


def sign_in(page, live_server, user):
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


def assert_for_everybody(page, address):
    page.goto(address)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def make_preview(case, user):
    hold = Hold.objects.get(reference=case.reference)
    job = previews.request_preview(hold=hold, officer_code=officer_code(user), by=user.actor)
    finish_preview(job)


def test_nothing_is_in_the_way_of_anybody(page, live_server, camera, officer, approver):
    """The sign-in page, the queue, and a case in each of its states."""
    assert_for_everybody(page, live_server.url + "/petugas/masuk")
    sign_in(page, live_server, officer)
    assert_for_everybody(page, live_server.url + "/petugas/menunggu")
    case = cases.file_case(anyone_at_risk=True)
    address = live_server.url + path(case)
    assert_for_everybody(page, live_server.url + "/petugas/")
    assert_for_everybody(page, address)  # submitted
    perform(case, Action.TAKE, by=officer)
    make_preview(case, officer)
    assert_for_everybody(page, address)  # in review, with pictures and player
    page.get_by_role("button", name="Ajukan untuk disetujui").click()
    page.locator(".govuk-error-summary").wait_for()
    assert Axe().run(page, options=RULES).response["violations"] == []  # with errors
    case.refresh_from_db()
    perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    assert_for_everybody(page, address)  # waits for another
    sign_in(page, live_server, approver)
    assert_for_everybody(page, address)  # to be settled
    page.goto("about:blank")  # or it would load itself anew when the clip is there
    cases.finish(case)
    assert_for_everybody(page, address)  # with its clip
    case.refresh_from_db()
    cases.approve(case, approver=approver)
    assert_for_everybody(page, address)  # being prepared
    case.refresh_from_db()
    cases.deliver(case)
    assert_for_everybody(page, address)  # closed


def test_looking_loses_nothing_that_was_typed(page, live_server, case, officer):
    perform(case, Action.TAKE, by=officer)
    sign_in(page, live_server, officer)
    page.goto(live_server.url + path(case))
    page.get_by_label("Penjelasan kepada pemohon").fill("Terlihat jelas.")
    page.get_by_label("Dari").fill("14.16.10")

    page.get_by_role("button", name="Lihat rekaman").click()
    page.get_by_text("Pratinjau sedang dibuat").wait_for()
    finish_preview(RenderJob.objects.get())
    page.locator("video[data-preview]").wait_for()

    assert page.get_by_label("Penjelasan kepada pemohon").input_value() == "Terlihat jelas."
    assert page.get_by_label("Dari").input_value() == "14.16.10"


def show(page, second):
    """The player at that second of the preview, standing still."""
    page.locator("video[data-preview]").evaluate(
        """(video, second) => new Promise(done => {
            video.addEventListener("seeked", done, { once: true })
            video.pause()
            video.currentTime = second
        })""",
        second,
    )


def test_a_part_is_chosen_and_proposed_by_keyboard(page, live_server, case, officer):
    perform(case, Action.TAKE, by=officer)
    make_preview(case, officer)
    sign_in(page, live_server, officer)
    page.goto(live_server.url + path(case))

    page.get_by_role("link", name="14.16.15 WIB").press("Enter")  # plays from there
    page.get_by_text("14.16.15 WIB", exact=True).nth(1).wait_for()
    show(page, 75.4)
    page.keyboard.press("i")
    show(page, 80.2)
    page.keyboard.press("o")

    until = page.get_by_label("Sampai")
    assert page.get_by_label("Dari").input_value() == "14.16.15"
    assert until.input_value() == "14.16.21"  # the second that is shown is in the clip
    assert page.get_by_label("Berikan bagian ini").is_checked()
    assert page.get_by_label("Kabulkan permohonan").is_checked()
    page.get_by_label("Penjelasan kepada pemohon").press_sequentially("oke ini")  # marks nothing
    assert until.input_value() == "14.16.21"
    show(page, 179.9)
    page.get_by_role("button", name="Berikan sampai di sini (O)").click()
    assert until.input_value() == "14.18.00"  # never beyond what is held
    page.get_by_role("button", name="Ajukan untuk disetujui").press("Enter")
    page.get_by_text("Usulan Anda menunggu persetujuan orang lain.").first.wait_for()
    released = case.decisions.get().windows.get()
    assert (released.starts_at - cases.START).total_seconds() == 75
    assert released.ends_at == cases.END


def test_an_error_leads_to_its_field_beside_the_camera(page, live_server, case, officer):
    perform(case, Action.TAKE, by=officer)
    sign_in(page, live_server, officer)
    page.goto(live_server.url + path(case))
    page.get_by_label("Kabulkan permohonan").check()
    page.get_by_label("Berikan bagian ini").check()
    page.get_by_label("Dari").fill("kemarin")

    page.get_by_role("button", name="Ajukan untuk disetujui").click()
    page.get_by_role("link", name="Isi waktu antara 14.15.00 dan 14.18.00, misalnya 14.15.00.").click()

    assert page.evaluate("document.activeElement.name").endswith("-starts")
    assert page.get_by_label("Dari").input_value() == "kemarin"


def test_without_scripts_a_case_is_judged_all_the_same(browser, live_server, case, officer):
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    page = context.new_page()
    sign_in(page, live_server, officer)
    page.goto(live_server.url + path(case))

    page.get_by_role("button", name="Tangani permohonan ini").click()
    page.get_by_role("button", name="Lihat rekaman").click()
    page.get_by_role("link", name="Lihat keadaan terbaru").wait_for()
    finish_preview(RenderJob.objects.get())
    page.get_by_role("link", name="Lihat keadaan terbaru").click()
    page.locator("video[data-preview]").wait_for()
    assert page.get_by_role("link", name="14.16.15 WIB").get_attribute("href").endswith("/video#t=75")
    page.get_by_label("Sampai").fill("14.16.30")
    page.get_by_label("Berikan bagian ini").check()
    page.get_by_label("Kabulkan permohonan").check()
    page.get_by_role("button", name="Ajukan untuk disetujui").click()

    page.get_by_text("Usulan Anda menunggu persetujuan orang lain.").first.wait_for()
    assert case.decisions.get().windows.get().ends_at == cases.START + 1.5 * cases.MINUTE
    context.close()


def test_whoever_approves_a_masked_clip_watches_it_to_its_end(page, live_server, case, officer, approver, monkeypatch):
    """A real clip with a real mask, played in real time: what was played is what counts."""
    second = timedelta(seconds=1)
    mask = {"style": "solid", "box": [0, 0, 0.5, 0.5], "reason": MaskReason.FACE}
    camera = case.requested_cameras.get().camera
    window = Window(camera=camera, starts_at=cases.START, ends_at=cases.START + 3 * second, masks=(mask,))
    cases.propose(case, cases.granting(case, windows=(window,)), officer=officer)
    runs.run(decisions.jobs_of(case)[0].pk)
    sign_in(page, live_server, approver)
    page.goto(live_server.url + path(case))
    clip = page.locator("video[data-played]")
    approve = page.get_by_role("button", name="Setujui")
    assert approve.is_disabled()

    clip.evaluate("video => { video.currentTime = 2; video.play() }")
    page.get_by_text("Anda sudah menonton 3").wait_for()  # a third of it
    assert approve.is_disabled()
    clip.evaluate("video => { video.currentTime = 0; video.play() }")
    page.get_by_text("Anda sudah menonton cuplikan ini sampai selesai.").wait_for()
    approve.click()

    page.get_by_text("Disetujui.").wait_for()
    case.refresh_from_db()
    assert case.status == "preparing"
    monkeypatch.setattr(looks, "SILENCE", timedelta(0))
    looks.tell()
    told = Event.objects.get(verb=Verb.FOOTAGE_PLAYED)
    assert told.detail["purpose"] == "approval"
    assert [pytest.approx(moment, abs=0.6) for moment in told.detail["played"][0]] == [0, 3]
