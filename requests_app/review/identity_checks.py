"""Checking who somebody is, and destroying the paper that showed it.

An identity paper is opened by the officer who has the case and by nobody else, each time for a recorded reason, once
for each press of the button. Whatever the check comes to, the paper is destroyed, and the applicant is told when and by
whom.
"""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import InvalidInput, NotAllowed, NotFound, NotNow
from requests_app import rules
from requests_app.correspondence import letters
from requests_app.intake import documents
from requests_app.models import CaseDocument, FootageRequest, IdentityCheck, IdentityReveal, Status
from requests_app.people import Party
from requests_app.refusals import attempt

Why = IdentityReveal.Why


def may_check(request: FootageRequest, *, by: Party) -> bool:
    """The officer who has the case, as long as it is open."""
    try:
        require_checker(request, by=by)
    except NotAllowed:
        return False
    return True


def reveal(request: FootageRequest, document_id: uuid.UUID, *, why: str, token: uuid.UUID, by: User) -> list[bytes]:
    """The pages of an identity paper as JPEG, for the one press of the button that `token` names.

    Raises NotAllowed (audited) to everybody but the officer who has the case, NotFound when the paper was destroyed,
    InvalidInput without a reason, NotNow when this press has shown it already.
    """
    with attempt(request, "reveal_identity", by=by):
        locked = FootageRequest.objects.select_for_update().get(pk=request.pk)
        require_checker(locked, by=by)
        document = (
            locked.documents.select_for_update()
            .filter(pk=document_id, kind=CaseDocument.Kind.IDENTITY, destroyed_at=None)
            .first()
        )
        if document is None:
            raise NotFound(_("There is no such identity paper, or it was destroyed after its check."))
        if why not in Why.values:
            raise InvalidInput(
                _("Choose why you have to see the paper; the applicant can read it."), code="no_reason", field="why"
            )
        if IdentityReveal.objects.filter(token=token).exists():
            raise NotNow(
                _("The paper was shown for this reason already. Give a reason again to see it once more."),
                code="shown_already",
            )
        IdentityReveal.objects.create(document=document, officer=by, why=why, token=token, revealed_at=database_now())
        events.record(
            verb=Verb.IDENTITY_REVEALED,
            by=by.actor,
            case=request.reference,
            subject=documents.subject(document),
            detail={"why": why},
        )
        return documents.open_content(document).pages_as_jpeg()


def complete(request: FootageRequest, *, by: User, passed: bool) -> IdentityCheck:
    """The check of all identity papers of the case; destroys them and tells the applicant.

    Raises NotAllowed (audited), NotNow when there is no paper to check or this officer has not looked at it.
    """
    with attempt(request, "check_identity", by=by):
        locked = FootageRequest.objects.select_for_update().get(pk=request.pk)
        require_checker(locked, by=by)
        papers = list(waiting(locked).select_for_update(of=["self"]))
        if not papers:
            raise NotNow(_("There is no identity paper to check."), code="no_identity_paper")
        if not IdentityReveal.objects.filter(document__in=papers, officer=by).exists():
            raise NotNow(_("Look at the identity paper first, then say what the check came to."), code="not_looked_at")
        check = IdentityCheck.objects.create(request=locked, checked_by=by, checked_at=database_now(), passed=passed)
        for paper in papers:
            paper.identity_check = check
            documents.destroy(paper, because=CaseDocument.Destroyed.CHECKED)
        events.record(
            verb=Verb.IDENTITY_CHECKED,
            by=by.actor,
            case=locked.reference,
            subject=f"identity_check:{check.pk}",
            detail={"passed": passed, "destroyed": [str(paper.pk) for paper in papers]},
        )
        letters.send(letters.identity_checked(check), request=locked)
    return check


def waiting(request: FootageRequest) -> QuerySet[CaseDocument]:
    """The identity papers that nobody has checked yet."""
    return request.documents.filter(kind=CaseDocument.Kind.IDENTITY, destroyed_at=None)


def require_checker(request: FootageRequest, *, by: Party) -> None:
    """Raises NotAllowed to everybody but the officer who has the case, NotNow when it is closed."""
    rules.reviewer(request, by)
    rules.has_the_case(request, by)
    if request.status == Status.CLOSED:
        raise NotNow(_("The request is closed; its identity papers are destroyed."), code="case_closed")
