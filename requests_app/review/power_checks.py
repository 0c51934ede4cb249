"""Checking the power of attorney of whoever acts for somebody else (KUHPerdata pasal 1792).

The officer who has the case reads the paper and says whether it covers the request. Until it does, nothing is released
(`demands.power_unproved`, a guard of the workflow). Unlike an identity paper it stays: it is a proof of the case.
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import events
from audit.models import Event
from audit.verbs import Verb
from core.clock import database_now
from core.errors import NotAllowed, NotNow
from requests_app import rules
from requests_app.intake import demands, documents
from requests_app.models import CaseDocument, FootageRequest, PowerCheck, Status
from requests_app.people import Party
from requests_app.refusals import attempt


def is_asked(request: FootageRequest, *, by: Party) -> bool:
    """`by` could check it now: they have the case, it is open, and there is a paper that may cover it."""
    try:
        _require_checker(request, by=by)
    except NotAllowed:
        return False
    return demands.power_unproved(request) and bool(_papers(request))


def has_opened(request: FootageRequest, *, by: Party) -> bool:
    """`by` has read one of the papers: before that nobody can say what it covers."""
    subjects = [documents.subject(paper) for paper in _papers(request)]
    opened = Event.objects.filter(verb=Verb.DOCUMENT_READ, case=request.reference, actor_id=by.actor.id)
    return opened.filter(subject__in=subjects).exists()


def complete(request: FootageRequest, *, by: User, passed: bool) -> PowerCheck:
    """Raises NotAllowed (audited) to everybody but the officer who has the case, NotNow when there is no paper or this
    officer has not opened it."""
    with attempt(request, "check_power_of_attorney", by=by):
        locked = FootageRequest.objects.select_for_update().get(pk=request.pk)
        _require_checker(locked, by=by)
        papers = _papers(locked)
        if not papers:
            raise NotNow(_("There is no power of attorney to check."), code="no_power_of_attorney")
        if not has_opened(locked, by=by):
            raise NotNow(_("Open the power of attorney first, then say what the check came to."), code="not_looked_at")
        check = PowerCheck.objects.create(request=locked, checked_by=by, checked_at=database_now(), passed=passed)
        events.record(
            verb=Verb.POWER_CHECKED,
            by=by.actor,
            case=locked.reference,
            subject=f"power_check:{check.pk}",
            detail={"passed": passed, "papers": [str(paper.pk) for paper in papers]},
        )
    return check


def _papers(request: FootageRequest) -> list[CaseDocument]:
    kind = CaseDocument.Kind.POWER_OF_ATTORNEY
    return list(request.documents.filter(kind=kind, staff=None, destroyed_at=None))


def _require_checker(request: FootageRequest, *, by: Party) -> None:
    rules.reviewer(request, by)
    rules.has_the_case(request, by)
    if request.status == Status.CLOSED:
        raise NotNow(_("The request is closed, so nothing of it is checked any more."), code="case_closed")
