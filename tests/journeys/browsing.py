"""People at their devices: a resident with a small telephone, staff at a desk. Pages leave their pictures in
the folder SAKSI_SCREENSHOTS, when there is one to look at them."""

import os
import re
import time
from pathlib import Path

from django.utils.text import slugify
from playwright.sync_api import Browser, Page

from accounts.models import User
from tests.staff import app_of, code_of

PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2}
DESK = {"viewport": {"width": 1280, "height": 900}}
IN_JAKARTA = {"locale": "id-ID", "timezone_id": "Asia/Jakarta"}
PATIENCE_MS = 150_000  # for a machine that has much else to do
PICTURES = os.environ.get("SAKSI_SCREENSHOTS")  # a folder


def open_browser(browser: Browser, device: dict, *, at: str) -> Page:
    """A device that knows nothing yet, at the service's address `at`. An error in a page's script is the test's.

    The page's `errors` are what it complained of, its `addresses` all that it asked for.
    """
    context = browser.new_context(base_url=at, accept_downloads=True, **device, **IN_JAKARTA)
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.errors, page.addresses = [], []
    context.on("request", lambda request: page.addresses.append(request.url))
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)
    return page


def picture(page: Page, name: str) -> None:
    """Leaves a picture of the whole page, if somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{slugify(name)}.png", full_page=True)  # makes the folder, too


def press(page: Page, name: str) -> None:
    """Presses the button or follows the link of this name, and waits for the page that follows."""
    either = page.get_by_role("button", name=name, exact=True).or_(page.get_by_role("link", name=name, exact=True))
    with page.expect_navigation():
        either.first.click()


def answer(page: Page, boxes: dict[str, str]) -> None:
    """Types into boxes and chooses from lists, by the names under which they are sent."""
    for name, text in boxes.items():
        if page.locator(f'input[type=radio][name="{name}"]').count():
            page.locator(f'[name="{name}"][value="{text}"]').check(force=True)
        else:
            page.locator(f'[name="{name}"]').fill(text)


def tick(page: Page, *names: str) -> None:
    for name in names:
        page.locator(f'input[type=checkbox][name="{name}"]').check(force=True)


def until(page: Page, script: str, argument: object = None) -> None:
    """Waits until the script is true. Not the browser's own waiting, which our Content-Security-Policy forbids."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(script, argument):
        assert time.monotonic() < deadline, f"never true on {page.url}: {script}"
        page.wait_for_timeout(50)


def text_of(page: Page) -> str:
    """What the page says, in one line."""
    return re.sub(r"\s+", " ", page.locator("body").inner_text())


def sign_in(page: Page, username: str, password: str) -> None:
    """Both steps; the account gets an authenticator app if it has none."""
    app_of(User.objects.get(username=username))  # beforehand: who has none is led to a page that makes one
    page.goto("/petugas/masuk")
    answer(page, {"username": username, "password": password})
    press(page, "Lanjutkan")
    answer(page, {"factor_code": code_of(User.objects.get(username=username))})
    press(page, "Masuk")
