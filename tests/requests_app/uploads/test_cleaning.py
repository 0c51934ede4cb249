"""What comes out of a stranger's file: what can be seen, and nothing else."""

import io

import pypdfium2
import pytest
from PIL import Image, ImageChops
from pypdfium2 import raw

from requests_app.uploads import cleaning, pdfs, pictures
from requests_app.uploads.refusal import Reason, Refused
from tests.requests_app.uploads import files

HTML = b"<!doctype html><script>alert(1)</script>"


def opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def is_red(pixel) -> bool:
    return pixel[0] > 150 and pixel[2] < 80


def refusal(content: bytes) -> Reason:
    with pytest.raises(Refused) as refused:
        cleaning.clean(content)
    return refused.value.reason


@pytest.mark.parametrize(
    "content",
    [
        files.jpeg(),
        files.saved(files.picture(), "PNG"),
        files.saved(files.picture(), "WEBP"),
        files.heic(),
        files.saved(files.picture().convert("CMYK"), "JPEG"),
        files.saved(files.picture().convert("P"), "PNG"),
    ],
    ids=["jpeg", "png", "webp", "heic", "cmyk", "palette"],
)
def test_a_picture_of_each_kind_becomes_a_jpeg_that_looks_the_same(content):
    made = cleaning.clean(content)

    image = opened(made.content)
    assert (made.media_type, made.pages, image.format, image.size) == ("image/jpeg", 1, "JPEG", (320, 200))
    assert is_red(image.getpixel((40, 100)))
    assert not is_red(image.getpixel((280, 100)))


def test_where_and_by_whom_a_picture_was_taken_is_gone_and_it_stands_upright():
    sent = files.jpeg_with_traces()
    before = opened(sent)
    assert before.getexif().get_ifd(files.GPS)[2] == files.SECRET_PLACE
    assert b"Siti" in sent

    made = cleaning.clean(sent).content

    after = opened(made)
    assert len(after.getexif()) == 0
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(after.info)
    assert b"Siti" not in made
    assert b"Exif" not in made
    assert after.size == (200, 320)  # orientation 6: turned by a quarter
    assert is_red(after.getpixel((100, 40)))


def test_a_second_format_inside_the_same_bytes_is_gone():
    for tail in (HTML, b"%PDF-1.4 /JavaScript", b"PK\x03\x04 jahat.exe"):
        made = cleaning.clean(files.jpeg() + tail).content
        assert tail not in made
    inside = files.jpeg(comment=HTML)
    assert HTML in inside
    assert HTML not in cleaning.clean(inside).content


def test_what_cannot_be_seen_becomes_white():
    glass = Image.new("RGBA", (100, 100), (200, 0, 0, 0))

    assert opened(cleaning.clean(files.saved(glass, "PNG")).content).getpixel((50, 50)) == (255, 255, 255)


def test_grey_of_sixteen_bits_keeps_its_shades():
    grey = Image.new("I;16", (10, 10), 0x8000)

    value = opened(cleaning.clean(files.saved(grey, "PNG")).content).convert("L").getpixel((5, 5))
    assert abs(value - 0x80) < 4


def test_a_large_picture_becomes_smaller():
    made = opened(cleaning.clean(files.jpeg((8000, 6000))).content)

    assert max(made.size) == pictures.LONGEST_SIDE
    assert made.size[0] * 3 == made.size[1] * 4


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Reason.EMPTY),
        (HTML, Reason.TYPE),
        (b"\0" * 5000, Reason.TYPE),
        (files.saved(files.picture(), "GIF"), Reason.TYPE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Reason.TYPE),
        (HTML + files.jpeg(), Reason.TYPE),
        (files.jpeg((2000, 2000))[:3000], Reason.INCOMPLETE),
        (files.saved(files.picture(), "PNG")[:-40], Reason.INCOMPLETE),
        (b"\xff\xd8\xff" + HTML, Reason.UNREADABLE),
        (b"RIFF\x10\0\0\0WEBPVP8 " + HTML, Reason.UNREADABLE),
        (files.png_bomb(), Reason.PIXELS),
        (b"%PDF-1.7\n" + HTML, Reason.UNREADABLE),
        (bytes(files.pdf(21).output()), Reason.PAGES),
        (files.locked_pdf(), Reason.LOCKED),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_taken_is_refused_for_its_reason(content, reason):
    assert refusal(content) == reason


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_heic_that_ends_too_early_is_refused(share):
    whole = files.heic((640, 480))

    assert refusal(whole[: int(len(whole) * share)]) in (Reason.INCOMPLETE, Reason.UNREADABLE)


