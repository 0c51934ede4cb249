"""The contact by which an applicant is reached: finding their requests by it, and correcting it.

A contact counts where it was proved with a code: what somebody merely typed may belong to another person.
"""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from audit import events
from audit.verbs import Verb
from core.errors import NotFound
from core.ids import blind_index
from notifications.models import Channel
from requests_app import rules
from requests_app.correspondence import letters
from requests_app.intake import contact_codes
from requests_app.models import ContactProof, FootageRequest
from requests_app.people import Applicant, Party
from requests_app.refusals import attempt


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever proved a contact: by a keyed fingerprint, so that a session may keep it. `kind`: "phone" or "email"."""

    kind: str
    index: str


def phone_index(number: str) -> str:
    """Of a number in its one spelling (`identity.read_phone`); empty for none, as below."""
    return blind_index(number, purpose="phone") if number else ""


def email_index(address: str) -> str:
    return blind_index(address.casefold(), purpose="email") if address else ""


# Finding


def enter(proof_id: UUID) -> Holder:
    """Uses up a proof and answers whose it is; each request found by it says so in the trail.

    Raises InvalidInput when it was not proved, or was used before. In the caller's transaction.
    """
    proof = ContactProof.objects.get(pk=proof_id)
    contact_codes.use(proof.pk, channel=proof.channel, address=proof.address)
    by_email = proof.channel == Channel.EMAIL
    holder = Holder(*(("email", email_index(proof.address)) if by_email else ("phone", phone_index(proof.address))))
    for reference in requests_of(holder).values_list("reference", flat=True):
        events.record(
            verb=Verb.TRACKING_LISTED,
            by=Applicant(reference).actor,
            case=reference,
            subject=f"contact:{proof.pk}",
        )
    return holder


def requests_of(holder: Holder) -> QuerySet[FootageRequest]:
    """The requests that are answered to this contact, newest first; none where it was never proved."""
    by_email = holder.kind == "email"
    owned = Q(email_index=holder.index, channel=Channel.EMAIL) if by_email else Q(phone_index=holder.index)
    if not by_email:
        owned &= ~Q(channel=Channel.EMAIL)
    return FootageRequest.objects.filter(owned, contact_proved_at__isnull=False).order_by("-submitted_at")


def open(holder: Holder, reference: str) -> FootageRequest:  # noqa: A001 (read as contacts.open)
    """One of their requests. In the caller's transaction. Raises NotFound for any other."""
    request = requests_of(holder).filter(reference=reference).first()
    if request is None:
        raise NotFound(_("There is no such request. Check the number."))
    events.record(verb=Verb.TRACKING_OPENED_BY_CODE, by=Applicant(reference).actor, case=reference)
    return request


# Correcting


def change(request: FootageRequest, proof_id: UUID, *, by: Party) -> None:
    """Answers the request to another contact from now on. It was proved first, and the one before is told.

    The other kind of contact, if there is one, stays as it is. Raises NotAllowed (audited) to everybody but the
    applicant, InvalidInput when the contact is not proved or its proof was used. Not inside a transaction.
    """
    with attempt(request, "change_contact", by=by):
        locked = FootageRequest.objects.select_for_update().get(pk=request.pk)
        rules.applicant(locked, by)
        proof = ContactProof.objects.get(pk=proof_id)
        proved_at = contact_codes.use(proof.pk, channel=proof.channel, address=proof.address)
        before = locked.channel
        letters.send(letters.contact_replaced(proof), request=locked)
        if proof.channel == Channel.EMAIL:
            locked.email, locked.email_index = proof.address, email_index(proof.address)
        else:
            locked.phone, locked.phone_index = proof.address, phone_index(proof.address)
        locked.channel, locked.contact_proved_at = proof.channel, proved_at
        locked.save(update_fields=["email", "email_index", "phone", "phone_index", "channel", "contact_proved_at"])
        events.record(
            verb=Verb.CONTACT_CHANGED,
            by=by.actor,
            case=request.reference,
            subject=f"contact:{proof.pk}",
            detail={"from": before, "to": proof.channel},
        )
        letters.send(letters.contact_counts(proof), request=locked)
