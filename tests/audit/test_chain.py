"""The trail can be added to and nothing else, and whatever was done to it behind our back shows."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import translation

from audit import events, verifications
from audit.models import Event, Link, Verification
from audit.verbs import Verb
from core.actors import STRANGER, system

pytestmark = pytest.mark.django_db(transaction=True)


def record(case: str = "SKS-1", **detail) -> Event:
    with transaction.atomic():
        return events.record(verb=Verb.REQUEST_READ, by=system("test"), case=case, detail=detail)


GUARDS = {
    "audit_event": ["audit_event_append_only", "audit_event_linked"],
    "audit_link": ["audit_link_append_only"],
}


def behind_our_back(*statements: str) -> None:
    """What the owner of the tables could do: lift the guards, write, and put them back."""
    guards = [(table, guard) for table, names in GUARDS.items() for guard in names]
    with transaction.atomic(), connection.cursor() as cursor:
        for table, guard in guards:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {guard}")
        for statement in statements:
            cursor.execute(statement)
        for table, guard in guards:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {guard}")


def broken() -> list[tuple[int | None, str]]:
    with translation.override("en"):
        return [(found.position, found.reason) for found in events.breaks()]


def test_events_form_one_chain():
    for number in range(3):
        record(f"SKS-{number}")

    assert list(Link.objects.order_by("position").values_list("position", "event__case")) == [
        (1, "SKS-0"),
        (2, "SKS-1"),
        (3, "SKS-2"),
    ]
    assert broken() == []


def test_an_act_that_rolls_back_leaves_no_event():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        events.record(verb=Verb.REQUEST_READ, by=STRANGER)
        raise ZeroDivisionError

    assert not Event.objects.exists()
    assert not Link.objects.exists()


def test_an_event_needs_the_transaction_of_its_act():
    with pytest.raises(RuntimeError):
        events.record(verb=Verb.REQUEST_READ, by=STRANGER)


def test_a_refusal_is_kept_although_the_act_was_not_done():
    events.record_refusal(verb=Verb.CASE_DENIED, by=STRANGER, case="SKS-1")

    assert Event.objects.get().verb == "case.denied"


@pytest.mark.parametrize("table", ["audit_event", "audit_link"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
def test_the_database_refuses_to_rewrite(table, statement):
    record()
    column = "id" if table == "audit_event" else "position"

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement.format(table, column, column))

    assert broken() == []


@pytest.mark.parametrize("table", ["audit_event", "audit_link"])
def test_the_database_refuses_to_truncate(table):
    """The tests lift this one trigger for their own cleaning up, so it is put back for a moment."""
    record()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {table}_no_truncate")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE {table}")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {table}_no_truncate")

    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "change",
    [
        "\"case\" = 'SKS-9'",
        "at = at + interval '1 microsecond'",
        "actor_id = 'another'",
        "verb = 'request.closed'",
        "camera = 'CAM-9'",
        "subject = 'hold:9'",
        'detail = \'{"kind": "refuse"}\'',
    ],
)
def test_a_changed_event_shows(change):
    record("SKS-1", kind="grant")
    forged = record("SKS-2", kind="grant")
    record("SKS-3", kind="grant")

    behind_our_back(f"UPDATE audit_event SET {change} WHERE id = {forged.pk}")

    assert broken() == [(2, "the event or its link was changed")]


def test_a_forged_link_breaks_the_one_after_it():
    for number in range(3):
        record(f"SKS-{number}")

    behind_our_back("UPDATE audit_link SET digest = sha256('mine') WHERE position = 2")

    assert [position for position, _reason in broken()] == [2, 3]


def test_an_event_that_was_taken_out_shows():
    record()
    gone = record()
    record()

    behind_our_back(f"DELETE FROM audit_event WHERE id = {gone.pk}")

    assert broken() == [(2, "the event is missing")]


def test_a_hole_shows():
    for _number in range(4):
        record()

    behind_our_back("DELETE FROM audit_event USING audit_link WHERE event_id = id AND position IN (2, 3)")
    behind_our_back("DELETE FROM audit_link WHERE position IN (2, 3)")

    assert broken() == [(2, "links 2 to 3 are missing")]


def test_an_event_slipped_in_beside_the_chain_shows():
    record()

    behind_our_back(
        'INSERT INTO audit_event (actor_kind, actor_id, verb, "case", camera, subject, detail)'
        " VALUES ('staff', '1', 'decision.approved', 'SKS-1', '', '', '{}')"
    )

    assert broken() == [(None, "the event is not in the chain")]


def test_two_events_exchanged_show():
    first, second = record("SKS-1"), record("SKS-2")

    behind_our_back(
        "UPDATE audit_link SET event_id = -1 WHERE position = 1",
        f"UPDATE audit_link SET event_id = {first.pk} WHERE position = 2",
        f"UPDATE audit_link SET event_id = {second.pk} WHERE position = 1",
    )

    assert [position for position, _reason in broken()] == [1, 2]


def test_writers_at_the_same_time_make_one_whole_chain():
    ready = threading.Barrier(6)

    def write(writer: int) -> None:
        ready.wait(10)
        for number in range(10):
            with transaction.atomic():
                events.record(verb=Verb.REQUEST_READ, by=system(f"writer-{writer}"), detail={"number": number})
                events.record(verb=Verb.MESSAGE_WRITTEN, by=system(f"writer-{writer}"), detail={"number": number})
        connection.close()

    writers = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert events.head()[0] == events.count() == Event.objects.count() == 120
    assert broken() == []


def test_a_long_transaction_keeps_nobody_waiting_until_it_commits():
    """The chain is locked at commit only: an event in an open transaction lets others commit theirs first."""
    done = threading.Event()

    def other() -> None:
        record("SKS-2")
        connection.close()
        done.set()

    with transaction.atomic():
        events.record(verb=Verb.REQUEST_READ, by=STRANGER, case="SKS-1")
        writer = threading.Thread(target=other)
        writer.start()
        assert done.wait(10)
    writer.join()

    assert list(Link.objects.order_by("position").values_list("event__case", flat=True)) == ["SKS-2", "SKS-1"]


def test_the_command_prints_count_and_head(capsys):
    record()
    record()

    call_command("verify_audit")

    out = capsys.readouterr().out
    position, digest = events.head()
    assert f"{position}:{digest}" in out
    assert "2" in out.splitlines()[0]


def test_the_command_holds_for_an_empty_trail(capsys):
    call_command("verify_audit")

    assert "0" in capsys.readouterr().out


def test_the_command_lists_every_break_and_fails(capsys):
    forged = [record().pk for _number in range(3)]
    record()
    behind_our_back(f"UPDATE audit_event SET verb = 'x' WHERE id IN ({forged[0]}, {forged[2]})")

    with pytest.raises(CommandError):
        call_command("verify_audit")

    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_head_written_down_earlier_shows_what_was_cut_off_the_end():
    record()
    record()
    position, digest = events.head()
    call_command("verify_audit", head=(position, digest))

    behind_our_back("DELETE FROM audit_event USING audit_link WHERE event_id = id AND position = 2")
    behind_our_back("DELETE FROM audit_link WHERE position = 2")

    assert broken() == []
    with pytest.raises(CommandError):
        call_command("verify_audit", head=(position, digest))


# What is kept of each verification


def test_a_verification_says_how_far_the_chain_holds():
    for number in range(3):
        record(f"SKS-{number}")

    found = verifications.verify()

    assert (found.position, found.digest) == events.head()
    assert (found.sound, found.broken_at, verifications.last()) == (True, None, found)


def test_a_verification_finds_what_was_changed_and_what_was_cut_off_the_end(caplog):
    forged, *_others = [record(f"SKS-{number}") for number in range(3)]
    whole = verifications.verify()
    behind_our_back(
        "DELETE FROM audit_event WHERE id = (SELECT max(id) FROM audit_event)",
        "DELETE FROM audit_link WHERE position = 3",
    )

    cut = verifications.verify()
    assert (cut.breaks, cut.broken_at) == (1, whole.position)
    behind_our_back(f"UPDATE audit_event SET actor_id = 'another' WHERE id = {forged.pk}")
    changed = verifications.verify()

    assert (changed.breaks, changed.broken_at) == (2, 1)
    assert "does not hold in 2 places, the first at position 1" in caplog.text


def test_a_verification_is_not_rewritten():
    verifications.verify()

    with pytest.raises(DatabaseError, match="append-only"):
        Verification.objects.update(breaks=0)
