"""What a browser finds on a page: what it weighs, what is in somebody's way, what it forbids itself.

Each page is looked at twice: as it opens, and with the errors that sending its forms empty leads to.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, ViewportSize
from playwright.sync_api import Page as Tab

from tests.quality.pages import Page

TARGET_PX = 44
CONTROLS = "button, input:not([type=hidden]), select, textarea, summary, a[href]"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules whose answer can change with the width of the screen and the size of the letters alone.
LAYOUT_RULES = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]


@dataclass(frozen=True, slots=True)
class Screen:
    """`letters` are the percents of their usual size that somebody chose in their browser.

    `fits_alone`: axe need not look, for it looks at a screen with still less room.
    """

    width: int
    letters: int = 100
    fits_alone: bool = False

    @property
    def viewport(self) -> ViewportSize:
        return {"width": self.width, "height": 740}

    def __str__(self) -> str:
        return f"{self.width} px, {self.letters} %"


PHONES = (Screen(360), Screen(1280), Screen(320, fits_alone=True), Screen(320, letters=200))  # where residents sit
# Where officers do, and what is left of it when they enlarge the page.
DESKS = (Screen(1280), Screen(1024, fits_alone=True), Screen(360, fits_alone=True), Screen(1280, letters=200))


@contextmanager
def browsing(browser: Browser, client: Client | None, *, at: str, **options: Any) -> Iterator[BrowserContext]:
    """A browser that has the session of `client`, at the service's address `at`."""
    context = browser.new_context(base_url=at, locale="id-ID", **options)
    for name, cookie in client.cookies.items() if client else ():
        if cookie.value:
            context.add_cookies([{"name": name, "value": cookie.value, "url": at}])
    yield context
    context.close()


@contextmanager
def uncomplaining(tab: Tab) -> Iterator[Tab]:
    """Fails in the end when the page complained, such as of a script that the Content-Security-Policy refused."""
    complaints: list[str] = []
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.on("console", lambda said: complaints.append(said.text) if is_complaint(said) else None)
    yield tab
    assert complaints == []


