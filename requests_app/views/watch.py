"""Watching a granted clip. Looking at the page costs nothing; the button that opens the player counts one view."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from core.clock import database_now
from footage import grants
from footage.models import Grant, View
from requests_app.models import FootageRequest
from requests_app.people import Applicant
from requests_app.views import clips
from requests_app.views.tracking import for_applicant

WATCHING = "watching"  # in the session: the view that was opened last, by grant


@require_http_methods(["GET", "HEAD", "POST"])
@for_applicant
def watch(request: HttpRequest, case: FootageRequest, grant_id: UUID) -> HttpResponse:
    grant = get_object_or_404(
        Grant.objects.select_related("deliverable__job__hold__camera"), reference=case.reference, pk=grant_id
    )
    if request.method == "POST":
        opened = grants.open_view(grant=grant, by=Applicant(case.reference).actor)
        grants.bind(request, opened)
        request.session[WATCHING] = request.session.get(WATCHING, {}) | {str(grant.pk): str(opened.pk)}
        return redirect("requests:watch", case.reference, grant.pk)
    view = _opened(request, grant)
    context = {
        "case": case,
        "clip": clips.of_grant(grant),
        "may_open": grants.is_live(grant) and grants.views_left(grant) != 0,
        "views_left": grants.views_left(grant),
        "video": reverse("footage:watch", args=[view.pk]) if view else "",
        "file": reverse("footage:download", args=[view.pk]) if view and grant.may_download else "",
    }
    return render(request, "resident/case/watch.html", context)


def _opened(request: HttpRequest, grant: Grant) -> View | None:
    """The view this session opened and that still runs."""
    if not grants.is_live(grant):
        return None
    known = request.session.get(WATCHING, {}).get(str(grant.pk))
    begun_after = database_now() - grants.VIEW_LASTS
    return View.objects.filter(pk=known, grant=grant, started_at__gt=begun_after).first() if known else None
