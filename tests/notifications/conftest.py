import pytest

from notifications import outbox
from notifications.models import Channel, Message

LETTER = {
    "occasion": "SKS-2026-7Q4F-2M9K/received",
    "case": "SKS-2026-7Q4F-2M9K",
    "channel": Channel.EMAIL,
    "address": "sari@example.org",
    "language": "id",
    "subject": "Permohonan diterima",
    "body": "Nomor permohonan: SKS-2026-7Q4F-2M9K\nhttp://127.0.0.1:8000/permohonan/lacak",
}


@pytest.fixture
def owe():
    """Owes a message that is due now."""

    def owe(**changes) -> Message:
        return outbox.queue(**{**LETTER, **changes})

    return owe
