"""A new account sets up its second factor before its first session opens."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts import enrolment, signing_in
from accounts.access import half_way
from accounts.signing_in import HalfWay


@never_cache
@half_way("accounts:set_up_factor")
def set_up_factor(request: HttpRequest, step: HalfWay) -> HttpResponse:
    found = enrolment.set_up(request, step.user)
    if found.added:
        following = signing_in.complete(request, step, found.added)
        shown = {"codes": found.recovery_codes, "following": following}
        return render(request, "accounts/recovery_codes.html", shown)
    context = {
        "found": found,
        "app": enrolment.offer_app(request, step.user),
        "passkey_options": enrolment.offer_passkey(request, step.user),
    }
    return render(request, "accounts/set_up_factor.html", context, status=found.status)
