"""Who gets in: deny by default, and what one may not know of is not found."""

from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import Unit, User
from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from audit.models import Event
from audit.verbs import Verb
from console.urls import urlpatterns
from core.errors import NotAllowed
from footage.models import Hold
from notifications.models import Message
from requests_app.correspondence import messages
from requests_app.intake import documents, police_reports
from requests_app.models import CaseDocument, FootageRequest
from requests_app.review import interests, marks, notes
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in
from tests.requests_app.uploads import files

UNKNOWN = "00000000-0000-4000-8000-000000000000"
ARGUMENTS = {"reference": "SKS-2026-0000-0000", "hold_id": UNKNOWN, "look_id": UNKNOWN, "second": 1}
ARGUMENTS |= {"key": "permohonan", "kind": "csv", "appointment_id": UNKNOWN, "handover_id": UNKNOWN}
ARGUMENTS |= {"document_id": UNKNOWN, "selection_id": UNKNOWN, "mark_id": UNKNOWN, "mask_id": "0a1b2c3d"}
ARGUMENTS |= {"user_id": 1, "year": 2026, "name": "hold_days", "language": "id", "form": "note"}
READERS = [Role.OFFICER, Role.APPROVER, Role.UNIT_HEAD]
OTHERS = [role for role in Role if role not in READERS]
VIEWS = {url.name: url for url in urlpatterns}
every_address = pytest.mark.parametrize("name", list(VIEWS))


def address_of(name, **arguments):
    wanted = VIEWS[name].pattern.converters
    return reverse(f"console:{name}", kwargs={key: (ARGUMENTS | arguments)[key] for key in wanted})


def answers(client, address):
    """What GET and POST lead to, redirects not followed; a page takes one of the two."""
    found = [client.get(address), client.post(address)]
    return [response for response in found if response.status_code != 405]


@every_address
def test_every_address_says_what_it_needs(name):
    """A new view without `needs` fails here."""
    assert isinstance(getattr(VIEWS[name].callback, "permission", None), Permission)


@pytest.mark.django_db
@every_address
def test_strangers_are_sent_to_the_sign_in_page(client, name):
    found = answers(client, address_of(name))

    assert found
    assert {response.status_code for response in found} == {302}
    assert all(response["Location"].startswith("/petugas/masuk?next=") for response in found)


@pytest.mark.parametrize("role", OTHERS)
def test_staff_find_only_what_their_roles_open(case, role):
    client = signed_in(cases.build_staff(role, role))
    hold = Hold.objects.get()
    closed = [name for name, view in VIEWS.items() if view.callback.permission not in ROLE_PERMISSIONS[role]]

    assert len(closed) > 10
    for name in closed:
        address = address_of(name, reference=case.reference, hold_id=hold.pk)
        assert {response.status_code for response in answers(client, address)} == {404}, name

    case.refresh_from_db()
    assert (case.status, case.case_messages.count(), hold.jobs.count()) == ("submitted", 0, 0)
    assert not Event.objects.filter(verb=Verb.REQUEST_READ).exists()


def test_a_dismissed_officer_is_out_at_once(case, desk, officer):
    officer.is_active = False
    officer.save()

    assert desk.get(path(case))["Location"].startswith("/petugas/masuk")


@pytest.mark.django_db
@pytest.mark.parametrize("rest", ["", "kemajuan"])
def test_a_case_that_does_not_exist_is_not_found(desk, rest):
    response = desk.get(f"/petugas/permohonan/SKS-2026-0000-0000/{rest}")

    assert response.status_code == 404
    assert "There is no such request. Check the number." in response.text


@pytest.mark.parametrize("action", ["ambil", "lepas", "usul", "pesan"])
def test_an_approver_has_no_page_for_an_officers_acts(case, second_desk, action):
    assert second_desk.post(path(case, action)).status_code == 404


def test_an_officer_cannot_settle(case, desk, officer):
    cases.propose(case, cases.refusing(), officer=cases.build_staff("lain", Role.OFFICER))
    decision = case.decisions.get()

    assert desk.post(path(case, "setujui"), {"decision": decision.pk}).status_code == 403
    case.refresh_from_db()
    assert case.status == "awaiting_approval"


