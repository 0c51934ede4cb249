"""A wish for erasure on the case page, and those that wait for an answer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.forms import PageForm, Radios, TextBlock
from requests_app import workflow
from requests_app.applicant import erasures
from requests_app.models import Erasure, FootageRequest, Status
from requests_app.review.caseload import cases_for
from requests_app.workflow import Action

CHOOSE = gettext_lazy("Choose how you answer.")


class Answer(models.TextChoices):
    ERASE = Action.ERASE.value, gettext_lazy("Erase it now, for good")
    REFUSE = Action.REFUSE_ERASURE.value, gettext_lazy("Keep it, and say why")


class ErasureForm(PageForm):
    prefix = "erasure"
    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=Answer.choices,
        widget=Radios(),
        error_messages={"required": CHOOSE, "invalid_choice": CHOOSE},
    )
    ground = forms.ChoiceField(
        label=gettext_lazy("If it is kept: on what ground?"),
        choices=[
            ("", gettext_lazy("none: it is erased")),
            *((value, f"{capfirst(label)} ({erasures.BASIS[value]})") for value, label in Erasure.Ground.choices),
        ],
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("If it is kept: why, in plain words"),
        help_text=gettext_lazy("The applicant reads this."),
        widget=TextBlock(rows=3),
        required=False,
        max_length=erasures.LONGEST,
        error_messages={"max_length": gettext_lazy("Shorten the explanation to 2,000 characters.")},
    )

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if answers.get("answer") == Answer.REFUSE:
            if not answers.get("ground"):
                self.add_error("ground", _("Choose the ground on which it is kept."))
            if not answers.get("reason") and "reason" not in self.errors:
                self.add_error("reason", _("Explain to the applicant why it is kept."))
        return answers


@dataclass(frozen=True, slots=True)
class Wish:
    """The open wish of a case. `obstacle` says why whoever looks may not answer it, or not carry it out now."""

    erasure: Erasure
    due_at: datetime
    may_answer: bool
    obstacle: str
    with_the_police: bool


def of_case(case: FootageRequest, user: User) -> Wish | None:
    erasure = erasures.find_open(case) if case.status == Status.CLOSED else None
    if erasure is None:
        return None
    obstacle = workflow.obstacle(case, Action.ERASE, user)
    return Wish(
        erasure=erasure,
        due_at=erasures.due_at(erasure),
        may_answer=workflow.obstacle(case, Action.REFUSE_ERASURE, user) is None,
        obstacle=str(obstacle.message) if obstacle and obstacle.code in ("has_interest", "objection_open") else "",
        with_the_police=erasures.is_with_the_police(case),
    )


def waiting(user: User) -> QuerySet[FootageRequest]:
    """The cases whose applicants wait for an answer to such a wish, the oldest wish first."""
    asked = Erasure.objects.filter(request=OuterRef("pk"), state=Erasure.State.ASKED)
    found = cases_for(user).filter(Exists(asked), erasures__state=Erasure.State.ASKED)
    return found.select_related("officer").order_by("erasures__asked_at")