def is_complaint(said: ConsoleMessage) -> bool:
    """An answer that says "unprocessable" is no error of the page."""
    return said.type == "error" and not said.text.startswith("Failed to load resource")


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer on the wire: its address, its kind, its bytes with headers, and how they were encoded."""

    url: str
    kind: str
    size: int
    encoding: str


class Wire:
    """The browser's own network log of a tab, which forgets everything it had before each page."""

    def __init__(self, tab: Tab, *, caching: bool) -> None:
        self._protocol = tab.context.new_cdp_session(tab)
        self._answers: dict[str, tuple[str, str, str]] = {}
        self.sent: list[Sent] = []
        self._protocol.on("Network.responseReceived", self._answered)
        self._protocol.on("Network.loadingFinished", self._finished)
        self._protocol.send("Network.enable")
        self.set_caching(caching)

    def _answered(self, event: dict[str, Any]) -> None:
        response = event["response"]
        headers = {name.lower(): value for name, value in response["headers"].items()}
        self._answers[event["requestId"]] = response["url"], event["type"], headers.get("content-encoding", "")

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._answers:
            url, kind, encoding = self._answers[event["requestId"]]
            self.sent.append(Sent(url, kind, int(event["encodedDataLength"]), encoding))

    def set_caching(self, caching: bool) -> None:
        self._protocol.send("Network.setCacheDisabled", {"cacheDisabled": not caching})

    def set_letters(self, *, percent: int) -> None:
        """As somebody does in the settings of their browser: widths in em change with it, also in media queries."""
        sizes = {"standard": 16 * percent // 100, "fixed": 13 * percent // 100}
        self._protocol.send("Page.setFontSizes", {"fontSizes": sizes})

    def slow_down(self, *, kilobits: int, latency_ms: int) -> None:
        bytes_a_second = kilobits * 1000 / 8
        conditions = {"offline": False, "latency": latency_ms, "connectionType": "cellular3g"}
        both_ways = {"downloadThroughput": bytes_a_second, "uploadThroughput": bytes_a_second}
        self._protocol.send("Network.emulateNetworkConditions", conditions | both_ways)


def foreign(sent: Sequence[Sent], *, at: str) -> list[str]:
    """Addresses elsewhere that were asked."""
    return [
        one.url for one in sent if urlsplit(one.url).netloc != urlsplit(at).netloc and not one.url.startswith("data:")
    ]


@cache
def _axe() -> str:
    return files("axe_playwright_python").joinpath("axe.min.js").read_text()


def violations(tab: Tab, *, rules: Sequence[str] = ()) -> list[str]:
    """What axe objects to, with the elements; of these rules alone when they are given."""
    if not tab.evaluate("typeof axe === 'object'"):
        tab.evaluate(_axe())
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    return tab.evaluate(
        """async only => (await axe.run({ runOnly: only, resultTypes: ["violations"] })).violations
            .map(one => `${one.id}: ${one.nodes.map(node => node.html.slice(0, 160)).join(", ")}`)""",
        only,
    )


def inline_parts(tab: Tab) -> list[str]:
    """Script and style in the page itself, which our Content-Security-Policy would not run."""
    return tab.evaluate(
        """() => [...document.querySelectorAll("*")]
            .filter(one => one.matches("script:not([src]), style, [style]")
                || one.getAttributeNames().some(name => /^on/.test(name)))
            .map(one => one.outerHTML.slice(0, 160))"""
    )


def small_targets(tab: Tab) -> list[str]:
    """What is to be touched and smaller than a fingertip; links within a sentence are as high as its line."""
    return tab.evaluate(
        """([controls, least]) => [...document.querySelectorAll(controls)]
            .filter(one => one.checkVisibility() && !one.closest("p, li, dd, td, .govuk-skip-link, .govuk-hint"))
            .filter(one => {
                const { width, height } = one.getBoundingClientRect()
                return Math.min(width, height) < least - 0.5
            })
            .map(one => one.outerHTML.slice(0, 160))""",
        [CONTROLS, TARGET_PX],
    )


def unseen_focus(tab: Tab) -> list[str]:
    """What shows no difference when the keyboard comes to it, or is then covered by something that sticks."""
    tab.keyboard.press("Tab")  # from here on the browser takes the keyboard for what is used
    return tab.evaluate(
        """controls => {
            const shown = ["outline", "boxShadow", "backgroundColor", "border", "textDecoration"]
            const look = one => [one, one.parentElement, one.nextElementSibling].filter(Boolean).flatMap(each =>
                [null, "::before", "::after"].map(part => {
                    const style = getComputedStyle(each, part)
                    return shown.map(name => style[name]).join()
                })).join()
            const stuck = [...document.querySelectorAll("body *")]
                .filter(one => ["fixed", "sticky"].includes(getComputedStyle(one).position))
            const covered = one => {
                const box = one.getBoundingClientRect()
                return stuck.some(other => {
                    const over = other.getBoundingClientRect()
                    return !other.contains(one) && over.top < box.bottom && over.bottom > box.top
                        && over.left < box.right && over.right > box.left
                }) || box.bottom < 0 || box.top > innerHeight
            }
            return [...document.querySelectorAll(controls)]
                .filter(one => one.checkVisibility() && !one.disabled && one.tabIndex >= 0)
                .filter(one => {
                    document.activeElement.blur()
                    const before = look(one)
                    one.focus()
                    return document.activeElement === one && (look(one) === before || covered(one))
                })
                .map(one => one.outerHTML.slice(0, 160))
        }""",
        CONTROLS,
    )


def overflow(tab: Tab) -> list[str]:
    """What stands out of the screen, if the page can be pushed sideways."""
    return tab.evaluate(
        """() => {
            const { scrollWidth, clientWidth } = document.documentElement
            return scrollWidth <= clientWidth ? [] : [...document.querySelectorAll("body *")]
                .filter(one => one.getBoundingClientRect().right > clientWidth + 0.5)
                .map(one => one.cloneNode(false).outerHTML.slice(0, 160))
        }"""
    )


@dataclass(slots=True)
class Look:
    """What one page showed. Lists are of what is wrong."""

    sent: list[Sent] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    inline: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    focus: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)
    axe: dict[str, list[str]] = field(default_factory=dict)
    overflow: dict[str, list[str]] = field(default_factory=dict)


