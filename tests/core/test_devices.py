"""Neighbours behind one address are counted apart once each has a cookie of ours."""

from dataclasses import replace

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse

from core import devices
from core.devices import COOKIE, visitor_of
from core.ids import new_recipient_code

ADDRESS = "203.0.113.7"


def asking(cookie: str = ""):
    request = RequestFactory().get("/", REMOTE_ADDR=ADDRESS)
    request.COOKIES[COOKIE] = cookie
    return request


@pytest.fixture
def browser(db):
    return Client(REMOTE_ADDR=ADDRESS)


def opened_page(browser):
    browser.get(reverse("requests:privacy"))
    return browser


def test_a_browser_that_opened_a_page_is_counted_as_itself(browser, db):
    mine = opened_page(browser).cookies[COOKIE].value
    neighbours = opened_page(Client(REMOTE_ADDR=ADDRESS)).cookies[COOKIE].value

    assert visitor_of(asking(mine)).startswith("device:")
    assert visitor_of(asking(mine)) != visitor_of(asking(neighbours))


@pytest.mark.parametrize("cookie", ["", "made-up", "made-up:1tT:x"])
def test_without_a_cookie_of_ours_the_network_is_counted(cookie):
    assert visitor_of(asking(cookie)) == ADDRESS


def test_a_browser_keeps_its_name(browser):
    first = opened_page(browser).cookies[COOKIE].value

    assert COOKIE not in browser.get(reverse("requests:privacy")).cookies
    assert browser.cookies[COOKIE].value == first
    assert browser.cookies[COOKIE]["httponly"]


def test_a_network_gets_only_so_many_names(browser, monkeypatch):
    limit = replace(devices.DEVICES_A_CLIENT, name=f"test-{new_recipient_code()}", tries=2)
    monkeypatch.setattr(devices, "DEVICES_A_CLIENT", limit)
    named = [COOKIE in opened_page(Client(REMOTE_ADDR=ADDRESS)).cookies for _ in range(3)]
    cache.delete(limit._key(ADDRESS))

    assert named == [True, True, False]


def test_programs_get_no_name(browser):
    assert COOKIE not in browser.get("/healthz").cookies
    assert COOKIE not in browser.get("/api/v1/docs").cookies
