"""The satisfaction survey of the nine elements (Permenpan-RB 14/2017): once for each request, and nameless.

That a request has answered is a mark on the request and an event; what was answered stands elsewhere, by month, with a
random key.
"""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit import events
from audit.verbs import Verb
from core.clock import database_now, wib_date
from core.errors import NotNow
from requests_app.models import FootageRequest, Status, SurveyAnswer
from requests_app.people import Applicant

ELEMENTS = (
    "requirements",
    "procedure",
    "time",
    "cost",
    "result",
    "competence",
    "behaviour",
    "complaints",
    "facilities",
)


def may_answer(request: FootageRequest) -> bool:
    return request.status == Status.CLOSED and not request.surveyed


def answer(request: FootageRequest, grades: Mapping[str, int]) -> None:
    """`grades`: a `Grade` for each of ELEMENTS. Raises NotNow when it was answered before or the request is open."""
    with transaction.atomic():
        # The condition is in the update: two browsers that send at once count once.
        open_for_it = FootageRequest.objects.filter(pk=request.pk, status=Status.CLOSED, surveyed=False)
        if not open_for_it.update(surveyed=True):
            raise NotNow(_("This survey can be answered once, after the request is closed. Thank you!"))
        month = wib_date(database_now()).replace(day=1)
        SurveyAnswer.objects.create(month=month, **{element: grades[element] for element in ELEMENTS})
        events.record(verb=Verb.SURVEY_ANSWERED, by=Applicant(request.reference).actor, case=request.reference)