def look_at(
    browser: Browser,
    pages: Sequence[Page],
    clients: Mapping[str, Client],
    *,
    at: str,
    screens: Sequence[Screen],
    weighing: bool = False,
) -> dict[str, Look]:
    """A look at each page, in the session of its situation; those with errors after all as they open.

    `weighing`: each page as if it were the first one.
    """
    seen: dict[str, Look] = {}
    spoiled: set[tuple[str, str]] = set()
    for situation in dict.fromkeys(page.situation for page in pages):
        theirs = [page for page in pages if page.situation == situation]
        with browsing(browser, clients[situation], at=at, viewport=screens[0].viewport) as context:
            tab = context.new_page()
            wire, now = Wire(tab, caching=not weighing), [Look()]
            tab.on("pageerror", lambda error, now=now: now[0].errors.append(str(error)))
            tab.on("console", lambda said, now=now: now[0].errors.append(said.text) if is_complaint(said) else None)
            for page in theirs:
                now[0] = seen[str(page)] = Look()
                wire.sent = now[0].sent
                tab.goto(page.address)
                tab.evaluate("document.fonts.ready.then(() => true)")
                examine(tab, wire, now[0], screens)
            wire.set_caching(True)
            for page in theirs:
                for form in [form for form in page.forms if form.is_main and form.visible]:
                    if (page.name, form.key) in spoiled:
                        continue
                    spoiled.add((page.name, form.key))
                    now[0], wire.sent = Look(), []
                    tab.goto(page.address)
                    if send_empty(tab, form.key):
                        seen[f"{page}, {form.key} with errors"] = now[0]
                        now[0].untold = untold_errors(tab)
                        examine(tab, wire, now[0], (screens[0], screens[-1]))  # the usual one and the narrowest
    return seen


def examine(tab: Tab, wire: Wire, look: Look, screens: Sequence[Screen]) -> None:
    look.inline = inline_parts(tab)
    look.targets = small_targets(tab)
    look.focus = unseen_focus(tab)
    for screen in screens:
        tab.set_viewport_size(screen.viewport)
        wire.set_letters(percent=screen.letters)
        if not screen.fits_alone:
            look.axe[str(screen)] = violations(tab, rules=() if screen is screens[0] else LAYOUT_RULES)
        look.overflow[str(screen)] = overflow(tab)
    tab.set_viewport_size(screens[0].viewport)
    wire.set_letters(percent=screens[0].letters)


def send_empty(tab: Tab, form: str) -> bool:
    """Sends this form with nothing in it; if that may be, with far too much. Whether that led to errors."""
    for text in ("", "terlalu panjang " * 500):
        with tab.expect_navigation():
            found = tab.evaluate(
                """([key, text]) => {
                    const form = [...document.querySelectorAll("main form[method=post]")].find(one =>
                        [...new Set([...one.elements].map(box => box.name).filter(Boolean))].sort().join() === key)
                    if (!form) { location.reload(); return false }
                    for (const box of form.elements) {
                        if (["radio", "checkbox"].includes(box.type)) box.checked = false
                        else if (box.matches("textarea, input:not([type=hidden], [type=file])")) box.value = text
                    }
                    HTMLFormElement.prototype.submit.call(form)
                    return true
                }""",
                [form, text],
            )
        if tab.locator(".govuk-error-summary").count():
            return True
        if not found:
            return False
        tab.go_back()
    return False


def untold_errors(tab: Tab) -> list[str]:
    """What an error lacks: the word in the title, or a field with a sentence at the other end of the summary's link."""
    return tab.evaluate(
        """() => [
            ...(/^(Perlu diperbaiki|Galat): /.test(document.title) ? [] : [document.title]),
            ...[...document.querySelectorAll(".govuk-error-summary__list > li")].filter(one => {
                const link = one.querySelector("a")
                return link && !document.querySelector(link.hash)?.closest(".govuk-form-group--error")
            }).map(one => one.innerHTML)
        ]"""
    )


def wrong(looks: Mapping[str, Look], what: str) -> dict[str, object]:
    """The pages with something in this list, or in one of these lists."""
    found = {page: getattr(look, what) for page, look in looks.items()}
    return {page: said for page, said in found.items() if (any(said.values()) if isinstance(said, dict) else said)}
