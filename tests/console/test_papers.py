"""Documents at the desk: who opens which, and what an identity check leaves behind."""

import base64
import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from accounts.roles import Role
from audit.models import Event
from requests_app.intake import documents
from requests_app.models import CaseDocument, IdentityCheck
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in
from tests.requests_app.uploads import files

Kind = CaseDocument.Kind


@pytest.fixture
def mine(case, officer):
    return perform(case, Action.TAKE, by=officer)


def send(case, kind=Kind.IDENTITY):
    by = cases.applicant_of(case)
    return documents.accept(files.jpeg(), kind=kind, upload_id=uuid.uuid4(), request=case, by=by)


def address(case, document):
    return path(case, f"tanda-pengenal/{document.pk}")


def token_on(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


def look(desk, case, document, *, why="compare_data"):
    page = desk.get(address(case, document))
    return desk.post(address(case, document), {"why": why, "token": token_on(page)})


def test_whoever_reads_cases_opens_documents_and_it_is_recorded(case, desk, second_desk):
    report = send(case, Kind.POLICE_REPORT)
    link = reverse("console:document", args=[case.reference, report.pk])
    assert link in desk.get(path(case)).text

    for browser in (desk, second_desk):
        response = browser.get(link)
        assert response.content.startswith(b"\xff\xd8\xff")
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert "attachment" in response["Content-Disposition"]

    assert Event.objects.filter(verb="document.read").count() == 2


def test_an_identity_paper_is_shown_once_for_a_reason_then_destroyed_with_its_check(mine, desk, officer):
    paper = send(mine)
    assert address(mine, paper) in desk.get(path(mine)).text

    shown = look(desk, mine, paper)

    (picture,) = re.findall(r'src="data:image/jpeg;base64,([^"]+)"', shown.text)
    assert Image.open(io.BytesIO(base64.b64decode(picture))).size == (320, 200)
    assert mine.nik in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert Event.objects.get(verb="identity.revealed").detail == {"why": "compare_data"}

    done = desk.post(reverse("console:complete_check", args=[mine.reference]), {"passed": "yes"}, follow=True)

    assert "the paper is destroyed, and the applicant has been told" in done.text
    assert IdentityCheck.objects.get().passed
    assert address(mine, paper) not in done.text
    assert "identity confirmed" in done.text
    assert look_again_is_not_found(desk, mine, paper)


def look_again_is_not_found(desk, case, paper):
    return desk.post(address(case, paper), {"why": "look_again", "token": uuid.uuid4()}).status_code == 404


def test_the_same_press_shows_nothing_a_second_time(mine, desk):
    paper = send(mine)
    token = token_on(desk.get(address(mine, paper)))

    first, second = (desk.post(address(mine, paper), {"why": "compare_data", "token": token}) for _press in range(2))

    assert "data:image/jpeg" in first.text
    assert second.status_code == 409
    assert "data:image/jpeg" not in second.text


def test_without_a_reason_the_page_asks_for_one(mine, desk):
    paper = send(mine)
    token = token_on(desk.get(address(mine, paper)))

    response = desk.post(address(mine, paper), {"token": token})

    assert "Choose why you have to see the paper" in response.text
    assert "data:image/jpeg" not in response.text


def test_a_colleague_sees_that_there_is_a_paper_and_no_way_to_it(mine):
    paper = send(mine)
    colleague = signed_in(cases.build_staff("dewi", Role.OFFICER))

    page = colleague.get(path(mine)).text
    assert "Identity paper (KTP, SIM, passport)" in page
    assert address(mine, paper) not in page
    assert colleague.get(address(mine, paper)).status_code == 403
    refused = colleague.post(address(mine, paper), {"why": "compare_data", "token": uuid.uuid4()})
    assert refused.status_code == 403
    assert colleague.post(path(mine, "tanda-pengenal/hasil"), {"passed": "yes"}).status_code == 403
    assert colleague.get(path(mine, f"dokumen/{paper.pk}")).status_code == 404
    assert documents.open_content(CaseDocument.objects.get())


def test_a_missing_power_of_attorney_is_said(camera, desk):
    case = cases.file_case(capacity="proxy", capacity_note="Budi")
    assert "Without it nothing may be released." in desk.get(path(case)).text

    send(case, Kind.POWER_OF_ATTORNEY)

    assert "Without it nothing may be released." not in desk.get(path(case)).text


def test_what_the_officer_attaches_reaches_the_applicant(case, desk, officer):
    sent = {"body": "Peta titik kamera terlampir.", "uploads": [SimpleUploadedFile("peta.jpg", files.jpeg())]}

    page = desk.post(path(case, "pesan"), sent, follow=True)

    document = case.case_messages.get().documents.get()
    assert document.staff == officer
    assert reverse("console:document", args=[case.reference, document.pk]) in page.text
    assert documents.read(case, document.pk, by=cases.applicant_of(case)).media_type == "image/jpeg"
