"""Documents from upload to destruction: kept clean and encrypted, once, with whom they belong to, and no longer."""

import os
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from audit.models import Event
from core.encryption import DecryptionFailed
from core.errors import InvalidInput, NotAllowed, NotFound
from requests_app.correspondence import messages
from requests_app.intake import acceptance, documents, drafts
from requests_app.models import CaseDocument, Draft, FootageRequest, Policy
from requests_app.procedure import policies
from requests_app.uploads import scanning, store
from requests_app.uploads.refusal import Reason, Refused
from requests_app.workflow import Action, perform
from tests.cases import applicant_of, file_case, submission
from tests.requests_app.uploads import files

Kind = CaseDocument.Kind
pytestmark = pytest.mark.usefixtures("folders", "english")


@pytest.fixture
def draft(db):
    return drafts.start()[0]


@pytest.fixture
def case(camera):
    return file_case()


def put(content=None, *, kind=Kind.PHOTO, upload_id=None, **owner):
    content = files.jpeg() if content is None else content
    return documents.accept(content, kind=kind, upload_id=upload_id or uuid.uuid4(), **owner)


def stored_files():
    return {document_id for document_id, _path in store.stored()}


def test_nothing_that_was_sent_can_be_read_on_the_disk_or_in_the_database(draft, settings):
    document = put(files.jpeg_with_traces(), draft=draft)

    on_disk = (settings.DOCUMENTS_DIR / str(document.pk)).read_bytes()
    assert b"\xff\xd8\xff" not in on_disk
    assert len(on_disk) > document.size
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(d)::text FROM requests_app_casedocument d")
        (row,) = cursor.fetchone()
    assert document.key not in row
    assert documents.open_content(document).data.startswith(b"\xff\xd8\xff")


def test_bytes_open_with_the_key_of_their_own_document_alone(draft):
    one, other = put(draft=draft), put(draft=draft)

    assert one.key != other.key
    (store._path(other.pk)).write_bytes(store._path(one.pk).read_bytes())
    with pytest.raises(DecryptionFailed):
        documents.open_content(other)


def test_the_same_upload_sent_again_is_one_document(draft):
    upload_id = uuid.uuid4()

    first, again = put(draft=draft, upload_id=upload_id), put(draft=draft, upload_id=upload_id)

    assert first == again
    assert draft.documents.count() == 1
    assert stored_files() == {first.pk}


def test_of_several_files_the_good_ones_are_kept_and_each_bad_one_is_explained(draft):
    sent = [
        SimpleUploadedFile("ktp siti.jpg", files.jpeg()),
        SimpleUploadedFile("virus.exe", b"MZ"),
        SimpleUploadedFile("kosong.pdf", b""),
        SimpleUploadedFile("surat.pdf", bytes(files.pdf(2).output())),
    ]

    for _twice in range(2):
        accepted, problems = documents.accept_all(sent, kind=Kind.OTHER, draft=draft)
        assert [document.media_type for document in accepted] == ["image/jpeg", "application/pdf"]
        assert [(problem.name, problem.sentence) for problem in problems] == [
            ("virus.exe", documents.SENTENCES[Reason.TYPE]),
            ("kosong.pdf", documents.SENTENCES[Reason.EMPTY]),
        ]
        for file in sent:
            file.seek(0)

    assert draft.documents.count() == 2


def test_an_identity_paper_carries_the_number_that_the_request_will_have(draft, monkeypatch):
    stamps = []
    clean = documents.sandbox.clean
    monkeypatch.setattr(
        documents.sandbox, "clean", lambda content, *, stamp: stamps.append(stamp) or clean(content, stamp=stamp)
    )

    put(draft=draft, kind=Kind.PHOTO)
    paper = put(draft=draft, kind=Kind.IDENTITY)
    receipt = acceptance.submit(submission(submission_key=draft.submission_key))

    assert stamps[0] == ""
    assert stamps[1].startswith(f"HANYA UNTUK PERMOHONAN SAKSI no. {receipt.reference} tgl ")
    assert stamps[1].endswith(str(timezone.now().year))
    assert FootageRequest.objects.get(reference=receipt.reference).documents.get(kind=Kind.IDENTITY) == paper


