"""Proving that somebody can be reached where they say: six digits, sent there and typed in the same browser.

A code holds for ten minutes, five tries and one proof. It is drawn from the proof's id and our secret, so it is stored
nowhere but in the (encrypted) message; it never stands in a log, Redis, the audit trail or an address. The proof's `id`
stands for the browser that asked: keep it in what only that browser opens (a draft, a session), never in an address.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import InvalidInput, NotFound, NotNow, TooManyTries
from core.ids import blind_index
from core.templatetags import formats
from notifications import outbox
from notifications.models import Channel, Message
from requests_app.intake import drafts
from requests_app.models import ContactProof
from requests_app.people import STRANGER
from requests_app.procedure.limits import CODES_A_VISITOR, CODES_AN_ADDRESS

DIGITS = 6
LASTS = timedelta(minutes=10)
TRIES = 5
PROVED_FOR = drafts.KEPT_FOR  # as long as an unfinished request waits


def send(*, channel: str, address: str, language: str, visitor: str) -> ContactProof:
    """Sends a code to `address` (in its one spelling, see `identity`); any older code stays what it was.

    `visitor` is `core.devices.visitor_of(request)`. Raises InvalidInput for a channel that is not offered, TooManyTries
    beyond 5 codes an hour for an address or 10 for a visitor.
    """
    CODES_A_VISITOR.count(visitor)
    CODES_AN_ADDRESS.count(address)
    with transaction.atomic():
        proof = ContactProof.objects.create(channel=channel, address=address, sent_at=database_now())
        _owe_message(proof, language=language)
        events.record(
            verb=Verb.CONTACT_CODE_SENT,
            by=STRANGER.actor,
            subject=f"contact:{proof.pk}",
            detail={"channel": channel},
        )
    return proof


def prove(proof_id: UUID | None, code: str) -> ContactProof:
    """Proves the contact with the code that was typed; blanks in it are forgiven, and what is proved stays proved.

    Raises InvalidInput for a wrong code, TooManyTries after five of them, NotNow after ten minutes, NotFound when there
    is no such proof (any more). Not inside a transaction: a wrong try must count.
    """
    with transaction.atomic(durable=True):
        proof = ContactProof.objects.select_for_update().filter(pk=proof_id).first() if proof_id else None
        if proof is None:
            raise NotFound(_("There is no code to compare with any more. Have a new one sent."), code="no_code")
        if proof.proved_at:
            return proof
        if proof.tries >= TRIES:
            raise _used_up()
        if database_now() >= expires_at(proof):
            raise NotNow(_("This code is older than ten minutes. Have a new one sent."), code="code_expired")
        typed = "".join(character for character in code if character.isdigit())
        right = secrets.compare_digest(typed.encode(), _code(proof).encode())
        if right:
            proof.proved_at = database_now()
        else:
            proof.tries += 1
        proof.save(update_fields=["proved_at", "tries"])
        verb = Verb.CONTACT_PROVED if right else Verb.CONTACT_CODE_REFUSED
        events.record(verb=verb, by=STRANGER.actor, subject=f"contact:{proof.pk}")
    if right:
        return proof
    left = TRIES - proof.tries
    if not left:
        raise _used_up()
    raise InvalidInput(
        ngettext(
            "This is not the code we sent. Compare it with the newest message; you have %(left)s try left.",
            "This is not the code we sent. Compare it with the newest message; you have %(left)s tries left.",
            left,
        )
        % {"left": left},
        field="code",
    )


def find(proof_id: UUID | str | None) -> ContactProof | None:
    return ContactProof.objects.filter(pk=proof_id).first() if proof_id else None


def is_live(proof: ContactProof) -> bool:
    """Whether its code can still be typed."""
    return not proof.proved_at and proof.tries < TRIES and database_now() < expires_at(proof)


def expires_at(proof: ContactProof) -> datetime:
    return proof.sent_at + LASTS


def proves(proof: ContactProof | None, *, channel: str, address: str) -> bool:
    """Whether this very contact is proved, not too long ago, and the proof was not used yet."""
    return bool(
        proof
        and proof.proved_at
        and not proof.used_at
        and (proof.channel, proof.address) == (channel, address)
        and database_now() < proof.proved_at + PROVED_FOR
    )


def use(proof_id: UUID | None, *, channel: str, address: str) -> datetime:
    """Uses a proof up, in the caller's transaction, and answers when it was proved.

    Raises InvalidInput when it does not prove this contact, or was used before.
    """
    proof = ContactProof.objects.select_for_update().filter(pk=proof_id).first() if proof_id else None
    if proof is None or proof.proved_at is None or not proves(proof, channel=channel, address=address):
        raise InvalidInput(
            _("Prove first that we can reach you: have a code sent to your contact, and type it in."),
            code="contact_not_proved",
            field="contact_proof",
        )
    proof.used_at = database_now()
    proof.save(update_fields=["used_at"])
    return proof.proved_at


def could_not_be_delivered(proof: ContactProof) -> bool:
    """Whether the message with the code was refused for good where it was sent."""
    return Message.objects.filter(occasion=_occasion(proof), state=Message.State.FAILED).exists()


def destroy_old() -> None:
    """The messages with the codes as well: they hold the address."""
    old = list(ContactProof.objects.filter(sent_at__lte=database_now() - LASTS - PROVED_FOR))
    with transaction.atomic():
        outbox.destroy(_occasion(proof) for proof in old)
        ContactProof.objects.filter(pk__in=[proof.pk for proof in old]).delete()


def _owe_message(proof: ContactProof, *, language: str) -> None:
    code = _code(proof)
    with translation.override(language):
        subject = _("Your code for Saksi")
        body = "\n\n".join(
            [
                _("%(code)s is your code for Saksi. It holds until %(time)s.")
                % {"code": f"{code[:3]} {code[3:]}", "time": formats.clock(expires_at(proof))},
                _("Give it to nobody: our officers never ask for it. If you did not ask for it, ignore this message."),
            ]
        )
    outbox.queue(
        occasion=_occasion(proof),
        case="",
        channel=Channel(proof.channel),
        address=proof.address,
        language=language,
        subject=subject,
        body=body,
        expires_at=expires_at(proof),
    )


def _occasion(proof: ContactProof) -> str:
    return f"contact/{proof.pk}"


def _code(proof: ContactProof) -> str:
    return f"{int(blind_index(str(proof.pk), purpose='contact-code'), 16) % 10**DIGITS:0{DIGITS}d}"


def _used_up() -> TooManyTries:
    return TooManyTries(_("That was five times another code. Have a new one sent."), code="code_used_up")
