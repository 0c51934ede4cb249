"""Pictures as ffmpeg's encoder wants them: one plane of light and two of colour at half the size (yuv420p, BT.601).

Moving figures are put into the planes directly; that is half the work of drawing in RGB and converting every frame.
"""

from dataclasses import dataclass

from PIL import Image

# Video keeps light within 16 to 235 and colour within 16 to 240; Pillow uses all of 0 to 255.
LIGHT = [round(16 + value * 219 / 255) for value in range(256)]
COLOUR = [round(128 + (value - 128) * 224 / 255) for value in range(256)]


@dataclass(frozen=True, slots=True)
class Planes:
    """One picture; `masks` says how much of it covers what is below, at full and at half size."""

    planes: tuple[Image.Image, ...]
    masks: tuple[Image.Image, Image.Image] | None = None

    @classmethod
    def of(cls, picture: Image.Image) -> "Planes":
        # Even sides, so that each colour sample belongs to four whole pixels.
        wide, high = picture.width + picture.width % 2, picture.height + picture.height % 2
        whole = picture.crop((0, 0, wide, high))
        light, *colours = whole.convert("RGB").convert("YCbCr").split()
        planes = (light.point(LIGHT), *(_halved(colour.point(COLOUR)) for colour in colours))
        if picture.mode != "RGBA":
            return cls(planes)
        mask = whole.getchannel("A")
        return cls(planes, (mask, _halved(mask)))

    def resized(self, share: float) -> "Planes":
        """The same picture, `share` times as large."""
        light = self.planes[0]
        half = max(1, round(light.width * share / 2)), max(1, round(light.height * share / 2))
        whole = half[0] * 2, half[1] * 2
        how = Image.Resampling.BOX if share < 0.5 else Image.Resampling.BILINEAR
        planes = (light.resize(whole, how), *(colour.resize(half, how) for colour in self.planes[1:]))
        if not self.masks:
            return Planes(planes)
        return Planes(planes, (self.masks[0].resize(whole, how), self.masks[1].resize(half, how)))

    def copy(self) -> "Planes":
        return Planes(tuple(plane.copy() for plane in self.planes), self.masks)

    def put(self, figure: "Planes", left: int, top: int) -> None:
        """Put `figure` upon this picture; places are rounded down to even ones."""
        mask, half_mask = figure.masks or (None, None)
        left, top = left // 2, top // 2
        self.planes[0].paste(figure.planes[0], (left * 2, top * 2), mask)
        for own, other in zip(self.planes[1:], figure.planes[1:], strict=True):
            own.paste(other, (left, top), half_mask)

    def tobytes(self) -> bytes:
        return b"".join(plane.tobytes() for plane in self.planes)


def _halved(plane: Image.Image) -> Image.Image:
    return plane.resize((max(1, plane.width // 2), max(1, plane.height // 2)), Image.Resampling.BOX)
