"""Finds every page that somebody can come to, by following what the pages themselves offer.

A new page is found as soon as an address of its app leads to it in one of the situations of `tests.quality`; one that
none of them leads to fails the test that looks for all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit
from uuid import UUID

from django.test import Client
from django.urls import Resolver404, get_resolver, resolve, reverse
from django.urls.exceptions import NoReverseMatch

# What a link may not be followed to, for it is no page.
LEFT_ALONE = re.compile(r"\.(pdf|json|mp4|csv|xlsx)$|/(tonton|unduh)$")
MOST_OF_ONE = 12  # such as years of a calendar, which go on for ever


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

    @property
    def key(self) -> str:
        """What tells it from the other forms of its page."""
        return ",".join(sorted({box.name for box in self.boxes}))


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
    """The name of an address, with its app; empty where there is none."""
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return ""


def find(situation: str, client: Client, *, of: Sequence[str], **known: object) -> Iterator[Page]:
    """Every page of these apps that this visitor comes to: from all addresses they can know, on along all links."""
    waiting, seen = [address for app in of for address in known_addresses(app, **known)], set()
    while waiting:
        address = waiting.pop(0)
        if address in seen or LEFT_ALONE.search(address) or name_of(address).partition(":")[0] not in of:
            continue
        seen.add(address)
        if sum(name_of(other) == name_of(address) for other in seen) > MOST_OF_ONE:
            continue
        response = client.get(address, follow=True)
        final = response.redirect_chain[-1][0] if response.redirect_chain else address
        final = urlsplit(urljoin(address, final)).path
        is_page = response.status_code == 200 and response.headers["Content-Type"].startswith("text/html")
        if not is_page or (final in seen and final != address) or name_of(final).partition(":")[0] not in of:
            continue
        seen.add(final)
        page = read(situation, final, response.content.decode())
        yield page
        waiting += [urlsplit(link).path for link in page.links if not urlsplit(link).scheme]


def known_addresses(app: str, **known: object) -> Iterator[str]:
    """Those that need nothing but what this visitor knows, such as the number of a request."""
    for name in names_of(app):
        for given in ({}, known):
            with suppress(NoReverseMatch):
                yield reverse(f"{app}:{name}", kwargs=given)
                break


@cache
def names_of(app: str) -> list[str]:
    """The names of an app's addresses that answer to GET."""
    anybody = Client()
    return [
        pattern.name
        for included in get_resolver().url_patterns
        if getattr(included, "app_name", None) == app
        for pattern in included.url_patterns
        if _answers_to_get(f"{app}:{pattern.name}", pattern.pattern.converters, anybody)
    ]


def _answers_to_get(name: str, converters: Mapping[str, object], client: Client) -> bool:
    made_up = {"IntConverter": 1, "UUIDConverter": UUID(int=0)}
    given = {argument: made_up.get(type(kind).__name__, "x") for argument, kind in converters.items()}
    return client.get(reverse(name, kwargs=given)).status_code != HTTPStatus.METHOD_NOT_ALLOWED


def different(found: Sequence[Page]) -> list[Page]:
    """One of each shape: what looks alike is looked at once."""
    return list({page.shape: page for page in reversed(found)}.values())[::-1]
