"""Rules and days off in the hands of administrators: shown before they move anything, dated, and on record."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.roles import Role
from audit.models import Event
from core.clock import database_now, wib_date
from requests_app.models import Holiday, Policy
from requests_app.procedure import deadlines, policies
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import signed_in

RULE = "/petugas/aturan/answer_working_days"
MONDAY = date(2031, 3, 3)


@pytest.fixture
def desk(db):
    return signed_in(cases.build_staff("joko", Role.ADMINISTRATOR))


@pytest.fixture
def running(camera):
    """A case that was filed today, and one that is closed and moves no more."""
    closed = cases.file_case()
    perform(closed, Action.WITHDRAW, by=cases.applicant_of(closed))
    return cases.file_case()


def change(value=12, *, day=None, basis="Keputusan Kepala Biro Hukum 5/2026", **more):
    day = day or wib_date(database_now())
    return {"value": value, "valid_from_0": day.day, "valid_from_1": day.month, "valid_from_2": day.year} | {
        "basis": basis,
        **more,
    }


def last_day(case) -> date:
    return deadlines.of(case).answer.last_day


def test_a_rule_is_shown_with_what_it_moves_before_it_is_saved(desk, running):
    before = last_day(running)
    shown = desk.post(RULE, change())

    (move,) = shown.context["moves"]
    assert (move.reference, move.answer_before) == (running.reference, before)
    assert move.days > 0
    assert running.reference in shown.text
    assert last_day(running) == before
    assert not Event.objects.filter(verb="policy.changed").exists()

    desk.post(RULE, change(save="1"))

    assert last_day(running) == move.answer_after
    event = Event.objects.get(verb="policy.changed")
    assert (event.actor_id, event.detail["before"], event.detail["value"]) == (str(desk.user.pk), 10, 12)
    assert event.detail["moved"] == 1
    assert Policy.objects.get(value=12).recorded_by == desk.user


def test_what_held_before_stays_on_record_and_the_later_of_two_entries_holds(desk, running):
    for value in (12, 14):
        desk.post(RULE, change(value, save="1"))

    assert list(Policy.objects.filter(rule="answer_working_days", value__in=[12, 14]).values_list("value", flat=True))
    assert policies.value(Policy.Rule.ANSWER_WORKING_DAYS) == 14
    assert policies.value(Policy.Rule.ANSWER_WORKING_DAYS, on=date(2026, 1, 2)) == 10
    page = desk.get(RULE).text
    assert all(f">{value}<" in page for value in (12, 14))


def test_a_rule_of_the_future_moves_nobody_today(desk, running):
    day = wib_date(database_now()) + timedelta(days=30)

    assert desk.post(RULE, change(day=day)).context["moved"] == 0
    desk.post(RULE, change(day=day, save="1"))
    assert policies.value(Policy.Rule.ANSWER_WORKING_DAYS) == 10
    assert "12 from" in desk.get("/petugas/aturan").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"value": ""}, "value"),
        ({"value": "-1"}, "value"),
        ({"value": "99999999999"}, "value"),
        ({"basis": " "}, "basis"),
        ({"valid_from_2": "1999"}, "valid_from"),
        ({"valid_from_1": "13"}, "valid_from"),
    ],
)
def test_bad_input_changes_nothing_and_is_said(desk, typed, field):
    answer = desk.post(RULE, change(save="1") | typed)

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Policy.objects.filter(value=12).exists()


def test_a_rule_that_chooses_is_asked_and_shown_in_words(desk):
    address = "/petugas/aturan/police_report_theft"
    assert desk.post(address, change(3, save="1")).status_code == 422

    shown = desk.post(address, change(2)).text
    desk.post(address, change(2, save="1"))

    assert "From May follow to Must precede the release of footage" in shown
    assert policies.value(Policy.Rule.POLICE_REPORT_THEFT) == 2
    assert "Must precede the release of footage" in desk.get("/petugas/aturan").text


def test_there_is_a_page_for_every_rule_and_none_for_others(desk):
    for rule in Policy.Rule.values:
        assert desk.get(f"/petugas/aturan/{rule}").status_code == 200
    assert desk.get("/petugas/aturan/lain").status_code == 404


# Days off


def next_working_day(case) -> date:
    """A day that the running clock counts."""
    return next(day.date for day in deadlines.of(case).answer.days if day.counted)


def day_form(day, **more):
    parts = {"day_0": day.day, "day_1": day.month, "day_2": day.year}
    return {"kind": "joint_leave", "name": "Cuti bersama Idulfitri", "decree": "SKB 9 Tahun 2026", **parts, **more}


def confirm(desk, shown):
    return desk.post(f"/petugas/kalender/{shown.context['year']}/simpan", {"rows": shown.context["rows"]})


def test_a_new_day_off_moves_the_running_deadline_and_its_cancelling_moves_it_back(desk, running):
    before, day = last_day(running), next_working_day(running)
    shown = desk.post(f"/petugas/kalender/{day.year}/usul", day_form(day))
    (move,) = shown.context["moves"]
    assert move.days > 0
    assert last_day(running) == before

    confirm(desk, shown)
    assert last_day(running) == move.answer_after
    assert "SKB 9 Tahun 2026" in desk.get(f"/petugas/kalender/{day.year}").text
    cancel = {"cancelled": day.isoformat(), "cancelled_by": "SKB 11 Tahun 2026"}
    confirm(desk, desk.post(f"/petugas/kalender/{day.year}/usul", cancel))

    assert last_day(running) == before
    assert Holiday.objects.get(pk=day).decree == "SKB 9 Tahun 2026"
    assert "SKB 11 Tahun 2026" in desk.get(f"/petugas/kalender/{day.year}").text
    acts = [event.detail["action"] for event in Event.objects.filter(verb="holiday.changed").order_by("id")]
    assert acts == ["added", "cancelled"]


def test_a_calendar_is_taken_from_a_file_once(desk, shared_data):
    content = (shared_data / "holidays" / "libur_id_2024_2027.csv").read_bytes()

    def send():
        return desk.post("/petugas/kalender/2026/usul", {"file": SimpleUploadedFile("libur.csv", content)})

    shown = send()
    assert len(shown.context["days"]) > 80
    confirm(desk, shown)

    assert Holiday.objects.filter(day__year=2026).count() > 20
    assert send().context["days"] == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"tanggal,jenis\n2026-01-01,libur_nasional",
        b"tanggal,jenis,nama,dasar\n2026-13-01,libur_nasional,Tahun Baru,SKB",
        b"tanggal,jenis,nama,dasar\n2026-01-01,libur,Tahun Baru,SKB",
        b"tanggal,jenis,nama,dasar\n2026-01-01,libur_nasional,,SKB",
        b"tanggal,jenis,nama,dasar\n2026-01-01\n",
        b"tanggal,jenis,nama,dasar\n" + b"2026-01-01,cuti_bersama,x,y\n" * 20_000,
    ],
)
def test_a_file_that_is_none_is_said_and_changes_nothing(desk, content):
    answer = desk.post("/petugas/kalender/2026/usul", {"file": SimpleUploadedFile("libur.csv", content or b" ")})

    assert answer.status_code == 422
    assert answer.context["import_form"].errors["file"]
    assert not Holiday.objects.exists()


def test_what_is_there_already_changes_nothing(desk, db):
    Holiday.objects.create(day=MONDAY, kind="national", name="Nyepi", decree="SKB 1")

    shown = desk.post("/petugas/kalender/2031/usul", day_form(MONDAY, kind="national", name="Nyepi", decree="SKB 1"))

    assert shown.context["days"] == []
    assert "Nothing would change" in shown.text


def test_moves_are_found_for_many_cases_with_few_queries(desk, running, django_assert_max_num_queries):
    for _number in range(5):
        cases.file_case()

    with django_assert_max_num_queries(16):
        shown = desk.post(RULE, change())

    assert shown.context["moved"] == 6
