"""A new account shows the code it was given, then sets up its second factor, before its first session opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts import enrolment, signing_in
from accounts.access import half_way
from accounts.forms import EnrolmentForm
from accounts.signing_in import HalfWay


@never_cache
@half_way("accounts:enrol")
def enrol(request: HttpRequest, step: HalfWay) -> HttpResponse:
    form = EnrolmentForm(request.POST if request.method == "POST" else None, user=step.user)
    if form.is_valid():
        code = str(form.code_id)
        return redirect(signing_in.begin(request, step.user, next=step.next, enrolment_code=code).page)
    return render(request, "accounts/enrol.html", {"form": form}, status=form.status if form.is_bound else 200)


@never_cache
@half_way("accounts:set_up_factor")
def set_up_factor(request: HttpRequest, step: HalfWay) -> HttpResponse:
    found = enrolment.set_up(request, step.user)
    if found.added:
        following = signing_in.go_on(request, step, found.added)
        shown = {"codes": found.recovery_codes, "following": following}
        return render(request, "accounts/recovery_codes.html", shown)
    context = {
        "found": found,
        "app": enrolment.offer_app(request, step.user),
        "passkey_options": enrolment.offer_passkey(request, step.user),
    }
    return render(request, "accounts/set_up_factor.html", context, status=found.status)
