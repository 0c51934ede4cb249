"""Staff sign in, in two steps, and out; each leaves an event in the trail."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts import passkeys, people, sessions, signing_in
from accounts.access import half_way
from accounts.factors import Kind
from accounts.forms import FactorForm, NewPasswordForm, SignInForm
from accounts.models import User
from accounts.signing_in import HalfWay
from audit import events
from audit.verbs import Verb
from core.actors import STRANGER
from core.clients import client_of


class SignIn(LoginView):
    """The first step: user name and password."""

    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        step = signing_in.begin(self.request, form.get_user(), next=self.get_redirect_url())
        return redirect(step.page)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """What was typed is not recorded: people type passwords into the wrong box."""
        if form.non_field_errors():
            account = User.objects.filter(username=form.cleaned_data.get("username", "")).first()
            events.record_refusal(
                verb=Verb.STAFF_SIGN_IN_REFUSED,
                by=STRANGER,
                subject=f"user:{account.pk}" if account else "",
                detail={"reason": "locked out" if form.has_error(NON_FIELD_ERRORS, code="locked_out") else "wrong"},
            )
        return super().form_invalid(form)

    def get_default_redirect_url(self) -> str:
        return signing_in.destination(self.request, self.request.user, "")  # type: ignore[arg-type]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(ran_out=sessions.ENDED in self.request.session, **kwargs)


@never_cache
@half_way("accounts:choose_password")
def choose_password(request: HttpRequest, step: HalfWay) -> HttpResponse:
    """In place of a password that an administrator knows."""
    form = NewPasswordForm(request.POST or None, user=step.user)
    if not form.is_valid():
        return render(request, "accounts/choose_password.html", {"form": form}, status=422 if form.is_bound else 200)
    people.choose_password(step.user, form.cleaned_data["password"], by=step.user.actor)
    if step.factor:
        return redirect(signing_in.complete(request, step, Kind(step.factor)))
    following = signing_in.begin(request, step.user, next=step.next, enrolment_code=step.enrolment_code)
    return redirect(following.page)


@never_cache
@half_way("accounts:second_factor")
def second_factor(request: HttpRequest, step: HalfWay) -> HttpResponse:
    """The second step."""
    data = request.POST if request.method == "POST" else None
    form = FactorForm(data, request=request, user=step.user, by=STRANGER)
    if form.is_valid() and form.kind:
        return redirect(signing_in.go_on(request, step, form.kind))
    context = {"form": form, "passkey_options": passkeys.sign_in_options(request, step.user)}
    return render(request, "accounts/second_factor.html", context, status=form.status if form.is_bound else 200)


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            with transaction.atomic():
                events.record(verb=Verb.STAFF_SIGNED_OUT, by=request.user.actor, subject=f"user:{request.user.pk}")
        return super().post(request, *args, **kwargs)


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict | None) -> HttpResponse:
    """The page the form has already made, with its sentence and what was typed; only the status is another."""
    response.status_code = 429
    return response


def client_address(request: HttpRequest) -> str | None:
    """Whose tries are counted together with the user name; None when the address cannot be told."""
    client = client_of(request)
    return client if client != "unknown" else None
