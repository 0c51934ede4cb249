"""Finds every page that a resident can come to, by following what the pages themselves offer.

A new page is found as soon as an address of `requests_app.urls` leads to it in one of the situations of
`tests.quality.situations`; one that none of them leads to fails `test_every_page`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve, reverse
from django.urls.exceptions import NoReverseMatch

from requests_app.urls import urlpatterns

# What a link may not be followed to: it is no page, or it ends the situation.
LEFT_ALONE = re.compile(r"^(/static/|/petugas/|/admin/|/api/|/demo/|/bahasa/)|\.(pdf|json|mp4)$|/(tonton|unduh)$")


@dataclass(frozen=True, slots=True)
class Box:
    """A control of a form. `options` are the values of a choice."""

    name: str
    kind: str  # the type of an input, else textarea or select
    value: str
    options: tuple[str, ...] = ()


@dataclass(slots=True)
class Form:
    action: str
    method: str
    is_main: bool
    boxes: list[Box] = field(default_factory=list)

    @property
    def visible(self) -> list[Box]:
        return [box for box in self.boxes if box.kind not in ("hidden", "submit", "button")]


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """A page as a visitor of a situation sees it. `name` is that of its address."""

    situation: str
    name: str
    address: str
    html: str
    links: tuple[str, ...]
    forms: tuple[Form, ...]

    @property
    def shape(self) -> tuple[str, ...]:
        """Two pages of one shape look alike to every rule: the same elements with the same classes."""
        seen = re.findall(r"<(\w+)(?:[^>]*? class=\"([^\"]*)\")?", self.html)
        return (self.name, *sorted({f"{tag}.{classes}" for tag, classes in seen}))

    def __str__(self) -> str:
        return f"{self.name} ({self.situation})"


class _Reader(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.links: list[str] = []
        self.forms: list[Form] = []
        self.is_main = False
        self._text: str | None = None  # the name of the textarea being read
        self._select: tuple[str, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "main":
            self.is_main = True
        elif tag == "a" and "href" in given:
            self.links.append(urljoin(self.address, given["href"]))
        elif tag == "form":
            action = urljoin(self.address, given.get("action") or self.address)
            self.forms.append(Form(action, given.get("method", "get").lower(), self.is_main))
        elif self.forms and given.get("name"):
            if tag == "input" and (given.get("type") not in ("radio", "checkbox") or "checked" in given):
                self.forms[-1].boxes.append(Box(given["name"], given.get("type", "text"), given.get("value", "")))
            elif tag == "input":
                self.forms[-1].boxes.append(Box(given["name"], given["type"], "", (given.get("value", "on"),)))
            elif tag == "textarea":
                self._text = given["name"]
                self.forms[-1].boxes.append(Box(self._text, "textarea", ""))
            elif tag == "select":
                self._select = given["name"], []
            elif tag == "button":
                self.forms[-1].boxes.append(Box(given["name"], "submit", given.get("value", "")))
        elif tag == "option" and self._select:
            self._select[1].append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "select" and self._select:
            name, options = self._select
            self.forms[-1].boxes.append(Box(name, "select", options[0] if options else "", tuple(options)))
            self._select = None
        elif tag == "textarea":
            self._text = None
        elif tag == "main":
            self.is_main = False

    def handle_data(self, data: str) -> None:
        if self._text:
            boxes = self.forms[-1].boxes
            boxes[-1] = Box(self._text, "textarea", boxes[-1].value + data.removeprefix("\n"))


def read(situation: str, address: str, html: str) -> Page:
    reader = _Reader(address)
    reader.feed(html)
    return Page(situation, name_of(address), address, html, tuple(reader.links), tuple(reader.forms))


def name_of(address: str) -> str:
    """The name of an address of residents' pages; empty for any other."""
    try:
        found = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    return found.url_name if found.app_name == "requests" else ""


def find(situation: str, client: Client, *, reference: str = "") -> Iterator[Page]:
    """Every page that this visitor comes to: from all addresses they can know, on along all links."""
    waiting, seen = list(known_addresses(reference)), set()
    while waiting:
        address = waiting.pop(0)
        if address in seen or LEFT_ALONE.search(address):
            continue
        seen.add(address)
        response = client.get(address, follow=True)
        final = response.redirect_chain[-1][0] if response.redirect_chain else address
        final = urlsplit(urljoin(address, final)).path
        is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
        if not is_page or (final in seen and final != address):
            continue
        seen.add(final)
        page = read(situation, final, response.content.decode())
        yield page
        waiting += [
            urlsplit(link).path for link in page.links if not urlsplit(link).scheme and not urlsplit(link).netloc
        ]


def known_addresses(reference: str) -> Iterator[str]:
    for pattern in urlpatterns:
        for given in ((), (reference,)):
            try:
                yield reverse(f"requests:{pattern.name}", args=given if all(given) else ())
                break
            except NoReverseMatch:
                continue
