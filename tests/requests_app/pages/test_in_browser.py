"""A form in a real browser while there is no network."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_form_stays_as_it_is_until_the_network_takes_it(browser, live_server):
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    page.goto(reverse("requests:window"))
    page.locator("[name=earliest]").fill("jam 2 siang")
    page.route("**/*", lambda route: route.abort() if route.request.method in ("HEAD", "POST") else route.continue_())
    page.locator("main form button[type=submit]").first.click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("belum ada yang terkirim")
    assert page.locator("[name=earliest]").input_value() == "jam 2 siang"

    page.unroute("**/*")
    page.locator("main form").evaluate("form => form.requestSubmit()")
    expect(page).to_have_title(re.compile("Perlu diperbaiki"))
    assert page.locator("[name=earliest]").input_value() == "jam 2 siang"
    context.close()
