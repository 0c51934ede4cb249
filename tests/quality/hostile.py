"""What nobody should send, sent into one box of a form that is right otherwise."""

import html
from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.test import Client

from tests.quality.pages import Box, Form
from tests.requests_app.pages.test_bad_input import HOSTILE

CHOSEN = ("radio", "checkbox", "select")
RUNS = ("<script>alert", "onerror=alert(1)>")


def texts_for(box: Box) -> Iterable[str]:
    return ("", "no such choice", "<b>", "-1") if box.kind in CHOSEN else ("", *HOSTILE.values())


def send(client: Client, form: Form, box: Box, text: str) -> HttpResponse:
    """Follows to the page that comes next. A fault of the server is an exception."""
    right = {}
    for other in form.boxes:
        if other.kind not in ("submit", "file") and not right.get(other.name):
            right[other.name] = other.value or next(iter(other.options), "") or "Sudah saya periksa."
    body = urlencode(right | {box.name: text}, errors="surrogatepass")  # half a character is no UTF-8
    return client.post(form.action, body, content_type="application/x-www-form-urlencoded", follow=True)


def faults(answer: HttpResponse, box: Box, text: str) -> list[str]:
    page = answer.content.decode()
    found = [what for what in RUNS if what in page]
    if answer.status_code not in (200, 403, 404, 409, 429):
        found.append(str(answer.status_code))
    was_refused = not answer.redirect_chain and "govuk-error-summary" in page
    if was_refused and "<title>Perlu diperbaiki: " not in page:
        found.append("the title says nothing of it")
    is_shown_again = was_refused and f'name="{box.name}"' in page and box.kind not in CHOSEN
    if is_shown_again and text.isprintable() and html.escape(text.strip()) not in page:
        found.append("what was typed is lost")
    return found
