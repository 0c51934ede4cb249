"""Sending documents by the plain form and as the script does, before and after submission; what each may lead to."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from requests_app.intake import documents
from requests_app.models import CaseDocument, Draft, FootageRequest, Policy
from requests_app.people import officer_code
from requests_app.review import identity_checks
from requests_app.workflow import Action, perform
from tests.cases import applicant_of
from tests.requests_app.residents import ANSWERS, BEHALF, newest_code, submit, walk_to
from tests.requests_app.uploads import files

SEND = reverse("requests:documents_send")
PAGE = reverse("requests:documents")
AS_SCRIPT = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def in_english(client, camera):
    client.cookies["saksi_language"] = "en"


@pytest.fixture
def asked(client):
    walk_to(client, "documents")
    return client


@pytest.fixture
def case(client):
    return FootageRequest.objects.get(reference=submit(client))


def photo(name="foto siti.jpg", content=None):
    return SimpleUploadedFile(name, files.jpeg() if content is None else content)


def by_script(client, address=SEND, *, content=None, kind="photo", upload_id=None):
    sent = {"kind": kind, "upload_id": upload_id or uuid.uuid4().hex, "uploads": photo("file", content)}
    return client.post(address, sent, **AS_SCRIPT)


# --- Before submission ------------------------------------------------------------------------------------------------


def test_several_files_are_sent_at_once_and_listed_with_leave_to_remove_them(asked):
    sent = {"kind": "police_report", "uploads": [photo(), photo("laporan.pdf", bytes(files.pdf(2).output()))]}

    response = asked.post(SEND, sent)

    assert response.headers["Location"] == PAGE
    page = asked.get(PAGE)
    shown = page.content.decode()
    assert [row.extent.startswith("2 pages") for row in page.context["rows"]] == [False, True]
    assert "Police report (LP, STPL, STTLP, SKTLK)" in shown
    assert "foto siti" not in shown
    for row in page.context["rows"]:
        assert asked.post(row.remove).headers["Location"] == PAGE
    assert "Sent so far" not in asked.get(PAGE).content.decode()


def test_what_is_wrong_with_each_file_is_said_and_the_others_are_kept(asked):
    sent = {"kind": "photo", "uploads": [photo(), photo("<i>x.exe", b"MZ"), photo("kosong.jpg", b"")]}

    response = asked.post(SEND, sent)

    shown = response.content.decode()
    assert "<title>Error: Do you have papers or photos?" in shown
    assert "&lt;i&gt;x.exe: This is no JPEG" in shown
    assert "kosong.jpg: This file is empty." in shown
    assert "<i>x" not in shown
    assert len(response.context["rows"]) == 1
    asked.post(SEND, {"kind": "photo", "uploads": [photo()]})  # sent again, after "back"
    assert CaseDocument.objects.count() == 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [({"kind": "", "uploads": "photo"}, "Choose what kind"), ({"kind": "photo"}, "Choose at least one photo or file")],
)
def test_a_form_without_kind_or_file_is_told_so(asked, sent, said):
    sent = sent | ({"uploads": photo()} if "uploads" in sent else {})

    assert said in asked.post(SEND, sent).content.decode()


def test_a_file_that_is_too_large_is_refused_by_its_size(asked):
    big = photo("besar.jpg", files.jpeg() + bytes(10_000_000))

    shown = asked.post(SEND, {"kind": "photo", "uploads": [big, photo()]}).content.decode()

    assert "besar.jpg: This file is larger than 10 MB." in shown
    assert CaseDocument.objects.count() == 1


def test_the_script_sends_one_file_under_its_id_however_often(asked):
    upload_id = uuid.uuid4().hex

    for _again in range(2):
        answer = by_script(asked, upload_id=upload_id)
        assert answer.status_code == 200
        assert answer.json()["list"].count("<li>") == 1

    refused = by_script(asked, content=b"MZ")
    assert refused.status_code == 400
    assert refused.json()["message"].startswith("This is no JPEG")
    assert by_script(asked, upload_id="x").status_code == 400
    assert by_script(asked, kind="nonsense").json()["message"] == "Choose what kind of document it is."


def test_another_device_neither_sees_nor_removes_them(asked):
    by_script(asked)
    (document,) = CaseDocument.objects.all()
    other = Client()

    assert other.post(SEND, {"kind": "photo", "uploads": photo()}).headers["Location"] == PAGE
    other.post(reverse("requests:documents_remove", args=[document.pk]))

    assert CaseDocument.objects.get() == document


def test_the_documents_become_the_requests_and_are_on_the_page_to_check(client):
    walk_to(client, "documents")
    by_script(client, kind="identity")
    client.post(PAGE, {})

    shown = client.get(reverse("requests:check")).content.decode()

    assert "Identity paper (KTP, SIM, passport)" in shown


def test_leaving_the_device_destroys_what_was_sent(asked):
    by_script(asked, kind="identity")

    asked.post(reverse("requests:leave"))

    assert not CaseDocument.objects.exists()


# --- What the capacity demands ----------------------------------------------------------------------------------------


def walk_as_proxy(client):
    walk_to(client, "capacity")
    client.post(reverse("requests:capacity"), {"capacity": "proxy"})
    client.post(reverse("requests:behalf"), BEHALF)
    client.post(reverse("requests:contact"), ANSWERS["contact"])
    client.post(reverse("requests:code"), {"code": newest_code()})


def test_a_proxy_goes_on_only_with_the_power_of_attorney_or_the_word_that_it_follows(client):
    walk_as_proxy(client)

    refused = client.post(PAGE, {}).content.decode()
    assert "Upload the power of attorney, or tick that you send it later." in refused
    assert client.get(reverse("requests:check")).headers["Location"] == PAGE
    assert client.post(PAGE, {"later_power_of_attorney": "on"}).headers["Location"] == reverse("requests:check")
    assert "Power of attorney follows later" in client.get(reverse("requests:check")).content.decode()


def test_a_proxy_who_sent_it_is_asked_nothing(client):
    walk_as_proxy(client)
    by_script(client, kind="power_of_attorney")

    assert client.post(PAGE, {}).headers["Location"] == reverse("requests:check")


@pytest.mark.parametrize(("policy", "passes"), [(0, True), (2, False)])
def test_the_policy_decides_whether_it_is_needed_at_all(client, policy, passes):
    Policy.objects.create(rule=Policy.Rule.POWER_OF_ATTORNEY, value=policy, valid_from="2020-01-01")
    walk_as_proxy(client)

    response = client.post(PAGE, {"later_power_of_attorney": "on"})

    assert (response.status_code == 302) == passes
    assert passes or "cannot be filed" in response.content.decode()


# --- In a request -----------------------------------------------------------------------------------------------------


def add(client, case, **sent):
    return by_script(client, reverse("requests:case_documents", args=[case.reference]), **sent)


def test_a_paper_is_added_later_and_can_be_saved_again(client, case):
    address = reverse("requests:case_documents", args=[case.reference])

    assert client.post(address, {"kind": "police_report", "uploads": photo()}).headers["Location"] == address

    (row,) = client.get(address).context["rows"]
    saved = client.get(row.read)
    assert saved.content.startswith(b"\xff\xd8\xff")
    assert saved.headers["Content-Type"] == "image/jpeg"
    assert saved.headers["Content-Disposition"].startswith(f'attachment; filename="{case.reference}-')
    assert saved.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in saved.headers["Cache-Control"]
    assert row.read in client.get(reverse("requests:case", args=[case.reference])).content.decode()


def test_a_stranger_finds_no_document(client, case):
    add(client, case)
    (row,) = client.get(reverse("requests:case_documents", args=[case.reference])).context["rows"]

    for address in (row.read, reverse("requests:case_documents", args=[case.reference])):
        assert Client().get(address).headers["Location"] == reverse("requests:track")


def test_the_case_page_tells_when_and_by_whom_an_identity_paper_was_checked(client, case, officer):
    add(client, case, kind="identity")
    page = reverse("requests:case", args=[case.reference])
    assert "Waits for its check." in client.get(page).content.decode()
    paper = CaseDocument.objects.get()
    assert client.get(reverse("requests:case_document", args=[case.reference, paper.pk])).status_code == 404
    taken = perform(case, Action.TAKE, by=officer)

    identity_checks.reveal(taken, paper.pk, why="compare_data", token=uuid.uuid4(), by=officer)
    check = identity_checks.complete(taken, by=officer, passed=True)

    shown = client.get(page).content.decode()
    assert f"Checked by officer {officer_code(officer)} on " in shown
    assert officer.username not in shown
    seen = client.get(reverse("requests:accesses", args=[case.reference])).content.decode()
    assert "looked at your identity paper" in seen
    assert "An officer checked your identity paper; it was destroyed." in shown
    assert check.passed


def test_a_closed_request_asks_for_no_identity_paper(client, case):
    perform(case, Action.WITHDRAW, by=applicant_of(case))
    page = client.get(reverse("requests:case_documents", args=[case.reference])).content.decode()

    assert 'value="identity"' not in page
    assert 'value="photo"' in page
    assert add(client, case, kind="identity").status_code == 409


def test_what_comes_after_the_submission_of_its_draft_reaches_the_request(client, case):
    by_script(client)

    assert CaseDocument.objects.get().request == case
    assert Draft.objects.get().documents.count() == 0


def test_the_name_of_a_file_is_kept_nowhere(client, case, caplog):
    documents.accept_all([photo("KTP Siti Aminah 3171.jpg")], kind="photo", request=case, by=applicant_of(case))

    stored = CaseDocument.objects.values().get()
    assert "Siti" not in str(stored)
    assert "Siti" not in caplog.text


def test_a_message_takes_attachments_along_and_says_what_it_left_out(client, case, officer):
    address = reverse("requests:messages", args=[case.reference])
    sent = {"body": "Ini STNK saya.", "uploads": [photo(), photo("rahasia siti.exe", b"MZ")]}

    page = client.post(address, sent, follow=True)

    shown = page.content.decode()
    assert "Your message was sent without file 2. This is no JPEG" in shown
    assert "rahasia" not in shown
    (message,) = case.case_messages.all()
    (document,) = message.documents.all()
    link = reverse("requests:case_document", args=[case.reference, document.pk])
    assert link in shown
    assert client.get(link).content.startswith(b"\xff\xd8\xff")
    assert document.staff is None


def test_a_message_without_attachments_is_sent_as_before(client, case):
    client.post(reverse("requests:messages", args=[case.reference]), {"body": "Halo"})

    assert case.case_messages.get().body == "Halo"
    assert not case.documents.exists()
