"""Asks ClamAV about a file where there is one: clamd's INSTREAM over its socket (clamd(8)).

`SAKSI_CLAMD` names it: unix:/run/clamav/clamd.ctl or tcp:clamav:3310; empty means that nobody scans.
"""

import socket
import struct
from contextlib import closing

from django.conf import settings

from requests_app.uploads.refusal import Reason, Refused

SECONDS = 30
CHUNK = 1 << 16


def scan(content: bytes) -> None:
    """Raises Refused: INFECTED, or SCANNER_AWAY when no clear answer comes. A scanner that is set must be heard."""
    if not settings.CLAMD:
        return
    try:
        with closing(_connect(settings.CLAMD)) as connection:
            connection.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                chunk = content[start : start + CHUNK]
                connection.sendall(struct.pack(">L", len(chunk)) + chunk)
            connection.sendall(struct.pack(">L", 0))
            answer = _answer(connection)
    except OSError as error:
        raise Refused(Reason.SCANNER_AWAY) from error
    if answer.endswith(b"FOUND"):
        raise Refused(Reason.INFECTED)
    if answer != b"stream: OK":
        raise Refused(Reason.SCANNER_AWAY)


def _connect(address: str) -> socket.socket:
    kind, _, place = address.partition(":")
    if kind == "tcp":
        host, _, port = place.rpartition(":")
        return socket.create_connection((host, int(port)), timeout=SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(SECONDS)
    try:
        connection.connect(place)
    except OSError:
        connection.close()
        raise
    return connection


def _answer(connection: socket.socket) -> bytes:
    """Up to the zero byte that ends it."""
    answer = b""
    while not answer.endswith(b"\0") and (part := connection.recv(4096)):
        answer += part
    return answer.rstrip(b"\0").strip()
