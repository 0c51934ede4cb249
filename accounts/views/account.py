"""One's own account: what one may do, password, second factors, and all sessions at once."""

import uuid

from django.contrib import messages as flashes
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts import enrolment, factors, kept_forms, people, signing_in
from accounts.access import StaffRequest, fresh_factor
from accounts.forms import ChangePasswordForm
from accounts.roles import Role


@require_GET
@never_cache
@login_required
def account(request: StaffRequest) -> HttpResponse:
    context = {"factors": factors.of(request.user), "roles": [Role(role) for role in request.user.roles]}
    return render(request, "accounts/account.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
def change_password(request: StaffRequest) -> HttpResponse:
    form = ChangePasswordForm(request.POST or None, user=request.user)
    if not form.is_valid():
        return render(request, "accounts/change_password.html", {"form": form}, status=422 if form.is_bound else 200)
    people.choose_password(request.user, form.cleaned_data["password"], by=request.user.actor)
    update_session_auth_hash(request, request.user)
    flashes.success(request, _("Your new password holds. All other devices were signed out."))
    return redirect("accounts:account")


@require_http_methods(["GET", "POST"])
@never_cache
@login_required
@fresh_factor
def add_factor(request: StaffRequest) -> HttpResponse:
    found = enrolment.set_up(request, request.user)
    if found.recovery_codes:
        return _show_codes(request, found.recovery_codes)
    if found.added:
        flashes.success(request, _("It works from now on."))
        return redirect("accounts:account")
    context = {
        "found": found,
        "has_app": factors.of(request.user).app_added_at is not None,
        "app": enrolment.offer_app(request, request.user),
        "passkey_options": enrolment.offer_passkey(request, request.user),
    }
    return render(request, "accounts/add_factor.html", context, status=found.status)


@require_POST
@login_required
@fresh_factor
def remove_app(request: StaffRequest) -> HttpResponse:
    factors.remove_app(request.user, by=request.user.actor)
    flashes.success(request, _("The app is removed. Its codes no longer work."))
    return redirect("accounts:account")


@require_POST
@login_required
@fresh_factor
def remove_passkey(request: StaffRequest, passkey_id: uuid.UUID) -> HttpResponse:
    passkey = get_object_or_404(request.user.passkeys, pk=passkey_id)
    factors.remove_passkey(request.user, passkey, by=request.user.actor)
    flashes.success(request, _("The passkey is removed and no longer works."))
    return redirect("accounts:account")


@require_POST
@never_cache
@login_required
@fresh_factor
def renew_recovery_codes(request: StaffRequest) -> HttpResponse:
    return _show_codes(request, factors.renew_recovery_codes(request.user, by=request.user.actor))


@require_POST
@login_required
def sign_out_everywhere(request: StaffRequest) -> HttpResponse:
    """This device too: its owner may fear for it."""
    people.sign_out_everywhere(request.user, by=request.user.actor)
    logout(request)
    flashes.success(request, _("You are signed out on all devices."))
    return redirect("accounts:sign_in")


@require_GET
@never_cache
@login_required
def kept_form(request: StaffRequest) -> HttpResponse:
    """What was sent after the session had run out: to be sent now, or thrown away."""
    kept = kept_forms.find(request, owner=kept_forms.of_staff(request.user.pk))
    if kept is None:
        return redirect(signing_in.destination(request, request.user, ""))
    return render(request, "accounts/kept_form.html", {"kept": kept})


@require_POST
@login_required
def forget_kept_form(request: StaffRequest) -> HttpResponse:
    kept_forms.forget(request)
    return redirect(signing_in.destination(request, request.user, ""))


def _show_codes(request: StaffRequest, codes: list[str]) -> HttpResponse:
    shown = {"codes": codes, "following": reverse("accounts:account")}
    return render(request, "accounts/recovery_codes.html", shown)
