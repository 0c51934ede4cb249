"""Staff accounts, for administrators: who there is, what each may do, and everything that can be done to an account."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages as flashes
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import enrolment_codes, factors, people
from accounts.access import fresh_factor
from accounts.models import Unit, User
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from console.access import StaffRequest, View, needs
from console.templatetags.desk import role_name
from core.errors import InvalidInput
from core.forms import Checkboxes, PageForm, Text
from requests_app.models import FootageRequest, Status

PAGE_ROWS = 25
ROLES = [(role.value, capfirst(role.label)) for role in Role]


def on_an_account(view: Callable[[StaffRequest, User], HttpResponse]) -> View:
    """A button on somebody's page that weighs: for administrators whose second factor is fresh."""

    @never_cache
    @require_POST
    @needs(Permission.ADMINISTER)
    @fresh_factor
    @wraps(view)
    def acted(request: StaffRequest, user_id: int) -> HttpResponse:
        return view(request, get_object_or_404(User, pk=user_id))

    return acted


class FindForm(PageForm):
    """Whom the list shows. Nothing in it can be wrong."""

    q = forms.CharField(label=gettext_lazy("Name or user name"), required=False, widget=Text(width=20))
    unit = forms.ModelChoiceField(
        Unit.objects, label=gettext_lazy("Unit"), required=False, empty_label=gettext_lazy("All units")
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    disabled = forms.BooleanField(label=gettext_lazy("Disabled ones, too"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        short = [(role.value, role_name(role)) for role in Role]
        self.fields["role"].choices = [("", _("All roles")), *short]  # type: ignore[attr-defined]


class DetailsForm(PageForm):
    NAME = gettext_lazy("Enter the full name, like Sari Dewi Lestari.")

    full_name = forms.CharField(
        label=gettext_lazy("Full name"),
        max_length=150,
        widget=Text(width=30, attrs={"autocomplete": "off"}),
        error_messages={"required": NAME, "max_length": NAME},
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("There the person is told when something of the account changes."),
        required=False,
        widget=forms.EmailInput({"autocomplete": "off", "spellcheck": "false", "class": "govuk-input--width-30"}),
        error_messages={"invalid": gettext_lazy("Enter an e-mail address like nama@jakarta.go.id, or leave it empty.")},
    )
    unit = forms.ModelChoiceField(
        Unit.objects,
        label=gettext_lazy("Unit"),
        required=False,
        empty_label=gettext_lazy("No unit: works for all units"),
        error_messages={"invalid_choice": gettext_lazy("Choose a unit from the list.")},
    )


class RolesForm(PageForm):
    roles = forms.MultipleChoiceField(label=gettext_lazy("Roles"), choices=ROLES, required=False, widget=Checkboxes())


class NewPersonForm(RolesForm, DetailsForm):
    USERNAME = gettext_lazy("Enter a user name of letters, digits and . - _ @, like sari.dewi.")

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        widget=Text(width=20, attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={"required": USERNAME, "max_length": USERNAME},
    )
    field_order = ["username", "full_name", "email", "unit", "roles"]


@never_cache
@require_GET
@needs(Permission.ADMINISTER)
def overview(request: StaffRequest) -> HttpResponse:
    form = FindForm(request.GET)
    form.is_valid()
    page = Paginator(_found(form.cleaned_data), PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "console/people/overview.html", {"form": form, "page": page})


@require_GET
@needs(Permission.ADMINISTER)
def role_table(request: StaffRequest) -> HttpResponse:
    rows = [(permission, [permission in ROLE_PERMISSIONS[role] for role in Role]) for permission in Permission]
    return render(request, "console/people/role_table.html", {"roles": list(Role), "rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Permission.ADMINISTER)
@fresh_factor
def new_person(request: StaffRequest) -> HttpResponse:
    """The temporary password is shown in the answer, and nowhere else."""
    form = NewPersonForm(request.POST if "username" in request.POST else None)
    if form.is_valid():
        password = people.new_password()
        try:
            made = people.create(**form.cleaned_data, password=password, temporary=True, by=request.user.actor)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            code = people.issue_enrolment_code(made, by=request.user.actor)
            return _show_once(request, made, password=password, code=code, new=True)
    return render(request, "console/people/new_person.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_GET
@needs(Permission.ADMINISTER)
def person(request: StaffRequest, user_id: int) -> HttpResponse:
    return _show(request, get_object_or_404(User, pk=user_id))


@never_cache
@require_POST
@needs(Permission.ADMINISTER)
@fresh_factor
def change_details(request: StaffRequest, user_id: int) -> HttpResponse:
    """A unit says whose cases somebody reads, and the address where they are warned: they weigh as roles do."""
    found = get_object_or_404(User, pk=user_id)
    form = DetailsForm(request.POST)
    if form.is_valid():
        try:
            people.change_details(found, **form.cleaned_data, by=request.user.actor)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            return _done(request, found, _("Saved."))
    return _show(request, get_object_or_404(User, pk=user_id), details=form)


@on_an_account
def change_roles(request: StaffRequest, found: User) -> HttpResponse:
    form = RolesForm(request.POST)
    if not form.is_valid():
        return _show(request, found, roles=form)
    people.change_roles(found, form.cleaned_data["roles"], by=request.user.actor)
    return _done(request, found, _("The roles are changed; the person is told and signed out."))


@on_an_account
def disable(request: StaffRequest, found: User) -> HttpResponse:
    people.set_active(found, False, by=request.user.actor)
    return _done(request, found, _("The account is disabled and signed out everywhere."))


@on_an_account
def enable(request: StaffRequest, found: User) -> HttpResponse:
    people.set_active(found, True, by=request.user.actor)
    return _done(request, found, _("The account is enabled."))


@on_an_account
def reset_factors(request: StaffRequest, found: User) -> HttpResponse:
    return _show_once(request, found, code=people.reset_factors(found, by=request.user.actor))


@on_an_account
def issue_enrolment_code(request: StaffRequest, found: User) -> HttpResponse:
    return _show_once(request, found, code=people.issue_enrolment_code(found, by=request.user.actor))


@on_an_account
def give_password(request: StaffRequest, found: User) -> HttpResponse:
    return _show_once(request, found, password=people.give_password(found, by=request.user.actor))


@never_cache
@require_POST
@needs(Permission.ADMINISTER)
def sign_out(request: StaffRequest, user_id: int) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id)
    people.sign_out_everywhere(found, by=request.user.actor)
    return _done(request, found, _("The person is signed out everywhere."))


def _found(wanted: dict[str, Any]) -> QuerySet[User]:
    found = User.objects.select_related("unit").prefetch_related("passkeys").order_by("first_name", "last_name", "pk")
    found = found.select_related("authenticator_app")
    for word in wanted.get("q", "").split():
        found = found.filter(Q(username__icontains=word) | Q(first_name__icontains=word) | Q(last_name__icontains=word))
    if unit := wanted.get("unit"):
        found = found.filter(unit=unit)
    if role := wanted.get("role"):
        found = found.filter(roles__contains=[role])
    return found if wanted.get("disabled") else found.filter(is_active=True)


def _show(request: StaffRequest, found: User, **bound: PageForm) -> HttpResponse:
    details = {"full_name": found.get_full_name(), "email": found.email, "unit": found.unit}
    context = {
        "person": found,
        "is_me": found == request.user,
        "factors": factors.of(found),
        "enrolment_code": enrolment_codes.find(found),
        "in_hand": FootageRequest.objects.filter(officer=found).exclude(status=Status.CLOSED).count(),
        "details_form": bound.get("details") or DetailsForm(initial=details),
        "roles_form": bound.get("roles") or RolesForm(initial={"roles": found.roles}),
    }
    return render(request, "console/people/person.html", context, status=422 if bound else 200)


def _show_once(request: StaffRequest, found: User, **secrets: Any) -> HttpResponse:
    """What is told to the person by word of mouth: it stands in this answer and nowhere else."""
    context = {"person": found, "days": enrolment_codes.LIFETIME.days, **secrets}
    return render(request, "console/people/shown_once.html", context)


def _done(request: StaffRequest, found: User, said: str) -> HttpResponse:
    flashes.success(request, said)
    return redirect("console:person", found.pk)
