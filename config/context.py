"""What every template may know of the place it runs in."""

from django.conf import settings
from django.http import HttpRequest


def environment(request: HttpRequest) -> dict[str, str]:
    return {"saksi_env": settings.SAKSI_ENV}
