"""Auditors find events by actor, case, camera, act and date; nobody writes there."""

import csv
import io
from datetime import timedelta

import pytest
from celery import current_app
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from accounts.roles import Role
from audit import events, trail_list
from audit.models import Event, Verification
from audit.verbs import Verb
from core.actors import Actor, ActorKind, system
from core.ids import check_character
from tests.costs import queries

pytestmark = pytest.mark.django_db
LIST = "/admin/audit/event/"
CASE = "SKS-2026-7Q4F-2M9" + check_character("20267Q4F2M9")


def record(verb: Verb = Verb.REQUEST_READ, by: Actor | None = None, **values):
    with transaction.atomic():
        return events.record(verb=verb, by=by or system("sweep"), **values)


@pytest.fixture(autouse=True)
def chained_at_once(db):
    """Events join the chain at commit, which these tests never reach."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.fixture
def auditor(signed_in) -> Client:
    client = signed_in(Role.AUDITOR)
    client.cookies["saksi_language"] = "en"
    return client


@pytest.fixture
def dewi(make_staff) -> User:
    return make_staff(Role.OFFICER, username="dewi", first_name="Dewi", last_name="Lestari")


def found(client: Client, query: dict) -> list[int]:
    return [event.pk for event in client.get(LIST, query).context["cl"].result_list]


def test_it_tells_what_happened_by_whom_and_where_in_the_chain(auditor, dewi):
    record(Verb.HOLD_PLACED, by=system("intake"), case=CASE, camera="SS-0117")
    record(Verb.DECISION_APPROVED, by=dewi.actor, case=CASE)

    page = auditor.get(LIST).content.decode()

    assert f"Dewi Lestari approved the proposal on {CASE}." in page
    assert f"The system (intake) ordered footage of camera SS-0117 to be kept for {CASE}." in page
    assert "WIB" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"case": CASE}, {"approved", "held"}),
        ({"case": CASE.lower().replace("-", " ")}, {"approved", "held"}),
        ({"camera": "SS-0117"}, {"held"}),
        ({"actor": "dewi"}, {"approved", "read"}),
        ({"actor": "intake"}, {"held"}),
        ({"kind": "system"}, {"held"}),
        ({"verb": "decision.approved"}, {"approved"}),
        ({"actor": "dewi", "case": CASE}, {"approved"}),
        ({"q": "SS-0117"}, {"held"}),
        ({"q": CASE}, {"approved", "held"}),
        ({"q": f" {CASE.lower()} "}, {"approved", "held"}),
        ({"q": "intake"}, {"held"}),
        ({"verb": "looks"}, {"read"}),
        ({"verb": "looks", "case": CASE}, set()),
        ({"q": "SS-01"}, set()),
        ({"case": "SKS-2026-0000-0000"}, set()),
        ({"camera": "' OR 1=1 --"}, set()),
    ],
)
def test_it_is_filtered_and_searched(auditor, dewi, query, expected):
    made = {
        "held": record(Verb.HOLD_PLACED, by=system("intake"), case=CASE, camera="SS-0117"),
        "approved": record(Verb.DECISION_APPROVED, by=dewi.actor, case=CASE),
        "read": record(Verb.REQUEST_READ, by=dewi.actor, case="SKS-2026-0000-0001"),
    }

    assert set(found(auditor, query)) == {made[name].pk for name in expected}


def test_it_is_filtered_by_date(auditor):
    event = record()
    day = {"at__year": event.at.year, "at__month": event.at.month}

    assert found(auditor, day) == [event.pk]
    assert found(auditor, {**day, "at__year": 2001}) == []


def test_a_box_keeps_the_other_filters(auditor):
    record(case=CASE)

    page = auditor.get(LIST, {"verb": "request.read", "case": CASE}).content.decode()

    assert '<input type="hidden" name="verb" value="request.read">' in page
    assert f'<input type="text" name="case" value="{CASE}"' in page


def test_one_event_is_shown_with_its_digest_and_detail(auditor):
    event = record(case=CASE, detail={"reason": "<script>alert(1)</script>"})

    page = auditor.get(f"{LIST}{event.pk}/change/").content.decode()

    assert events.head()[1] in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert 'name="_save"' not in page


@pytest.mark.parametrize("roles", [[Role.AUDITOR], [Role.ADMINISTRATOR, Role.AUDITOR], list(Role)])
def test_nobody_can_write_there(signed_in, roles):
    client, event = signed_in(*roles), record(case=CASE)

    answers = [
        client.post(f"{LIST}add/", {"verb": "x"}),
        client.post(f"{LIST}{event.pk}/change/", {"verb": "x"}),
        client.post(f"{LIST}{event.pk}/delete/", {"post": "yes"}),
        client.post(LIST, {"action": "delete_selected", "_selected_action": event.pk, "post": "yes"}),
    ]

    assert [answer.status_code for answer in answers[:3]] == [403, 403, 403]
    event.refresh_from_db()
    assert event.verb == Verb.REQUEST_READ


@pytest.mark.parametrize("query", ["", f"?case={CASE}", f"?q={CASE}", "?kind=staff&actor=dewi", "?verb=request.read"])
def test_a_hundred_events_cost_as_many_queries_as_ten(auditor, dewi, query):
    costs = []
    for more in (10, 90):
        for _number in range(more):
            record(by=dewi.actor, case=CASE)
        costs.append(queries(auditor, LIST + query))

    assert costs[0] == costs[1] <= 8


def test_what_is_filtered_is_counted_no_further_than_anybody_pages(auditor, monkeypatch):
    monkeypatch.setattr(trail_list, "COUNTED", 3)
    for _number in range(5):
        record(case=CASE)

    assert "More than 10,000" in auditor.get(LIST, {"case": CASE}).content.decode()
    assert "5 audit events" in auditor.get(LIST).content.decode()  # the chain knows


def test_every_period_since_the_first_event_is_offered(auditor, dewi):
    dates = trail_list.TrailDates(year=None, month=None)
    assert dates.datetimes("at", "year") == []
    event = record()
    early = event.at - timedelta(days=400)
    dates.ends = {"first": early, "last": event.at}

    def offered(kind, **chosen):
        found = trail_list.TrailDates(year=chosen.get("year"), month=chosen.get("month"))
        found.ends = dates.ends
        return [timezone.localtime(period) for period in found.datetimes("at", kind)]

    assert [period.year for period in offered("year")] == list(range(early.year, event.at.year + 1))
    last = timezone.localtime(event.at)
    assert offered("month", year=last.year)[-1].month == last.month
    assert [period.day for period in offered("day", year=last.year, month=last.month)] == list(range(1, last.day + 1))
    page = auditor.get(LIST, {"at__year": last.year, "at__month": last.month}).content.decode()
    assert f"at__day={last.day}" in page


def test_an_event_outside_the_chain_is_shown_as_such(auditor):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_linked")
        events.record(verb=Verb.REQUEST_READ, by=Actor(ActorKind.STRANGER, ""), case=CASE)
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER audit_event_linked")

    page = auditor.get(LIST).content.decode()

    assert "not in the chain" in page


def saved(client: Client, query: dict | None = None) -> list[list[str]]:
    answer = client.get(f"{LIST}jejak.csv", query or {})
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"))))


def test_what_is_listed_is_saved_with_its_filters_and_that_is_an_event(auditor, dewi):
    record(Verb.HOLD_PLACED, by=system("intake"), case=CASE, camera="SS-0117")
    record(Verb.DECISION_APPROVED, by=dewi.actor, case=CASE, detail={"kind": "grant"})
    record(Verb.REQUEST_READ, by=dewi.actor, case="SKS-2026-0000-0001")
    assert f"{LIST}jejak.csv?actor=dewi" in auditor.get(LIST, {"actor": "dewi"}).text

    columns, *rows = saved(auditor, {"actor": "dewi", "case": CASE, "verb": "decision.approved"})

    assert len(rows) == 1
    row = dict(zip(columns, rows[0], strict=True))
    assert (row["act"], row["request"], row["details"]) == ("decision.approved", CASE, '{"kind": "grant"}')
    assert row["what happened"] == f"Dewi Lestari approved the proposal on {CASE}."
    assert len(saved(auditor)) == 1 + 3 + 1  # the first saving, and not the second
    event = Event.objects.filter(verb=Verb.AUDIT_EXPORTED).earliest("id")
    assert (event.actor_id, event.case) == (str(auditor.user.pk), CASE)
    assert event.detail == {"filters": {"actor": "…", "case": "…", "verb": "decision.approved"}}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_a_spreadsheet_runs_nothing_of_it(auditor, text):
    record(subject=text, camera=text)

    (row,) = [row for row in saved(auditor) if "SS" not in row and text in "".join(row)][:1]

    assert f"'{text}" in row
    assert text not in row


@pytest.mark.parametrize("roles", [[Role.OFFICER], [Role.ADMINISTRATOR], [Role.OBJECTION_REVIEWER]])
def test_only_who_reads_the_trail_saves_it(signed_in, roles):
    answer = signed_in(*roles).get(f"{LIST}jejak.csv")

    assert answer.status_code in (302, 403)  # to the sign-in page, which knows no such page for them
    assert not Event.objects.filter(verb=Verb.AUDIT_EXPORTED).exists()


def test_it_says_whether_the_chain_holds(auditor):
    record()
    assert "The chain has not been verified yet." in auditor.get(LIST).text
    position, digest = events.head()
    Verification.objects.create(position=position, digest=digest, breaks=0)
    record()
    sound = auditor.get(LIST).text
    assert f"The chain is unbroken: {position} event verified on" in sound
    assert f"{position}:{digest}" in sound
    assert "1 event was added since." in sound
    Verification.objects.create(position=position, digest=digest, breaks=2, broken_at=7)

    assert "The first is at position 7." in auditor.get(LIST).text


def test_an_auditor_has_it_verified_now_but_not_without_end(auditor, signed_in, monkeypatch):
    asked = []
    monkeypatch.setattr(current_app, "send_task", asked.append)
    cache.clear()

    answers = [auditor.post(f"{LIST}periksa").status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]
    assert asked == ["audit.tasks.verify_chain"] * 3
    assert auditor.get(f"{LIST}periksa").status_code == 405


def test_the_story_of_a_case_is_told_from_its_beginning(auditor):
    """As the case page links to it."""
    made = [record(case=CASE), record(Verb.REQUEST_TAKEN, case=CASE)]

    assert found(auditor, {"case": CASE, "o": "1"}) == [event.pk for event in made]


def test_acts_are_offered_in_words(auditor):
    page = auditor.get(LIST, {"verb": "request.taken"}).text

    assert '<option value="request.taken" selected>took request … into review</option>' in page
    assert all(f'<option value="{verb.value}"' in page for verb in Verb)


def test_an_account_that_was_acted_on_is_named(auditor, dewi):
    record(Verb.STAFF_FACTOR_RESET, by=dewi.actor, subject=f"user:{dewi.pk}")

    assert "took all second factors of an account away (Dewi Lestari)." in auditor.get(LIST).text
