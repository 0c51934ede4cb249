"""Staff sign in and out; each leaves an event in the trail."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.forms import SignInForm
from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.actors import STRANGER
from core.clients import client_of


class SignIn(LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    @transaction.atomic
    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        user = form.get_user()
        events.record(verb=Verb.STAFF_SIGNED_IN, by=user.actor, subject=f"user:{user.pk}")
        return super().form_valid(form)

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
        """Those who read cases go to the queue, the others to the admin site."""
        user = self.request.user
        if isinstance(user, User) and not user.may(Permission.READ_CASES):
            return reverse("admin:index")
        return super().get_default_redirect_url()


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
