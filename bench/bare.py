"""What the pages are compared with: a bare Django page doing one query, with what `startproject` gives and no more.

`gunicorn bench.bare`; it reads the cities from the database of the service that is measured beside it.
"""

import os

import django
import environ
from django.conf import settings
from django.http import HttpRequest, HttpResponse

settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY=os.environ["SAKSI_SECRET_KEY"],
    ROOT_URLCONF="bench.bare",
    DATABASES={"default": {**environ.Env().db_url("DATABASE_URL"), "CONN_MAX_AGE": 60}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "cameras",
    ],
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - Django needs its settings first
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402

from cameras.models import Area  # noqa: E402

PAGE = engines["django"].from_string(
    "<!doctype html><title>Cities</title><ul>{% for city in cities %}<li>{{ city.name }}</li>{% endfor %}</ul>"
)


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE.render({"cities": Area.objects.filter(level=Area.Level.CITY)}, request))


urlpatterns = [path("", page)]
application = get_wsgi_application()
