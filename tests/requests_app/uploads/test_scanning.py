"""Talking to clamd, with a small server that speaks its protocol."""

import contextlib
import socket
import struct
import tempfile
import threading
from pathlib import Path

import pytest

from requests_app.uploads import scanning
from requests_app.uploads.refusal import Reason, Refused

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Clamd:
    """Answers one connection, and keeps what it was sent."""

    def __init__(self, listener, answer=None):
        self.listener, self.answer, self.received = listener, answer, b""
        self.thread = threading.Thread(target=self.serve)
        self.thread.start()

    def serve(self):
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            while size := struct.unpack(">L", stream.read(4))[0]:
                self.received += stream.read(size)
            found = b"stream: Eicar-Signature FOUND" if EICAR in self.received else b"stream: OK"
            answer = found if self.answer is None else self.answer
            connection.sendall(answer and answer + b"\0")


@contextlib.contextmanager
def clamd(settings, *, tcp=False, answer=None):
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_INET if tcp else socket.AF_UNIX) as listener:
        listener.bind(("127.0.0.1", 0) if tcp else str(Path(folder) / "clamd.ctl"))
        listener.listen()
        name = listener.getsockname()
        settings.CLAMD = f"tcp:127.0.0.1:{name[1]}" if tcp else f"unix:{name}"
        server = Clamd(listener, answer)
        yield server
        server.thread.join(10)


def refusal(content):
    with pytest.raises(Refused) as refused:
        scanning.scan(content)
    return refused.value.reason


@pytest.mark.parametrize("tcp", [False, True])
def test_a_clean_file_passes_after_every_byte_of_it_was_seen(settings, tcp):
    content = bytes(range(256)) * 1000

    with clamd(settings, tcp=tcp) as server:
        scanning.scan(content)

    assert server.received == content


def test_an_infected_file_is_refused(settings):
    with clamd(settings):
        assert refusal(b"\xff\xd8\xff" + EICAR) == Reason.INFECTED


@pytest.mark.parametrize("answer", [b"", b"INSTREAM size limit exceeded. ERROR", b"stream: OK FOUND?"])
def test_an_answer_that_is_not_clear_is_no_leave(settings, answer):
    with clamd(settings, answer=answer):
        assert refusal(b"something") == Reason.SCANNER_AWAY


def test_a_scanner_that_is_not_there_lets_nothing_through(settings, tmp_path):
    settings.CLAMD = f"unix:{tmp_path / 'nobody'}"

    assert refusal(b"something") == Reason.SCANNER_AWAY


def test_where_none_is_set_nobody_is_asked(settings):
    settings.CLAMD = ""

    scanning.scan(EICAR)
