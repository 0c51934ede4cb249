"""Every address of the service; the language comes from a cookie, so an address is the same for everyone."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from config.demo.codes import demo_codes
from config.gallery import gallery, gallery_progress
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

if not settings.PRODUCTION:
    urlpatterns += [
        path("demo/", include("notifications.urls")),
        path("demo/kode/", demo_codes, name="demo_codes"),
        path("komponen/", gallery, name="gallery"),
        path("komponen/petugas/", gallery, {"desk": True}, name="gallery_desk"),
        path("komponen/kemajuan.json", gallery_progress, name="gallery_progress"),
    ]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.permission_denied"
handler404 = "config.errors.page_not_found"
handler500 = "config.errors.server_error"
