"""deploy/nginx.conf in a real nginx: what it serves, what it hands on, what it refuses."""

import gzip
import http.client
import os
import pwd
import socket
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

CONFIGURATION = Path(__file__).resolve().parents[2] / "deploy" / "nginx.conf"
NGINX = os.environ.get("SAKSI_NGINX")
CLIP = bytes(range(256)) * 40

pytestmark = pytest.mark.skipif(NGINX is None, reason="no nginx here (SAKSI_NGINX)")


class Application(BaseHTTPRequestHandler):
    """Stands for the web process: lets one path through to a protected file and tells what it was asked."""

    def do_GET(self):
        self.send_response(200)
        if self.path == "/klip/1":
            self.send_header("X-Accel-Redirect", "/protected/deliverables/clip.mp4")
            self.send_header("Content-Type", "video/mp4")
            self.end_headers()
            return
        body = "\n".join(f"{name}: {value}" for name, value in self.headers.items()).encode()
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments):
        pass


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certify(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    now = datetime.now(UTC)
    certificate = builder.not_valid_before(now).not_valid_after(now + timedelta(days=1)).sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory, eventually) -> Iterator[int]:
    """The port of a running nginx whose web process is `Application`."""
    folder = tmp_path_factory.mktemp("nginx")
    certify(folder)
    for path, content in {
        "state/deliverables/clip.mp4": CLIP,
        "static/resident.0a1b.css": b"body{}",
        "static/resident.0a1b.css.gz": gzip.compress(b"body{}"),
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    application = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=application.serve_forever, daemon=True).start()
    plain, secure = free_port(), free_port()
    text = CONFIGURATION.read_text()
    for ours, here in {
        "/etc/nginx/certificates": str(folder),
        "/srv/saksi/static/collected/": f"{folder}/static/",
        "/var/lib/saksi/": f"{folder}/state/",
        "/tmp/nginx.pid": f"{folder}/nginx.pid",  # noqa: S108 (the container's)
        "server web:8000": f"server 127.0.0.1:{application.server_port}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "user saksi;": f"user {pwd.getpwuid(os.getuid()).pw_name};",
        "worker_processes auto;": "worker_processes 1;",
    }.items():
        assert ours in text, ours
        text = text.replace(ours, here)
    (folder / "nginx.conf").write_text(text)
    with (folder / "log").open("wb") as log:
        command = [NGINX, "-p", folder, "-c", folder / "nginx.conf", "-g", "daemon off;"]
        nginx = subprocess.Popen(command, stdout=log, stderr=log)
        eventually(lambda: answers(secure))
        yield secure
        nginx.terminate()
        nginx.wait()
    application.shutdown()
    application.server_close()


def answers(port: int) -> bool:
    try:
        return get(port, "/").status == 200
    except OSError:
        return False


class Response(NamedTuple):
    status: int
    headers: Message
    body: bytes


def get(port: int, path: str, **headers: str) -> Response:
    trusting = ssl.create_default_context()
    trusting.check_hostname = False
    trusting.verify_mode = ssl.CERT_NONE
    connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=5, context=trusting)
    with closing(connection):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return Response(response.status, response.headers, response.read())


def test_a_clip_that_was_let_through_is_served_whole_and_in_ranges(site):
    whole = get(site, "/klip/1")
    part = get(site, "/klip/1", Range="bytes=100-199")

    assert (whole.status, whole.body) == (200, CLIP)
    assert (part.status, part.body) == (206, CLIP[100:200])
    assert part.headers["Content-Type"] == "video/mp4"
    assert part.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/protected/deliverables/clip.mp4", "/static/../protected/deliverables/clip.mp4"])
def test_protected_media_cannot_be_asked_for_directly(site, path):
    assert get(site, path).status == 404


def test_static_files_are_served_for_good(site):
    response = get(site, "/static/resident.0a1b.css")

    assert (response.status, response.body) == (200, b"body{}")
    assert "max-age=315360000" in response.headers["Cache-Control"]


def test_static_files_are_served_compressed(site):
    response = get(site, "/static/resident.0a1b.css", **{"Accept-Encoding": "gzip"})

    assert (response.headers["Content-Encoding"], gzip.decompress(response.body)) == ("gzip", b"body{}")
    assert response.headers["Vary"] == "Accept-Encoding"


def test_a_folder_of_static_files_cannot_be_left(site):
    assert get(site, "/static../state/deliverables/clip.mp4").body != CLIP


def test_the_client_cannot_say_who_or_how_it_is(site):
    seen = get(site, "/", **{"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}).body.decode()

    assert "X-Forwarded-For: 127.0.0.1\n" in seen
    assert "X-Forwarded-Proto: https\n" in seen
    assert "203.0.113.9" not in seen
