"""What follows without anybody's doing: clips are finished or failed, terms run out. Run it as often as you like."""

from contextlib import suppress

from django.db.models import Exists, OuterRef, Q

from core.errors import NotNow
from requests_app import workflow
from requests_app.decision import decisions
from requests_app.models import DecisionWindow, FootageRequest, Status
from requests_app.people import System

SETTLEMENT = System("settlement")


def settle_finished_renders() -> None:
    """Delivers every approved case, and returns those with a failed clip to their officer."""
    broken = DecisionWindow.objects.filter(
        decision__request=OuterRef("pk"), decision__state__in=decisions.LIVE, job__state__in=decisions.UNSUCCESSFUL
    )
    _settle(Q(status=Status.PREPARING) | Q(Exists(broken), status=Status.AWAITING_APPROVAL))


def settle_unanswered() -> None:
    """Goes on with every case whose applicant had the whole term to answer."""
    _settle(Q(status=Status.AWAITING_APPLICANT))


def _settle(due: Q) -> None:
    for request in FootageRequest.objects.filter(due):
        for action in workflow.available(request, SETTLEMENT):
            with suppress(NotNow):  # another sweep was faster
                workflow.perform(request, action, by=SETTLEMENT)
