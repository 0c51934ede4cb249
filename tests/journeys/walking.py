"""A resident who answers whatever page comes next, until the one they want."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from django.test import Client
from django.urls import resolve
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import PHONE, answer, open_browser, picture, press, tick
from tests.requests_app import residents

Answers = Mapping[str, Mapping[str, str]]
BUTTONS = {"landing": "Mulai", "outlook": "Lanjutkan permohonan", "check": "Kirim permohonan"}


def step_of(page: Page) -> str:
    return resolve(urlsplit(page.url).path).url_name or ""


def walk(
    page: Page, *, until: str, instead: Answers | None = None, show: str = "", seen: Callable[[Page], object] = step_of
) -> None:
    """Answers page after page as they come, `instead` of the usual where it names one. `show` names the pictures;
    `seen` looks at each page."""
    given = residents.ANSWERS | dict(instead or {})
    while True:
        step = step_of(page)
        seen(page)
        if step == until:
            return
        if step == "code":
            answer(page, {"code": residents.newest_code()})
        elif step == "check":
            tick(page, *residents.DECLARATIONS)
        else:
            answer(page, dict(given.get(step, {})))
        if show:
            picture(page, f"{show} {step}")
        press(page, BUTTONS.get(step, "Lanjutkan"))


def begun(browser: Browser, *, at: str, until: str, instead: Answers | None = None, **device) -> Page:
    """A telephone at the page `until`, everything before it answered on the same device."""
    client = Client()
    residents.walk_to(client, until, instead=dict(instead or {}))
    page = open_browser(browser, PHONE | device, at=at)
    for name, cookie in client.cookies.items():
        if cookie.value:
            page.context.add_cookies([{"name": name, "value": cookie.value, "url": at}])
    return page
