"""Who is concerned by a case takes no part in deciding it.

Everybody who takes a case or settles a proposal declares with that very act that they have no interest in it; whoever
has one says so here, and from then on is kept from acting (`rules.without_interest`) and from reading
(`caseload.cases_for`). UU 30/2014 pasal 42-45: officials with a conflict of interest may not decide, and whoever has
one tells their superior.
"""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import InvalidInput, NotAllowed
from requests_app.models import FootageRequest, Interest
from requests_app.refusals import attempt


def declare_beforehand(request: FootageRequest, kind: str, *, by: User) -> None:
    """For whoever does not have the case; who has it steps aside by the workflow's action, which moves the case.

    Raises NotAllowed (audited) to whoever can take no part in a case anyway.
    """
    with attempt(request, "declare_interest", by=by):
        if not by.may(Permission.TAKE_PART):
            raise NotAllowed(_("You only read this request."), code="no_part_in_case")
        declare(request, kind, by=by, at=database_now())
        events.record(verb=Verb.INTEREST_DECLARED, by=by.actor, case=request.reference, detail={"interest": kind})


def declare(request: FootageRequest, kind: str, *, by: User, at: datetime) -> Interest:
    """In the workflow's transaction. Raises InvalidInput when it is not said what the interest is."""
    if kind not in Interest.Kind.values:
        raise InvalidInput(_("Choose how you are concerned by this request."), field="interest")
    interest, _new = Interest.objects.update_or_create(
        request=request, staff=by, defaults={"kind": kind, "declared_at": at}
    )
    return interest
