"""The footage desk: why somebody looks, the page with its players, and every byte of raw footage that goes out."""

import json
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from console import playback, purposes
from console.access import StaffRequest, needs
from console.clips import watched_text
from console.part_forms import PurposeForm
from console.times import moment_within
from core.errors import InvalidInput, NotFound
from footage import live_previews, looks, previews, stills
from footage.models import Hold, Look
from requests_app.models import FootageRequest
from requests_app.people import officer_code
from requests_app.review.caseload import get_case

MOST_STRETCHES = 500  # in one report
PANELS = "X-Saksi-Panels"  # the page's script asks for the parts that changed, and puts them in place


@require_GET
@needs(Permission.READ_CASES)
def page(request: StaffRequest, reference: str) -> HttpResponse:
    """The desk; the question for the purpose before it, when it was not answered within the last hour."""
    case = get_case(reference, by=request.user)
    if purposes.find(request, case) is None:
        return _ask(request, case, PurposeForm(initial={"purpose": purposes.usual(request, case)}))
    with transaction.atomic():
        events.record(verb=Verb.REQUEST_READ, by=request.user.actor, case=case.reference)
    return show(request, case)


@require_POST
@needs(Permission.READ_CASES)
def give_purpose(request: StaffRequest, reference: str) -> HttpResponse:
    """Remembers why, and has previews made of the first cameras."""
    case = get_case(reference, by=request.user)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return _ask(request, case, form, status=422)
    purposes.remember(request, case, Look.Purpose(form.cleaned_data["purpose"]))
    playback.ask_for_previews(request, case)
    return redirect("console:playback", reference)


@require_POST
@needs(Permission.READ_CASES)
def make_preview(request: StaffRequest, reference: str, hold_id: uuid.UUID) -> HttpResponse:
    case = purposeful(request, reference)
    hold = hold_of(case, hold_id)
    previews.request_preview(hold=hold, officer_code=officer_code(request.user), by=request.user.actor)
    return answer(request, case)


@require_GET
@needs(Permission.READ_CASES)
def state(request: StaffRequest, reference: str) -> JsonResponse:
    """How far the previews are."""
    cameras = playback.state(request, get_case(reference, by=request.user))
    unfinished = [camera for camera in cameras if camera["word"]]
    asked = [camera["percent"] for camera in cameras if camera["word"] or camera["done"]]
    percent = round(sum(asked) / len(asked)) if asked else 100
    text = _("%(percent)s%% of the previews is made.") % {"percent": percent} if unfinished else _("Finished.")
    return JsonResponse({"percent": percent, "text": text, "done": not unfinished, "cameras": cameras})


@require_safe
@needs(Permission.READ_CASES)
def video(request: StaffRequest, reference: str, look_id: uuid.UUID) -> HttpResponseBase:
    """The reader's preview of one camera."""
    look = look_of(request, reference, look_id)
    return previews.response(request, look=look, officer_code=officer_code(request.user), by=request.user.actor)


@require_safe
@needs(Permission.READ_CASES)
def live(request: StaffRequest, reference: str, look_id: uuid.UUID, name: str) -> HttpResponseBase:
    """What there is so far of the reader's preview, while it is being made: the playlist, or a segment."""
    look, code = look_of(request, reference, look_id), officer_code(request.user)
    return live_previews.response(request, look=look, officer_code=code, name=name, by=request.user.actor)


@require_safe
@needs(Permission.READ_CASES)
def picture(request: StaffRequest, reference: str, look_id: uuid.UUID, second: int) -> HttpResponse:
    """A small picture of what was held `second` seconds after its start."""
    look = look_of(request, reference, look_id)
    if second >= (look.hold.ends_at - look.hold.starts_at).total_seconds():
        raise NotFound(_("There is no picture of this moment."))
    at, code = look.hold.starts_at + timedelta(seconds=second), officer_code(request.user)
    return previews.picture_response(request, look=look, at=at, officer_code=code, by=request.user.actor)


@require_GET
@needs(Permission.READ_CASES)
def frames(request: StaffRequest, reference: str, look_id: uuid.UUID) -> JsonResponse:
    """The moments of all frames, so that one key goes to the next one."""
    look = look_of(request, reference, look_id)
    return JsonResponse({"runs": stills.moments(look.hold)})


