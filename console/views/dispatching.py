"""Who works on a case: given to an officer, or handed to another unit."""

from typing import Any

from django import forms
from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.roles import Permission
from console.access import StaffRequest, needs
from core.forms import PageForm
from requests_app import workflow
from requests_app.models import FootageRequest
from requests_app.review import dispatch
from requests_app.review.caseload import cases_for, get_case
from requests_app.workflow import Action

CHOOSE_OFFICER = gettext_lazy("Choose the officer who is to work on it.")
CHOOSE_UNIT = gettext_lazy("Choose the unit that is to work on it.")


class OfficerField(forms.ModelChoiceField):
    """Says how much each of them has in hand."""

    def label_from_instance(self, obj: Any) -> str:
        in_hand = ngettext("%(count)s request in hand", "%(count)s requests in hand", obj.in_hand)
        return f"{obj} ({in_hand % {'count': obj.in_hand}})"


class AssignForm(PageForm):
    officer: Any = OfficerField(
        queryset=None,
        label=gettext_lazy("Officer"),
        empty_label=gettext_lazy("Choose an officer"),
        error_messages={"required": CHOOSE_OFFICER, "invalid_choice": CHOOSE_OFFICER},
    )

    def __init__(self, *args: Any, case: FootageRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].queryset = dispatch.officers_for(case)  # type: ignore[attr-defined]


class HandOnForm(PageForm):
    unit: Any = forms.ModelChoiceField(
        queryset=None,
        label=gettext_lazy("Unit"),
        empty_label=gettext_lazy("Choose a unit"),
        error_messages={"required": CHOOSE_UNIT, "invalid_choice": CHOOSE_UNIT},
    )

    def __init__(self, *args: Any, case: FootageRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = dispatch.units_for(case)  # type: ignore[attr-defined]


@require_GET
@needs(Permission.TAKE_PART)
def who_works(request: StaffRequest, reference: str) -> HttpResponse:
    return _show(request, get_case(reference, by=request.user))


@require_POST
@needs(Permission.DISPATCH)
def assign(request: StaffRequest, reference: str) -> HttpResponse:
    case = get_case(reference, by=request.user)
    form = AssignForm(request.POST, case=case)
    if not form.is_valid():
        return _show(request, case, assign_form=form)
    officer = form.cleaned_data["officer"]
    workflow.perform(case, Action.ASSIGN, by=request.user, officer=officer)
    flashes.success(request, _("%(officer)s works on the request now.") % {"officer": officer})
    return redirect("console:case", reference)


@require_POST
@needs(Permission.TAKE_PART)
def hand_on(request: StaffRequest, reference: str) -> HttpResponse:
    case = get_case(reference, by=request.user)
    form = HandOnForm(request.POST, case=case)
    if not form.is_valid():
        return _show(request, case, hand_on_form=form)
    unit = form.cleaned_data["unit"]
    workflow.perform(case, Action.HAND_ON, by=request.user, unit=unit)
    flashes.success(request, _("The request belongs to %(unit)s now.") % {"unit": unit})
    still_seen = cases_for(request.user).filter(pk=case.pk).exists()
    return redirect("console:case", reference) if still_seen else redirect("console:queue")


def _show(request: StaffRequest, case: FootageRequest, **bound: PageForm) -> HttpResponse:
    possible = workflow.available(case, request.user)
    context = {
        "case": case,
        "assign_form": bound.get("assign_form") or AssignForm(case=case) if Action.ASSIGN in possible else None,
        "hand_on_form": bound.get("hand_on_form") or HandOnForm(case=case) if Action.HAND_ON in possible else None,
    }
    return render(request, "console/who_works.html", context, status=422 if bound else 200)
