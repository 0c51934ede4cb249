"""Counter mode: staff of a kelurahan file for a person without a telephone, and open their request when they come back.

The person stands there and shows an identity paper; which one is noted, no copy is made. Both are named in the trail:
staff as the actor, the case as the applicant's. Whoever lost their PIN gets a new one there.
"""

from typing import Any, TypeGuard

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core import pins
from core.clock import database_now
from core.errors import InvalidInput, NotAllowed, NotFound
from core.ids import blind_index, new_pin
from requests_app.correspondence import letters
from requests_app.intake import drafts
from requests_app.models import Draft, FootageRequest, SeenPaper
from requests_app.procedure.limits import LOOK_UPS_AT_A_COUNTER, WRONG_PINS_A_NUMBER


def check(by: User, *, paper_seen: str) -> dict[str, Any]:
    """What a request says of where it was filed. Raises NotAllowed, or InvalidInput when no paper was shown."""
    if not by.may(Permission.FILE_FOR_OTHERS):
        raise NotAllowed(_("Only counter staff may do this."), code="not_counter_staff")
    if by.unit is None:
        raise NotAllowed(
            _("Your account belongs to no counter. Ask an administrator to give it its unit."), code="no_counter"
        )
    if paper_seen not in SeenPaper.values:
        raise InvalidInput(_("Choose which identity paper the person has shown you."), field="paper_seen")
    return {"filed_by": by, "counter": by.unit, "paper_seen": paper_seen}


def begin(*, paper_seen: str, by: User) -> tuple[Draft, str]:
    """A draft for the person at the counter, and its key (`drafts.start`). Raises as `check`."""
    check(by, paper_seen=paper_seen)
    return drafts.start(filed_by=by, paper_seen=paper_seen)


def may_go_on(draft: Draft, by: object) -> bool:
    """Whether a draft opens for whoever uses its device now: one's own for anybody, a counter's for who began it."""
    if draft.filed_by_id is None:
        return True
    return isinstance(by, User) and by.pk == draft.filed_by_id and by.may(Permission.FILE_FOR_OTHERS)


def is_served_by(user: object) -> TypeGuard[User]:
    """Whether who uses the browser is a counter's staff: then they type for the person before them."""
    return isinstance(user, User) and user.may(Permission.FILE_FOR_OTHERS)


def requests_of(nik: str, *, paper_seen: str, by: User) -> list[FootageRequest]:
    """What was filed by the person with this NIK (digits), here or anywhere, newest first; each says so in the trail.

    For whoever has the person's paper before them: raises as `check`, TooManyTries beyond 30 an hour.
    """
    check(by, paper_seen=paper_seen)
    LOOK_UPS_AT_A_COUNTER.count(str(by.pk))
    found = list(FootageRequest.objects.filter(nik_index=person(nik)).order_by("-submitted_at"))
    with transaction.atomic():
        for request in found:
            _record(Verb.TRACKING_LISTED_AT_COUNTER, request, by=by, detail={"paper_seen": paper_seen})
    return found


def person(nik: str) -> str:
    """Whom `requests_of` looked up: a keyed fingerprint, which a session may keep."""
    return blind_index(nik, purpose="nik")


def was_filed_here(request: FootageRequest, *, by: User) -> bool:
    return by.unit_id is not None and request.counter_id == by.unit_id


def open(reference: str, *, paper_seen: str, by: User) -> FootageRequest:  # noqa: A001 (read as counters.open)
    """One of those that `requests_of` found. Raises as `check`, or NotFound where it was not filed here."""
    check(by, paper_seen=paper_seen)
    request = FootageRequest.objects.filter(counter=by.unit_id, reference=reference).first()
    if request is None:
        raise NotFound(_("There is no such request. Check the number."))
    with transaction.atomic():
        _record(Verb.TRACKING_OPENED_AT_COUNTER, request, by=by, detail={"paper_seen": paper_seen})
    return request


def issue_pin(reference: str, *, of: str, paper_seen: str, by: User) -> tuple[FootageRequest, str]:
    """A new PIN for the person (`person`) who stands there, whose NIK the request must have; wherever it was filed.

    The PIN before ends, and so does what was opened with it or with a code. The contact, if there is one, is told.
    Raises as `check`, or NotFound where it is not theirs.
    """
    check(by, paper_seen=paper_seen)
    pin = new_pin()
    with transaction.atomic():
        request = FootageRequest.objects.select_for_update().filter(reference=reference, nik_index=of).first()
        if request is None or not of:
            raise NotFound(_("There is no such request. Check the number."))
        request.pin_hash, request.pin_issued_at = pins.make_hash(pin), database_now()
        request.save(update_fields=["pin_hash", "pin_issued_at"])
        _record(Verb.PIN_ISSUED, request, by=by, detail={"paper_seen": paper_seen})
        letters.send(letters.pin_issued, request=request)
    WRONG_PINS_A_NUMBER.forgive(reference)  # tries with the PIN that was forgotten
    return request, pin


def note_act(request: FootageRequest, page: str, *, by: User) -> None:
    """What is sent at a counter is the applicant's act; this says whose hands typed it."""
    with transaction.atomic():
        _record(Verb.ACTED_AT_COUNTER, request, by=by, detail={"page": page})


def _record(verb: Verb, request: FootageRequest, *, by: User, detail: dict[str, Any]) -> None:
    unit = {"counter": by.unit.code} if by.unit else {}
    events.record(verb=verb, by=by.actor, case=request.reference, detail=detail | unit)
