"""Number and PIN open a case; guessing does not."""

from uuid import uuid4

import pytest
from django.core.cache import cache

from audit.models import Event
from audit.verbs import Verb
from core.errors import NotFound, TooManyTries
from core.ids import new_reference
from requests_app.applicant import tracking
from requests_app.intake import acceptance
from requests_app.procedure.limits import WRONG_PINS_A_VISITOR
from tests import cases


@pytest.fixture
def receipt(camera):
    return acceptance.submit(cases.submission())


@pytest.fixture
def visitor():
    """A visitor of its own for every test, since the cache is shared."""
    return str(uuid4())


def wrong(pin: str) -> str:
    return f"{(int(pin) + 1) % 10**8:08d}"


def events(verb):
    return Event.objects.filter(verb=verb)


def test_number_and_pin_open_the_case(receipt, visitor):
    request = tracking.open(reference=receipt.reference, pin=receipt.pin, visitor=visitor)

    assert request.reference == receipt.reference
    event = events(Verb.TRACKING_OPENED).get()
    assert (event.actor_kind, event.actor_id, event.case) == ("applicant", receipt.reference, receipt.reference)


def test_both_may_be_typed_in_their_own_way(receipt, visitor):
    typed = receipt.reference.lower().replace("-", " ")
    pin = f" {receipt.pin[:4]} {receipt.pin[4:]} "

    assert tracking.open(reference=typed, pin=pin, visitor=visitor).reference == receipt.reference


def test_a_wrong_pin_and_a_strangers_number_are_answered_alike(receipt, visitor):
    unknown = new_reference(year=2026)
    answers = []
    for reference, pin in [(receipt.reference, wrong(receipt.pin)), (unknown, receipt.pin), ("halo", "x"), ("", "")]:
        with pytest.raises(NotFound) as refused:
            tracking.open(reference=reference, pin=pin, visitor=visitor)
        answers.append((refused.value.code, str(refused.value.message), refused.value.status))

    assert len(set(answers)) == 1
    refusals = events(Verb.PIN_REFUSED).order_by("id")
    assert [event.case for event in refusals] == [receipt.reference, unknown, "", ""]
    assert {(event.actor_kind, event.actor_id, str(event.detail)) for event in refusals} == {("stranger", "", "{}")}


def test_after_five_wrong_pins_even_the_right_one_waits(receipt):
    for _ in range(5):
        with pytest.raises(NotFound):
            tracking.open(reference=receipt.reference, pin=wrong(receipt.pin), visitor=str(uuid4()))

    with pytest.raises(TooManyTries) as refused:
        tracking.open(reference=receipt.reference, pin=receipt.pin, visitor=str(uuid4()))

    assert "15" in str(refused.value.message)
    assert not events(Verb.TRACKING_OPENED).exists()


def test_a_number_that_does_not_exist_is_limited_in_the_same_way(db):
    unknown = new_reference(year=2026)
    for _ in range(5):
        with pytest.raises(NotFound):
            tracking.open(reference=unknown, pin="12345678", visitor=str(uuid4()))

    with pytest.raises(TooManyTries):
        tracking.open(reference=unknown, pin="12345678", visitor=str(uuid4()))


def test_a_client_that_tries_many_numbers_waits(receipt, visitor):
    for _ in range(WRONG_PINS_A_VISITOR.tries):
        with pytest.raises(NotFound):
            tracking.open(reference=new_reference(year=2026), pin="12345678", visitor=visitor)

    with pytest.raises(TooManyTries):
        tracking.open(reference=receipt.reference, pin=receipt.pin, visitor=visitor)


def test_opening_ones_own_case_often_is_no_guessing(receipt, visitor):
    for _ in range(WRONG_PINS_A_VISITOR.tries + 5):
        tracking.open(reference=receipt.reference, pin=receipt.pin, visitor=visitor)


def test_a_tried_number_stays_out_of_the_cache(receipt, visitor):
    with pytest.raises(NotFound):
        tracking.open(reference=receipt.reference, pin="1", visitor=visitor)

    keys = b" ".join(cache._cache.get_client().keys("*limit*")).decode()
    assert receipt.reference not in keys
    assert visitor not in keys
