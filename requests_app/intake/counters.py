"""Counter mode: staff of a kelurahan file for a person without a telephone, and open their request when they come back.

The person stands there and shows an identity paper; which one is noted, no copy is made. Both are named in the trail:
staff as the actor, the case as the applicant's.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.errors import InvalidInput, NotAllowed, NotFound
from core.ids import blind_index
from requests_app.intake import drafts
from requests_app.models import Draft, FootageRequest, SeenPaper
from requests_app.procedure.limits import LOOK_UPS_AT_A_COUNTER


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


def requests_of(nik: str, *, by: User) -> QuerySet[FootageRequest]:
    """What was filed at this counter for the person with this NIK (digits), newest first.

    For whoever has the person's paper before them: raises NotAllowed, TooManyTries beyond 30 an hour.
    """
    LOOK_UPS_AT_A_COUNTER.count(str(by.pk))
    return _filed_here(by).filter(nik_index=blind_index(nik, purpose="nik"))


def open(reference: str, *, paper_seen: str, by: User) -> FootageRequest:  # noqa: A001 (read as counters.open)
    """One of those that `requests_of` found. Raises as `check`, or NotFound where it was not filed here."""
    check(by, paper_seen=paper_seen)
    request = _filed_here(by).filter(reference=reference).first()
    if request is None:
        raise NotFound(_("There is no such request. Check the number."))
    with transaction.atomic():
        _record(Verb.TRACKING_OPENED_AT_COUNTER, request, by=by, detail={"paper_seen": paper_seen})
    return request


def note_act(request: FootageRequest, page: str, *, by: User) -> None:
    """What is sent at a counter is the applicant's act; this says whose hands typed it."""
    with transaction.atomic():
        _record(Verb.ACTED_AT_COUNTER, request, by=by, detail={"page": page})


def _filed_here(by: User) -> QuerySet[FootageRequest]:
    if not by.may(Permission.FILE_FOR_OTHERS) or by.unit_id is None:
        raise NotAllowed(_("Only counter staff may do this."), code="not_counter_staff")
    return FootageRequest.objects.filter(counter=by.unit_id).order_by("-submitted_at")


def _record(verb: Verb, request: FootageRequest, *, by: User, detail: dict[str, Any]) -> None:
    unit = {"counter": by.unit.code} if by.unit else {}
    events.record(verb=verb, by=by.actor, case=request.reference, detail=detail | unit)
