"""Guards of staff pages: half way through signing in, signed in, and with a second factor that is fresh."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from accounts import factors, kept_forms, passkeys, signing_in
from accounts.forms import FactorForm
from accounts.models import User

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User


def half_way(page: str) -> Callable[[View], View]:
    """For somebody whose next step of signing in is `page`; the others are sent to where they stand."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            step = signing_in.find(request)
            if step is None:
                return redirect("accounts:sign_in")
            if step.page != page:
                return redirect(step.page)
            return view(request, step, *args, **kwargs)

        return guarded

    return decorate


def fresh_factor(view: View) -> View:
    """For acts that weigh (the POSTs of a page): asks for the second factor again when it was shown too long ago.

    The page that asks carries what was sent along, all but files, and its button does the act itself. Put it below the
    guard that knows who is signed in.
    """

    @wraps(view)
    def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST" or factors.fresh(request):
            return view(request, *args, **kwargs)
        data = request.POST if FactorForm.is_answered(request) else None
        form = FactorForm(data, request=request, user=request.user, by=request.user.actor)
        if form.is_valid():
            factors.mark_shown(request)
            return view(request, *args, **kwargs)
        return _ask(request, form)

    return guarded


def _ask(request: StaffRequest, form: FactorForm) -> HttpResponseBase:
    context = {
        "form": form,
        "carried": kept_forms.fields_of(request, without=FactorForm.base_fields),
        "passkey_options": passkeys.sign_in_options(request, request.user),
    }
    return render(request, "accounts/fresh_factor.html", context, status=form.status if form.is_bound else 403)
