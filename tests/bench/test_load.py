"""The load generator asks as it was told, measures each answer, and takes no wrong one for a figure."""

import itertools
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench import load, registry
from bench.load import Ask, LoadFailed, Samples, drive
from cameras.importing.areas import import_areas
from cameras.importing.cameras import import_cameras
from core.actors import system


class Answering(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, str, str | None, bytes]] = []

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.seen.append((self.command, self.path, self.headers["Cookie"], body))
        self.send_response(404 if self.path == "/nowhere" else 200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"page")

    do_POST = do_GET

    def log_message(self, *_arguments):
        pass


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer((load.ADDRESS, 0), Answering)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_it_stops_when_a_visitor_has_nothing_left_to_ask(port):
    Answering.seen.clear()
    asks = [Ask("/", cookies={"a": "1", "b": "2"}), Ask("/form", form=b"place=x")]

    samples = drive(port, [iter(asks)], seconds=60)

    assert Answering.seen == [("GET", "/", "a=1; b=2", b""), ("POST", "/form", None, b"place=x")]
    assert len(samples.taken) == 2
    assert 0 < sum(samples.taken) <= samples.seconds < 60


def test_it_stops_when_its_time_is_over(port):
    samples = drive(port, [itertools.repeat(Ask("/")) for _ in range(3)], seconds=0.2)

    assert len(samples.taken) > 3
    assert samples.rate == len(samples.taken) / samples.seconds


def test_a_wrong_answer_is_no_figure(port):
    with pytest.raises(LoadFailed, match="/nowhere answered 404 instead of 200"):
        drive(port, [iter([Ask("/nowhere")])], seconds=60)


def test_a_server_that_hangs_up_is_no_figure(port, monkeypatch):
    monkeypatch.setattr(Answering, "do_GET", lambda handler: setattr(handler, "close_connection", True))

    with pytest.raises(LoadFailed, match="gave up"):
        drive(port, [iter([Ask("/")])], seconds=60)


def test_one_in_twenty_is_slower_than_p95():
    samples = Samples([*range(1, 101)], 1.0)

    assert (samples.middle, samples.p95) == pytest.approx((50.5, 95.95))


def test_a_registry_that_was_made_up_can_be_imported(db, tmp_path):
    areas, cameras = registry.write(tmp_path, seed=7)

    assert import_areas(areas, by=system("test"))["areas"].created == 318
    counts = import_cameras(cameras, by=system("test"))
    assert (counts["sites"].created, counts["cameras"].created) == (858, 1500)
