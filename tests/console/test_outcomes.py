"""After the decision: watching at an office with minutes, and handing over to the police with a receipt."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from audit.verbs import Verb
from core.clock import WIB
from core.errors import NotAllowed, NotNow
from notifications.models import Message
from requests_app.decision import appointments
from requests_app.decision.decisions import Proposal
from requests_app.models import Appointment, DecisionKind, Handover
from tests import cases
from tests.console.conftest import path

HANDOVER = {
    "police_unit": "Polsek Menteng",
    "officer_name": "Budi Santoso",
    "officer_number": "85010203",
    "letter_number": "B/123/XI/2026/Reskrim",
    "letter_date_0": "1",
    "letter_date_1": "11",
    "letter_date_2": "2026",
}


@pytest.fixture
def granted(case, officer, approver):
    cases.propose(case, cases.granting(case), officer=officer)
    return cases.deliver(cases.approve(case, approver=approver))


@pytest.fixture
def for_the_police(case, officer, approver):
    proposal = Proposal(kind=DecisionKind.HAND_TO_POLICE, reason="Penyidik memintanya.")
    return cases.approve(cases.propose(case, proposal, officer=officer), approver=approver)


def tomorrow():
    day = timezone.now().astimezone(WIB) + timedelta(days=1)
    return {"place": "Kantor Diskominfotik, Jalan Merdeka", "clock": "10.00"} | {
        f"day_{number}": str(part) for number, part in enumerate((day.day, day.month, day.year))
    }


def test_an_appointment_is_made_held_and_minuted(granted, desk, officer):
    told = Message.objects.count()

    response = desk.post(path(granted, "janji"), tomorrow())

    assert response.status_code == 302, response.text
    appointment = Appointment.objects.get()
    assert f"{appointment.starts_at.astimezone(WIB):%H.%M}" == "10.00"
    assert Message.objects.count() == told + 1
    assert "Kantor Diskominfotik" in Message.objects.first().body
    with pytest.raises(NotNow):
        appointments.conclude(appointment, came=True, present="Siti", identity_seen=True, by=officer)

    Appointment.objects.update(starts_at=timezone.now() - timedelta(hours=1))
    answers = {"came": "yes", "present": "Siti Aminah\nKakaknya", "identity_seen": "on", "remarks": "Tenang."}
    desk.post(path(granted, f"janji/{appointment.pk}/selesai"), answers)

    appointment.refresh_from_db()
    assert (appointment.state, appointment.supervised_by) == ("held", officer)
    paper = desk.get(path(granted, f"janji/{appointment.pk}/berita-acara.pdf"))
    assert paper.content.startswith(b"%PDF")
    assert "Siti" not in str(list(Event.objects.filter(case=granted.reference).values_list("detail", flat=True)))


def test_minutes_without_an_identity_paper_are_not_written(granted, desk, officer):
    appointment = appointments.make(granted, place="Kantor", starts_at=timezone.now() + timedelta(days=1), by=officer)

    response = desk.post(path(granted, f"janji/{appointment.pk}/selesai"), {"came": "yes", "present": "Siti"})

    assert response.status_code == 422
    assert "Look at the identity paper of everybody who watched" in response.text
    assert "Siti</textarea>" in response.text  # nothing typed is lost


def test_there_is_one_appointment_at_a_time_and_it_can_be_cancelled(granted, desk, officer):
    appointment = appointments.make(granted, place="Kantor", starts_at=timezone.now() + timedelta(days=1), by=officer)
    with pytest.raises(NotNow):
        appointments.make(granted, place="Kantor", starts_at=timezone.now() + timedelta(days=2), by=officer)

    desk.post(path(granted, f"janji/{appointment.pk}/batal"))

    assert Appointment.objects.get().state == "cancelled"
    appointments.make(granted, place="Kantor", starts_at=timezone.now() + timedelta(days=2), by=officer)


def test_without_granted_footage_there_is_nothing_to_come_for(case, officer):
    with pytest.raises(NotAllowed):
        appointments.make(case, place="Kantor", starts_at=timezone.now() + timedelta(days=1), by=officer)


def test_the_police_get_the_recorders_files_and_a_receipt(for_the_police, desk):
    response = desk.post(path(for_the_police, "serah-terima"), HANDOVER)

    assert response.status_code == 302, response.text
    handover = Handover.objects.get()
    assert len(handover.files) == 3
    receipt = desk.get(path(for_the_police, f"serah-terima/{handover.pk}/tanda-terima.pdf"))
    assert receipt.content.startswith(b"%PDF")
    bundle = desk.post(path(for_the_police, f"serah-terima/{handover.pk}/berkas"))
    with zipfile.ZipFile(io.BytesIO(bundle.getvalue())) as archive:
        assert {file["name"] for file in handover.files} < set(archive.namelist())
    event = Event.objects.get(verb=Verb.HANDED_OVER)
    assert event.detail == {"files": [file["sha256"] for file in handover.files]}


def test_a_letter_from_tomorrow_is_a_slip(for_the_police, desk):
    response = desk.post(path(for_the_police, "serah-terima"), HANDOVER | {"letter_date_2": "2099"})

    assert response.status_code == 422
    assert "The letter cannot be dated in the future." in response.text
    assert not Handover.objects.exists()


def test_nothing_is_handed_over_that_was_not_decided(granted, desk):
    assert desk.post(path(granted, "serah-terima"), HANDOVER).status_code == 403
