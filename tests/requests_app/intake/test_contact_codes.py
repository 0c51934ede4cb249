"""Six digits, sent to a contact and typed in: once, for ten minutes, five times wrong at most."""

import json
import re
import threading
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, transaction

from audit.models import Event
from core.clock import database_now
from core.errors import InvalidInput, NotFound, NotNow, TooManyTries
from notifications import channels, outbox
from notifications.models import Channel, Message
from requests_app.intake import contact_codes
from requests_app.models import ContactProof

pytestmark = pytest.mark.django_db(transaction=True)


def send(address=None, channel=Channel.EMAIL, language="en", visitor=None):
    address = address or f"{uuid4().hex}@example.com"
    return contact_codes.send(channel=channel, address=address, language=language, visitor=visitor or str(uuid4()))


def code_of(proof):
    body = Message.objects.get(occasion=f"contact/{proof.pk}").body
    return re.search(r"\b(\d{3} \d{3})\b", body)[1]


def wrong(code):
    return f"{(int(code.replace(' ', '')) + 1) % 10**6:06d}"


def grow_old(proof, age):
    ContactProof.objects.filter(pk=proof.pk).update(sent_at=database_now() - age)


def verbs():
    return list(Event.objects.order_by("id").values_list("verb", flat=True))


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_code_is_sent_to_the_contact_and_proves_it(language):
    proof = send("siti@example.com" + uuid4().hex[:4], language=language)

    contact_codes.prove(proof.pk, f" {code_of(proof)}\n")

    proof = contact_codes.find(proof.pk)
    assert contact_codes.proves(proof, channel="email", address=proof.address)
    assert not contact_codes.proves(proof, channel="sms", address=proof.address)
    assert not contact_codes.proves(proof, channel="email", address="budi@example.com")
    assert verbs() == ["contact.code_sent", "contact.proved"]


def test_codes_differ():
    assert len({code_of(send()) for _ in range(8)}) > 6


def test_a_wrong_code_says_how_many_tries_are_left(english):
    proof = send()

    for left in (4, 3, 2, 1):
        with pytest.raises(InvalidInput) as refused:
            contact_codes.prove(proof.pk, wrong(code_of(proof)))
        assert str(left) in str(refused.value.message)
        assert refused.value.field == "code"


def test_after_five_wrong_ones_the_right_one_is_too_late():
    proof = send()
    for _ in range(4):
        with pytest.raises(InvalidInput):
            contact_codes.prove(proof.pk, "")
    with pytest.raises(TooManyTries):
        contact_codes.prove(proof.pk, "000")

    with pytest.raises(TooManyTries):
        contact_codes.prove(proof.pk, code_of(proof))

    assert not contact_codes.is_live(contact_codes.find(proof.pk))
    assert verbs() == ["contact.code_sent", *["contact.code_refused"] * 5]


def test_guesses_at_the_same_moment_all_count():
    proof, together = send(), threading.Barrier(8)

    def guess(number):
        together.wait()
        with pytest.raises((InvalidInput, TooManyTries)):
            contact_codes.prove(proof.pk, f"{number}")
        connection.close()

    guesses = [threading.Thread(target=guess, args=(number,)) for number in range(8)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join()

    assert ContactProof.objects.get().tries == contact_codes.TRIES


def test_after_ten_minutes_it_is_too_late():
    proof = send()
    grow_old(proof, timedelta(minutes=10))

    with pytest.raises(NotNow):
        contact_codes.prove(proof.pk, code_of(proof))


def test_a_proof_is_used_once_and_for_its_own_contact():
    proof = send("siti@example.com" + uuid4().hex[:4])
    contact = {"channel": "email", "address": proof.address}
    with pytest.raises(InvalidInput):
        use(proof, **contact)
    contact_codes.prove(proof.pk, code_of(proof))

    with pytest.raises(InvalidInput):
        use(proof, **contact | {"address": "budi@example.com"})
    assert use(proof, **contact) == contact_codes.find(proof.pk).proved_at
    with pytest.raises(InvalidInput):
        use(proof, **contact)


def use(proof, **contact):
    with transaction.atomic():
        return contact_codes.use(proof.pk, **contact)


def test_a_proof_that_does_not_exist_proves_nothing():
    with pytest.raises(NotFound):
        contact_codes.prove(uuid4(), "123456")
    with pytest.raises(InvalidInput):
        contact_codes.use(None, channel="email", address="siti@example.com")


def test_an_address_is_not_flooded_whoever_asks():
    address = f"{uuid4().hex}@example.com"
    for _ in range(5):
        send(address)

    with pytest.raises(TooManyTries):
        send(address)


def test_a_visitor_does_not_flood_others():
    visitor = str(uuid4())
    for _ in range(10):
        send(visitor=visitor)

    with pytest.raises(TooManyTries):
        send(visitor=visitor)


def test_the_code_is_nowhere_but_in_its_message():
    proof = send()
    code = code_of(proof).replace(" ", "")
    with pytest.raises(InvalidInput):
        contact_codes.prove(proof.pk, wrong(code))
    contact_codes.prove(proof.pk, code)

    rows = []
    with connection.cursor() as cursor:
        for table in ("audit_event", "requests_app_contactproof", "notifications_message"):
            cursor.execute(f"SELECT t::text FROM {table} t")
            rows += [row for (row,) in cursor.fetchall()]

    assert code not in json.dumps(rows)
    assert proof.address not in json.dumps(rows)


def test_a_message_that_is_refused_for_good_is_known(monkeypatch):
    def refuse(message):
        raise channels.DeliveryFailed("SMTP 550", permanent=True)

    proof = send()
    assert not contact_codes.could_not_be_delivered(proof)
    monkeypatch.setattr(channels, "send", refuse)
    outbox.send_waiting()

    assert contact_codes.could_not_be_delivered(proof)


def test_old_proofs_are_destroyed():
    old, young = send(), send()
    grow_old(old, timedelta(days=8))

    contact_codes.destroy_old()

    assert list(ContactProof.objects.all()) == [young]
    assert [message.address for message in Message.objects.all()] == [young.address]
