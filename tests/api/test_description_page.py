"""The page that describes the API, in a real browser under the real Content-Security-Policy."""

from urllib.parse import urlsplit

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_draws_every_operation_and_asks_nobody_else(live_server, browser):
    page = browser.new_page()
    hosts, complaints = set(), []
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))

    page.goto(f"{live_server.url}/api/v1/docs")
    page.wait_for_selector("#operations-requests-file_request")

    assert page.locator(".opblock").count() == 15
    assert {host for host in hosts if host} == {urlsplit(live_server.url).netloc}
    assert complaints == []
    page.close()
