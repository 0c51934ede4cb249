"""The admin site: signed in to on the staff page, open to roles that have something to do there."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.views.signing_in import SignOut


class Administration(AdminSite):
    site_title = _("Saksi administration")
    site_header = _("Saksi administration")
    index_title = _("What you may see and change")
    site_url = None
    enable_nav_sidebar = False  # it would take a quarter of the width of every list

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The staff sign-in page; for somebody signed in who has nothing to do here, there is no such page."""
        if request.user.is_authenticated and not self.has_permission(request):
            raise Http404
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), reverse("accounts:sign_in"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return SignOut.as_view()(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("accounts:change_password")
