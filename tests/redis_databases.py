"""Redis databases that nothing else uses: of a run's one Redis, by number."""

from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings


def redis_urls(number: int) -> tuple[str, str]:
    """The addresses of a database of this run's Redis: as Redis' client writes it, and as Celery's does."""
    address = urlsplit(settings.REDIS_URL)
    if address.scheme == "unix":
        return f"unix://{address.path}?db={number}", f"redis+socket://{address.path}?virtual_host={number}"
    ours = urlunsplit(address._replace(path=f"/{number}"))
    return ours, ours


def cache_at(url: str) -> dict[str, Any]:
    """The setting CACHES with the cache at `url`."""
    return {"default": {**settings.CACHES["default"], "LOCATION": url}}
