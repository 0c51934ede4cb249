"""Erasure of one's own data: what is erased is gone, what stands names nobody, and everything is on the trail."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from audit.models import Event
from audit.verbs import Verb
from core.clock import database_now
from core.encryption import EncryptedTextField
from core.errors import InvalidInput, NotAllowed, NotNow
from footage import deliverables
from footage.models import Deliverable, Grant, Hold
from notifications import outbox
from notifications.models import Message
from requests_app.applicant import erasures, tracking
from requests_app.correspondence import contacts, messages
from requests_app.decision.decisions import Proposal
from requests_app.intake import acceptance, contact_codes, documents
from requests_app.models import CaseDocument, ContactProof, DecisionKind, Erasure, FootageRequest
from requests_app.people import Applicant
from requests_app.registers import books
from requests_app.review import marks, notes
from requests_app.uploads import store
from requests_app.workflow import Action, available, perform
from tests import cases
from tests.console.conftest import path, signed_in
from tests.requests_app.registers.test_registers import rows, today  # noqa: F401 (a fixture)
from tests.requests_app.residents import submit_and_secure
from tests.requests_app.uploads.files import jpeg

REFUSAL = {"ground": "law_enforcement", "reason": "Polsek Gambir memerlukannya."}
# What stays encrypted: of staff, of the police, and why something was kept.
STAYS = {"accounts.AuthenticatorApp.secret", "requests_app.Erasure.reason"}
STAYS |= {f"requests_app.Handover.{name}" for name in ("officer_name", "officer_number", "letter_number")}


@pytest.fixture(autouse=True)
def in_english(client, camera, english):
    client.cookies["saksi_language"] = "en"


@pytest.fixture
def case(client):
    return submit_and_secure(client)


@pytest.fixture
def granted(case, officer, approver):
    """A case with everything that a case can hold, closed with a clip."""
    by = Applicant(case.reference)
    message = messages.write(case, "Saya Siti, dari Jalan Sabang.", by=by)
    documents.attach([documents.accept(jpeg(), kind="other", upload_id=message.pk, by=by, request=case)], message)
    notes.write(case, "Pemohon tampak di kiri.", by=officer)
    case = perform(case, Action.TAKE, by=officer)
    case = perform(case, Action.ASK, by=officer, body="Apa warnanya?")
    case = perform(case, Action.ANSWER, by=by, body="Merah.")
    case = perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))
    return cases.deliver(cases.approve(case, approver=approver))


def ask(case):
    return perform(case, Action.ASK_ERASURE, by=cases.applicant_of(case))


def erase(case, officer):
    return perform(ask(case), Action.ERASE, by=officer)


def encrypted() -> Iterator[tuple[str, str]]:
    """(model.field, what the database holds) of every encrypted value there is."""
    for model in apps.get_models():
        for field in model._meta.local_fields:
            if isinstance(field, EncryptedTextField):
                with connection.cursor() as cursor:
                    cursor.execute(f'SELECT "{field.column}" FROM "{model._meta.db_table}"')
                    yield from ((f"{model._meta.label}.{field.name}", value) for (value,) in cursor.fetchall() if value)


@pytest.mark.django_db(transaction=True)
def test_nothing_personal_is_left_in_any_row_and_no_file(granted, officer):
    document, clip = CaseDocument.objects.get(), Deliverable.objects.get()
    assert {name for name, _value in encrypted()} > {"requests_app.FootageRequest.nik", "requests_app.CaseNote.body"}

    erase(granted, officer)
    outbox.send_waiting()
    erasures.sweep()

    assert "requests_app.ContactProof.address" in {name for name, _value in encrypted()}
    ContactProof.objects.update(sent_at=database_now() - timedelta(days=8))  # as the page says
    contact_codes.destroy_old()
    assert {name for name, _value in encrypted()} - STAYS == set()
    row = FootageRequest.objects.filter(pk=granted.pk).values().get()
    assert {row[name] for name in row if name.endswith("_index")} == {""}
    assert not [path for key, path in store.stored() if key == document.pk]
    assert not deliverables.path_of(clip.sha256).exists()
    assert Hold.objects.get().state == Hold.State.RELEASED
    assert Grant.objects.get().revoked_at


def test_register_and_trail_stand_without_a_name(granted, officer, today):  # noqa: F811 (a fixture)
    before = list(Event.objects.order_by("id").values())

    erase(granted, officer)

    register = rows("permohonan", today)[0]
    assert (register["Number"], register["Outcome"]) == (granted.reference, "footage available")
    assert register["Applicant"] == str(books.ERASED)
    assert list(Event.objects.order_by("id").values())[: len(before)] == before
    event = Event.objects.get(verb=Verb.DATA_ERASED)
    assert (event.actor_id, event.case) == (str(officer.pk), granted.reference)
    assert event.detail["erased"] == {"documents": 1, "messages": 3, "clips": 1}


def test_the_applicant_is_told_and_then_their_address_is_forgotten(granted, officer):
    perform(ask(granted), Action.ERASE, by=officer)

    last = Message.objects.get(occasion__endswith="/done")
    assert last.address == "+6281234567890"
    others = Message.objects.exclude(pk=last.pk).filter(case=granted.reference)
    assert {message.address for message in others} == {""}
    erasures.sweep()
    assert Erasure.objects.get().forgotten_at is None  # it is not sent yet

    outbox.send_waiting()
    erasures.sweep()

    last.refresh_from_db()
    assert (last.state, last.address, last.body) == ("sent", "", "")
    assert Erasure.objects.get().forgotten_at


def test_afterwards_the_page_says_only_that_it_is_erased(client, granted, officer):
    erase(granted, officer)

    for name in ("case", "receipt", "messages", "case_documents", "erasure"):
        shown = client.get(reverse(f"requests:{name}", args=[granted.reference])).text
        assert "Your data is erased" in shown
        assert "Siti" not in shown
    granted.refresh_from_db()
    assert available(granted, Applicant(granted.reference)) == set()
    with pytest.raises(NotNow):
        contacts.change(granted, granted.pk, by=Applicant(granted.reference))
    assert not contacts.requests_of(contacts.Holder("phone", contacts.phone_index("+6281234567890")))
    assert not contacts.requests_of(contacts.Holder("phone", ""))


def test_nothing_more_is_written_into_it(granted, officer):
    erased = erase(granted, officer)
    attempts = (
        lambda case: notes.write(case, "Siti tampak di kiri.", by=officer),
        lambda case: marks.add(case, at=case.starts_at, note="Siti", by=officer),
        lambda case: messages.write(case, "Ibu Siti, silakan datang.", by=officer),
    )

    for case in (erased, granted):  # also from a page that was loaded before
        for write in attempts:
            with pytest.raises(NotAllowed):
                write(case)
    assert "Write a note" not in signed_in(officer).get(path(erased)).text


def test_number_and_pin_still_tell_that_it_was_erased(granted, officer, client):
    pin = acceptance.find_receipt(granted.submission_key, within=60 * cases.MINUTE).pin
    erase(granted, officer)

    assert tracking.open(reference=granted.reference, pin=pin, visitor="test") == granted


def test_recordings_that_went_to_the_police_stay(case, officer, approver):
    case = cases.propose(case, Proposal(kind=DecisionKind.HAND_TO_POLICE, reason="Untuk polisi."), officer=officer)
    case = cases.approve(case, approver=approver)

    case = erase(case, officer)

    assert case.applicant_name == ""
    assert Hold.objects.get().state == Hold.State.SECURED


def test_an_open_request_is_not_erased_and_the_page_says_what_to_do(client, case):
    shown = client.get(reverse("requests:erasure", args=[case.reference])).text

    assert "While your request is open its officers need your data." in shown
    assert reverse("requests:withdraw", args=[case.reference]) in shown
    assert client.post(reverse("requests:erasure", args=[case.reference]), {"sure": "on"}).status_code == 409
    assert not Erasure.objects.exists()


def test_the_applicant_asks_on_the_tracking_page(client, case):
    case = perform(case, Action.WITHDRAW, by=cases.applicant_of(case))
    address = reverse("requests:erasure", args=[case.reference])
    assert address in client.get(reverse("requests:case", args=[case.reference])).text
    assert "Tick this when you are sure" in client.post(address, {}).text

    shown = client.post(address, {"sure": "on"}, follow=True).text

    assert "You asked for it on" in shown
    assert Message.objects.filter(occasion__contains="/erasure/").count() == 1
    assert Erasure.objects.get().state == "asked"


def test_an_officer_refuses_on_a_ground_of_the_law_and_the_applicant_reads_it(client, case, officer):
    case = ask(perform(case, Action.WITHDRAW, by=cases.applicant_of(case)))
    desk = signed_in(officer)
    assert case.reference in desk.get(reverse("console:home")).text
    assert "Erasure of the applicant’s data" in desk.get(path(case)).text
    refusal = {f"erasure-{name}": text for name, text in REFUSAL.items()} | {"erasure-answer": "refuse_erasure"}
    unexplained = desk.post(path(case, "hapus-data"), refusal | {"erasure-reason": ""})
    assert (unexplained.status_code, Erasure.objects.get().state) == (422, "asked")

    assert desk.post(path(case, "hapus-data"), refusal).status_code == 302

    shown = client.get(reverse("requests:erasure", args=[case.reference])).text
    assert "Polsek Gambir memerlukannya." in shown
    assert "UU 27/2022 pasal 15 ayat (1) huruf b" in shown
    assert "Ask for the erasure" in shown  # again, once it has changed
    case.refresh_from_db()
    assert case.applicant_name == "Siti Aminah"


def test_an_officer_carries_it_out_at_the_desk(case, officer):
    case = ask(perform(case, Action.WITHDRAW, by=cases.applicant_of(case)))
    desk = signed_in(officer)

    desk.post(path(case, "hapus-data"), {"erasure-answer": "erase"})

    shown = desk.get(path(case)).text
    assert "The applicant’s personal data was erased on" in shown
    assert "Siti" not in shown
    assert case.reference not in desk.get(reverse("console:home")).text


@pytest.mark.parametrize("changes", [{"ground": "laziness"}, {"ground": ""}, {"reason": " "}, {"reason": "x" * 2001}])
def test_a_refusal_needs_ground_and_explanation(case, officer, changes):
    case = ask(perform(case, Action.WITHDRAW, by=cases.applicant_of(case)))

    with pytest.raises(InvalidInput):
        perform(case, Action.REFUSE_ERASURE, by=officer, **REFUSAL | changes)


def test_an_objection_that_came_after_the_wish_is_answered_first(case, officer, approver):
    case = cases.approve(cases.propose(case, cases.refusing(), officer=officer), approver=approver)
    case = ask(case)
    by = cases.applicant_of(case)
    case = perform(case, Action.LODGE_OBJECTION, by=by, ground="refused", text="Saya korban sendiri.")

    with pytest.raises(NotNow):
        perform(case, Action.ERASE, by=officer)

    assert case.objections.get().text == "Saya korban sendiri."
    assert perform(case, Action.REFUSE_ERASURE, by=officer, **REFUSAL).applicant_name == "Siti Aminah"
