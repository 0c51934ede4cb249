"""“My requests” by a code, and another contact for a request."""

import re
import time
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from audit.models import Event
from audit.verbs import Verb
from core.errors import InvalidInput, NotAllowed
from notifications.models import Message
from requests_app.correspondence import contacts
from requests_app.intake import contact_codes
from requests_app.models import FootageRequest
from requests_app.people import Applicant
from requests_app.views import device
from tests import cases
from tests.requests_app.residents import newest_code, open_case

FIND, CODE, LIST, OPEN = (reverse(f"requests:own_{name}") for name in ("find", "code", "requests", "open"))
PHONE, STRANGE = "0812 3456 7890", "0811 1111 1111"


@pytest.fixture(autouse=True)
def in_english(client, camera, english):
    cache.clear()
    client.cookies["saksi_language"] = "en"


@pytest.fixture
def case(camera):
    return cases.file_case(channel="whatsapp")


def find(client, contact=PHONE):
    return client.post(FIND, {"contact": contact})


def come_in(client, contact=PHONE):
    find(client, contact)
    return client.post(CODE, {"code": newest_code()}, follow=True)


def page_of(case, name="case"):
    return reverse(f"requests:{name}", args=[case.reference])


# My requests


def test_a_code_to_the_contact_opens_the_request_without_number_and_pin(client, case):
    shown = come_in(client).text
    assert case.reference in shown
    assert client.get(page_of(case)).headers["Location"] == reverse("requests:track")

    response = client.post(OPEN, {"reference": case.reference}, follow=True)

    assert "We have received your request" in response.text
    verbs = Event.objects.filter(case=case.reference, verb__startswith="tracking.").order_by("id")
    assert [event.verb for event in verbs] == [Verb.TRACKING_LISTED, Verb.TRACKING_OPENED_BY_CODE]


def test_the_pages_say_the_same_of_every_contact(client, case):
    known = find(client)
    page_of_known = client.get(CODE).text
    unknown = find(client, STRANGE)
    page_of_unknown = client.get(CODE).text

    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])
    assert plain(page_of_known, "+6281234567890") == plain(page_of_unknown, "+6281111111111")
    assert Message.objects.filter(occasion__startswith="contact/").count() == 2


def plain(page, contact):
    for different in (re.escape(contact), r'name="csrfmiddlewaretoken" value="\w+"', r"\d\d\.\d\d WIB"):
        page, number = re.subn(different, "…", page)
        assert number
    return page


def test_whoever_has_filed_nothing_is_told_so_after_the_code_only(client, case):
    shown = come_in(client, STRANGE).text

    assert "No request was filed with this contact" in shown
    assert case.reference not in shown
    assert client.post(OPEN, {"reference": case.reference}).status_code == 404


def test_without_the_code_nothing_is_listed_or_opened(client, case):
    find(client)

    assert client.get(LIST).headers["Location"] == FIND
    assert client.post(OPEN, {"reference": case.reference}).headers["Location"] == FIND
    assert Client().post(CODE, {"code": newest_code()}).headers["Location"] == FIND


def test_a_contact_that_was_only_typed_finds_nothing(case):
    """Siti's request is answered by WhatsApp; the e-mail address beside it was never proved, and may be another's."""
    by_email, by_phone = (
        contacts.Holder("email", contacts.email_index("siti@example.com")),
        contacts.Holder("phone", contacts.phone_index("+6281234567890")),
    )

    assert list(contacts.requests_of(by_phone)) == [case]
    assert not contacts.requests_of(by_email)
    FootageRequest.objects.update(contact_proved_at=None)
    assert not contacts.requests_of(by_phone)


def test_a_code_lets_in_once(client, case):
    find(client)
    code = newest_code()
    client.post(CODE, {"code": code})

    assert client.post(CODE, {"code": code}).headers["Location"] == FIND


