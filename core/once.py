"""What the making of one page reads only once: the moment, the rules, the days off.

A page that is only read (GET, HEAD) shows how things stood at one moment, so asking twice could only make it disagree
with itself. Whatever writes asks anew each time: outside such a page nothing is remembered.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

T = TypeVar("T")
_page: ContextVar[dict[Hashable, Any] | None] = ContextVar("page", default=None)


def once(what: Hashable, read: Callable[[], T]) -> T:
    """What `read` answers; within one page its first answer. `what` names it."""
    known = _page.get()
    if known is None:
        return read()
    if what not in known:
        known[what] = read()
    return known[what]


class PageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        page = _page.set({} if request.method in ("GET", "HEAD") else None)
        try:
            return self.get_response(request)
        finally:
            _page.reset(page)
