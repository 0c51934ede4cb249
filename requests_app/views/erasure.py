"""Erasure of one's own data: what goes, what stays and why, and how it stands."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.clock import database_now
from core.forms import PageForm
from requests_app import workflow
from requests_app.applicant import erasures, objections
from requests_app.models import FootageRequest, Policy
from requests_app.people import Applicant
from requests_app.procedure import policies
from requests_app.views.tracking import for_applicant
from requests_app.workflow import Action


class ErasureForm(PageForm):
    sure = forms.BooleanField(
        label=_("I know that this cannot be undone"),
        error_messages={"required": _("Tick this when you are sure that your data shall be erased.")},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def erasure(request: HttpRequest, case: FootageRequest) -> HttpResponse:
    by = Applicant(case.reference)
    form = ErasureForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        workflow.perform(case, Action.ASK_ERASURE, by=by)
        return redirect("requests:erasure", case.reference)
    wish, obstacle = erasures.last(case), workflow.obstacle(case, Action.ASK_ERASURE, by)
    term = objections.term_to_object(case)
    context = {
        "case": case,
        "form": form,
        "wish": wish,
        "due_at": erasures.due_at(wish) if wish and wish.state == erasures.State.ASKED else None,
        "basis": erasures.BASIS.get(wish.ground, "") if wish else "",
        "obstacle": obstacle.message if obstacle else "",
        "may_withdraw": Action.WITHDRAW in workflow.available(case, by),
        "objection_until": term.last_day if term and database_now() < term.due_at else None,
        "with_the_police": erasures.is_with_the_police(case),
        "hours": policies.value(Policy.Rule.ERASURE_HOURS),
    }
    return render(request, "resident/case/erasure.html", context)
