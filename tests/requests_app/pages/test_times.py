"""A time of day is read however people write it, and what is no time is not guessed at."""

from datetime import datetime, timedelta

import pytest

from core.clock import WIB
from core.errors import InvalidInput
from requests_app.forms.times import part_of_day, read_time


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14.30", "14:30"),
        ("14:30", "14:30"),
        ("14,30", "14:30"),
        ("14 30", "14:30"),
        ("14h30", "14:30"),
        ("1430", "14:30"),
        ("930", "9:30"),
        ("09.05", "9:05"),
        ("14", "14:00"),
        ("7", "7:00"),
        ("0.00", "0:00"),
        ("24.00", "24:00"),
        ("18:26:43", "18:26:43"),
        ("18.26.43 WIB", "18:26:43"),
        ("  14.30 WIB. ", "14:30"),
        ("jam 2 siang", "14:00"),
        ("2 siang", "14:00"),
        ("jam dua siang", "14:00"),
        ("JAM 2 SIANG", "14:00"),
        ("jam 12 siang", "12:00"),
        ("jam dua belas siang", "12:00"),
        ("pukul 14.30", "14:30"),
        ("pkl 07.15 pagi", "7:15"),
        ("sekitar jam 7 malam", "19:00"),
        ("kira-kira jam 7an malam", "19:00"),
        ("jam 12 malam", "0:00"),
        ("jam 1 malam", "1:00"),
        ("jam 1 dini hari", "1:00"),
        ("19.30 malam", "19:30"),
        ("5 subuh", "5:00"),
        ("setengah tiga sore", "14:30"),
        ("setengah 8 pagi", "7:30"),
        ("setengah satu siang", "12:30"),
        ("jam 2 lewat 15 siang", "14:15"),
        ("jam 2 lewat seperempat sore", "14:15"),
        ("jam 3 kurang 10 sore", "14:50"),
        ("tengah malam", "0:00"),
        ("2 pm", "14:00"),
        ("2:30pm", "14:30"),
        ("2.30 p.m.", "14:30"),
        ("12 am", "0:00"),
        ("half past 2 in the afternoon", "14:30"),
        ("noon", "12:00"),
        ("9 pagi lewat 10", "9:10"),
        ("jam 9 pagi kurang sepuluh", "8:50"),
        ("dua siang lewat sepuluh menit", "14:10"),
        ("jam 7 malam kurang seperempat", "18:45"),
        ("dua puluh", "20:00"),
        ("jam dua puluh dua lewat lima belas", "22:15"),
        ("dua puluh tiga puluh", "20:30"),
        ("sembilan belas", "19:00"),
        ("2p.m.", "14:00"),
        ("11p.m", "23:00"),
        ("2.30p.m.", "14:30"),
        ("14-30", "14:30"),
        ("14 – 05", "14:05"),
        ("jam setengah tiga sore", "14:30"),
        ("pukul 14 lewat 30", "14:30"),
        ("\uff11\uff14.\uff13\uff10", "14:30"),
        ("١٤:٣٠", "14:30"),
    ],
)
def test_a_time_is_read_in_many_spellings(typed, meant):
    hours, minutes, seconds = (meant + ":0").split(":")[:3]

    assert read_time(typed) == timedelta(hours=int(hours), minutes=int(minutes), seconds=int(seconds))


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "siang",
        "25",
        "24.01",
        "14.60",
        "14.30.61",
        "14 pagi",
        "7 siang",
        "99999999",
        "12345",
        "-1",
        "14.3",
        "jam",
        "sore-sore",
        "tadi",
        "'; DROP TABLE requests_app_footagerequest; --",
        "<script>alert(1)</script>",
        "🕑",
        "\u202e03.41",
        "²",
        "1" * 100_000,
        "jam " * 20_000,
    ],
)
def test_what_is_no_time_is_not_guessed(typed):
    with pytest.raises(InvalidInput):
        read_time(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("siang", "Say the hour as well"),
        ("lewat 10", "Say the hour as well"),
        ("lewat sepuluh pagi", "Say the hour as well"),
        ("14-15", "two times"),
        ("14.30-15.00", "two times"),
        ("jam 2 sampai 3 siang", "two times"),
        ("25-30", "no such time"),
        ("dua puluh lima", "no such time"),
        ("9 malam lewat 61", "no such time"),
        ("9 kurang 60", "no such time"),
        ("14 pagi", "14 o’clock does not go with “pagi”"),
        ("seperempat lewat dua", "Enter a time like"),
        ("tadi", "Enter a time like"),
    ],
)
def test_what_is_no_time_is_answered_with_what_to_type(typed, said, english):
    with pytest.raises(InvalidInput) as refused:
        read_time(typed)

    assert said in str(refused.value.message)


@pytest.mark.parametrize(
    ("clock", "said"),
    [
        ("00.00", "lewat tengah malam"),
        ("02.30", "lewat tengah malam"),
        ("04.00", "pagi"),
        ("11.00", "siang"),
        ("14.30", "siang"),
        ("15.00", "sore"),
        ("18.00", "malam"),
        ("23.59", "malam"),
    ],
)
def test_a_time_is_said_back_in_words_so_that_a_slip_is_noticed(clock, said):
    moment = datetime.strptime(f"2026-11-23 {clock}", "%Y-%m-%d %H.%M").replace(tzinfo=WIB)

    assert str(part_of_day(moment)) == said
