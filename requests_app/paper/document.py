"""A printed page of ours: letterhead, headings, paragraphs, facts, a QR code, page numbers; tagged for screen readers.

    paper = Document(title=_("Receipt"), reference=case.reference)
    paper.heading(_("The footage"))
    paper.paragraph(…)
    return paper.as_bytes()

Written in the language that is active while it is made (`django.utils.translation.override(case.language)`). Every
piece takes plain text; what the typeface cannot print becomes a box, and nothing in a text has a meaning of its own.
Lengths are in millimetres, sizes of letters in points.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import zip_longest

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from fpdf import FPDF
from fpdf.enums import MethodReturnValue, XPos, YPos
from fpdf.prefs import ViewerPreferences

from core.errors import Sentence
from core.templatetags import formats
from requests_app.paper import qr, typeface

MARGIN, TOP, BOTTOM = 22, 38, 24
TEXT = 10.5
POINT = 25.4 / 72  # millimetres
LEADING = 1.45
NAMES_WIDTH = 52
INK, SOFT, TEAL, DEEP, YELLOW, PALE = "#0b0c0c", "#505a5f", "#0b5960", "#05292e", "#ffc145", "#eef5f5"


class Document(FPDF):
    """`title` stands at the top and in the reader's window; `reference` is printed at the foot of every page."""

    def __init__(self, *, title: Sentence, reference: str = ""):
        super().__init__(format="A4")
        self.reference = reference
        for style in typeface.WEIGHTS:
            self.add_font(typeface.NAME, style, typeface.file(style))
        self.set_lang(translation.get_language() or "id")
        self.set_title(typeface.printable(str(title)))
        self.set_author("Saksi")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(MARGIN, TOP, MARGIN)
        self.c_margin = 0  # text begins where rules and boxes do
        self.set_auto_page_break(True, BOTTOM)
        self.add_page()
        self._block(title, tag="/H1", size=20, style="B", colour=DEEP, below=4)

    # --- Pieces -----------------------------------------------------------------------------------------------------

    def heading(self, text: Sentence) -> None:
        self.ln(3)
        self._keep_together(4 * _height(TEXT))
        self.start_section(typeface.printable(str(text)))
        self._block(text, tag="/H2", size=13.5, style="B", colour=DEEP, below=1.5)

    def paragraph(self, text: Sentence, *, bold: bool = False) -> None:
        """A line break in `text` stays one."""
        self._block(text, style="B" if bold else "", below=2.5)

    def small(self, text: Sentence) -> None:
        """A remark in small grey letters: a legal basis, a note."""
        self._block(text, size=8.5, colour=SOFT, below=2)

    def facts(self, rows: Iterable[tuple[Sentence, Sentence]]) -> None:
        """Name and value side by side, one row below the other."""
        height = _height(TEXT)
        for name, value in rows:
            self._letters(TEXT, "B")
            names = self._lines(name, NAMES_WIDTH - 4)
            self._letters(TEXT)
            values = self._lines(value, self.epw - NAMES_WIDTH)
            pairs = list(zip_longest(names, values, fillvalue=""))
            while pairs:  # a long value goes on on the next page
                self._keep_together(min(len(pairs), 3) * height)
                fitting = self._lines_left(height)
                page, pairs = pairs[:fitting], pairs[fitting:]
                with self._tagged("/P"):
                    self._column([left for left, _right in page], self.l_margin, "B")
                    self._column([right for _left, right in page], self.l_margin + NAMES_WIDTH, "")
                self.set_xy(self.l_margin, self.y + len(page) * height)
            self.ln(1.5)
        self.ln(1.5)

    def bullets(self, items: Iterable[Sentence], *, numbered: bool = False) -> None:
        for number, item in enumerate(items, start=1):
            self._block(item, mark=f"{number}." if numbered else "•", below=1.2)
        self.ln(1.5)

    def keys(self, pairs: Iterable[tuple[Sentence, str]], *, address: str, hint: Sentence) -> None:
        """What somebody has to keep, in large letters, beside the QR code of `address`; `hint` says what it does."""
        pairs, side, inset = list(pairs), 36.0, 6.0
        tall = max(side + 4 + 2 * inset + 5, 2 * inset + len(pairs) * 17)
        self._keep_together(tall)
        left, top = self.l_margin, self.y
        with self._artifact():
            self.set_fill_color(PALE)
            self.rect(left, top, self.epw, tall, style="F", round_corners=True, corner_radius=3)
        self.y = top + inset
        for name, value in pairs:
            with self._tagged("/P"):
                self._line(name, size=TEXT, x=left + inset, colour=SOFT)
                self._line(value, size=19, style="B", x=left + inset)
            self.y += 2
        self.qr(address, label=hint, x=left + self.epw - inset - side, y=top + inset, side=side)
        self._letters(8)
        with self._tagged("/P"):
            for number, line in enumerate(self._lines(hint, side + 8)):
                self.set_xy(left + self.epw - inset - side - 4, top + inset + side + 1.5 + number * _height(8))
                self.cell(side + 8, _height(8), line, align="C")
        self.set_xy(left, top + tall + 4)

    def signatures(self, names: Iterable[Sentence]) -> None:
        """A line for each of those who sign, side by side."""
        names = list(names)
        width, tall = self.epw / len(names), 30.0
        self._keep_together(tall)
        top = self.y + 4
        for number, name in enumerate(names):
            left = self.l_margin + number * width
            with self._tagged("/P"):
                self._line(name, size=TEXT, x=left, y=top)
            with self._artifact():
                self.set_draw_color(SOFT)
                self.set_line_width(0.2)
                self.line(left, top + tall - 6, left + width - 12, top + tall - 6)
        self.set_xy(self.l_margin, top + tall)

    def qr(self, address: str, *, label: Sentence, x: float, y: float, side: float) -> None:
        """The code of `address`, `side` millimetres wide with its quiet zone."""
        modules = len(qr.rows(address)) + 2 * qr.QUIET_ZONE
        module = side / modules
        with self._tagged("/Figure", alt_text=f"{label}: {address}"):
            self.set_fill_color("#ffffff")
            self.rect(x, y, side, side, style="F")
            self.set_fill_color("#000000")
            for column, row, length in qr.dark_rectangles(address):
                at = (x + (column + qr.QUIET_ZONE) * module, y + (row + qr.QUIET_ZONE) * module)
                self.rect(*at, length * module, module, style="F")

    def as_bytes(self) -> bytes:
        return bytes(self.output())

    # --- Around every page ------------------------------------------------------------------------------------------

    def header(self) -> None:
        """Called by fpdf2 at the start of a page."""
        with self._artifact():
            self._draw_mark(MARGIN, 14, 11)
            self._line("Saksi", size=15, style="B", x=MARGIN + 14.5, y=13, colour=DEEP)
            self._line(_("CCTV footage requests, Jakarta"), size=8.5, x=MARGIN + 14.5, y=20.3, colour=SOFT)
            self.set_draw_color(TEAL)
            self.set_line_width(0.4)
            self.line(MARGIN, 30, self.w - MARGIN, 30)
        self.set_xy(self.l_margin, TOP)

    def footer(self) -> None:
        """Called by fpdf2 at the end of a page."""
        printed = formats.moment(timezone.now())
        pages = _("Page %(page)s of %(pages)s") % {"page": self.page_no(), "pages": self.str_alias_nb_pages}
        with self._artifact():
            self._letters(8, colour=SOFT)
            self.set_xy(MARGIN, -15)
            self.cell(self.epw, 4, " · ".join(filter(None, (pages, self.reference, printed))))

    def _draw_mark(self, x: float, y: float, side: float) -> None:
        """The mark of frontend/images/favicon.svg."""
        unit = side / 32
        self.set_fill_color(TEAL)
        self.rect(x, y, side, side, style="F", round_corners=True, corner_radius=8 * unit)
        self.set_fill_color("#ffffff")
        with self.new_path(x + 5 * unit, y + 16 * unit) as eye:
            eye.style.fill_color, eye.style.stroke_color = "#ffffff", None
            for curve in EYE:
                eye.curve_to(*(origin + part * unit for origin, part in zip((x, y) * 3, curve, strict=True)))
            eye.close()
        for centre_x, centre_y, radius, colour in ((16, 16, 5.0, DEEP), (18, 14, 1.7, YELLOW)):
            self.set_fill_color(colour)
            self.circle(x + centre_x * unit, y + centre_y * unit, radius * unit, style="F")

    # --- Text -------------------------------------------------------------------------------------------------------

    def _block(
        self,
        text: Sentence,
        *,
        tag: str = "/P",
        size: float = TEXT,
        style: str = "",
        colour: str = INK,
        below: float = 0,
        mark: str = "",
    ) -> None:
        """Lines over the whole width, over as many pages as they need; `mark` stands before the first one."""
        indent, height = (6.0 if mark else 0.0), _height(size)
        self._letters(size, style, colour)
        lines = self._lines(text, self.epw - indent)
        while lines:
            self._keep_together(min(len(lines), 2) * height)
            fitting = self._lines_left(height)
            page, lines = lines[:fitting], lines[fitting:]
            self._letters(size, style, colour)  # a new page brings its own
            with self._tagged(tag):
                if mark:
                    self.cell(indent, height, mark)
                    mark = ""
                self._column(page, self.l_margin + indent, style, size)
            self.set_xy(self.l_margin, self.y + len(page) * height)
        self.ln(below)

    def _line(
        self, text: Sentence, *, size: float, x: float, y: float | None = None, style: str = "", colour: str = INK
    ) -> None:
        self._letters(size, style, colour)
        self.set_xy(x, self.y if y is None else y)
        self.cell(text=typeface.printable(str(text)), h=_height(size), new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _column(self, lines: Iterable[str], x: float, style: str, size: float = TEXT) -> None:
        """Lines one below the other from here on; where to go on is left as it was."""
        y = self.y
        self.set_font(typeface.NAME, style, size)
        for number, line in enumerate(lines):
            self.set_xy(x, y + number * _height(size))
            if line:
                self.cell(text=line, h=_height(size))
        self.set_xy(self.l_margin, y)

    def _lines(self, text: Sentence, width: float) -> list[str]:
        printable = typeface.printable(str(text))
        found = self.multi_cell(width, text=printable, align="L", dry_run=True, output=MethodReturnValue.LINES)
        return [line.strip(" ") for line in found] if isinstance(found, list) else []

    def _letters(self, size: float, style: str = "", colour: str = INK) -> None:
        self.set_font(typeface.NAME, style, size)
        self.set_text_color(colour)

    def _lines_left(self, height: float) -> int:
        return max(1, int((self.page_break_trigger - self.y) / height))

    def _keep_together(self, tall: float) -> None:
        if self.y + tall > self.page_break_trigger:
            self.add_page()

    # --- Tags: fpdf2 marks pictures alone ---------------------------------------------------------------------------

    @contextmanager
    def _tagged(self, tag: str, **described: str) -> Iterator[None]:
        """What is drawn inside is one element of the document's structure, in the order of drawing."""
        number = self.struct_builder.next_mcid_for_page(self.page)
        self._add_marked_content(struct_type=tag, mcid=number, **described)
        self._out(f"{tag} <</MCID {number}>> BDC")
        yield
        self._out("EMC")

    @contextmanager
    def _artifact(self) -> Iterator[None]:
        """What is drawn inside is decoration that a screen reader leaves out."""
        self._out("/Artifact BMC")
        yield
        self._out("EMC")


EYE = (
    (8, 10.7, 11.7, 8, 16, 8),
    (20.3, 8, 24, 10.7, 27, 16),
    (24, 21.3, 20.3, 24, 16, 24),
    (11.7, 24, 8, 21.3, 5, 16),
)


def _height(size: float) -> float:
    """Of a line of letters of `size` points."""
    return size * POINT * LEADING
