"""The pages of an application in their order, the part that each belongs to, and the ways between them.

A page is named here, in `forms.application.FORMS` (its questions) and in `requests_app.urls` (its address).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.forms import application as pages
from requests_app.forms.application import Application
from requests_app.intake import drafts
from requests_app.models import Draft

OUTLOOK, OVERWRITTEN, CHECK = "outlook", "overwritten", "check"


@dataclass(frozen=True, slots=True)
class Page:
    """`part` is what the caption counts."""

    part: int
    heading: str | Promise
    template: str = "resident/application/question.html"


PARTS: Mapping[int, Promise] = {
    1: _("When and where"),
    2: _("What happened"),
    3: _("What it is for, and proof"),
    4: _("Who you are"),
    5: _("Documents"),
    6: _("Check and submit"),
}
PAGES: dict[str, Page] = {
    pages.WINDOW: Page(1, _("When did it happen?")),
    pages.SEARCH: Page(1, _("Where did it happen?"), "resident/application/search.html"),
    pages.PLACE: Page(1, _("Which place do you mean?"), "resident/application/place.html"),
    pages.POINT: Page(1, _("Which camera point was nearest?")),
    pages.INCIDENT: Page(2, _("What happened?")),
    pages.RECOGNISE: Page(2, _("How can we recognise it?")),
    pages.VEHICLE: Page(2, _("Was a vehicle involved?")),
    pages.PURPOSE: Page(3, _("What is it for?")),
    pages.PROOF: Page(3, _("Have you reported it?")),
    pages.APPLICANT: Page(4, _("Who are you?")),
    pages.CAPACITY: Page(4, _("In what capacity do you ask?")),
    pages.BEHALF: Page(4, _("For whom do you ask?")),
    pages.CONTACT: Page(4, _("How can we reach you?")),
    pages.CODE: Page(4, _("Enter the code")),
    pages.DOCUMENTS: Page(5, _("Do you have papers or photos?"), "resident/application/documents.html"),
}
ORDER = {step: position for position, step in enumerate([*PAGES, CHECK])}
WHEN_AND_WHERE = frozenset(step for step, page in PAGES.items() if page.part == 1)


def may_show(step: str, application: Application) -> bool:
    """A page is shown once all before it are answered."""
    missing = application.missing()
    return missing is None or ORDER[missing] >= ORDER[step]


def after(step: str, application: Application) -> str:
    """The address of the next page: the answer on the spot behind time and place, else what is still missing."""
    missing = application.missing()
    if step == pages.WINDOW and application.is_overwritten():
        return reverse("requests:overwritten")
    if step in WHEN_AND_WHERE and missing not in WHEN_AND_WHERE:
        return reverse("requests:outlook")
    return reverse(f"requests:{missing or CHECK}")


def before(step: str, application: Application) -> str:
    """The address of the page before, as the back link says it."""
    if step == pages.INCIDENT:
        return reverse("requests:outlook")
    asked = [other for other in PAGES if ORDER[other] < ORDER[step] and application.is_asked(other)]
    return reverse(f"requests:{asked[-1]}") if asked else reverse("requests:landing")


def lead_back(application: Application) -> HttpResponse:
    """To the first question without an answer; who has answered none is told where drafts open."""
    return redirect(f"requests:{application.missing() or CHECK}" if application.answers else "requests:resume")


def frame(part: int, draft: Draft | None) -> dict[str, Any]:
    """What every page of the application says: which part it is, until when the answers are kept, and whether it is
    filed at a counter."""
    return {
        "part": part,
        "parts": len(PARTS),
        "kept_until": drafts.kept_until(draft) if draft else None,
        "at_counter": draft if draft and draft.filed_by_id else None,
    }


@dataclass(frozen=True, slots=True)
class Task:
    """One part of the application on its task list. `href` is where it goes on; empty when it cannot be begun yet."""

    id: str
    title: str | Promise
    href: str
    done: bool


def tasks(application: Application) -> list[Task]:
    missing = application.missing()
    reached = PAGES[missing].part if missing else max(PARTS)
    found = []
    for part, title in PARTS.items():
        first = next((step for step, page in PAGES.items() if page.part == part), CHECK)
        step = (missing or CHECK) if part == reached else first
        href = reverse(f"requests:{step}") if part <= reached else ""
        found.append(Task(f"part-{part}", title, href, done=part < reached))
    return found
