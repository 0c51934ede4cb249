"""The words of the letters: edited by administrators, version after version, and kept as they were sent."""

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.errors import NotAllowed
from requests_app.correspondence import letter_texts
from requests_app.models import LetterText
from tests import cases
from tests.console.conftest import signed_in

ADDRESS = "/petugas/surat/refuse/id"


@pytest.fixture
def administrator(db):
    return cases.build_staff("admin", Role.ADMINISTRATOR)


@pytest.fixture
def admin_desk(administrator):
    return signed_in(administrator)


def test_a_new_version_holds_and_the_old_one_stays(admin_desk, administrator):
    for text in ("Permohonan {number} ditolak: {reason}.", "Maaf, {place} tidak dapat diberikan."):
        assert admin_desk.post(ADDRESS, {"text": text}).status_code == 302

    assert letter_texts.current("refuse", "id") == "Maaf, {place} tidak dapat diberikan."
    assert list(LetterText.objects.values_list("version", flat=True)) == [2, 1]
    assert Event.objects.filter(verb=Verb.LETTER_TEXT_CHANGED).count() == 2
    assert "Permohonan {number} ditolak" in admin_desk.get(ADDRESS).text


def test_a_preview_saves_nothing(admin_desk):
    page = admin_desk.post(ADDRESS, {"text": "Rekaman {place} pada {time}.", "preview": "1"})

    assert "Rekaman Pasar Senen pada 23 November 2026, 14.05–14.25 WIB." in page.text
    assert not LetterText.objects.exists()


@pytest.mark.parametrize("text", ["", "Nama Anda {name}.", "{0.__class__}" + "{}"])
def test_what_stands_for_nothing_is_told_and_kept_on_the_page(admin_desk, text):
    page = admin_desk.post(ADDRESS, {"text": text})

    assert page.status_code == 422
    assert page.context["form"]["text"].value() == text
    assert not LetterText.objects.exists()


def test_a_letter_stays_as_it_was_sent(case, officer, approver, administrator):
    letter_texts.write("refuse", "id", "{place}: ditolak ({article}).", by=administrator)
    case = cases.approve(cases.propose(case, cases.refusing(), officer=officer), approver=approver)
    letter_texts.write("refuse", "id", "Sesuatu yang lain.", by=administrator)

    sent = case.decisions.get().letter

    assert sent == f"{case.place}: ditolak (UU 14/2008 pasal 17 huruf h)."


def test_a_place_cannot_smuggle_in_a_placeholder(camera, officer, approver):
    case = cases.file_case(place="{number}{reason}")

    case = cases.approve(cases.propose(case, cases.refusing(), officer=officer), approver=approver)

    assert "{number}{reason}" in case.decisions.get().letter


def test_only_administrators_write(case, desk, officer):
    assert desk.get(ADDRESS).status_code == 404
    with pytest.raises(NotAllowed):
        letter_texts.write("refuse", "id", "Tidak.", by=officer)
