"""PDFs: a picture of every page, bound together again.

The reader is PDFium as Chromium has it, built without JavaScript and XFA; what somebody filled into a form is drawn.
"""

import io
from collections.abc import Iterator
from contextlib import closing

import pypdfium2
from PIL import Image

from requests_app.uploads import stamps
from requests_app.uploads.refusal import Reason, Refused

MOST_PAGES = 20
DOTS_PER_INCH = 150
LONGEST_SIDE = 2400
QUALITY = 80
POINTS_PER_INCH = 72


def rebuild(content: bytes, *, stamp: str = "") -> tuple[bytes, int]:
    """The new PDF and its number of pages. Raises Refused."""
    try:
        with closing(pypdfium2.PdfDocument(content)) as document:
            pages = len(document)
            if not pages:
                raise Refused(Reason.UNREADABLE)
            if pages > MOST_PAGES:
                raise Refused(Reason.PAGES)
            document.init_forms()
            return _bind(_draw(document, stamp)), pages
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
        raise Refused(Reason.LOCKED if locked else Reason.UNREADABLE) from error
    except (MemoryError, OSError, ValueError) as error:
        raise Refused(Reason.UNREADABLE) from error


def pages_as_jpeg(content: bytes) -> list[bytes]:
    """The pages of a PDF that `rebuild` made, for a page that shows pictures alone."""
    made = []
    with closing(pypdfium2.PdfDocument(content)) as document:
        for image in _draw(document, ""):
            page = io.BytesIO()
            image.save(page, "JPEG", quality=QUALITY)
            made.append(page.getvalue())
    return made


def _draw(document: pypdfium2.PdfDocument, stamp: str) -> Iterator[Image.Image]:
    for number in range(len(document)):
        with closing(document[number]) as page:
            longest = max(1.0, *page.get_size())  # in points; a page may claim any size
            scale = min(DOTS_PER_INCH / POINTS_PER_INCH, LONGEST_SIDE / longest)
            image = page.render(scale=scale, may_draw_forms=True).to_pil().convert("RGB")
            yield stamps.put(image, stamp) if stamp else image


def _bind(images: Iterator[Image.Image]) -> bytes:
    made = io.BytesIO()
    first, *others = images
    first.save(made, "PDF", save_all=True, append_images=others, resolution=DOTS_PER_INCH, quality=QUALITY)
    return made.getvalue()
