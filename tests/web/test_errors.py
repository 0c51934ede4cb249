"""Every error is a page in the reader's language that says what to do next."""

import pytest
from django.test import Client, RequestFactory
from django.urls import path

from config import urls
from config.errors import DomainErrorMiddleware
from core.errors import TooManyTries


def refuse(request):
    raise TooManyTries("Tunggu 15 menit, lalu coba lagi.")


def break_down(request):
    raise RuntimeError("secret detail")


class Broken:
    """The service with two more addresses: one that refuses, one that breaks."""

    urlpatterns = [*urls.urlpatterns, path("tolak", refuse), path("rusak", break_down)]
    handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def broken_pages(settings):
    settings.ROOT_URLCONF = Broken


def test_an_unknown_address_says_where_to_go(client):
    answer = client.get("/tidak-ada")

    assert answer.status_code == 404
    assert "Halaman ini tidak ditemukan" in answer.text
    assert "nomor permohonan dan PIN" in answer.text


def test_the_page_is_in_the_language_chosen(client):
    client.post("/bahasa/setlang/", {"language": "en", "next": "/"})

    assert "We cannot find this page" in client.get("/tidak-ada").text


def test_a_refusal_keeps_its_sentence_and_status(client, broken_pages):
    answer = client.get("/tolak")

    assert answer.status_code == 429
    assert "Terlalu banyak percobaan" in answer.text
    assert "Tunggu 15 menit, lalu coba lagi." in answer.text


def test_a_breakdown_tells_nothing_of_the_inside(broken_pages):
    answer = Client(raise_request_exception=False).get("/rusak")

    assert answer.status_code == 500
    assert "Ada gangguan di pihak kami" in answer.text
    assert "secret detail" not in answer.text


def test_a_form_from_elsewhere_is_refused_with_advice():
    answer = Client(enforce_csrf_checks=True).post("/bahasa/setlang/", {"language": "en"})

    assert answer.status_code == 403
    assert "muat ulang halamannya" in answer.text


def test_other_errors_are_left_to_django():
    request = RequestFactory().get("/")

    assert DomainErrorMiddleware(lambda _: None).process_exception(request, RuntimeError()) is None
