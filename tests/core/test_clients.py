"""Whose tries are counted together."""

import pytest
from django.test import RequestFactory

from core.clients import client_of


def request(remote, forwarded=None):
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)


@pytest.mark.parametrize(
    ("remote", "client"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", "unknown"),
    ],
)
def test_a_household_is_one_client(remote, client):
    assert client_of(request(remote)) == client


def test_without_a_proxy_the_header_is_a_strangers_word():
    assert client_of(request("203.0.113.7", "198.51.100.1")) == "203.0.113.7"


def test_behind_our_proxies_the_outermost_ones_word_counts(settings):
    settings.TRUSTED_PROXIES = 2

    assert client_of(request("10.0.0.2", "1.1.1.1, 203.0.113.7, 10.0.0.1")) == "203.0.113.7"


def test_a_header_shorter_than_our_proxies_is_not_believed(settings):
    settings.TRUSTED_PROXIES = 2

    assert client_of(request("203.0.113.7", "198.51.100.1")) == "203.0.113.7"
