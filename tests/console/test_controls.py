"""Whatever a case's pages offer is accepted: nobody is shown a button that refuses them."""

from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import resolve

from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from requests_app.models import FootageRequest
from tests.console.conftest import path, signed_in
from tests.quality.offices import House

READERS = [role for role in Role if Permission.READ_CASES in ROLE_PERMISSIONS[role]]
PAGES = ["", "pembagian", "rekaman/"]
WANT_MORE = {"propose", "widen"}  # a part of the footage is chosen first; an hour is told that lies outside of it
NOWHERE = "#"  # forms that are answered by the page's script, or send nothing
# What is typed into a box whose answer has a form of its own.
TYPED = {"starts_at": "14.15.10", "ends_at": "14.15.40", "view_days": "14", "clock": "14.05", "at": "14.15.20"}
TYPED |= {"letter_date_0": "1", "letter_date_1": "6", "letter_date_2": "2026"}


class Controls(HTMLParser):
    """The forms of a page that send something, filled in as a person might, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.links: set[str] = set()
        self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        if tag == "a" and "href" in found:
            self.links.add(found["href"])
        if tag == "form":
            self.forms.append((found.get("action", "") if found.get("method") == "post" else NOWHERE, {}))
        name = found.get("name") or self._select
        if not self.forms or not name:
            return
        answers = self.forms[-1][1]
        if tag == "select":
            self._select = name
        elif tag == "option":
            answers[name] = answers.get(name) or found.get("value", "")
        elif tag == "input" and found.get("type") in ("radio", "checkbox"):
            answers.setdefault(name, found.get("value", "on"))
        elif tag in ("input", "textarea") and found.get("type") != "file":
            answers[name] = found.get("value") or TYPED.get(name.rpartition("-")[2], "Contoh")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""


@pytest.fixture
def house(db, folders, tmp_path) -> House:
    return House(tmp_path / "archive")


STATES = ["submitted", "taken", "asked", "rendered", "granted", "handed", "refused", "objected", "wished"]


@pytest.mark.parametrize("state", STATES)
def test_what_is_offered_is_accepted(house: House, state: str):
    case = house.filed()
    getattr(house, state)(case)
    refused = {}
    for role in READERS:
        client = signed_in(house.staff[role])
        client.post(path(case, "rekaman/tujuan"), {"purpose": "review"})
        for page in PAGES:
            refused |= {(role.value, *what): status for what, status in refusals(client, case, page)}

    assert refused == {}


def refusals(client: Client, case: FootageRequest, page: str) -> Iterator[tuple[tuple[str, str], int]]:
    """What the page offers in vain, and what came of it."""
    here = path(case, page)
    shown = client.get(here)
    controls = Controls(shown.text) if shown.status_code == 200 else Controls("")
    for link in controls.links:
        if urlsplit(link).path.startswith(path(case)):
            status = client.get(urljoin(here, link)).status_code
            if status != 200:
                yield ("GET", link), status
    for action, answers in controls.forms:
        address = urljoin(here, action)
        if action == NOWHERE or not address.startswith(path(case)):
            continue
        name = resolve(address).url_name
        before = transaction.savepoint()
        status = client.post(address, answers).status_code
        transaction.savepoint_rollback(before)
        if status not in (200, 302) and not (status == 422 and name in WANT_MORE):
            yield ("POST", str(name)), status
