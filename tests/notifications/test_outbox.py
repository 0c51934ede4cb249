"""Each occasion is told once, tries are counted and spaced, and a crash loses nothing."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from core.clock import database_now
from notifications import channels, outbox
from notifications.models import Channel, Message

pytestmark = pytest.mark.django_db


def refuse(monkeypatch, *, permanent: bool) -> None:
    def send(message):
        raise channels.DeliveryFailed("SMTP 451", permanent=permanent)

    monkeypatch.setattr(channels, "send", send)


def make_due(message: Message) -> None:
    Message.objects.filter(pk=message.pk).update(next_attempt_at=database_now() - timedelta(seconds=1))


def test_a_message_is_sent_and_says_when(owe):
    message = owe()

    assert outbox.send_waiting() == 1

    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == ("sent", 1, "")
    assert message.sent_at is not None
    assert [(letter.to, letter.subject, letter.body) for letter in mail.outbox] == [
        (["sari@example.org"], "Permohonan diterima", message.body)
    ]


def test_the_same_occasion_is_told_once(owe):
    first = owe()
    outbox.send_waiting()

    again = owe(body="Something else")
    outbox.send_waiting()

    assert again == first
    assert len(mail.outbox) == 1


def test_a_sent_message_carries_the_same_id_at_every_attempt(owe):
    message = owe()
    outbox.send_waiting()
    Message.objects.update(state="waiting")
    make_due(message)
    outbox.send_waiting()

    ids = {letter.extra_headers["Message-ID"] for letter in mail.outbox}
    assert len(mail.outbox) == 2
    assert len(ids) == 1
    assert str(message.pk) in ids.pop()


def test_a_subject_cannot_add_headers(owe):
    owe(subject="Permohonan\r\nBcc: other@example.org")

    outbox.send_waiting()

    assert mail.outbox[0].subject == "Permohonan Bcc: other@example.org"


def test_address_and_text_are_not_readable_in_the_database(owe):
    owe()

    with connection.cursor() as cursor:
        cursor.execute("SELECT m::text FROM notifications_message m")
        row = cursor.fetchone()[0]
    assert "sari@" not in row
    assert "lacak" not in row


def test_a_passing_failure_is_tried_again_after_a_growing_pause(owe, monkeypatch):
    refuse(monkeypatch, permanent=False)
    message = owe()

    pauses = []
    for _attempt in range(4):
        make_due(message)
        before = database_now()
        outbox.send_waiting()
        message.refresh_from_db()
        pauses.append(round((message.next_attempt_at - before).total_seconds() / 60))

    assert (message.state, message.attempts, message.error) == ("waiting", 4, "SMTP 451")
    assert pauses == [1, 2, 4, 8]


def test_a_message_that_is_not_due_is_left_alone(owe, monkeypatch):
    refuse(monkeypatch, permanent=False)
    owe()
    outbox.send_waiting()

    assert outbox.send_waiting() == 0


def test_a_permanent_failure_ends_it_at_once(owe, monkeypatch):
    refuse(monkeypatch, permanent=True)
    message = owe()

    outbox.send_waiting()

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 1)


def test_it_gives_up_after_the_last_attempt(owe, monkeypatch):
    refuse(monkeypatch, permanent=False)
    message = owe()
    Message.objects.update(attempts=outbox.ATTEMPT_LIMIT - 1)

    outbox.send_waiting()

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", outbox.ATTEMPT_LIMIT)


def test_a_crash_while_sending_leaves_the_attempt_counted(owe, monkeypatch):
    def die(message):
        raise SystemExit

    monkeypatch.setattr(channels, "send", die)
    message = owe()

    with pytest.raises(SystemExit):
        outbox.send_waiting()

    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 1)
    assert message.next_attempt_at > database_now()


def test_one_bad_message_does_not_keep_the_others(owe, monkeypatch):
    real = channels.send

    def send(message):
        if message.occasion == "bad":
            raise channels.DeliveryFailed("SMTP 550", permanent=True)
        real(message)

    monkeypatch.setattr(channels, "send", send)
    owe(occasion="bad")
    owe(occasion="good")

    assert outbox.send_waiting() == 2
    assert dict(Message.objects.values_list("occasion", "state")) == {"bad": "failed", "good": "sent"}


def test_a_late_report_of_an_old_attempt_changes_nothing(owe, monkeypatch):
    message = owe()

    def overtaken(_message):
        Message.objects.update(attempts=2)
        raise channels.DeliveryFailed("SMTP 550", permanent=True)

    monkeypatch.setattr(channels, "send", overtaken)
    outbox.send_waiting()

    message.refresh_from_db()
    assert (message.state, message.error) == ("waiting", "")


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_have_the_same_message(owe, monkeypatch):
    inside, may_go_on, sent = threading.Event(), threading.Event(), []

    def send(message):
        sent.append(message.pk)
        inside.set()
        assert may_go_on.wait(10)

    monkeypatch.setattr(channels, "send", send)
    owe()

    def work():
        outbox.send_waiting()
        connection.close()

    slow = threading.Thread(target=work)
    slow.start()
    assert inside.wait(10)
    other = outbox.send_waiting()
    may_go_on.set()
    slow.join()

    assert other == 0
    assert len(sent) == 1
    assert Message.objects.get().state == "sent"


@pytest.mark.django_db(transaction=True)
def test_what_rolls_back_is_not_owed(owe):
    with pytest.raises(IntegrityError), transaction.atomic():
        owe()
        raise IntegrityError

    assert not Message.objects.exists()


def test_the_queue_gets_the_id_alone_and_only_after_commit(owe, monkeypatch, django_capture_on_commit_callbacks):
    published = []
    monkeypatch.setattr(outbox.current_app, "send_task", lambda name, args: published.append((name, args)))

    with django_capture_on_commit_callbacks(execute=True):
        message = owe()
        assert published == []

    assert published == [("notifications.tasks.send_message", [str(message.pk)])]


def test_a_nudge_sends_its_own_message_only(owe):
    message, other = owe(), owe(occasion="another", channel=Channel.EMAIL)

    outbox.send_one(message.pk)
    outbox.send_one(message.pk)

    other.refresh_from_db()
    assert len(mail.outbox) == 1
    assert other.state == "waiting"


def test_what_is_worth_nothing_any_more_is_not_sent(owe, mailoutbox):
    late, in_time = owe(expires_at=database_now()), owe(occasion="x", expires_at=database_now() + timedelta(minutes=1))

    outbox.send_waiting()

    late.refresh_from_db()
    in_time.refresh_from_db()
    assert (late.state, late.error) == (Message.State.FAILED, "too late")
    assert in_time.state == Message.State.SENT
    assert len(mailoutbox) == 1


def test_what_was_sent_long_ago_is_emptied_and_that_it_was_sent_stays(owe):
    sent, given_up, waiting = owe(), owe(occasion="b"), owe(occasion="c")
    Message.objects.filter(pk=sent.pk).update(state="sent", sent_at=database_now())
    Message.objects.filter(pk=given_up.pk).update(state="failed")
    now = database_now()
    assert outbox.forget_old(before=now - timedelta(minutes=1)) == 0

    assert outbox.forget_old(before=now) == 2

    for message in (sent, given_up):
        message.refresh_from_db()
        assert (message.address, message.body) == ("", "")
        assert message.subject
        assert message.forgotten_at
    sent.refresh_from_db()
    assert sent.sent_at
    waiting.refresh_from_db()
    assert waiting.body  # it is owed
    assert outbox.forget_old(before=now) == 0
