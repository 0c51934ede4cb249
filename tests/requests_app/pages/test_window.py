"""The day and the two times: what is understood, and what is stopped kindly."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.utils.datastructures import MultiValueDict

from requests_app.forms.window import WindowForm

NOW = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)  # Monday 14.05 WIB


pytestmark = pytest.mark.django_db  # how long a window may be is a rule in the database


@pytest.fixture(autouse=True)
def afternoon(english):
    with time_machine.travel(NOW, tick=False):
        yield


def form(day="today", earliest="13.00", latest="13.30", date=("", "", ""), how_sure="rough"):
    typed = {"day": day, "earliest": earliest, "latest": latest, "how_sure": how_sure}
    typed |= {f"other_day_{part}": text for part, text in enumerate(date)}
    data = MultiValueDict({name: [text] for name, text in typed.items()})
    return WindowForm(data)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "starts_at", "ends_at"),
    [
        ({}, "2026-11-23 06:00", "2026-11-23 06:30"),
        ({"earliest": "jam 1 siang", "latest": "setengah 2 siang"}, "2026-11-23 06:00", "2026-11-23 06:30"),
        ({"earliest": "jam 1 siang", "latest": "jam 2"}, "2026-11-23 06:00", "2026-11-23 07:00"),
        ({"day": "yesterday", "earliest": "8 malam", "latest": "9.15"}, "2026-11-22 13:00", "2026-11-22 14:15"),
        ({"day": "yesterday", "earliest": "11 malam", "latest": "12"}, "2026-11-22 16:00", "2026-11-22 17:00"),
        ({"day": "yesterday", "earliest": "11 malam", "latest": "1"}, "2026-11-22 16:00", "2026-11-22 18:00"),
        ({"day": "yesterday"}, "2026-11-22 06:00", "2026-11-22 06:30"),
        ({"day": "another", "date": ("21", "11", "2026")}, "2026-11-21 06:00", "2026-11-21 06:30"),
        ({"day": "another", "date": ("21", "11", "26")}, "2026-11-21 06:00", "2026-11-21 06:30"),
        ({"day": "yesterday", "earliest": "23.30", "latest": "00.30"}, "2026-11-22 16:30", "2026-11-22 17:30"),
        ({"day": "yesterday", "earliest": "23.30", "latest": "12 malam"}, "2026-11-22 16:30", "2026-11-22 17:00"),
        ({"day": "yesterday", "earliest": "23.30", "latest": "24.00"}, "2026-11-22 16:30", "2026-11-22 17:00"),
        ({"latest": "14.05"}, "2026-11-23 06:00", "2026-11-23 07:05"),
        ({"day": "yesterday", "earliest": "13.00", "latest": "15.00"}, "2026-11-22 06:00", "2026-11-22 08:00"),
        ({"day": "yesterday", "latest": "21.00", "how_sure": "noticed"}, "2026-11-22 06:00", "2026-11-22 14:00"),
        # last night, said today: the day is that of noticing
        (
            {"earliest": "22.00", "latest": "05.30", "how_sure": "noticed"},
            "2026-11-22 15:00",
            "2026-11-22 22:30",
        ),
    ],
)
def test_the_window_is_understood(typed, starts_at, ends_at):
    answered = form(**typed)

    assert answered.is_valid(), answered.errors
    assert (answered.cleaned_data["starts_at"], answered.cleaned_data["ends_at"]) == (utc(starts_at), utc(ends_at))


@pytest.mark.parametrize(
    ("typed", "field", "says"),
    [
        ({"day": ""}, "day", "Choose the day"),
        ({"day": "tomorrow"}, "day", "Choose the day"),
        ({"day": "another"}, "other_day", "Enter the date"),
        ({"day": "another", "date": ("21", "", "2026")}, "other_day", "day, month and year"),
        ({"day": "another", "date": ("31", "2", "2026")}, "other_day", "does not exist"),
        ({"day": "another", "date": ("satu", "dua", "tiga")}, "other_day", "does not exist"),
        ({"day": "another", "date": ("9" * 5000, "1", "2026")}, "other_day", "does not exist"),
        ({"day": "another", "date": ("24", "11", "2026")}, "other_day", "has not come yet"),
        ({"day": "another", "date": ("31", "12", "9999")}, "other_day", "has not come yet"),
        ({"day": "another", "date": ("21", "11", "2025")}, "other_day", "more than a year ago"),
        ({"day": "another", "date": ("29", "2", "0")}, "other_day", "does not exist"),
        ({"day": "another", "date": ("1", "1", "1000")}, "other_day", "more than a year ago"),
        ({"earliest": ""}, "earliest", "Enter the earliest time"),
        ({"earliest": "nanti"}, "earliest", "Enter a time like 14.30"),
        ({"earliest": "15.00", "latest": "15.30"}, "earliest", "If it happened yesterday"),
        ({"latest": ""}, "latest", "Enter the latest time"),
        ({"latest": "25.00"}, "latest", "There is no such time"),
        ({"latest": "14.06"}, "latest", "Enter a time up to now, 14.05 WIB"),
        ({"latest": "13.00"}, "latest", "the same"),
        ({"day": "yesterday", "latest": "12.30"}, "latest", "before the earliest"),
        ({"day": "yesterday", "latest": "15.01"}, "latest", "If you only noticed it later, say so below"),
        ({"day": "yesterday", "latest": "21.01"}, "latest", "at most 2 hours"),
        ({"day": "yesterday", "latest": "21.01", "how_sure": "noticed"}, "latest", "at most 8 hours"),
        ({"how_sure": ""}, "how_sure", "Choose how well"),
        ({"earliest": "15.00", "latest": "13.00"}, "latest", "before the earliest"),
    ],
)
def test_what_cannot_be_asked_for_is_stopped_at_its_field(typed, field, says):
    answered = form(**typed)

    assert not answered.is_valid()
    assert list(answered.errors) == [field]
    assert says in str(answered.errors[field])


def test_the_draft_keeps_the_day_that_last_night_meant():
    typed = form(earliest="22.00", latest="05.30", how_sure="noticed").typed()

    assert [typed[f"other_day_{part}"][0] for part in range(3)] == ["22", "11", "2026"]


@pytest.mark.parametrize(("day", "meant"), [("today", ["23", "11", "2026"]), ("yesterday", ["22", "11", "2026"])])
def test_a_draft_keeps_the_date_that_today_meant(day, meant):
    typed = form(day=day).typed()

    assert typed["day"] == ["another"]
    assert [typed[f"other_day_{part}"][0] for part in range(3)] == meant
