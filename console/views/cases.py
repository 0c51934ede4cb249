"""The queue and the case page."""

from typing import Any

from django.contrib import messages as flashes
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from console import clips, desk, erasures, objections
from console import queue as queues
from console.access import StaffRequest, needs
from console.forms import FilterForm
from requests_app.decision import decisions
from requests_app.models import FootageRequest, Status
from requests_app.review import staff_drafts
from requests_app.review.caseload import CappedPaginator, get_case


@require_GET
@needs(Permission.READ_CASES)
def home(request: StaffRequest) -> HttpResponse:
    """What waits for whoever is signed in, what ends today, and how the unit stands."""
    user = request.user
    lists = {"mine": queues.waiting_for(user), "ending": queues.ends_today(user)}
    if user.may(Permission.REVIEW) or user.may(Permission.DISPATCH):
        lists["erasures"] = erasures.waiting(user)
        lists["untaken"] = queues.select(queues.Filters(status=Status.SUBMITTED), user=user)
    if user.may(Permission.DISPATCH):
        lists["orphaned"] = queues.without_officer(user)
    rows = queues.rows_of([cases[: queues.HOME_ROWS] for cases in lists.values()], user=user)
    shown: dict[str, Any] = dict(zip(lists, rows, strict=True))
    if user.may(Permission.REVIEW_OBJECTIONS):
        shown["objections"] = objections.queue(user, most=queues.HOME_ROWS)
    return render(request, "console/home.html", {**shown, "counts": queues.counts(user)})


@require_GET
@needs(Permission.READ_CASES)
def queue(request: StaffRequest) -> HttpResponse:
    form = FilterForm(request.GET)
    form.is_valid()
    filters = queues.Filters(**{name: value for name, value in form.cleaned_data.items() if value})
    return _list(request, queues.select(filters, user=request.user), filters=form)


@require_GET
@needs(Permission.READ_CASES)
def waiting(request: StaffRequest) -> HttpResponse:
    """Only what waits for whoever is signed in."""
    return _list(request, queues.waiting_for(request.user))


def _list(request: StaffRequest, cases: QuerySet[FootageRequest], **context: Any) -> HttpResponse:
    page = CappedPaginator(cases, queues.PAGE_ROWS).get_page(request.GET.get("page"))
    rows = queues.rows(page.object_list, user=request.user)  # type: ignore[arg-type]  # a slice of `cases`
    return render(request, "console/queue.html", {"page": page, "rows": rows, **context})


@require_GET
@needs(Permission.READ_CASES)
def case(request: StaffRequest, reference: str) -> HttpResponse:
    found = get_case(reference, by=request.user)
    with transaction.atomic():
        events.record(verb=Verb.REQUEST_READ, by=request.user.actor, case=found.reference)
    return show(request, found)


def show(request: StaffRequest, found: FootageRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The case page; `forms` are those that were filled in and did not pass, with what was typed."""
    made = clips.of_case(found.reference, request=request)
    gathered = desk.gather(found, request.user, made=made, **forms)
    return render(request, "console/case.html", {"desk": gathered}, status=status)


def done(request: StaffRequest, found: FootageRequest, said: str, *, form: str = "") -> HttpResponse:
    """After an act on the case page: what was typed into `form` is sent, so that no draft of it stays."""
    if form:
        staff_drafts.destroy(found, form, by=request.user)
    flashes.success(request, said)
    return redirect("console:case", found.reference)


@require_GET
@needs(Permission.READ_CASES)
def progress(request: StaffRequest, reference: str) -> JsonResponse:
    """How far the clips of the proposal, or of the decision, are."""
    found = get_case(reference, by=request.user)
    percent = decisions.percent_rendered(found)
    done = found.status != Status.PREPARING and not decisions.is_rendering(found)
    text = _("Finished.") if done else _("%(percent)s%% of the clip is made.") % {"percent": percent}
    if before := decisions.clips_before(found):
        text = ngettext(
            "Waits for its turn: %(count)s other clip is made first.",
            "Waits for its turn: %(count)s other clips are made first.",
            before,
        ) % {"count": before}
    return JsonResponse({"percent": percent, "text": text, "done": done})
