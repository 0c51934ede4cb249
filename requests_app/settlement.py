"""What follows when the clips of an approved case are finished. Rows are the truth: run it as often as you like."""

from contextlib import suppress

from core.errors import NotNow
from requests_app import workflow
from requests_app.models import FootageRequest, Status
from requests_app.people import System

SETTLEMENT = System("settlement")


def settle_finished_renders() -> None:
    """Delivers every case whose clips are all published, and returns those with a failed clip to their officer."""
    for request in FootageRequest.objects.filter(status=Status.PREPARING):
        for action in workflow.available(request, SETTLEMENT):
            with suppress(NotNow):  # another sweep was faster
                workflow.perform(request, action, by=SETTLEMENT)
