from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from core.templatetags import formats

AFTERNOON = datetime(2026, 11, 23, 7, 5, 9, tzinfo=UTC)
BEFORE_MIDNIGHT = datetime(2026, 11, 23, 16, 50, tzinfo=UTC)  # 23.50 in Jakarta


@pytest.fixture(autouse=True)
def in_indonesian():
    with translation.override("id"):
        yield


def test_times_are_said_in_wib():
    assert formats.clock(AFTERNOON) == "14.05 WIB"
    assert formats.clock_seconds(AFTERNOON) == "14.05.09 WIB"
    assert formats.moment(AFTERNOON) == "23 November 2026, 14.05 WIB"


def test_the_day_is_the_day_in_jakarta():
    evening_in_london = datetime(2026, 8, 1, 18, 0, tzinfo=UTC)

    assert formats.day(evening_in_london) == "2 Agustus 2026"
    assert formats.day(date(2026, 8, 2)) == "2 Agustus 2026"


def test_a_window_names_the_day_once():
    assert formats.window(AFTERNOON, AFTERNOON + timedelta(minutes=20)) == "23 November 2026, 14.05–14.25 WIB"


def test_a_window_over_midnight_names_both_days():
    said = formats.window(BEFORE_MIDNIGHT, BEFORE_MIDNIGHT + timedelta(minutes=20))

    assert said == "23 November 2026, 23.50 WIB – 24 November 2026, 00.10 WIB"


def test_a_window_can_show_seconds():
    template = Template("{% load formats %}{% window start end seconds=True %}")

    said = template.render(Context({"start": AFTERNOON, "end": AFTERNOON + timedelta(seconds=5)}))

    assert said == "23 November 2026, 14.05.09–14.05.14 WIB"


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 detik"),
        (5, "5 detik"),
        (60, "1 menit"),
        (90, "1 menit 30 detik"),
        (3600, "1 jam"),
        (3905, "1 jam 5 menit"),
        (3605, "1 jam"),
        (14 * 86400, "14 hari"),
        (86400 + 7200, "1 hari 2 jam"),
    ],
)
def test_a_span_is_said_in_its_two_largest_units(seconds, said):
    assert formats.duration(seconds) == said
    assert formats.duration(timedelta(seconds=seconds)) == said


@pytest.mark.parametrize(
    ("count", "said"),
    [(999, "999 bita"), (1000, "1,0 kB"), (3_412_345, "3,4 MB"), (999_700, "1,0 MB"), (26_000_000_000, "26 GB")],
)
def test_sizes_are_said_in_decimal_units(count, said):
    assert formats.size(count) == said


def test_nothing_is_said_of_nothing():
    said = [f(None) for f in (formats.clock, formats.day, formats.moment, formats.duration, formats.size)]

    assert said == [""] * 5


def test_english_has_english_words():
    with translation.override("en"):
        assert formats.duration(3905) == "1 hour 5 minutes"
        assert formats.size(3_412_345) == "3.4 MB"
        assert formats.moment(AFTERNOON) == "23 November 2026, 14.05 WIB"
