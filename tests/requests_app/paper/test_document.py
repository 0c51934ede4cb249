"""A printed page: everything is on it, in order, tagged, and whatever somebody typed can be printed."""

import re

import pytest
from django.utils import translation

from requests_app.paper import qr, typeface
from requests_app.paper.document import Document
from tests.requests_app.paper.reading import read

REFERENCE = "SKS-2026-7Q4F-2M9K"


def test_a_document_says_what_it_is_to_a_screen_reader():
    address = qr.tracking_address(REFERENCE)
    with translation.override("id"):
        paper = Document(title="Tanda terima", reference=REFERENCE)
        paper.keys([("Nomor", REFERENCE)], address=address, hint="Pindai kode ini")
        paper.heading("Rekaman")
        paper.paragraph("Ada kamera.")
        printed = read(paper.as_bytes())

    assert printed.tagged
    assert (printed.language, printed.title) == ("id", "Tanda terima")
    figure = ("Figure", f"Pindai kode ini: {address}")
    assert printed.tags == [("H1", ""), ("P", ""), figure, ("P", ""), ("H2", ""), ("P", "")]


def test_nothing_is_lost_where_a_page_ends():
    words = [f"kata{number}" for number in range(3000)]
    paper = Document(title="Panjang", reference=REFERENCE)
    paper.paragraph(" ".join(words[:1200]))
    paper.facts([("Nama", " ".join(words[1200:2400]))])
    paper.bullets([" ".join(words[2400:2700]), " ".join(words[2700:])], numbered=True)

    printed = read(paper.as_bytes())

    assert len(printed.pages) > 3
    assert [word for word in printed.text.split() if word.startswith("kata")] == words
    assert all(REFERENCE in page for page in printed.pages)
    last = len(printed.pages)
    assert re.search(rf"\b1 \w+ {last}\b", printed.pages[0])
    assert re.search(rf"\b{last} \w+ {last}\b", printed.pages[-1])


@pytest.mark.parametrize("text", ["🙂🙂", "مرحبا", "\x00\x07", "‮abc", "a" * 500, "", "**tebal** <b>", "\n\n"])
def test_any_text_can_be_printed(text, caplog):
    paper = Document(title=text)
    paper.paragraph(text)
    paper.facts([(text, text)])
    paper.bullets([text])

    assert len(read(paper.as_bytes()).pages) >= 1
    assert not caplog.records  # a log of letters that are missing would be a log of what somebody wrote


def test_marks_in_a_text_mean_nothing():
    paper = Document(title="Judul")
    paper.paragraph("**tebal** __garis__ <b>x</b> {nb}.")

    assert "**tebal** __garis__ <b>x</b>" in read(paper.as_bytes()).text


def test_the_typeface_comes_back_when_temporary_files_are_tidied_up():
    typeface.file("").unlink()

    assert "Ada kamera." in read(written("Ada kamera.")).text


def written(text):
    paper = Document(title="Judul")
    paper.paragraph(text)
    return paper.as_bytes()
