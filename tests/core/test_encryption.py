import base64
import os

import pytest
from django.db import connection

from core.encryption import DecryptionFailed, decrypt, encrypt
from notifications.models import Channel, Message


def message(**changes) -> Message:
    fields = {"occasion": os.urandom(4).hex(), "channel": Channel.EMAIL, "address": "warga@contoh.id", "language": "id"}
    return Message.objects.create(**fields | {"subject": "s", "body": "isi"} | changes)


def stored(row: Message) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM notifications_message WHERE id = %s", [row.pk])
        return cursor.fetchone()[0]


@pytest.mark.django_db
def test_the_database_holds_no_readable_text():
    row = message()

    assert "warga" not in stored(row)
    assert Message.objects.get(pk=row.pk).address == "warga@contoh.id"


@pytest.mark.django_db
def test_saving_again_keeps_what_was_not_opened():
    row = Message.objects.get(pk=message().pk)
    row.subject = "lain"
    row.save()

    assert Message.objects.get(pk=row.pk).address == "warga@contoh.id"


@pytest.mark.django_db
def test_a_value_copied_to_another_row_does_not_open():
    victim, thief = message(), message(address="maling@contoh.id")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE notifications_message SET address = %s WHERE id = %s", [stored(victim), thief.pk])

    with pytest.raises(DecryptionFailed):
        Message.objects.get(pk=thief.pk).address  # noqa: B018


@pytest.mark.django_db
def test_deferred_fields_open_on_access():
    row = Message.objects.defer("address").get(pk=message().pk)

    assert row.address == "warga@contoh.id"


@pytest.mark.django_db
def test_update_and_filter_refuse_encrypted_fields():
    with pytest.raises(ValueError, match="saving the row"):
        Message.objects.update(address="terbuka")


def test_keys_turn_over(settings):
    old = base64.b64encode(bytes(32)).decode()
    settings.FIELD_KEYS = {"old": old}
    sealed = encrypt("rahasia", place="t.f.1")
    settings.FIELD_KEYS = {"new": base64.b64encode(bytes(range(32))).decode(), "old": old}

    assert decrypt(sealed, place="t.f.1") == "rahasia"
    assert encrypt("baru", place="t.f.1").startswith("new:")


def test_a_lost_key_is_an_error_not_ciphertext(settings):
    sealed = encrypt("rahasia", place="t.f.1")
    settings.FIELD_KEYS = {"other": base64.b64encode(bytes(32)).decode()}

    with pytest.raises(DecryptionFailed):
        decrypt(sealed, place="t.f.1")
