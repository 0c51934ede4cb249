"""Filing a request: one question a page, then check, submit and receipt. Works without JavaScript.

Every page keeps what was typed in the draft before anything else, so the next visit finds it again.
"""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.clients import client_of
from core.errors import TooManyTries
from requests_app import drafts, findings, intake, policies
from requests_app.findings import Findings
from requests_app.forms import application as pages
from requests_app.forms.application import Application
from requests_app.forms.incident import DeclarationsForm
from requests_app.forms.steps import StepForm
from requests_app.forms.times import part_of_day
from requests_app.limits import OUTLOOKS_A_CLIENT, SUBMISSIONS_A_CLIENT
from requests_app.models import Draft, Policy
from requests_app.places import Spot
from requests_app.views import answers, device, facts

OUTLOOK = "outlook"


@dataclass(frozen=True, slots=True)
class Page:
    """`number` is the part of the application that the caption counts."""

    number: int
    heading: str | Promise
    template: str = "resident/application/question.html"


PAGES: dict[str, Page] = {
    pages.SEARCH: Page(1, _("Where did it happen?")),
    pages.PLACE: Page(1, _("Which place do you mean?"), "resident/application/place.html"),
    pages.POINT: Page(1, _("Which camera point was nearest?")),
    pages.WINDOW: Page(1, _("When did it happen?")),
    pages.INCIDENT: Page(2, _("What happened?")),
    pages.PURPOSE: Page(3, _("What is it for?")),
    pages.APPLICANT: Page(4, _("Who are you?")),
}
PARTS = 5
ORDER = {step: position for position, step in enumerate(PAGES)}
WHERE_AND_WHEN = frozenset({pages.SEARCH, pages.PLACE, pages.POINT, pages.WINDOW})


@never_cache
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    draft = device.find_draft(request)
    context = {
        "unfinished": draft and drafts.read(draft),
        "answer_days": policies.value(Policy.Rule.ANSWER_WORKING_DAYS),
    }
    return render(request, "resident/landing.html", context)


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "resident/privacy.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, step: str) -> HttpResponse:
    draft, application = _unfinished(request)
    if request.method == "POST":
        return _answer(request, step, draft, application)
    behind = application.missing()
    if behind and ORDER[behind] < ORDER[step]:
        return redirect(f"requests:{behind}")
    return _show(request, step, application, application.form(step))


def _answer(request: HttpRequest, step: str, draft: Draft | None, application: Application) -> HttpResponse:
    form = application.form(step, request.POST)
    key = ""
    if draft is None and form.is_valid():
        draft, key = drafts.start()
    if draft:
        for changed, typed in application.keep(step, form).items():
            drafts.write(draft, changed, typed)
    if not form.is_valid():
        return _show(request, step, application, form)
    response = redirect(_after(step, application))
    if key:
        device.hand_key(response, key)
    return response


def _unfinished(request: HttpRequest) -> tuple[Draft | None, Application]:
    """The device's draft; none when it was submitted, for what is typed now is a new request."""
    draft = device.find_draft(request)
    if draft and device.was_submitted(draft):
        draft = None
    return draft, Application(drafts.read(draft) if draft else {})


def _show(request: HttpRequest, step: str, application: Application, form: StepForm) -> HttpResponse:
    page = PAGES[step]
    context = {
        "form": form,
        "heading": page.heading,
        "part": page.number,
        "parts": PARTS,
        "back": _before(step, application),
        "nothing_found": step == pages.PLACE and not application.offered(pages.SEARCH),
    }
    return render(request, page.template, context)


def _after(step: str, application: Application) -> str:
    """The address of the next page: what the cameras show behind place and time, else what is still missing."""
    missing = application.missing()
    if step in WHERE_AND_WHEN and missing not in WHERE_AND_WHEN:
        return reverse("requests:outlook")
    return reverse(f"requests:{missing}") if missing else reverse("requests:check")


def _before(step: str, application: Application) -> str:
    asked = [other for other in PAGES if ORDER[other] < ORDER[step] and application.is_asked(other)]
    if step == pages.INCIDENT:
        return reverse("requests:outlook")
    return reverse(f"requests:{asked[-1]}") if asked else reverse("requests:landing")


@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """On to the first page that still misses an answer."""
    draft = device.find_draft(request)
    missing = Application(drafts.read(draft)).missing() if draft else pages.SEARCH
    return redirect(f"requests:{missing}") if missing else redirect("requests:check")


@never_cache
@require_safe
def outlook(request: HttpRequest) -> HttpResponse:
    """May a camera have seen it, was it recording, until when is that kept: for one place and time at a time."""
    draft, application = _unfinished(request)
    if draft is None or application.missing() in WHERE_AND_WHEN:
        return redirect("requests:resume")
    spot, (starts_at, ends_at) = application.spot, application.window
    found = _look(spot, starts_at, ends_at, client=client_of(request))
    context = {
        "heading": _("What the cameras there can show"),
        "part": 1,
        "parts": PARTS,
        "back": reverse(f"requests:{pages.WINDOW}"),
        "next": _after(OUTLOOK, application),
        "spot": spot,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "part_of_day": part_of_day(starts_at),
        "verdict": facts.verdict(found) if found else "",
        "facts": facts.of_cameras(found) if found else [],
        "limited": found is None,
    }
    return render(request, "resident/application/outlook.html", context)


def _look(spot: Spot, starts_at: datetime, ends_at: datetime, *, client: str) -> Findings | None:
    """None beyond the limit: many telephones share one address, and nobody may be kept from filing by the others."""
    try:
        OUTLOOKS_A_CLIENT.count(client)
    except TooManyTries:
        return None
    return findings.outlook(starts_at=starts_at, ends_at=ends_at, latitude=spot.latitude, longitude=spot.longitude)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """All answers at a glance, and the one button that submits them. Pressed again, it leads to the same receipt."""
    if known := device.receipt_of(device.find_draft(request)):
        return _receive(request, known)
    draft, application = _unfinished(request)
    if draft is None or application.missing():
        return redirect("requests:resume")
    form = DeclarationsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        SUBMISSIONS_A_CLIENT.count(client_of(request))
        declared = tuple(name for name, agreed in form.cleaned_data.items() if agreed)
        asked = answers.submission(application, draft, language=get_language(), declared=declared)
        receipt = intake.submit(asked)
        drafts.empty(draft)
        return _receive(request, receipt)
    context = {
        "heading": _("Check your answers"),
        "part": PARTS,
        "parts": PARTS,
        "back": reverse(f"requests:{pages.APPLICANT}"),
        "sections": answers.sections(application),
        "form": form,
    }
    return render(request, "resident/application/check.html", context)


def _receive(request: HttpRequest, receipt: intake.Receipt) -> HttpResponse:
    device.remember_case(request, receipt.reference)
    return redirect("requests:receipt", receipt.reference)
