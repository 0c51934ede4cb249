"""Pictures: their pixels, upright, in sRGB, and nothing else."""

import io
from contextlib import suppress

from pi_heif import register_heif_opener
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from requests_app.uploads import stamps
from requests_app.uploads.refusal import Reason, Refused

MOST_PIXELS = 64_000_000  # a telephone of today takes 50 million; beyond lie bombs
LONGEST_SIDE = 3000  # an identity card fills it with 35 pixels a millimetre
QUALITY = 85

Image.MAX_IMAGE_PIXELS = None  # our own limit is asked before anything is decoded
register_heif_opener(thumbnails=False)


def read(content: bytes, *, form: str) -> Image.Image:
    """The picture in RGB, no side longer than LONGEST_SIDE. `form` is the one format that is tried. Raises Refused."""
    try:
        with Image.open(io.BytesIO(content), formats=(form,)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(Reason.PIXELS)
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded smaller at once
            image.load()
            return _plain(image)
    except (UnidentifiedImageError, MemoryError, SyntaxError, ValueError) as error:
        raise Refused(Reason.UNREADABLE) from error
    except (OSError, EOFError) as error:
        # Pillow says so of a file that ends too early, libheif of one whose boxes point behind its end.
        raise Refused(Reason.INCOMPLETE if _is_cut_off(str(error)) else Reason.UNREADABLE) from error


def to_jpeg(image: Image.Image, *, stamp: str = "", quality: int = QUALITY) -> bytes:
    made = io.BytesIO()
    (stamps.put(image, stamp) if stamp else image).save(made, "JPEG", quality=quality, optimize=True)
    return made.getvalue()


def _plain(image: Image.Image) -> Image.Image:
    """Upright, opaque, sRGB; a new picture, so that nothing that hung on the old one is written again."""
    profile = image.info.get("icc_profile")
    upright: Image.Image = ImageOps.exif_transpose(image)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS, reducing_gap=2)
    if profile and upright.mode in ("RGB", "CMYK"):
        with suppress(ImageCms.PyCMSError, OSError):  # a broken profile: the colours as they are
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            transform = ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), upright.mode, "RGB")
            upright = ImageCms.applyTransform(upright, transform) or upright
    if upright.mode.startswith("I"):  # 16 bits of grey
        upright = upright.point(lambda value: value / 256).convert("L")
    clean = Image.new("RGB", upright.size, "white")
    if upright.has_transparency_data:
        upright = upright.convert("RGBA")
        clean.paste(upright, mask=upright.getchannel("A"))
    else:
        clean.paste(upright.convert("RGB"))
    return clean


def _is_cut_off(message: str) -> bool:
    return any(words in message.lower() for words in ("truncated", "end of file", "past end", "invalid input"))
