"""At the footage desk: a camera farther away, or more time, preserved at once."""

from datetime import timedelta
from uuid import UUID

from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from console import playback
from console.access import StaffRequest, needs
from console.reach import SiteForm, WidenForm
from console.views.playback import purposeful, show
from core.errors import InvalidInput
from footage import hold_reports
from requests_app.review import reach


@require_POST
@needs(Permission.REVIEW)
def add_site(request: StaffRequest, reference: str) -> HttpResponse:
    case = purposeful(request, reference)
    form = SiteForm(request.POST, sites=reach.sites_nearby(case))
    if not form.is_valid():
        return show(request, case, status=422, site=form)
    site, why = int(form.cleaned_data["choice"]), form.cleaned_data["why"]
    added = reach.add_site(case, site, why=why, by=request.user)
    playback.ask_for_previews(request, case)
    names = ", ".join(hold.camera.name for hold in added)
    flashes.success(request, _("Preserved from now on: %(cameras)s.") % {"cameras": names})
    return redirect("console:playback", reference)


@require_POST
@needs(Permission.REVIEW)
def widen(request: StaffRequest, reference: str) -> HttpResponse:
    case = purposeful(request, reference)
    form = WidenForm(request.POST, reports=hold_reports.report(reference=case.reference))
    if not form.is_valid():
        return show(request, case, status=422, widen=form)
    typed = form.cleaned_data
    earlier, later = (timedelta(minutes=typed[name]) for name in ("earlier", "later"))
    only = [UUID(typed["camera"])] if typed["camera"] else []
    try:
        reach.widen(case, earlier=earlier, later=later, why=typed["why"], only=only, by=request.user)
    except InvalidInput as error:
        form.add_error(error.field, str(error.message))
        return show(request, case, status=422, widen=form)
    playback.ask_for_previews(request, case)
    flashes.success(request, _("More time is preserved. The previews are made anew."))
    return redirect("console:playback", reference)
