"""A page that shows the demo accounts' codes of the moment, as an authenticator app would.

It has no address in production and answers nowhere but in a demo. The published secrets would open nothing in a real
service either: they lie in the database under field keys that production refuses.
"""

import time
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from accounts import totp
from accounts.models import AuthenticatorApp
from config.demo.staff import ACCOUNTS, Account


@dataclass(frozen=True, slots=True)
class Row:
    """`codes`: those that are taken now, the best one first; none for some seconds after both were used."""

    account: Account
    codes: list[str]


@never_cache
def demo_codes(request: HttpRequest) -> HttpResponse:
    if settings.SAKSI_ENV != "demo":
        raise Http404
    apps = {app.user.username: app for app in AuthenticatorApp.objects.select_related("user")}
    now = totp.step_at(time.time())
    rows = [
        Row(account, [totp.code(app.secret, step) for step in (now, now + totp.DRIFT) if step > app.last_step])
        for account in ACCOUNTS
        if (app := apps.get(account.username))
    ]
    return render(request, "demo/codes.html", {"rows": rows})