@require_safe
@needs(Permission.READ_CASES)
def still(request: StaffRequest, reference: str, look_id: uuid.UUID) -> HttpResponse:
    """One frame as a picture to keep: `at` is a clock time, or milliseconds since 1970 from the page's script."""
    look = look_of(request, reference, look_id)
    typed = request.GET.get("at", "")
    if typed.isascii() and typed.isdigit() and len(typed) == 13:
        at: datetime | None = datetime.fromtimestamp(int(typed) / 1000, UTC)
    else:
        at = moment_within(typed, starts_at=look.hold.starts_at, ends_at=look.hold.ends_at)
    if at is None or not look.hold.starts_at <= at < look.hold.ends_at:
        raise NotFound(_("There is no picture of this moment. Choose another one."))
    code = officer_code(request.user)
    return stills.response(request, look=look, at=at, officer_code=code, by=request.user.actor)


@require_safe
@needs(Permission.READ_CASES)
def clip_video(request: StaffRequest, reference: str, look_id: uuid.UUID) -> HttpResponseBase:
    """A finished clip, through this session's look at it."""
    look = look_of(request, reference, look_id)
    if look.deliverable is None:
        raise NotFound(_("There is no such clip."))
    return previews.deliverable_response(request, look=look, deliverable=look.deliverable, by=request.user.actor)


@require_POST
@needs(Permission.READ_CASES)
def report_played(request: StaffRequest, reference: str, look_id: uuid.UUID) -> JsonResponse:
    """The player tells what it has shown: `played`, JSON as `looks.report` takes it. Answers how much of it is seen."""
    look = look_of(request, reference, look_id)
    looks.report(look, _stretches(request.POST.get("played", "")), by=request.user.actor)
    watched = int(100 * looks.share_watched(look.deliverable, by=request.user.actor)) if look.deliverable else 0
    return JsonResponse({"watched": watched, "text": watched_text(watched)})


# For the views of this page's forms


def purposeful(request: StaffRequest, reference: str) -> FootageRequest:
    """The case, for somebody who has said why they look. Raises InvalidInput when the hour is over."""
    case = get_case(reference, by=request.user)
    if purposes.find(request, case) is None:
        raise InvalidInput(_("An hour has passed. Open the footage again and say why you look at it."))
    return case


def hold_of(case: FootageRequest, hold_id: uuid.UUID) -> Hold:
    hold = Hold.objects.exclude(state=Hold.State.RELEASED).filter(pk=hold_id, reference=case.reference).first()
    if hold is None:
        raise NotFound(_("There is no such footage."))
    return hold


def answer(request: StaffRequest, case: FootageRequest) -> HttpResponse:
    """After something was changed: the page again, or for the page's script the parts of it that may have changed."""
    if request.headers.get(PANELS):
        return show(request, case)
    return redirect("console:playback", case.reference)


def show(request: StaffRequest, case: FootageRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    """The desk; `forms` are those that were filled in and did not pass, with what was typed."""
    purpose = purposes.find(request, case) or purposes.usual(request, case)
    gathered = playback.gather(request, case, purpose=purpose, **forms)
    context = {"desk": gathered, "case": case, "scripts": playback.for_scripts(gathered)}
    template = "console/footage/panels.html" if request.headers.get(PANELS) else "console/footage/desk.html"
    return render(request, template, context, status=status)


def look_of(request: StaffRequest, reference: str, look_id: uuid.UUID) -> Look:
    case = get_case(reference, by=request.user)
    return looks.of_session(request, look_id, reference=case.reference, by=request.user.actor)


def _ask(request: StaffRequest, case: FootageRequest, form: PurposeForm, *, status: int = 200) -> HttpResponse:
    return render(request, "console/footage/purpose.html", {"case": case, "form": form}, status=status)


def _stretches(text: str) -> list[list[int]]:
    try:
        stretches = [[int(moment) for moment in stretch] for stretch in json.loads(text)]
    except (ValueError, TypeError):
        stretches = []
    if not stretches or len(stretches) > MOST_STRETCHES or any(len(stretch) != 2 for stretch in stretches):
        raise InvalidInput(_("The report of what was played cannot be read."))
    return stretches
