"""The contact and its code: proved in the browser that asked, corrected when wrong, helped when nothing arrives."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from core.clock import database_now
from notifications.models import Message
from requests_app.models import ContactProof, FootageRequest
from requests_app.procedure.limits import CODES_AN_ADDRESS
from tests.requests_app.residents import ANSWERS, DECLARATIONS, newest_code, walk_to

CODE, AFTERWARDS, CHECK = (reverse(f"requests:{name}") for name in ("code", "documents", "check"))
BOTH = ANSWERS["contact"] | {"email": "siti@example.com"}


@pytest.fixture(autouse=True)
def in_english(client, camera):
    cache.delete(CODES_AN_ADDRESS._key("siti@example.com"))
    client.cookies["saksi_language"] = "en"


def contact(client, **answers):
    return client.post(reverse("requests:contact"), BOTH | answers)


def type_code(client, code):
    return client.post(CODE, {"code": code})


def again(client, **data):
    return client.post(reverse("requests:send_code"), data, follow=True)


def grow_old(age):
    ContactProof.objects.update(sent_at=database_now() - age)


def codes_sent():
    return Message.objects.filter(occasion__startswith="contact/").order_by("created_at")


def test_the_code_goes_to_the_contact_by_the_channel_that_was_chosen(client):
    walk_to(client, "contact")

    response = contact(client, channel="email")

    assert response.headers["Location"] == CODE
    sent = codes_sent().get()
    assert (sent.channel, sent.address, sent.language) == ("email", "siti@example.com", "id")
    assert "siti@example.com" in client.get(CODE).text
    assert type_code(client, newest_code()).headers["Location"] == AFTERWARDS


def test_nothing_is_submitted_before_the_contact_is_proved(client):
    walk_to(client, "contact")
    contact(client)

    assert client.post(CHECK, DECLARATIONS).headers["Location"] == CODE
    assert not FootageRequest.objects.exists()


def test_the_code_counts_in_the_browser_that_asked_for_it_only(client):
    walk_to(client, "contact")
    contact(client)
    stranger = Client()

    assert type_code(stranger, newest_code()).headers["Location"] == reverse("requests:resume")
    walk_to(stranger, "contact")
    assert type_code(stranger, newest_code()).headers["Location"] == reverse("requests:contact")
    assert not ContactProof.objects.filter(proved_at__isnull=False).exists()


def test_a_wrong_code_is_told_at_its_box_and_after_five_a_new_one_helps(client):
    walk_to(client, "contact")
    contact(client)
    wrong = f"{(int(newest_code().replace(' ', '')) + 1) % 10**6:06d}"
    for left in (4, 3, 2, 1):
        assert f"you have {left} tr" in type_code(client, wrong).text
    locked = type_code(client, wrong).text
    assert "That was five times another code" in locked
    assert 'id="id_code-error"' not in client.get(CODE).text
    assert type_code(client, newest_code()).status_code == 200  # the right one comes too late

    assert "A new code is on its way" in again(client).content.decode()

    assert type_code(client, newest_code()).headers["Location"] == AFTERWARDS


def test_after_ten_minutes_a_new_code_is_needed(client):
    walk_to(client, "contact")
    contact(client)
    grow_old(timedelta(minutes=11))

    assert "older than ten minutes" in type_code(client, newest_code()).text


def test_a_wrong_contact_is_corrected_and_its_own_code_is_sent(client):
    walk_to(client, "contact")
    contact(client, phone="0812 9999 0000")
    old = newest_code()

    contact(client)

    assert codes_sent().last().address == "+6281234567890"
    assert "This is not the code" in type_code(client, old).text
    type_code(client, newest_code())
    client.post(AFTERWARDS, ANSWERS["documents"])
    client.post(CHECK, DECLARATIONS)
    assert FootageRequest.objects.get().phone == "+6281234567890"


def test_a_proved_contact_that_is_changed_must_be_proved_again(client):
    walk_to(client, "check")

    contact(client, phone="0812 9999 0000")

    assert client.get(CHECK).headers["Location"] == CODE


def test_a_proved_contact_gets_no_second_code(client):
    walk_to(client, "check")

    assert client.post(reverse("requests:contact"), ANSWERS["contact"]).headers["Location"] == CHECK
    assert codes_sent().count() == 1


def test_pressing_twice_sends_one_code(client):
    walk_to(client, "contact")
    contact(client)
    contact(client)

    assert "a moment ago" in again(client).content.decode()
    assert codes_sent().count() == 1


def test_another_channel_is_one_press_away(client):
    walk_to(client, "contact")
    contact(client)
    assert "Send it by e-mail" in client.get(CODE).text

    again(client, channel="email")

    assert codes_sent().last().channel == "email"
    type_code(client, newest_code())
    client.post(AFTERWARDS, ANSWERS["documents"])
    client.post(CHECK, DECLARATIONS)
    assert FootageRequest.objects.get().channel == "email"


def test_a_channel_without_a_contact_is_not_pressed(client):
    walk_to(client, "contact")
    contact(client, email="")

    again(client, channel="email")

    assert {message.channel for message in codes_sent()} == {"whatsapp"}


def test_a_message_that_came_back_is_said(client):
    walk_to(client, "contact")
    contact(client)
    codes_sent().update(state=Message.State.FAILED)

    assert "could not be delivered" in client.get(CODE).text


def test_too_many_codes_are_refused_in_words_and_keep_what_was_typed(client):
    walk_to(client, "contact")
    for _ in range(CODES_AN_ADDRESS.tries):
        CODES_AN_ADDRESS.count("+6281234567890")

    shown = client.post(reverse("requests:contact"), ANSWERS["contact"], follow=True).content.decode()

    assert "That was too often" in shown
    assert "Press “Send a new code”" in shown
    assert not codes_sent().exists()


@pytest.mark.parametrize(
    ("answers", "field", "says"),
    [
        ({"phone": "", "channel": "sms"}, "phone", "You chose WhatsApp or SMS"),
        ({"email": "", "channel": "email"}, "email", "You chose e-mail"),
        ({"phone": "(021) 555-1234"}, "phone", "This is a landline"),
        ({"phone": "", "email": ""}, "phone", "Enter a mobile number or an e-mail address"),
    ],
)
def test_a_contact_that_the_channel_cannot_reach_is_told_at_its_box(client, english, answers, field, says):
    walk_to(client, "contact")

    response = contact(client, **answers)

    assert says in str(response.context["form"].errors[field])
    assert not codes_sent().exists()


def test_a_landline_beside_e_mail_is_fine(client):
    walk_to(client, "contact")

    assert contact(client, phone="(021) 555-1234", channel="email").headers["Location"] == CODE


def test_the_code_stands_in_no_address_and_no_page(client):
    walk_to(client, "contact")
    response = contact(client)
    code = newest_code()

    shown = client.get(CODE).text + type_code(client, "1").text + response.headers["Location"]

    assert code not in shown
    assert code.replace(" ", "") not in shown
