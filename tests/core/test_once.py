"""A page that is read asks once; what writes asks every time."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from core.once import PageMiddleware, once


def answers(method: str) -> list[int]:
    """What two readings on one page answer, and two on the next."""
    told = iter(range(10))

    def view(_request):
        return HttpResponse(",".join(str(once("number", lambda: next(told))) for _ in range(2)))

    pages = [PageMiddleware(view)(RequestFactory().generic(method, "/")).content.decode() for _ in range(2)]
    return [int(number) for page in pages for number in page.split(",")]


@pytest.mark.parametrize(("method", "told"), [("GET", [0, 0, 1, 1]), ("HEAD", [0, 0, 1, 1]), ("POST", [0, 1, 2, 3])])
def test_only_a_page_that_is_read_remembers_and_the_next_asks_anew(method, told):
    assert answers(method) == told


def test_nothing_is_remembered_outside_a_page_or_after_one_that_failed():
    def view(_request):
        once("number", lambda: 1)
        raise LookupError

    with pytest.raises(LookupError):
        PageMiddleware(view)(RequestFactory().get("/"))

    assert [once("number", lambda: 2), once("number", lambda: 3)] == [2, 3]
