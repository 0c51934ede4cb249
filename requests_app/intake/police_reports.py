"""Police reports: when one must be there, whether it is, and one spelling for comparing whatever was typed.

Footage dies while somebody waits at a police station, so a report that is missing holds up the release of footage and
never its protection. What holds for which incident is a policy (`policies.POLICE_REPORT`).
"""

from datetime import date
from enum import IntEnum

from django.utils.translation import gettext_lazy as _

from audit import events
from audit.verbs import Verb
from core.clock import wib_date
from core.errors import InvalidInput, NotAllowed, NotNow
from core.ids import blind_index
from requests_app.intake import identity
from requests_app.models import CaseDocument, FootageRequest, Status
from requests_app.people import Applicant, Party
from requests_app.procedure import policies
from requests_app.refusals import attempt

LONGEST = 200


class Demand(IntEnum):
    """As the policies say it in numbers."""

    NOT_NEEDED = 0
    MAY_FOLLOW = 1
    BEFORE_RELEASE = 2


def index_of(text: str) -> str:
    """The keyed fingerprint of a report number in its one spelling; empty for none."""
    report = identity.read_police_report(text)
    return blind_index(report.normal, purpose="police-report") if report.normal else ""


def demand(incident_type: str, *, on: date | None = None) -> Demand:
    """What is asked after such an incident by the policy of the day `on` in Jakarta, today when none is given."""
    return Demand(min(policies.value(policies.POLICE_REPORT[incident_type], on=on), Demand.BEFORE_RELEASE))


def demand_of(request: FootageRequest) -> Demand:
    """By the policy of the day on which it was submitted."""
    return demand(request.incident_type, on=wib_date(request.submitted_at))


def is_there(request: FootageRequest) -> bool:
    """Its number was given, or the paper itself was sent."""
    papers = (paper for paper in request.documents.all() if paper.kind == CaseDocument.Kind.POLICE_REPORT)
    return bool(request.police_report) or any(not paper.staff_id and not paper.destroyed_at for paper in papers)


def holds_up(request: FootageRequest) -> bool:
    """Nothing may be released yet, because the report must come first and is not there."""
    return demand_of(request) == Demand.BEFORE_RELEASE and not is_there(request)


def may_add(request: FootageRequest, by: Party) -> bool:
    """The applicant, as long as the request is open; a number that was mistyped is replaced in the same way."""
    return by.actor == Applicant(request.reference).actor and request.status != Status.CLOSED


def add(request: FootageRequest, number: str, *, by: Party) -> None:
    """Puts the number of a report, as it was typed, into the request.

    Raises NotAllowed (audited), NotNow when the request is closed, InvalidInput for no number or a longer one than
    `LONGEST`.
    """
    with attempt(request, "add_police_report", by=by):
        locked = FootageRequest.objects.select_for_update().get(pk=request.pk)
        if by.actor != Applicant(locked.reference).actor:
            raise NotAllowed(_("Only the applicant may do this."), code="not_the_applicant")
        if not may_add(locked, by):
            raise NotNow(_("The request is closed, so it needs no police report any more."), code="case_closed")
        report = identity.read_police_report(number)
        if not report.normal or len(report.raw) > LONGEST:
            raise InvalidInput(
                _("Type the number from your LP, STTLP, STPL or SKTLK, 200 characters at most."), field="police_report"
            )
        replaced = bool(locked.police_report)
        locked.police_report, locked.police_report_index = report.raw, index_of(report.raw)
        locked.save(update_fields=["police_report", "police_report_index"])
        events.record(
            verb=Verb.POLICE_REPORT_ADDED,
            by=by.actor,
            case=locked.reference,
            detail={"kind": report.kind.value, "replaced": replaced},
        )
