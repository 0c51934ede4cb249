"""What a browser finds on a page: what it weighs, what is in somebody's way, what it forbids itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from playwright.sync_api import Browser, BrowserContext
from playwright.sync_api import Page as Tab

PHONE = {"width": 360, "height": 740}
NARROWEST, DESK = 320, 1280
TARGET_PX = 44
CONTROLS = "button, input:not([type=hidden]), select, textarea, summary, a[href]"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The rules whose answer can change with the width of the screen and the size of the letters alone.
LAYOUT_RULES = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]


@contextmanager
def browsing(browser: Browser, client: Client | None, *, at: str, **options: Any) -> Iterator[BrowserContext]:
    """A browser that has the session of `client`, at the service's address `at`."""
    context = browser.new_context(base_url=at, viewport=PHONE, locale="id-ID", **options)
    for name, cookie in client.cookies.items() if client else ():
        if cookie.value:
            context.add_cookies([{"name": name, "value": cookie.value, "url": at}])
    yield context
    context.close()


@dataclass(frozen=True, slots=True)
class Sent:
    """One answer on the wire: its address, its kind, its bytes with headers, and how they were encoded."""

    url: str
    kind: str
    size: int
    encoding: str


class Wire:
    """The browser's own network log of a tab, which forgets everything it had before each page."""

    def __init__(self, tab: Tab) -> None:
        self._protocol = tab.context.new_cdp_session(tab)
        self._answers: dict[str, tuple[str, str, str]] = {}
        self.sent: list[Sent] = []
        self._protocol.on("Network.responseReceived", self._answered)
        self._protocol.on("Network.loadingFinished", self._finished)
        self._protocol.send("Network.enable")
        self._protocol.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def _answered(self, event: dict[str, Any]) -> None:
        response = event["response"]
        headers = {name.lower(): value for name, value in response["headers"].items()}
        self._answers[event["requestId"]] = response["url"], event["type"], headers.get("content-encoding", "")

    def _finished(self, event: dict[str, Any]) -> None:
        if event["requestId"] in self._answers:
            url, kind, encoding = self._answers[event["requestId"]]
            self.sent.append(Sent(url, kind, int(event["encodedDataLength"]), encoding))

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
    found = tab.evaluate("only => axe.run({ runOnly: only, resultTypes: ['violations'] })", only)["violations"]
    return [f"{one['id']}: {', '.join(node['html'][:160] for node in one['nodes'])}" for one in found]


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


def letters(tab: Tab, *, percent: int) -> None:
    """The size of letters that somebody chose in their browser."""
    tab.evaluate("percent => document.documentElement.style.setProperty('font-size', `${percent}%`)", percent)
