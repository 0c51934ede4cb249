"""The receipt as PDF: what the page says, with the PIN only where the page shows it."""

import pytest
from django.test import Client
from django.urls import reverse

from core.templatetags import formats
from requests_app.intake import acceptance
from requests_app.models import FootageRequest
from requests_app.paper import receipt
from requests_app.procedure import deadlines
from tests.cases import submission
from tests.requests_app.paper.reading import read
from tests.requests_app.residents import submit_and_secure


@pytest.fixture
def case(client, camera):
    return submit_and_secure(client)


def download(client, case):
    return client.get(reverse("requests:receipt_pdf", args=[case.reference]))


def test_the_receipt_tells_number_pin_footage_and_what_comes_next(client, case):
    page = client.get(reverse("requests:receipt", args=[case.reference]))
    response = download(client, case)
    printed = read(response.content)

    pin = page.context["pin"]
    assert case.reference in printed.text
    assert f"{pin[:4]} {pin[4:]}" in printed.text
    assert case.place in printed.text
    assert formats.day(deadlines.of(case).answer.last_day) in printed.text
    assert page.context["facts"][0].sentence in printed.text
    assert printed.language == "id"
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"] == f'attachment; filename="tanda-terima-{case.reference}.pdf"'
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_another_device_gets_no_pin(client, case):
    pin = client.get(reverse("requests:receipt", args=[case.reference])).context["pin"]
    other = Client()
    other.post(reverse("requests:track"), {"reference": case.reference, "pin": pin})

    printed = read(download(other, case).content)

    assert case.reference in printed.text
    assert "PIN" not in printed.text


def test_a_stranger_is_sent_to_the_door(client, case):
    assert download(Client(), case).headers["Location"] == reverse("requests:track")


def test_the_code_on_the_page_fills_in_the_number_and_not_the_pin(client, case):
    page = client.get(reverse("requests:receipt", args=[case.reference]))

    assert page.context["qr"] in page.content.decode()
    scanned = client.get(f"{reverse('requests:track')}?nomor={case.reference}").content.decode()
    assert f'value="{case.reference}"' in scanned
    assert page.context["pin"] not in scanned
    hostile = client.get(reverse("requests:track"), {"nomor": '"><script>'}).content.decode()
    assert "<script>" not in hostile.replace('<script type="module"', "")


def test_it_is_written_in_the_language_of_the_request(camera):
    filed = acceptance.submit(submission(language="en"))
    case = FootageRequest.objects.get(reference=filed.reference)

    printed = read(receipt.make(case))

    assert printed.language == "en"
    assert "What happens next" in printed.text
