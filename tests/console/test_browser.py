"""A masked clip watched to its end in a real browser; and the browser of the tests beside this one."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Browser, Page

from audit.models import Event
from audit.verbs import Verb
from footage import looks, runs
from requests_app.decision import decisions
from requests_app.decision.decisions import Window
from requests_app.models import MaskReason
from tests import cases
from tests.console.conftest import path, signed_in
from tests.quality.looking import uncomplaining

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="id-ID")
    with uncomplaining(context.new_page()) as page:
        yield page
    context.close()


def sign_in(page, live_server, user):
    session = signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])


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