def test_what_was_opened_by_a_code_closes_after_half_an_hour_without_use(client, case, monkeypatch):
    come_in(client)
    client.post(OPEN, {"reference": case.reference})
    begun, half = time.time(), device.idle_limit().total_seconds()
    monkeypatch.setattr(device.time, "time", lambda: begun + half - 60)
    assert client.get(page_of(case)).status_code == 200
    monkeypatch.setattr(device.time, "time", lambda: begun + half + 60)
    assert client.get(page_of(case)).status_code == 200  # it was used meanwhile
    assert client.get(LIST).headers["Location"] == FIND

    monkeypatch.setattr(device.time, "time", lambda: begun + 2 * half + 120)

    assert "the request was closed here" in client.get(page_of(case), follow=True).text


@pytest.mark.parametrize("typed", ["", "021 384 5000", "siti@", "0812", "🙂", "' OR 1=1 --", "9" * 5000])
def test_a_contact_that_cannot_be_reached_gets_a_sentence(client, typed):
    shown = find(client, typed).text

    assert "<title>Error: " in shown
    assert not Message.objects.exists()


def test_neither_contact_nor_code_is_in_the_session(client, case):
    come_in(client)

    kept = str(dict(client.session))
    assert "81234567890" not in kept
    assert newest_code().replace(" ", "") not in kept


# Another contact


@pytest.fixture
def opened(client, case):
    open_case(client, case.reference)
    return client


def test_a_new_contact_counts_once_it_is_proved_and_the_old_one_is_told(opened, case):
    opened.post(page_of(case, "new_contact"), {"contact": "siti.baru@example.com"})
    case.refresh_from_db()
    assert case.channel == "whatsapp"
    before = Message.objects.count()

    response = opened.post(page_of(case, "new_contact_code"), {"code": newest_code()}, follow=True)

    assert "Your contact is changed." in response.text
    case.refresh_from_db()
    assert (case.channel, case.email, case.phone) == ("email", "siti.baru@example.com", "+6281234567890")
    assert list(contacts.requests_of(contacts.Holder("email", contacts.email_index("siti.baru@example.com"))))
    told = list(Message.objects.order_by("created_at")[before:])
    assert [(message.channel, message.address) for message in told] == [
        ("whatsapp", "+6281234567890"),
        ("email", "siti.baru@example.com"),
    ]
    assert "siti.baru" not in told[0].body
    event = Event.objects.get(verb=Verb.CONTACT_CHANGED)
    assert (event.actor_id, event.detail) == (case.reference, {"from": "whatsapp", "to": "email"})


def test_the_new_contact_needs_the_right_code(opened, case):
    opened.post(page_of(case, "new_contact"), {"contact": "siti.baru@example.com"})

    shown = opened.post(page_of(case, "new_contact_code"), {"code": "12"}).text

    assert "This is not the code we sent." in shown
    case.refresh_from_db()
    assert case.channel == "whatsapp"


def test_a_proof_changes_no_other_case_and_no_contact_twice(case):
    other = cases.file_case()
    proof = contact_codes.send(channel="email", address="siti.baru@example.com", language="en", visitor="test")
    with pytest.raises(InvalidInput):
        contacts.change(case, proof.pk, by=Applicant(case.reference))
    contact_codes.prove(proof.pk, newest_code())

    with pytest.raises(NotAllowed):
        contacts.change(case, proof.pk, by=Applicant(other.reference))
    contacts.change(case, proof.pk, by=Applicant(case.reference))
    with pytest.raises(InvalidInput):
        contacts.change(other, proof.pk, by=Applicant(other.reference))

    assert Event.objects.filter(verb=Verb.CASE_DENIED, case=case.reference).count() == 1
    assert Event.objects.filter(verb=Verb.CONTACT_CHANGED).count() == 1


def test_another_code_can_be_sent_by_another_way(opened, case):
    opened.post(page_of(case, "new_contact"), {"contact": STRANGE})
    assert "Send it by SMS" in opened.get(page_of(case, "new_contact_code")).text

    opened.post(page_of(case, "new_contact_send"), {"channel": "sms"})

    newest = Message.objects.latest("created_at")
    assert (newest.channel, newest.address) == ("sms", "+6281111111111")
    assert timedelta(minutes=9) < newest.expires_at - newest.created_at <= timedelta(minutes=10, seconds=5)
