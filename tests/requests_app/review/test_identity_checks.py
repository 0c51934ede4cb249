"""Who may open an identity paper, how often, and what the check leaves behind."""

import io
import uuid

import pytest
from PIL import Image

from accounts.roles import Role
from audit.models import Event
from core.errors import InvalidInput, NotAllowed, NotFound, NotNow
from notifications.models import Message
from requests_app.intake import documents
from requests_app.models import CaseDocument, FootageRequest, IdentityCheck
from requests_app.people import officer_code
from requests_app.review import identity_checks
from requests_app.uploads import store
from requests_app.workflow import Action, perform
from tests.cases import applicant_of, build_staff, file_case
from tests.requests_app.uploads import files

Kind = CaseDocument.Kind
pytestmark = pytest.mark.usefixtures("folders", "english")


@pytest.fixture
def case(camera, officer):
    return perform(file_case(), Action.TAKE, by=officer)


@pytest.fixture
def paper(case):
    return send(case, files.jpeg((900, 600)))


def send(case, content, kind=Kind.IDENTITY):
    return documents.accept(content, kind=kind, upload_id=uuid.uuid4(), request=case, by=applicant_of(case))


def reveal(case, paper, *, by, why="compare_data", token=None):
    return identity_checks.reveal(case, paper.pk, why=why, token=token or uuid.uuid4(), by=by)


def test_the_officer_who_has_the_case_sees_the_paper_and_the_reason_is_recorded(case, paper, officer):
    (page,) = reveal(case, paper, by=officer)

    assert Image.open(io.BytesIO(page)).size == (900, 600)
    event = Event.objects.get(verb="identity.revealed")
    assert (event.actor_id, event.case) == (str(officer.pk), case.reference)
    assert event.detail == {"why": "compare_data"}


def test_the_pages_of_a_pdf_are_shown_as_pictures(case, officer):
    paper = send(case, bytes(files.pdf(2).output()))

    pages = reveal(case, paper, by=officer)

    assert [Image.open(io.BytesIO(page)).format for page in pages] == ["JPEG", "JPEG"]


def test_one_reason_shows_it_once(case, paper, officer):
    token = uuid.uuid4()
    reveal(case, paper, by=officer, token=token)

    with pytest.raises(NotNow, match="shown_already"):
        reveal(case, paper, by=officer, token=token)

    assert Event.objects.filter(verb="identity.revealed").count() == 1
    assert reveal(case, paper, by=officer)


@pytest.mark.parametrize(
    "roles", [(Role.OFFICER,), (Role.APPROVER,), (Role.AUDITOR,), (Role.ADMINISTRATOR,), tuple(Role)]
)
def test_nobody_else_sees_it(case, paper, roles):
    other = build_staff("dewi", *roles)

    with pytest.raises(NotAllowed):
        reveal(case, paper, by=other)
    with pytest.raises(NotAllowed):
        identity_checks.complete(case, by=other, passed=True)

    assert not identity_checks.may_check(case, by=other)
    assert Event.objects.filter(verb="case.denied", actor_id=str(other.pk)).count() == 2
    assert paper.pk in {document_id for document_id, _path in store.stored()}


def test_who_gave_the_case_back_sees_it_no_more(case, paper, officer):
    perform(case, Action.GIVE_BACK, by=officer)

    assert not identity_checks.may_check(FootageRequest.objects.get(), by=officer)
    with pytest.raises(NotAllowed):
        reveal(case, paper, by=officer)


def test_without_a_reason_nothing_is_shown(case, paper, officer):
    for why in ("", "curiosity"):
        with pytest.raises(InvalidInput, match="no_reason"):
            reveal(case, paper, by=officer, why=why)


def test_other_documents_are_no_identity_papers(case, officer):
    report = send(case, files.jpeg(), kind=Kind.POLICE_REPORT)

    with pytest.raises(NotFound):
        reveal(case, report, by=officer)


@pytest.mark.parametrize("passed", [True, False])
def test_whatever_the_check_comes_to_the_papers_are_destroyed_and_the_applicant_is_told(
    case, paper, officer, passed, django_capture_on_commit_callbacks
):
    second, report = send(case, files.jpeg()), send(case, files.jpeg(), kind=Kind.POLICE_REPORT)
    reveal(case, paper, by=officer)

    with django_capture_on_commit_callbacks(execute=True):
        check = identity_checks.complete(case, by=officer, passed=passed)

    assert (check.checked_by, check.passed) == (officer, passed)
    for destroyed in CaseDocument.objects.filter(pk__in=[paper.pk, second.pk]):
        assert (destroyed.key, destroyed.destroyed_because, destroyed.identity_check) == ("", "checked", check)
    assert {document_id for document_id, _path in store.stored()} == {report.pk}
    event = Event.objects.get(verb="identity.checked")
    assert event.detail == {"passed": passed, "destroyed": [str(paper.pk), str(second.pk)]}
    told = Message.objects.get(occasion=f"{case.reference}/identity_check/{check.pk}")
    assert officer_code(officer) in told.body
    assert officer.username not in told.body
    assert ("Identitas Anda terbukti" in told.body) == passed
    with pytest.raises(NotFound):
        reveal(case, paper, by=officer)
    with pytest.raises(NotNow, match="no_identity_paper"):
        identity_checks.complete(case, by=officer, passed=passed)


def test_nobody_checks_what_they_have_not_seen(case, paper, officer):
    with pytest.raises(NotNow, match="not_looked_at"):
        identity_checks.complete(case, by=officer, passed=True)

    assert not IdentityCheck.objects.exists()


def test_after_a_failed_check_the_same_paper_can_be_sent_again(case, officer):
    content, upload_id = files.jpeg(), uuid.uuid4()
    sent = {"kind": Kind.IDENTITY, "upload_id": upload_id, "request": case, "by": applicant_of(case)}
    first = documents.accept(content, **sent)
    reveal(case, first, by=officer)
    identity_checks.complete(case, by=officer, passed=False)

    again = documents.accept(content, **sent)

    assert again != first
    assert reveal(case, again, by=officer)


def test_a_closed_case_shows_and_takes_no_identity_paper(case, paper, officer):
    case = perform(case, Action.WITHDRAW, by=applicant_of(case))

    with pytest.raises(NotNow):
        reveal(case, paper, by=officer)
    with pytest.raises(NotNow):
        send(case, files.jpeg())