def test_submission_takes_the_documents_along_and_tells_their_kinds(draft, camera):
    put(draft=draft, kind=Kind.POLICE_REPORT)
    receipt = acceptance.submit(submission(submission_key=draft.submission_key))

    assert draft.documents.count() == 0
    event = Event.objects.get(verb="request.submitted", case=receipt.reference)
    assert event.detail["documents"] == ["police_report"]
    assert acceptance.submit(submission(submission_key=draft.submission_key)) == receipt


def test_a_photo_that_was_on_its_way_while_the_request_was_submitted_reaches_it(draft):
    receipt = acceptance.submit(submission(submission_key=draft.submission_key))

    document = put(draft=draft)

    assert document.request.reference == receipt.reference
    assert Event.objects.get(verb="document.added").actor_kind == "applicant"


def test_removing_a_document_leaves_nothing(draft):
    document = put(draft=draft)

    documents.remove(draft, document.pk)
    documents.remove(draft, document.pk)

    assert not draft.documents.exists()
    assert stored_files() == set()


def test_a_draft_has_no_room_for_more_than_so_many(draft, monkeypatch):
    monkeypatch.setattr(documents, "MOST_DOCUMENTS", 1)
    put(draft=draft)

    with pytest.raises(InvalidInput, match="too_many"):
        put(draft=draft)


def test_who_has_a_part_in_the_case_adds_and_reads_and_each_is_audited(case, officer):
    mine = put(request=case, by=applicant_of(case), kind=Kind.POLICE_REPORT)
    theirs = put(request=case, by=officer)

    for by in (applicant_of(case), officer):
        for document in (mine, theirs):
            assert documents.read(case, document.pk, by=by).media_type == "image/jpeg"

    assert (mine.staff, theirs.staff) == (None, officer)
    verbs = list(Event.objects.filter(verb__startswith="document.").order_by("id").values_list("verb", flat=True))
    assert verbs == ["document.added"] * 2 + ["document.read"] * 4
    assert Event.objects.filter(verb="document.added").last().detail == {"kind": "police_report"}


def test_who_has_none_neither_adds_nor_reads(case, draft):
    document = put(request=case, by=applicant_of(case))
    stranger = applicant_of(file_case())

    with pytest.raises(NotAllowed):
        put(request=case, by=stranger)
    with pytest.raises(NotFound):
        documents.read(case, document.pk, by=stranger)
    assert Event.objects.filter(verb="case.denied").count() == 1


def test_an_identity_paper_is_never_read_as_a_document(case, officer):
    paper = put(request=case, by=applicant_of(case), kind=Kind.IDENTITY)

    for by in (applicant_of(case), officer):
        with pytest.raises(NotFound):
            documents.read(case, paper.pk, by=by)
    with pytest.raises(NotAllowed, match="not_the_applicant"):
        put(request=case, by=officer, kind=Kind.IDENTITY)


def test_a_document_of_another_case_is_not_found(case):
    other = file_case()
    document = put(request=other, by=applicant_of(other))

    with pytest.raises(NotFound):
        documents.read(case, document.pk, by=applicant_of(case))


def test_documents_become_the_attachments_of_one_message(case):
    document = put(request=case, by=applicant_of(case))
    first, second = (messages.write(case, text, by=applicant_of(case)) for text in ("Satu", "Dua"))

    documents.attach([document], first)
    documents.attach([document], second)

    assert list(first.documents.all()) == [document]
    assert not second.documents.exists()


