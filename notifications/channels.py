"""How one message leaves the house: e-mail through Django, WhatsApp and SMS through an HTTP gateway each.

Outside production nothing leaves: messages count as sent and are read at /demo/pesan/. A channel raises DeliveryFailed
and says whether trying again may help; its reason holds codes, never an address.
"""

import json
import smtplib
from collections.abc import Callable
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.mail import EmailMessage

from notifications.models import Channel, Message

GATEWAY_TIMEOUT = 10  # seconds
# Client errors of HTTP that say "later" rather than "never".
PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS}
# What says that our own credentials or address are wrong: somebody will correct them, so the message waits.
OURS_TO_CORRECT = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}


class DeliveryFailed(Exception):
    """`permanent`: the same message to the same address will never arrive."""

    def __init__(self, reason: str, *, permanent: bool = False):
        super().__init__(reason)
        self.reason = reason
        self.permanent = permanent


def offered() -> list[Channel]:
    """The channels that can be used here: e-mail always, the others where a gateway is set or nothing leaves anyway."""
    return [channel for channel in Channel if channel not in GATEWAYS or not settings.PRODUCTION or _address(channel)]


def send(message: Message) -> None:
    """Hands the message over, once. Raises DeliveryFailed."""
    SENDERS[Channel(message.channel)](message)


def _send_email(message: Message) -> None:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    email = EmailMessage(
        subject=message.subject,
        body=message.body,
        to=[message.address],
        # A second copy of the same message has the same id, so that mail programs show it once.
        headers={
            "Message-ID": f"<{message.id}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    try:
        email.send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        raise DeliveryFailed(f"SMTP {codes}", permanent=all(code >= 500 for code in codes)) from None
    except smtplib.SMTPResponseException as error:
        refused = error.smtp_code >= 500 and not isinstance(error, smtplib.SMTPAuthenticationError)
        raise DeliveryFailed(f"SMTP {error.smtp_code}", permanent=refused) from None
    except (smtplib.SMTPException, OSError) as error:
        raise DeliveryFailed(type(error).__name__) from None
    except ValueError:
        # Django and the standard library refuse addresses and headers that cannot be written in a mail.
        raise DeliveryFailed("the address cannot be written in a mail", permanent=True) from None


def _send_to_phone(message: Message) -> None:
    """POSTs {"id", "to", "text"} to the channel's gateway, the id being the same at every attempt."""
    if not settings.PRODUCTION:
        return
    channel = Channel(message.channel)
    if not _address(channel):
        raise DeliveryFailed(f"SAKSI_{GATEWAYS[channel]}_URL is not set")
    content = {"id": str(message.id), "to": message.address, "text": message.body}
    request = Request(  # noqa: S310 (settings allow https only)
        _address(channel),
        data=json.dumps(content).encode(),
        headers={
            "Content-Type": "application/json",
            "Authorization": f"Bearer {getattr(settings, f'{GATEWAYS[channel]}_TOKEN')}",
            "Idempotency-Key": str(message.id),
        },
        method="POST",
    )
    try:
        with urlopen(request, timeout=GATEWAY_TIMEOUT):  # noqa: S310
            pass
    except HTTPError as error:
        error.close()
        never = 400 <= error.code < 500 and error.code not in PASSING | OURS_TO_CORRECT
        raise DeliveryFailed(f"HTTP {error.code}", permanent=never) from None
    except OSError as error:
        raise DeliveryFailed(type(error).__name__) from None


def _address(channel: Channel) -> str:
    return getattr(settings, f"{GATEWAYS[channel]}_URL")


GATEWAYS = {Channel.WHATSAPP: "WHATSAPP_GATEWAY", Channel.SMS: "SMS_GATEWAY"}  # names of settings, without their ends
SENDERS: dict[Channel, Callable[[Message], None]] = {
    Channel.EMAIL: _send_email,
    Channel.WHATSAPP: _send_to_phone,
    Channel.SMS: _send_to_phone,
}
