"""A PIN is known again, and cannot be found from its hash without our secret."""

from django.contrib.auth.hashers import Argon2PasswordHasher, make_password

from core import pins


def test_a_pin_is_known_again_and_another_is_not():
    known = pins.make_hash("12345678")

    assert pins.is_right("12345678", known)
    assert not pins.is_right("12345679", known)
    assert known != pins.make_hash("12345678")


def test_without_our_secret_the_right_pin_is_no_use(settings):
    known = pins.make_hash("12345678")
    settings.BLIND_INDEX_KEY = "of somebody else"

    assert not pins.is_right("12345678", known)
    assert not Argon2PasswordHasher().verify("12345678", known.replace("pin$", "argon2$", 1))


def test_a_pin_that_was_kept_before_it_was_keyed_still_opens():
    assert pins.is_right("12345678", make_password("12345678"))
