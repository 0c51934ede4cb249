"""Opening a case with its number and PIN.

A stranger's number and a wrong PIN get the same answer after the same work, and both are audited alike.
"""

from functools import cache

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import events
from audit.verbs import Verb
from core import pins
from core.errors import NotFound
from core.ids import new_pin, read_reference
from requests_app.models import FootageRequest
from requests_app.people import STRANGER, Applicant
from requests_app.procedure.limits import WRONG_PINS_A_NUMBER, WRONG_PINS_A_VISITOR


def open(*, reference: str, pin: str, visitor: str) -> FootageRequest:  # noqa: A001 (read as tracking.open)
    """The request with this number, for whoever knows its PIN; `visitor` is `core.devices.visitor_of(request)`.

    Blanks and look-alike letters in what was typed are forgiven. Raises NotFound when number and PIN do not belong
    together, TooManyTries after 5 wrong PINs for a number within 15 minutes or 20 from a visitor within the hour.
    """
    number = read_reference(reference) or ""
    WRONG_PINS_A_VISITOR.count(visitor)
    if number:  # what cannot be a number protects no case
        WRONG_PINS_A_NUMBER.count(number)

    request = FootageRequest.objects.filter(reference=number).first()
    pin = "".join(character for character in pin if character.isdigit())
    if not pins.is_right(pin, request.pin_hash if request else _nobodys_pin()) or request is None:
        events.record_refusal(verb=Verb.PIN_REFUSED, by=STRANGER.actor, case=number)
        raise NotFound(
            _("No request has this number and this PIN. Compare both with your receipt, then try again."),
            code="wrong_number_or_pin",
        )
    WRONG_PINS_A_VISITOR.forgive(visitor)
    WRONG_PINS_A_NUMBER.forgive(number)
    with transaction.atomic():
        events.record(verb=Verb.TRACKING_OPENED, by=Applicant(number).actor, case=number)
    return request


def find(*, reference: str, pin: str) -> FootageRequest:
    """The same for whoever was told the PIN a moment ago: no try, and no event. Raises NotFound."""
    request = FootageRequest.objects.filter(reference=reference).first()
    if request is None or not pins.is_right(pin, request.pin_hash):
        raise NotFound(_("There is no such request. Check the number."))
    return request


@cache
def _nobodys_pin() -> str:
    """A hash that costs as much to check as a real one; nobody has its PIN."""
    return pins.make_hash(new_pin())