def test_a_pdf_keeps_what_can_be_seen_and_loses_what_it_does():
    sent = files.pdf_that_acts()
    before = pypdfium2.PdfDocument(sent)
    assert raw.FPDFDoc_GetAttachmentCount(before) == 1
    assert raw.FPDFDoc_GetJavaScriptActionCount(before) == 0  # it hangs on the catalog, not on a name
    assert b"/JavaScript" in sent
    before.close()

    made = cleaning.clean(sent)

    assert (made.media_type, made.pages) == ("application/pdf", 1)
    for trace in (b"JavaScript", b"/JS", b"OpenAction", b"EmbeddedFile", b"/URI", b"/Annot", b"jahat", b"elsewhere"):
        assert trace not in made.content
    after = pypdfium2.PdfDocument(made.content)
    assert raw.FPDFDoc_GetAttachmentCount(after) == 0
    assert after[0].get_textpage().get_text_bounded() == ""
    drawn = after[0].render(scale=0.5).to_pil().convert("L")
    assert drawn.getextrema()[0] < 100  # the words are still there, as a picture
    assert after[0].get_width() == pytest.approx(595, abs=2)  # A4
    after.close()


def test_every_page_of_a_pdf_is_kept_in_order():
    sent = files.pdf(3)

    pages = pdfs.pages_as_jpeg(cleaning.clean(bytes(sent.output())).content)

    assert len(pages) == 3
    assert len({opened(page).tobytes() for page in pages}) == 3


def test_a_page_of_absurd_size_becomes_an_ordinary_picture():
    huge = files.FPDF(unit="pt", format=(14_000, 14_000))
    huge.add_page()

    (page,) = pdfs.pages_as_jpeg(cleaning.clean(bytes(huge.output())).content)

    assert max(opened(page).size) <= pdfs.LONGEST_SIDE


@pytest.mark.parametrize("ground", ["white", "black", "#808080"])
def test_a_stamp_covers_the_whole_picture_and_hides_little(ground):
    plain = files.saved(Image.new("RGB", (1200, 760), ground), "PNG")
    text = "HANYA UNTUK PERMOHONAN SAKSI no. SKS-2026-7Q4F-2M9K tgl 26 November 2026"

    clean, stamped = (opened(cleaning.clean(plain, stamp=stamp).content).convert("L") for stamp in ("", text))

    changed = Image.eval(_difference(clean, stamped), lambda value: 255 if value > 12 else 0)
    for left in range(0, 1200, 300):
        for top in range(0, 760, 190):
            field = changed.crop((left, top, left + 300, top + 190))
            share = sum(field.histogram()[255:]) / (300 * 190)
            assert 0.03 < share < 0.45, (left, top, share)


def _difference(one, other):
    return ImageChops.difference(one, other)


def test_every_page_of_a_pdf_is_stamped():
    sent = bytes(files.pdf(2).output())

    plain = pdfs.pages_as_jpeg(cleaning.clean(sent).content)
    stamped = pdfs.pages_as_jpeg(cleaning.clean(sent, stamp="HANYA UNTUK").content)

    for before, after in zip(plain, stamped, strict=True):
        assert _difference(opened(before).convert("L"), opened(after).convert("L")).getbbox() is not None
