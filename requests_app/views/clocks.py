"""The terms of a case as the applicant sees them: every day, counted or skipped, and what the clock waits for."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from requests_app.models import CaseMessage, FootageRequest, Status
from requests_app.procedure import deadlines, pauses
from requests_app.views.tracking import for_applicant


@dataclass(frozen=True, slots=True)
class Question:
    """What the office waits for, and until when it does."""

    message: CaseMessage
    last_day: date


def question(case: FootageRequest) -> Question | None:
    pause = pauses.find_open(case) if case.status == Status.AWAITING_APPLICANT else None
    return Question(pause.question, pauses.term(pause).last_day) if pause else None


@require_safe
@for_applicant
def days(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    """Every day between submission and answer, counted or skipped, with the reason."""
    context = {
        "case": case,
        "clocks": deadlines.of(case),
        "extension": deadlines.extension_of(case),
        "pauses": case.pauses.all(),
    }
    return render(request, "resident/case/days.html", context)
