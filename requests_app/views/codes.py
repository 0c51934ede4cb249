"""A code for whoever has no draft that could keep its proof: the session keeps it, by what the code is for."""

from datetime import timedelta
from typing import Any

from django.contrib import messages as flashes
from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.clock import database_now
from core.devices import visitor_of
from core.errors import DomainError, TooManyTries
from notifications import channels
from notifications.models import Channel
from requests_app.forms.contact import CodeForm
from requests_app.intake import contact_codes
from requests_app.models import ContactProof

PROOFS = "proofs"
# A second press within this time means the same code, which is still on its way.
SENT_JUST_NOW = timedelta(seconds=30)


def find(request: HttpRequest, purpose: str) -> ContactProof | None:
    """The code that was sent last for this purpose in this browser."""
    return contact_codes.find(request.session.get(PROOFS, {}).get(purpose))


def forget(request: HttpRequest, purpose: str) -> None:
    proofs = request.session.get(PROOFS, {})
    request.session[PROOFS] = {other: proof for other, proof in proofs.items() if other != purpose}


def send(request: HttpRequest, purpose: str, *, channel: str, address: str, language: str) -> bool:
    """Whether a code is on its way, now or since a moment ago; if not, the page says why."""
    if was_sent_just_now(find(request, purpose), channel=channel, address=address):
        return True
    try:
        proof = contact_codes.send(channel=channel, address=address, language=language, visitor=visitor_of(request))
    except TooManyTries as refusal:
        flashes.error(request, str(refusal.message))
        return False
    request.session[PROOFS] = request.session.get(PROOFS, {}) | {purpose: str(proof.pk)}
    return True


def send_again(request: HttpRequest, purpose: str, proof: ContactProof, *, language: str) -> None:
    """Another code to the same contact, by the channel that was pressed; says what became of it."""
    other = request.POST.get("channel", "")
    channel = other if other in other_channels(proof) else proof.channel
    if was_sent_just_now(proof, channel=channel, address=proof.address):
        flashes.info(request, _("We sent a code a moment ago. Give it half a minute to arrive."))
    elif send(request, purpose, channel=channel, address=proof.address, language=language):
        flashes.success(request, _("A new code is on its way. Only the newest one counts."))


def was_sent_just_now(proof: ContactProof | None, *, channel: str, address: str) -> bool:
    return bool(
        proof
        and contact_codes.is_live(proof)
        and (proof.channel, proof.address) == (channel, address)
        and database_now() < proof.sent_at + SENT_JUST_NOW
    )


def is_right(form: CodeForm, proof: ContactProof | None) -> bool:
    """Whether the code proves the contact; else the reason is on the form."""
    try:
        contact_codes.prove(proof.pk if proof else None, form.cleaned_data["code"])
    except DomainError as refusal:
        form.add_error("code", str(refusal.message))
        if proof:
            proof.refresh_from_db()  # its tries are counted now
        return False
    return True


def other_channels(proof: ContactProof) -> list[Channel]:
    """By which else the same contact can be reached: a mobile number by more than one."""
    if proof.channel == Channel.EMAIL:
        return []
    return [channel for channel in channels.offered() if channel not in (Channel.EMAIL, proof.channel)]


def page(form: CodeForm, proof: ContactProof) -> dict[str, Any]:
    """What `resident/parts/code.html` shows of a code that was sent; the page around it names its own addresses."""
    return told(form, proof, channel=proof.channel, address=proof.address, others=other_channels(proof))


def told(
    form: CodeForm, proof: ContactProof | None, *, channel: str, address: str, others: list[Channel]
) -> dict[str, Any]:
    """As `page`, where perhaps none was sent yet to the contact that was given."""
    return {
        "form": form,
        "heading": _("Enter the code"),
        "channel": Channel(channel).label,
        "address": address,
        "proof": proof,
        "live": proof and contact_codes.is_live(proof),
        "expires_at": proof and contact_codes.expires_at(proof),
        "undelivered": proof and contact_codes.could_not_be_delivered(proof),
        "others": others,
    }
