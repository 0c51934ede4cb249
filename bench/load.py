"""A load generator for a server on this machine: so many visitors at once, each asking again when it was answered.

Closed and bounded: every visitor has one connection and one request under way, for so many seconds. HTTP/1.1 with
Content-Length, as our pages are; an answer of another status than expected is no measurement, and ends it.
"""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import quantiles

ADDRESS = "127.0.0.1"
ANSWERED_WITHIN = 60.0  # seconds


class LoadFailed(RuntimeError):
    """An answer was not the one that was to be measured."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request, and the status that a right answer has."""

    path: str
    form: bytes = b""
    cookies: Mapping[str, str] = field(default_factory=dict)
    status: int = 200

    def encoded(self) -> bytes:
        lines = [
            f"{'POST' if self.form else 'GET'} {self.path} HTTP/1.1",
            f"Host: {ADDRESS}",
            "Accept-Encoding: gzip",
            f"Cookie: {'; '.join(f'{name}={value}' for name, value in self.cookies.items())}" if self.cookies else "",
            "Content-Type: application/x-www-form-urlencoded" if self.form else "",
            f"Content-Length: {len(self.form)}" if self.form else "",
        ]
        return "\r\n".join([*filter(None, lines), "", ""]).encode() + self.form


@dataclass(frozen=True, slots=True)
class Samples:
    """How long each answer took, in seconds, and how long all of it went on."""

    taken: Sequence[float]
    seconds: float

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.taken) / self.seconds

    @property
    def middle(self) -> float:
        return quantiles(self.taken, n=20)[9]

    @property
    def p95(self) -> float:
        return quantiles(self.taken, n=20)[18]


def drive(port: int, visitors: Sequence[Iterator[Ask]], *, seconds: float) -> Samples:
    """Lets all visitors ask at once for so long, or until one of them has nothing left to ask.

    Raises LoadFailed for an answer that is not as expected.
    """
    return asyncio.run(_drive(port, visitors, seconds))


async def _drive(port: int, visitors: Sequence[Iterator[Ask]], seconds: float) -> Samples:
    connections = [await asyncio.open_connection(ADDRESS, port) for _visitor in visitors]
    taken: list[float] = []
    over = asyncio.Event()

    async def visit(asks: Iterator[Ask], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for ask in asks:
            if over.is_set():
                return
            begun = time.perf_counter()
            writer.write(ask.encoded())
            status = await asyncio.wait_for(_answered(reader), ANSWERED_WITHIN)
            taken.append(time.perf_counter() - begun)
            if status != ask.status:
                raise LoadFailed(f"{ask.path} answered {status} instead of {ask.status}")
        over.set()

    begun = time.perf_counter()
    asyncio.get_running_loop().call_later(seconds, over.set)
    try:
        await asyncio.gather(*(visit(asks, *pair) for asks, pair in zip(visitors, connections, strict=True)))
    except (OSError, EOFError, TimeoutError) as error:
        raise LoadFailed(f"the server gave up: {error!r}") from error
    finally:
        for _reader, writer in connections:
            writer.close()
    return Samples(taken, time.perf_counter() - begun)


async def _answered(reader: asyncio.StreamReader) -> int:
    """Reads one answer to its end and returns its status."""
    head = await reader.readuntil(b"\r\n\r\n")
    status, *headers = head.decode("latin-1").split("\r\n")
    lengths = [
        value for name, _, value in (line.partition(":") for line in headers) if name.lower() == "content-length"
    ]
    if lengths:
        await reader.readexactly(int(lengths[0]))
    return int(status.split()[1])
