"""Stopping the clock while the office waits for something it asked the applicant for. Written by the workflow."""

from datetime import datetime

from core.clock import wib_date
from requests_app.models import CaseMessage, FootageRequest, Pause, Policy
from requests_app.procedure import deadlines
from requests_app.procedure.deadlines import WorkingDays


def find_open(request: FootageRequest) -> Pause | None:
    """The pause that goes on now."""
    return next((pause for pause in request.pauses.all() if pause.resumed_at is None), None)


def term(pause: Pause) -> WorkingDays:
    """How long the office waits for the answer before it goes on without one."""
    return deadlines.term(Policy.Rule.QUESTION_WORKING_DAYS, after=wib_date(pause.stopped_at))


def begin(request: FootageRequest, question: CaseMessage, *, at: datetime) -> None:
    Pause.objects.create(request=request, question=question, stopped_at=at)


def end(request: FootageRequest, answer: CaseMessage | None, *, at: datetime) -> None:
    """Ends the pause that goes on, if one does."""
    request.pauses.filter(resumed_at=None).update(answer=answer, resumed_at=at)