# Who reads everything and changes nothing

READING = {Verb.REQUEST_READ, Verb.DOCUMENT_READ, Verb.REGISTER_READ, Verb.REGISTER_EXPORTED, Verb.RENDER_QUEUED}
READING |= {Verb.FOOTAGE_PREVIEWED, Verb.FOOTAGE_PICTURED, Verb.FOOTAGE_PLAYED, Verb.CASE_DENIED}
OPEN_TO_AUDITORS = [name for name, v in VIEWS.items() if v.callback.permission in ROLE_PERMISSIONS[Role.AUDITOR]]


def state_of(case):
    """Everything of a case that somebody could change."""
    rows = {field.name: list(getattr(case, field.get_accessor_name()).values()) for field in related(case)}
    return FootageRequest.objects.filter(pk=case.pk).values().get(), rows


def related(case):
    return [field for field in case._meta.related_objects if field.one_to_many]


def test_an_auditor_reads_everything_and_changes_nothing(case, officer):
    case = perform(case, Action.TAKE, by=officer)
    messages.write(case, "Kapan selesai?", by=cases.applicant_of(case))
    notes.write(case, "Wajahnya terlihat.", by=officer)
    interests.declare_beforehand(case, "unit", by=cases.build_staff("lain", Role.OFFICER))
    perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    cases.build_staff("audit", Role.AUDITOR)
    User.objects.filter(username="audit").update(unit=Unit.objects.create(code="inspektorat", name="Inspektorat"))
    FootageRequest.objects.update(unit=Unit.objects.create(code="layanan", name="Layanan"))
    auditor = signed_in(User.objects.get(username="audit"))
    before, told = state_of(case), Message.objects.count()
    seen = Event.objects.order_by("-pk").values_list("pk", flat=True).first()

    page = auditor.get(path(case)).text
    auditor.post(path(case, "rekaman/tujuan"), {"purpose": "audit"})
    answered = {}
    for name in OPEN_TO_AUDITORS:
        address = address_of(name, reference=case.reference, hold_id=Hold.objects.get().pk)
        answered[name] = [answer.status_code for answer in answers(auditor, address)]

    assert "Kapan selesai?" in page
    assert "Wajahnya terlihat." in page
    assert "Siti Aminah" in page
    for button in ("catatan", "kepentingan", "setujui", "kembalikan", "ambil", "usul", "pesan"):
        assert path(case, button) not in page
    assert {"case", "queue", "playback", "document", "register"} <= answered.keys()
    assert answered["case"] == answered["queue"] == answered["playback"] == [200]
    assert state_of(case) == before
    assert Message.objects.count() == told
    assert set(Event.objects.filter(pk__gt=seen, case=case.reference).values_list("verb", flat=True)) <= READING


def test_an_auditor_never_sees_an_identity_paper(case, officer):
    case = perform(case, Action.TAKE, by=officer)
    by, kind = cases.applicant_of(case), CaseDocument.Kind.IDENTITY
    paper = documents.accept(files.jpeg(), kind=kind, upload_id=uuid4(), request=case, by=by)
    auditor = signed_in(cases.build_staff("audit", Role.AUDITOR))

    assert "Identity paper" in auditor.get(path(case)).text
    asked = {"why": "compare_data", "token": str(uuid4())}
    for address in (f"dokumen/{paper.pk}", f"tanda-pengenal/{paper.pk}"):
        assert auditor.get(path(case, address)).status_code == 404
        assert auditor.post(path(case, address), asked).status_code in (404, 405)
    assert not paper.reveals.exists()


def test_who_only_reads_writes_nothing_past_the_pages_either(case):
    auditor = cases.build_staff("audit", Role.AUDITOR)
    acts = [
        lambda: marks.add(case, at=cases.START, note="", by=auditor),
        lambda: interests.declare_beforehand(case, "unit", by=auditor),
        lambda: notes.write(case, "x", by=auditor),
        lambda: messages.write(case, "x", by=auditor),
        lambda: police_reports.add(case, "LP/B/1", by=auditor),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()

    assert Event.objects.filter(verb=Verb.CASE_DENIED).count() == len(acts)
