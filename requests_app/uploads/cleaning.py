"""Makes a file of our own from a file of somebody else's: only what can be seen survives.

What it is, its first bytes decide, never its name. A picture becomes a new JPEG of its pixels, a PDF a new PDF of
pictures of its pages: no script, attachment, link, EXIF, comment or second format inside the same bytes gets through.
Pure: no Django. Hostile files are opened by C code, so this runs in a process of its own (`uploads.sandbox`).
"""

from dataclasses import dataclass

from requests_app.uploads import pdfs, pictures
from requests_app.uploads.refusal import Reason, Refused

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1"})


@dataclass(frozen=True, slots=True)
class Clean:
    media_type: str
    content: bytes
    pages: int


def clean(content: bytes, *, stamp: str = "") -> Clean:
    """The clean file, with `stamp` written across every picture of it. Raises Refused."""
    if not content:
        raise Refused(Reason.EMPTY)
    if content.startswith(b"%PDF-"):
        made, pages = pdfs.rebuild(content, stamp=stamp)
        return Clean("application/pdf", made, pages)
    if form := picture_format(content):
        return Clean("image/jpeg", pictures.to_jpeg(pictures.read(content, form=form), stamp=stamp), 1)
    raise Refused(Reason.TYPE)


def picture_format(content: bytes) -> str:
    """What Pillow calls the format that `content` begins as, or "" for one that is not taken."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "WEBP"
    if content[4:8] == b"ftyp" and content[8:12] in HEIC_BRANDS:
        return "HEIF"
    return ""
