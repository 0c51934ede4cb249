"""Handing native recordings to the police: on a letter, to a named officer, with every file by its hash.

KUHAP pasal 39-42 and UU 1/2024 pasal 5: recordings are evidence when their integrity can be shown; so the files are the
recorder's own, bit by bit, and the receipt lists their SHA-256.
"""

from datetime import date

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.clock import database_now, wib_date
from core.errors import InvalidInput, NotAllowed, NotNow
from footage import originals
from requests_app.models import FootageRequest, Handover, Outcome
from requests_app.refusals import attempt


def may_record(request: FootageRequest, by: User) -> bool:
    """Officers, once it was decided that the footage goes to the police."""
    return by.may(Permission.REVIEW) and request.outcome == Outcome.HANDED_TO_POLICE


def record(
    request: FootageRequest,
    *,
    police_unit: str,
    officer_name: str,
    officer_number: str,
    letter_number: str,
    letter_date: date,
    by: User,
) -> Handover:
    """Notes who takes the files that the vault keeps for the case now.

    Raises NotAllowed (audited), NotNow when nothing is kept, InvalidInput.
    """
    with attempt(request, "hand_over", by=by):
        if not may_record(request, by):
            raise NotAllowed(_("Footage is handed over once that was decided, and by an officer."))
        if letter_date > wib_date(database_now()):
            raise InvalidInput(_("The letter cannot be dated in the future."), field="letter_date")
        files = originals.listing(originals.of_case(request.reference))
        if not files:
            raise NotNow(_("Nothing of this request is kept any more, so nothing can be handed over."), code="no_files")
        handover = Handover.objects.create(
            request=request,
            police_unit=police_unit.strip(),
            officer_name=officer_name.strip(),
            officer_number=officer_number.strip(),
            letter_number=letter_number.strip(),
            letter_date=letter_date,
            files=files,
            handed_by=by,
            handed_at=database_now(),
        )
        events.record(
            verb=Verb.HANDED_OVER,
            by=by.actor,
            case=request.reference,
            subject=f"handover:{handover.pk}",
            detail={"files": [file["sha256"] for file in files]},
        )
    return handover
