"""The code that proves the applicant's contact: sent when the contact is given, again when asked, typed in here."""

from django.contrib import messages as flashes
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from core.devices import visitor_of
from core.errors import TooManyTries
from notifications import channels
from notifications.models import Channel
from requests_app.forms import application as pages
from requests_app.forms.application import Application
from requests_app.forms.contact import CodeForm
from requests_app.intake import contact_codes, drafts
from requests_app.models import Draft
from requests_app.views import codes, device, journey


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    draft, application = device.unfinished(request)
    if draft is None or not journey.may_show(pages.CODE, application):
        return journey.lead_back(application)
    if not application.is_asked(pages.CODE) or application.is_answered(pages.CODE):
        return redirect(journey.after(pages.CODE, application))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and codes.is_right(form, application.proof):
        return redirect(journey.after(pages.CODE, device.application_of(draft)))
    return render(request, "resident/application/code.html", _page(form, draft, application))


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Sends another code, by the channel that was pressed; a contact that was given for it is needed."""
    draft, application = device.unfinished(request)
    if draft is None or not journey.may_show(pages.CODE, application):
        return journey.lead_back(application)
    other = request.POST.get("channel", "")
    if other in other_channels(application):
        _change_channel(other, draft, application)
    if _was_sent_just_now(application):
        flashes.info(request, _("We sent a code a moment ago. Give it half a minute to arrive."))
    elif send_code(request, draft, application):
        flashes.success(request, _("A new code is on its way. Only the newest one counts."))
    return redirect("requests:code")


def send_code(request: HttpRequest, draft: Draft, application: Application) -> bool:
    """Sends a code to the contact that was given, unless it is proved or has just been sent one: whether it did."""
    channel, address = application.contact
    if not application.is_asked(pages.CODE) or application.is_answered(pages.CODE) or _was_sent_just_now(application):
        return False
    try:
        language = application.cleaned(pages.CONTACT)["language"]
        proof = contact_codes.send(channel=channel, address=address, language=language, visitor=visitor_of(request))
    except TooManyTries as refusal:
        flashes.error(request, str(refusal.message))
        return False
    drafts.write(draft, {pages.CODE: {"proof": str(proof.pk)}})
    return True


def other_channels(application: Application) -> list[Channel]:
    """By which else a code can be sent without typing anything more."""
    answers = application.cleaned(pages.CONTACT)
    return [
        channel
        for channel in channels.offered()
        if channel != answers["channel"] and answers["email" if channel == Channel.EMAIL else "phone"]
    ]


def _change_channel(channel: str, draft: Draft, application: Application) -> None:
    typed = application.answers[pages.CONTACT]["typed"] | {"channel": [channel]}
    form = application.form(pages.CONTACT, MultiValueDict(typed))
    if form.is_valid():
        drafts.write(draft, application.keep(pages.CONTACT, form))


def _was_sent_just_now(application: Application) -> bool:
    channel, address = application.contact
    return codes.was_sent_just_now(application.proof, channel=channel, address=address)


def _page(form: CodeForm, draft: Draft, application: Application) -> dict[str, object]:
    channel, address = application.contact
    proof = application.proof if application.proof and application.proof.address == address else None
    return {
        **codes.told(form, proof, channel=channel, address=address, others=other_channels(application)),
        "back": reverse("requests:contact"),
        **journey.frame(journey.PAGES[pages.CODE].part, draft),
    }