def test_a_virus_is_audited_and_kept_nowhere(case, monkeypatch):
    def found(content):
        raise Refused(Reason.INFECTED)

    monkeypatch.setattr(scanning, "scan", found)

    with pytest.raises(InvalidInput, match="infected"):
        put(request=case, by=applicant_of(case))

    assert Event.objects.get(verb="document.refused").case == case.reference
    assert not case.documents.exists()
    assert stored_files() == set()


# --- How long ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def sweep(django_capture_on_commit_callbacks):
    def run():
        with django_capture_on_commit_callbacks(execute=True):
            documents.sweep()

    return run


def is_destroyed(document, *, because):
    document = CaseDocument.objects.get(pk=document.pk)
    gone = document.pk not in stored_files()
    return gone and document.destroyed_at and (document.destroyed_because, document.key) == (because, "")


def test_identity_papers_go_when_the_case_closes_and_other_documents_stay(case, sweep):
    paper = put(request=case, by=applicant_of(case), kind=Kind.IDENTITY)
    report = put(request=case, by=applicant_of(case), kind=Kind.POLICE_REPORT)
    sweep()
    assert paper.pk in stored_files()

    perform(case, Action.WITHDRAW, by=applicant_of(case))
    sweep()
    sweep()

    assert is_destroyed(paper, because="case_closed")
    assert documents.read(case, report.pk, by=applicant_of(case))
    event = Event.objects.get(verb="document.destroyed")
    assert (event.actor_id, event.detail) == ("documents.sweep", {"kind": "identity", "because": "case_closed"})


def test_an_identity_paper_that_nobody_checks_goes_when_its_term_ends(case, sweep):
    paper = put(request=case, by=applicant_of(case), kind=Kind.IDENTITY)
    other = put(request=case, by=applicant_of(case), kind=Kind.PHOTO)
    waited = timedelta(days=policies.value(Policy.Rule.IDENTITY_PAPER_DAYS))
    CaseDocument.objects.update(added_at=timezone.now() - waited + timedelta(minutes=1))
    sweep()
    assert paper.pk in stored_files()

    CaseDocument.objects.update(added_at=timezone.now() - waited)
    sweep()

    assert is_destroyed(paper, because="term_ended")
    assert other.pk in stored_files()


def test_all_documents_go_some_time_after_the_case(case, sweep):
    report = put(request=case, by=applicant_of(case), kind=Kind.POLICE_REPORT)
    perform(case, Action.WITHDRAW, by=applicant_of(case))
    kept = timedelta(days=policies.value(Policy.Rule.DOCUMENT_DAYS))
    FootageRequest.objects.update(closed_at=timezone.now() - kept)

    sweep()

    assert is_destroyed(report, because="term_ended")


def test_a_stale_draft_takes_its_documents_along(draft, sweep):
    document = put(draft=draft, kind=Kind.IDENTITY)
    os.utime(store._path(document.pk), (0, 0))
    Draft.objects.update(updated_at=timezone.now() - drafts.KEPT_FOR - timedelta(minutes=1))

    drafts.destroy_stale()
    sweep()

    assert not CaseDocument.objects.exists()
    assert stored_files() == set()


def test_the_sweep_leaves_an_upload_that_has_no_row_yet(db, settings, sweep):
    young, old = uuid.uuid4(), uuid.uuid4()
    for document_id in (young, old):
        store.write(document_id, b"content", key=store.new_key())
    unfinished = settings.DOCUMENTS_DIR / f".{uuid.uuid4()}"
    unfinished.write_bytes(b"half")
    for path in (store._path(old), unfinished):
        os.utime(path, (0, 0))

    sweep()

    assert stored_files() == {young}


def test_an_upload_is_an_answer_that_keeps_the_draft_fresh(draft):
    Draft.objects.update(updated_at=timezone.now() - drafts.KEPT_FOR + timedelta(minutes=1))

    put(draft=draft)

    assert Draft.objects.get().updated_at > timezone.now() - timedelta(minutes=1)
