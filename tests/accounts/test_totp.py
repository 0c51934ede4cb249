"""Codes of authenticator apps, against the numbers of the standard."""

import pytest

from accounts import totp

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"  # RFC 6238, appendix B: "12345678901234567890"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_the_codes_are_those_of_the_standard(moment, code):
    assert totp.code(SECRET, totp.step_at(moment)) == code


@pytest.mark.parametrize(("off", "found"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_step(off, found):
    typed = totp.code(SECRET, 1000 + off)

    assert totp.matching_step(SECRET, typed, at=1000 * 30 + 29) == (1000 + off if found else None)


def test_a_step_that_was_used_is_not_found_again():
    assert totp.matching_step(SECRET, totp.code(SECRET, 1000), at=30_000, after=1000) is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "١٢٣٤٥٦", "0" * 500])
def test_what_is_no_code_is_not_found(typed):
    assert totp.matching_step(SECRET, typed, at=30_000) is None


def test_every_secret_is_another():
    assert len({totp.new_secret() for _ in range(100)}) == 100
