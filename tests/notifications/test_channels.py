"""Which failures are worth another try, and what a telephone gateway is asked."""

import json
import smtplib
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.mail import EmailMessage

from notifications import channels
from notifications.models import Channel, Message


def message(channel: str = Channel.EMAIL) -> Message:
    return Message(channel=channel, address="+6281234567890", language="id", subject="Saksi", body="Halo")


def failure_of(sent: Message) -> channels.DeliveryFailed:
    with pytest.raises(channels.DeliveryFailed) as failed:
        channels.send(sent)
    return failed.value


@pytest.fixture
def gateway(settings):
    """A gateway on this machine that answers with the status it is told and keeps what it was asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append((dict(self.headers), json.loads(body)))
            self.send_response(server.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.status, server.asked = 200, []
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    settings.PRODUCTION = True
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    settings.SMS_GATEWAY_TOKEN = "token"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("error", "permanent"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b": (550, b"no such a@b")}), True),
        (smtplib.SMTPRecipientsRefused({"a@b": (450, b"busy")}), False),
        (smtplib.SMTPDataError(554, b"refused a@b"), True),
        (smtplib.SMTPDataError(451, b"later"), False),
        (smtplib.SMTPAuthenticationError(535, b"password"), False),
        (smtplib.SMTPServerDisconnected("gone"), False),
        (TimeoutError("a@b"), False),
        (ConnectionRefusedError(), False),
    ],
)
def test_mail_servers_say_whether_to_try_again(monkeypatch, error, permanent):
    def send(self):
        raise error

    monkeypatch.setattr(EmailMessage, "send", send)

    failure = failure_of(message())

    assert failure.permanent is permanent
    assert "a@b" not in failure.reason


def test_an_address_that_no_mail_can_carry_is_a_permanent_failure(mailoutbox):
    letter = message()
    letter.address = "a@b\nBcc: c@d"

    assert failure_of(letter).permanent


def test_the_gateway_gets_number_text_and_a_stable_key(gateway):
    text = message(Channel.SMS)

    channels.send(text)

    headers, content = gateway.asked[0]
    assert content == {"id": str(text.pk), "to": "+6281234567890", "text": "Halo"}
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer token", str(text.pk))


@pytest.mark.parametrize(
    ("status", "permanent"),
    [(400, True), (422, True), (401, False), (404, False), (429, False), (500, False), (503, False)],
)
def test_the_gateway_says_whether_to_try_again(gateway, status, permanent):
    gateway.status = status

    failure = failure_of(message(Channel.SMS))

    assert (failure.reason, failure.permanent) == (f"HTTP {status}", permanent)


def test_a_gateway_that_is_away_is_tried_again(gateway, settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"

    assert not failure_of(message(Channel.SMS)).permanent


def test_a_missing_gateway_keeps_messages_waiting(settings):
    settings.PRODUCTION = True

    failure = failure_of(message(Channel.SMS))

    assert not failure.permanent
    assert "SAKSI_SMS_GATEWAY_URL" in failure.reason


def test_each_channel_has_its_own_gateway(gateway, settings):
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/"
    settings.WHATSAPP_GATEWAY_URL = f"http://127.0.0.1:{gateway.server_port}/whatsapp"

    channels.send(message(Channel.WHATSAPP))

    assert failure_of(message(Channel.SMS))
    assert len(gateway.asked) == 1


def test_a_channel_without_a_gateway_is_not_offered(gateway, settings):
    assert channels.offered() == [Channel.SMS, Channel.EMAIL]

    settings.PRODUCTION = False

    assert channels.offered() == list(Channel)


def test_outside_production_no_gateway_is_asked(gateway, settings):
    settings.PRODUCTION = False

    channels.send(message(Channel.SMS))

    assert gateway.asked == []
