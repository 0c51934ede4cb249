"""Every address of the service; the language comes from a cookie, so an address is the same for everyone."""

from django.contrib import admin
from django.urls import include, path

from config.views import healthz

urlpatterns = [
    path("healthz", healthz),
    path("bahasa/", include("django.conf.urls.i18n")),
    path("admin/", admin.site.urls),
    path("petugas/", include("accounts.urls")),
    path("petugas/", include("console.urls")),
    path("api/v1/", include("api.urls")),
    path("", include("footage.urls")),
    path("", include("requests_app.urls")),
]
