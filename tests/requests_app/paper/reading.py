"""Reads a PDF with the reader that Chromium has."""

import ctypes
from contextlib import closing
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw


@dataclass(frozen=True)
class Printed:
    pages: list[str]  # the text of each
    tags: list[tuple[str, str]]  # (type, alternative text) of every element below the document, in order
    language: str
    tagged: bool
    title: str

    @property
    def text(self) -> str:
        """All pages, line breaks as blanks."""
        return " ".join(" ".join(self.pages).split())


def read(pdf: bytes) -> Printed:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pages, tags = [], []
        for number in range(len(document)):
            with closing(document[number]) as page, closing(page.get_textpage()) as text:
                pages.append(text.get_text_bounded())
                tags += _tags(page)
        return Printed(
            pages=pages,
            tags=tags,
            language=_text(raw.FPDFCatalog_GetLanguage, document),
            tagged=bool(raw.FPDFCatalog_IsTagged(document)),
            title=document.get_metadata_value("Title"),
        )


def _tags(page):
    tree = raw.FPDF_StructTree_GetForPage(page)
    try:
        root = raw.FPDF_StructTree_GetChildAtIndex(tree, 0)
        for index in range(raw.FPDF_StructElement_CountChildren(root)):
            element = raw.FPDF_StructElement_GetChildAtIndex(root, index)
            if element:  # those of other pages are counted but not given
                kind = _text(raw.FPDF_StructElement_GetType, element)
                yield kind, _text(raw.FPDF_StructElement_GetAltText, element)
    finally:
        raw.FPDF_StructTree_Close(tree)


def _text(function, *arguments):
    size = function(*arguments, None, 0)
    buffer = (ctypes.c_ushort * (size // 2))()
    function(*arguments, buffer, size)
    return bytes(buffer).decode("utf-16-le").rstrip("\0")
