"""A proposal while it is written: kept with every pause of the keys, and read as a letter before it is sent."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.roles import Role
from audit.models import Event
from requests_app.models import CaseMessage, CaseNote, ConsequenceTest, Decision, StaffDraft
from requests_app.review import staff_drafts
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in

REFUSAL = {
    "kind": "refuse",
    "reason_code": "investigation",
    "harm": "Tersangka lain menghilang.",
    "lasts": "sampai sidang selesai",
    "reason": "Kami melihat rekamannya.\n\nPolisi masih bekerja.",
    "view_days": "14",
}


@pytest.fixture
def taken(case, officer):
    return perform(case, Action.TAKE, by=officer)


def test_what_was_typed_is_there_again_in_a_new_session(taken, desk, officer):
    told = desk.post(path(taken, "konsep/proposal"), {"kind": "refuse", "reason": "Belum sel", "view_days": ""})
    assert told.json()["text"].startswith("Draft kept, ")

    page = signed_in(officer).get(path(taken)).text

    assert "Belum sel</textarea>" in page
    assert "Your draft of " in page
    assert not Decision.objects.exists()


def test_a_draft_is_its_writer_s_own_and_unreadable_in_the_database(taken, desk, second_desk):
    colleague = signed_in(cases.build_staff("lain", Role.OFFICER))
    desk.post(path(taken, "konsep/proposal"), REFUSAL)

    assert "Polisi masih bekerja." not in colleague.get(path(taken)).text
    assert "Polisi masih bekerja." not in second_desk.get(path(taken)).text
    assert "Polisi" not in str(StaffDraft.objects.values_list("answers", flat=True).get())


def test_a_draft_goes_with_the_proposal_and_the_rest_when_nobody_comes_back(taken, desk):
    desk.post(path(taken, "konsep/proposal"), REFUSAL)
    desk.post(path(taken, "usul"), REFUSAL)
    assert not StaffDraft.objects.exists()
    desk.post(path(taken, "tarik"))
    desk.post(path(taken, "konsep/proposal"), REFUSAL)

    staff_drafts.destroy_stale()
    assert StaffDraft.objects.exists()
    StaffDraft.objects.update(saved_at=cases.START - staff_drafts.KEPT_FOR - timedelta(days=2))
    staff_drafts.destroy_stale()
    assert not StaffDraft.objects.exists()


@pytest.mark.parametrize(
    ("form", "typed", "address"),
    [
        ("note", {"note-body": "Lihat kamera kedua."}, "catatan"),
        ("message", {"body": "Kami sedang melihat rekamannya."}, "pesan"),
        ("ask", {"ask-body": "Kirimkan surat laporan polisi."}, "tanya"),
        ("extend", {"extend-reason": "Rekaman delapan jam."}, "perpanjang"),
    ],
)
def test_every_form_keeps_its_own_draft_until_it_is_sent(taken, desk, officer, form, typed, address):
    (words,) = typed.values()
    desk.post(path(taken, f"konsep/{form}"), typed)
    assert signed_in(officer).get(path(taken)).text.count(f"{words}</textarea>") == 1

    desk.post(path(taken, address), typed)

    assert not StaffDraft.objects.exists()
    assert f"{words}</textarea>" not in desk.get(path(taken)).text


def test_what_an_approver_types_is_kept_as_well(case, officer, approver, second_desk):
    cases.propose(case, cases.refusing(), officer=officer)
    second_desk.post(path(case, "konsep/send_back"), {"comment": "Tulis alasannya lebih jelas."})

    assert "Tulis alasannya lebih jelas.</textarea>" in signed_in(approver).get(path(case)).text


def test_a_form_that_was_emptied_leaves_no_draft(taken, desk):
    desk.post(path(taken, "konsep/note"), {"note-body": "Lihat"})
    assert desk.post(path(taken, "konsep/note"), {"note-body": ""}).json() == {"text": ""}
    assert not StaffDraft.objects.exists()


def test_only_forms_of_the_page_are_kept_and_only_of_whoever_takes_part(taken, desk):
    auditor = signed_in(cases.build_staff("inspektorat", Role.AUDITOR))
    assert desk.post(path(taken, "konsep/apa-saja"), {"body": "x"}).status_code == 404
    assert auditor.post(path(taken, "konsep/note"), {"note-body": "x"}).status_code == 404
    assert not (StaffDraft.objects.exists() or CaseNote.objects.exists() or CaseMessage.objects.exists())


def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(taken):
    late = Client()

    answer = late.post(path(taken, "usul"), REFUSAL, headers={"Referer": f"http://testserver{path(taken)}"})
    elsewhere = late.post(path(taken, "usul"), REFUSAL, headers={"Referer": "https://example.com/petugas/"})

    assert answer["Location"] == f"/petugas/masuk?next={path(taken)}"
    assert elsewhere["Location"] == "/petugas/masuk?next=/petugas/beranda"


def test_the_letter_is_read_as_the_applicant_will_read_it(taken, desk, approver):
    events = Event.objects.count()
    preview = desk.post(path(taken, "usul/surat"), REFUSAL).text
    assert (Decision.objects.count(), ConsequenceTest.objects.count(), Event.objects.count()) == (0, 0, events)
    taken.refresh_from_db()
    assert taken.status == "in_review"

    desk.post(path(taken, "usul"), REFUSAL)
    cases.approve(taken, approver=approver)

    letter = Decision.objects.get().letter
    for words in (
        letter,
        "Tersangka lain menghilang.",
        "sampai sidang selesai",
        "Apa keputusannya?",
        "<p>Polisi masih",
    ):
        assert words in preview


def test_a_letter_that_cannot_be_written_yet_says_what_is_missing(taken, desk):
    answer = desk.post(path(taken, "usul/surat"), REFUSAL | {"harm": ""})
    assert (answer.status_code, answer.text.count("Write which harm giving it would do")) == (422, 2)
    assert "Polisi masih bekerja." in answer.text
    assert desk.post(path(taken, "usul/surat"), {"kind": "grant", "view_days": "14"}).status_code == 422  # no part yet
