"""A draft opens on its own device and keeps what was typed."""

from datetime import timedelta

import pytest
from django.db import connection

from core.clock import database_now
from requests_app.intake import acceptance, drafts
from requests_app.models import Draft
from tests import cases

pytestmark = pytest.mark.django_db


def test_it_keeps_the_answers_of_every_step():
    draft, key = drafts.start()
    drafts.write(draft, {"place": {"label": "Pasar Senen"}})
    drafts.write(drafts.find(key), {"who": {"name": "Siti"}})
    drafts.write(drafts.find(key), {"place": {"label": "Jalan Sabang"}})

    assert drafts.read(drafts.find(key)) == {"place": {"label": "Jalan Sabang"}, "who": {"name": "Siti"}}


def test_two_tabs_do_not_overwrite_each_other():
    draft, key = drafts.start()
    other_tab = drafts.find(key)
    drafts.write(draft, {"place": {"label": "Pasar Senen"}})
    drafts.write(other_tab, {"who": {"name": "Siti"}})

    assert drafts.read(drafts.find(key)).keys() == {"place", "who"}


def test_another_device_does_not_find_it():
    drafts.start()

    assert drafts.find("another key") is None


def test_the_database_holds_neither_the_key_nor_the_answers():
    draft, key = drafts.start()
    drafts.write(draft, {"who": {"name": "Siti Aminah"}})

    with connection.cursor() as cursor:
        cursor.execute("SELECT requests_app_draft::text FROM requests_app_draft")
        row = cursor.fetchone()[0]

    assert key not in row
    assert "Siti" not in row


def test_a_stale_draft_is_gone_and_then_destroyed():
    draft, key = drafts.start()
    fresh, fresh_key = drafts.start()
    Draft.objects.filter(pk=draft.pk).update(updated_at=database_now() - drafts.KEPT_FOR - timedelta(seconds=1))

    assert drafts.find(key) is None

    drafts.destroy_stale()

    assert list(Draft.objects.all()) == [fresh]
    assert drafts.find(fresh_key)


def test_an_emptied_draft_still_names_its_submission():
    draft, key = drafts.start()
    drafts.write(draft, {"who": {"name": "Siti"}})
    drafts.empty(draft)

    assert drafts.read(drafts.find(key)) == {}
    assert drafts.find(key).submission_key == draft.submission_key


def test_a_number_that_is_taken_or_kept_is_drawn_again(camera, monkeypatch):
    filed = acceptance.submit(cases.submission()).reference
    kept = drafts.reserve_reference(drafts.start()[0])
    drawn = iter([filed, kept, "SKS-2026-FREE-0000"])
    monkeypatch.setattr(drafts, "new_reference", lambda year: next(drawn))

    assert acceptance.submit(cases.submission()).reference == "SKS-2026-FREE-0000"
