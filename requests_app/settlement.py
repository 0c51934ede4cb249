"""What follows from clips that are finished or failed. Rows are the truth: run it as often as you like."""

from contextlib import suppress

from django.db.models import Exists, OuterRef, Q

from core.errors import NotNow
from requests_app import decisions, workflow
from requests_app.models import DecisionWindow, FootageRequest, Status
from requests_app.people import System

SETTLEMENT = System("settlement")


def settle_finished_renders() -> None:
    """Delivers every approved case, and returns those with a failed clip to their officer."""
    broken = DecisionWindow.objects.filter(
        decision__request=OuterRef("pk"), decision__state__in=decisions.LIVE, job__state__in=decisions.UNSUCCESSFUL
    )
    due = Q(status=Status.PREPARING) | Q(Exists(broken), status=Status.AWAITING_APPROVAL)
    for request in FootageRequest.objects.filter(due):
        for action in workflow.available(request, SETTLEMENT):
            with suppress(NotNow):  # another sweep was faster
                workflow.perform(request, action, by=SETTLEMENT)
