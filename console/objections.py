"""Objections at the desk: those of one case, and the reviewer's own queue by the day on which each falls due."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.clock import wib_date
from core.forms import PageForm, Radios, TextBlock
from requests_app import workflow
from requests_app.applicant import objections
from requests_app.models import FootageRequest, Objection
from requests_app.procedure import deadlines
from requests_app.procedure.deadlines import WorkingDays
from requests_app.review.caseload import cases_for
from requests_app.workflow import Action

CHOOSE = gettext_lazy("Choose how you answer the objection.")


class Verdict(models.TextChoices):
    UPHOLD = Action.UPHOLD.value, gettext_lazy("The decision stands")
    OVERTURN = Action.OVERTURN.value, gettext_lazy("The objection is right: the request is answered anew")


class VerdictForm(PageForm):
    prefix = "objection"
    verdict = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=Verdict.choices,
        widget=Radios(),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    answer = forms.CharField(
        label=gettext_lazy("Reasons, in plain words"),
        help_text=gettext_lazy("The law wants them in writing (UU 14/2008 art. 36). The applicant reads this."),
        widget=TextBlock(rows=5),
        max_length=objections.LONGEST,
        error_messages={
            "required": gettext_lazy("Write the reasons of your answer. The applicant reads them."),
            "max_length": gettext_lazy("Shorten the reasons to 4,000 characters."),
        },
    )


@dataclass(frozen=True, slots=True)
class ObjectionRow:
    """One objection; `may_answer`: whoever looks took no part in the case. `obstacle` says so where they did."""

    objection: Objection
    term: WorkingDays
    late: bool
    may_answer: bool
    obstacle: str


def of_case(case: FootageRequest, user: User) -> list[ObjectionRow]:
    """The newest first."""
    now = timezone.now()
    of_decision = [f"decision__{name}" for name in ("consequence_test", "proposed_by", "settled_by")]
    found = case.objections.select_related("answered_by", *of_decision).prefetch_related("decision__windows__camera")
    return [_row(objection, user, now=now) for objection in found.order_by("-lodged_at")]


def open_for(user: User) -> models.QuerySet[Objection]:
    """All have as many working days, so the oldest falls due first."""
    return Objection.objects.filter(state=Objection.State.OPEN, request__in=cases_for(user)).order_by("lodged_at")


def queue(user: User, *, most: int | None = None) -> list[ObjectionRow]:
    """The open objections that `user` may know of, what falls due first on top."""
    waiting = list(open_for(user).select_related("request")[:most])
    known = deadlines.calendar(after=wib_date(waiting[0].lodged_at)) if waiting else None
    now = timezone.now()
    return [_row(objection, user, now=now, known=known) for objection in waiting]


def _row(objection: Objection, user: User, *, now: datetime, known: deadlines.Calendar | None = None) -> ObjectionRow:
    term = objections.term_to_answer(objection, known=known)
    is_open = objection.state == Objection.State.OPEN
    obstacle = workflow.obstacle(objection.request, Action.UPHOLD, user) if is_open else None
    return ObjectionRow(
        objection=objection,
        term=term,
        late=is_open and now >= term.due_at,
        may_answer=is_open and obstacle is None,
        obstacle=str(obstacle.message) if obstacle and obstacle.code in ("took_part", "has_interest") else "",
    )
