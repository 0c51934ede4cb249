"""Sending a video file so that a player can seek in it: byte ranges, validators, and nothing kept by caches.

RFC 9110 chapters 13 and 14. Django's FileResponse ignores Range. Access is the caller's business: whoever calls
`file_response` has already decided that this person may have these bytes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header

BLOCK = 256 * 1024
# One range only: "bytes=0-499", "bytes=500-", "bytes=-500". Anything else is answered with the whole file.
ONE_RANGE = re.compile(r"bytes=(?P<first>\d{0,18})-(?P<last>\d{0,18})", re.ASCII)


class Unsatisfiable(Exception):
    """The range lies beyond the end of the file."""


@dataclass(frozen=True, slots=True)
class ByteRange:
    """Bytes `first` to `last`, both included, as in the header."""

    first: int
    last: int

    @property
    def length(self) -> int:
        return self.last - self.first + 1


def file_response(
    request: HttpRequest,
    path: Path,
    content_type: str,
    *,
    etag: str,
    filename: str | None = None,
    kept_in: Path | None = None,
) -> HttpResponseBase:
    """Answers GET and HEAD for the file at `path`; `etag` is an opaque name of its content, such as its SHA-256.

    With `filename` the browser saves it under that name, else it shows it. Behind nginx (PROTECTED_MEDIA_URL) only a
    header goes out: the path below `kept_in`'s parent folder. Raises FileNotFoundError.
    """
    size = path.stat().st_size
    validator = f'"{etag}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": validator,
        "Cache-Control": "private, no-store",
        "Content-Disposition": content_disposition_header(bool(filename), filename or path.name) or "inline",
        "X-Content-Type-Options": "nosniff",
    }
    if settings.PROTECTED_MEDIA_URL and kept_in:
        inner = path.relative_to(kept_in.parent).as_posix()
        headers["X-Accel-Redirect"] = f"{settings.PROTECTED_MEDIA_URL.rstrip('/')}/{inner}"
        return HttpResponse(content_type=content_type, headers=headers)
    try:
        wanted = _wanted(request, size=size, validator=validator)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    part = wanted or ByteRange(0, size - 1)
    headers["Content-Length"] = str(part.length)
    if wanted:
        headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    status = 206 if wanted else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=content_type, headers=headers)
    return StreamingHttpResponse(_blocks(path, part), status=status, content_type=content_type, headers=headers)


def _wanted(request: HttpRequest, *, size: int, validator: str) -> ByteRange | None:
    """The one range asked for; None for the whole file. Raises Unsatisfiable."""
    match = ONE_RANGE.fullmatch(request.headers.get("Range", ""))
    if match is None or not (match["first"] or match["last"]):
        return None
    if request.headers.get("If-Range", validator) != validator:
        return None  # the player has a part of something else: it gets everything anew
    if match["first"]:
        first = int(match["first"])
        last = min(int(match["last"]), size - 1) if match["last"] else size - 1
        if match["last"] and int(match["last"]) < first:
            return None  # not a range at all, says the RFC
    else:
        first, last = max(size - int(match["last"]), 0), size - 1
    if first > last:
        raise Unsatisfiable
    return ByteRange(first, last)


def _blocks(path: Path, part: ByteRange) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(part.first)
        rest = part.length
        while rest and (block := file.read(min(BLOCK, rest))):
            rest -= len(block)
            yield block
