"""What is worked out at the footage desk: parts to be released, masks on them, and marks."""

import uuid

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.roles import Permission
from console import tracks
from console.access import StaffRequest, needs
from console.part_forms import MarkForm, MaskForm, PartForm
from console.views.playback import answer, hold_of, purposeful, show
from core.errors import InvalidInput, NotFound
from footage import hold_reports
from requests_app.decision import selections
from requests_app.models import FootageRequest, Selection
from requests_app.review import marks


@require_POST
@needs(Permission.REVIEW)
def add_part(request: StaffRequest, reference: str, hold_id: uuid.UUID) -> HttpResponse:
    case = purposeful(request, reference)
    hold = hold_of(case, hold_id)
    form = PartForm(request.POST, hold=hold)
    if not form.is_valid():
        return show(request, case, status=422, part=form)
    starts_at, ends_at = form.cleaned_data["starts"], form.cleaned_data["ends"]
    selections.add(case, hold, starts_at=starts_at, ends_at=ends_at, by=request.user)
    return answer(request, case)


@require_POST
@needs(Permission.REVIEW)
def change_part(request: StaffRequest, reference: str, selection_id: uuid.UUID) -> HttpResponse:
    case = purposeful(request, reference)
    selection = _selection(case, selection_id)
    form = PartForm(request.POST, hold=selection.hold, selection=selection)
    if not form.is_valid():
        return show(request, case, status=422, part=form)
    starts_at, ends_at = form.cleaned_data["starts"], form.cleaned_data["ends"]
    selections.change(case, selection_id, starts_at=starts_at, ends_at=ends_at, by=request.user)
    return answer(request, case)


@require_POST
@needs(Permission.REVIEW)
def remove_part(request: StaffRequest, reference: str, selection_id: uuid.UUID) -> HttpResponse:
    case = purposeful(request, reference)
    selections.remove(case, selection_id, by=request.user)
    return answer(request, case)


@require_POST
@needs(Permission.REVIEW)
def put_mask(request: StaffRequest, reference: str, selection_id: uuid.UUID, mask_id: str = "") -> HttpResponse:
    """A new mask, or other facts of the one named."""
    case = purposeful(request, reference)
    selection = _selection(case, selection_id)
    known = next((mask for mask in selection.masks if mask["id"] == mask_id), None)
    if mask_id and known is None:
        raise NotFound(_("This mask was removed meanwhile. Load the page again."))
    number = selection.masks.index(known) + 1 if known else None
    form = MaskForm(request.POST, selection=selection, mask=known, number=number)
    if not form.is_valid():
        return show(request, case, status=422, mask=form)
    try:
        selections.put_mask(case, selection_id, form.cleaned_data["mask"], by=request.user)
    except InvalidInput as error:
        form.add_error("width", str(error.message))
        return show(request, case, status=422, mask=form)
    return answer(request, case)


@require_POST
@needs(Permission.REVIEW)
def remove_mask(request: StaffRequest, reference: str, selection_id: uuid.UUID, mask_id: str) -> HttpResponse:
    case = purposeful(request, reference)
    selections.remove_mask(case, selection_id, mask_id, by=request.user)
    return answer(request, case)


@require_POST
@needs(Permission.TAKE_PART)
def add_mark(request: StaffRequest, reference: str) -> HttpResponse:
    case = purposeful(request, reference)
    reports = hold_reports.report(reference=case.reference)
    form = MarkForm(request.POST, span=tracks.over((one.starts_at, one.ends_at) for one in reports))
    if not form.is_valid():
        return show(request, case, status=422, mark=form)
    camera = request.POST.get("camera", "")
    hold = next((one.hold for one in reports if str(one.hold.pk) == camera), None)
    marks.add(case, at=form.cleaned_data["at"], note=form.cleaned_data["note"], hold=hold, by=request.user)
    return answer(request, case)


@require_POST
@needs(Permission.TAKE_PART)
def remove_mark(request: StaffRequest, reference: str, mark_id: uuid.UUID) -> HttpResponse:
    case = purposeful(request, reference)
    marks.remove(case, mark_id, by=request.user)
    return answer(request, case)


def _selection(case: FootageRequest, selection_id: uuid.UUID) -> Selection:
    selection = case.selections.select_related("hold__camera").filter(pk=selection_id).first()
    if selection is None:
        raise NotFound(_("This part was removed meanwhile. Load the page again."))
    return selection
