"""Files as residents send them, and as nobody should: all made here."""

import io
import struct
import zlib

import pillow_heif
from fpdf import FPDF
from PIL import Image, ImageDraw, TiffImagePlugin

GPS, MAKE, ORIENTATION = 0x8825, 0x010F, 0x0112
SECRET_PLACE = (6.0, 10.0, 31.44)


def picture(size=(320, 200)) -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", size, "#d01010")
    ImageDraw.Draw(image).rectangle((size[0] // 2, 0, *size), fill="#1010d0")
    return image


def saved(image: Image.Image, form: str, **options) -> bytes:
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def jpeg(size=(320, 200), **options) -> bytes:
    return saved(picture(size), "JPEG", quality=90, **options)


def heic(size=(320, 200)) -> bytes:
    made = io.BytesIO()
    pillow_heif.from_pillow(picture(size)).save(made, quality=60)
    return made.getvalue()


def jpeg_with_traces() -> bytes:
    """With the place where it was taken, the telephone, a comment, and lying on its side."""
    exif = Image.Exif()
    exif[MAKE] = "Telefon Siti"
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS).update({1: "S", 2: tuple(TiffImagePlugin.IFDRational(part) for part in SECRET_PLACE)})
    return jpeg(exif=exif, comment=b"foto oleh Siti Aminah")


def pdf(pages=1, text="Laporan polisi") -> FPDF:
    document = FPDF()
    for number in range(pages):
        document.add_page()
        document.set_font("Helvetica", size=30)
        document.cell(text=f"{text} {number + 1}")
    return document


def pdf_that_acts() -> bytes:
    """With a script that runs when it is opened, an attachment, and a link to elsewhere."""
    document = pdf()
    document.embed_file(basename="jahat.exe", bytes=b"MZ this is the attachment")
    document.link(10, 10, 100, 20, link="https://elsewhere.example/collect")
    made = bytes(document.output())
    catalog = b"/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>> /Type /Catalog"
    assert made.count(b"/Type /Catalog") == 1
    return made.replace(b"/Type /Catalog", catalog)


def locked_pdf() -> bytes:
    document = pdf()
    document.set_encryption(owner_password="rahasia", user_password="rahasia")
    return bytes(document.output())


def png_bomb(side=30_000) -> bytes:
    """A few kilobytes that claim to be, and would become, 900 million pixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((side // 8 + 1) * 300), 9)  # the rest is missing, and nobody gets as far
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
