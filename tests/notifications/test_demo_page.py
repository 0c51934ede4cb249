"""The demonstration shows what was sent, with links that can be followed and no markup that was typed."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db


def test_it_shows_messages_with_their_links(client, owe):
    owe()

    page = client.get("/demo/pesan/").content.decode()

    assert '<a href="http://127.0.0.1:8000/permohonan/lacak"' in page
    assert "sari@example.org" in page


def test_it_shows_typed_markup_as_text(client, owe):
    owe(body="<script>alert(1)</script>")

    page = client.get("/demo/pesan/").content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_it_can_show_one_case(client, owe):
    owe()
    owe(occasion="other", case="SKS-2026-0000-0000", subject="Another letter")

    page = client.get("/demo/pesan/", {"kasus": "SKS-2026-7Q4F-2M9K"}).content.decode()

    assert "Permohonan diterima" in page
    assert "Another letter" not in page


def test_it_does_not_exist_in_production():
    environment = {
        **os.environ,
        "SAKSI_ENV": "production",
        "SAKSI_SECRET_KEY": "s" * 40,
        "SAKSI_BLIND_INDEX_KEY": "b" * 40,
        "SAKSI_FIELD_KEYS": '{"a": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}',
        "SAKSI_HOSTS": "example.org",
        "SAKSI_PUBLIC_URL": "https://example.org",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    program = "import django; django.setup(); from django.urls import resolve; resolve('/demo/pesan/')"

    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True
    )

    assert "Resolver404" in ended.stderr
