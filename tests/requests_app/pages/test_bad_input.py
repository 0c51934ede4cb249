"""Whatever is typed into any box: a sentence at the field, in the summary and in the title, and nothing is lost."""

import html
import re
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from tests.requests_app.residents import ANSWERS, BEHALF, walk_to

TEXT_BOXES = [
    ("window", "earliest"),
    ("window", "latest"),
    ("window", "other_day_0"),
    ("search", "place"),
    ("search", "whereabouts"),
    ("search", "direction"),
    ("incident", "description"),
    ("recognise", "clothing"),
    ("recognise", "item"),
    ("vehicle", "vehicle_make"),
    ("vehicle", "vehicle_colour"),
    ("vehicle", "vehicle_plate"),
    ("vehicle", "other_vehicles"),
    ("purpose", "recipients"),
    ("proof", "police_report"),
    ("proof", "claim_number"),
    ("applicant", "applicant_name"),
    ("applicant", "nik"),
    ("applicant", "address"),
    ("behalf", "capacity_note"),
    ("behalf", "power_of_attorney"),
    ("contact", "phone"),
    ("contact", "email"),
]
CHOICES = [
    ("window", "day"),
    ("window", "how_sure"),
    ("place", "choice"),
    ("incident", "incident_type"),
    ("incident", "anyone_at_risk"),
    ("purpose", "purpose"),
    ("purpose", "wanted"),
    ("vehicle", "vehicle_type"),
    ("capacity", "capacity"),
    ("contact", "channel"),
    ("contact", "language"),
]
HOSTILE = {
    "html": "<script>alert('saksi')</script><img src=x onerror=alert(1)>",
    "sql": "'; DROP TABLE requests_app_footagerequest; -- \" OR 1=1",
    "template": "{{ settings.SECRET_KEY }} {% debug %} ${7*7} %(x)s %s {0}",
    "spreadsheet": '=HYPERLINK("http://example.com";"klik")',
    "emoji": "🏍️🔥👨‍👩‍👧‍👦",
    "right to left": "شارع سابانغ \u202egnp.exe",
    "nothing but marks": "... --- ???",
    "invisible": "\x00\x07\u200b\ufeff\u2066",
    "half a character": "satu \ud83d dua",
    "line breaks": "satu\r\ndua\ntiga\u2028empat",
    "huge": "panjang sekali " * 10_000,
    "one huge word": "a" * 100_000,
    "digits": "9" * 5_000,
}
MUST_BE_FILLED = {"place", "earliest", "latest", "other_day_0", "description", "applicant_name", "nik", "capacity_note"}


@pytest.fixture(autouse=True)
def in_english(client, camera):
    client.cookies["saksi_language"] = "en"


def come_to(client, step):
    """Answers every page before `step`, as somebody who acts with a power of attorney where that is asked for."""
    walk_to(client, "contact" if step == "behalf" else step)
    if step == "behalf":
        client.post(reverse("requests:capacity"), {"capacity": "proxy"})


def send(client, step, box, value):
    """Sends a page that is right but for one box."""
    answers = (BEHALF if step == "behalf" else ANSWERS[step]) | {box: value}
    if box.startswith("other_day"):
        answers |= {"day": "another", "other_day_1": "11", "other_day_2": "2026"}
    body = urlencode(answers, errors="surrogatepass")  # half a character is no UTF-8
    return client.post(reverse(f"requests:{step}"), body, content_type="application/x-www-form-urlencoded")


def assert_told(response, box):
    """A sentence at the field and in the summary, the word in the title."""
    page = response.content.decode()
    field = re.sub(r"_\d$", "", box)
    assert response.status_code == 200
    assert "<title>Error: " in page
    assert f'id="id_{field}-error"' in page
    summary = page[page.index("govuk-error-summary__list") :]
    assert re.search(rf'<a href="#id_{field}(_0)?">[^<>]{{12,}}</a>', summary[: summary.index("</ul>")])


@pytest.mark.parametrize(("step", "box"), TEXT_BOXES)
def test_hostile_text_is_taken_as_text_or_told_what_to_do(client, step, box):
    come_to(client, step)
    for hostile in HOSTILE.values():
        response = send(client, step, box, hostile)

        again = client.get(reverse(f"requests:{step}")).content.decode()
        refused = response.status_code != 302
        if refused:
            assert_told(response, box)
        assert "<script>alert" not in response.content.decode() + again
        assert "onerror=alert(1)>" not in response.content.decode() + again
        if hostile.isprintable():  # as it was typed, taken or refused
            assert html.escape(hostile.strip()) in (response.content.decode() if refused else again)


@pytest.mark.parametrize(("step", "box"), TEXT_BOXES)
def test_an_empty_box_is_named_or_may_stay_empty(client, step, box):
    come_to(client, step)

    response = send(client, step, box, "")

    if box in MUST_BE_FILLED:
        assert_told(response, box)
    elif box == "phone":
        assert b"Enter a mobile number or an e-mail address" in response.content
    else:
        assert response.status_code == 302


@pytest.mark.parametrize(("step", "box"), CHOICES)
def test_a_choice_that_is_not_on_the_list_is_no_choice(client, step, box):
    walk_to(client, step)
    for value in ("", "no such choice", "<b>", "0" * 10_000, "-1"):
        assert_told(send(client, step, box, value), box)


@pytest.mark.parametrize("step", [step for step in ANSWERS if step not in ("recognise", "proof", "documents")])
def test_an_empty_page_names_every_box_that_must_be_filled(client, step):
    walk_to(client, step)

    response = client.post(reverse(f"requests:{step}"), {})

    assert_told(response, next(iter(ANSWERS[step])))


def test_what_one_box_got_wrong_costs_nothing_typed_in_the_others(client):
    walk_to(client, "applicant")

    response = send(client, "applicant", "nik", "123")

    page = response.content.decode()
    assert "The NIK has 16 digits" in page
    assert 'value="Siti Aminah"' in page
    assert 'value="Jalan Sabang 3"' in page


def test_the_same_name_sent_twice_is_one_answer(client):
    walk_to(client, "applicant")

    response = client.post(reverse("requests:applicant"), ANSWERS["applicant"] | {"applicant_name": ["Siti", "Budi"]})

    assert response.status_code == 302


def test_declarations_must_all_be_made(client):
    walk_to(client, "check")

    response = client.post(reverse("requests:check"), {"truth": "on", "privacy": "on"})

    assert_told(response, "purpose_only")
    assert b"Tick that you will use the footage only for the purpose you gave." in response.content
    assert re.search(rb'name="truth"[^>]*checked', response.content)
