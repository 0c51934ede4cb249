import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


def language_of(client, path="/petugas/masuk", **headers) -> str:
    return client.get(path, headers=headers)["Content-Language"]


def test_pages_speak_indonesian_to_a_phone_that_is_set_to_english(client):
    assert language_of(client, **{"accept-language": "en-US,en"}) == "id"


def test_the_switch_is_remembered(client):
    client.post("/bahasa/setlang/", {"language": "en", "next": "/"})

    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == "en"
    assert language_of(client) == "en"


def test_an_unknown_language_falls_back_to_indonesian(client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"

    assert language_of(client) == "id"


def test_programs_ask_by_header(client):
    assert language_of(client, "/api/v1/", **{"accept-language": "en"}) == "en"
