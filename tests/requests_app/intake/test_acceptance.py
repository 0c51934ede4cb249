"""From a submission to a request whose footage is preserved."""

import threading
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from audit.models import Event
from audit.verbs import Verb
from core.clock import database_now
from core.errors import DomainError, InvalidInput, NoRoom
from footage.models import Hold
from notifications.models import Channel, Message
from requests_app.applicant import tracking
from requests_app.intake import acceptance
from requests_app.models import FootageRequest, Policy, Status
from tests import cases


def test_a_submission_becomes_a_request_with_its_footage_held(camera):
    receipt = acceptance.submit(cases.submission())

    request = FootageRequest.objects.get(reference=receipt.reference)
    assert (request.status, request.outcome, request.officer) == (Status.SUBMITTED, "", None)
    assert request.nik == "3171015708450001"
    assert request.phone == "+6281234567890"
    assert request.area.name == "Gambir"
    hold = Hold.objects.get(reference=receipt.reference)
    assert (hold.camera, hold.starts_at, hold.ends_at) == (camera, cases.START, cases.END)
    assert hold.segments.count() == 3
    assert hold.keep_until == request.submitted_at + timedelta(days=90)
    verbs = list(Event.objects.filter(case=receipt.reference).values_list("verb", flat=True))
    assert sorted(verbs) == [Verb.HOLD_PLACED, Verb.REQUEST_SUBMITTED]


def test_the_message_has_the_number_and_never_the_pin(camera):
    receipt = acceptance.submit(cases.submission())

    message = Message.objects.get()
    text = f"{message.subject} {message.body}"
    assert (message.channel, message.address) == (Channel.EMAIL, "siti@example.com")
    assert receipt.reference in text
    assert receipt.pin not in text
    assert "Siti" not in text
    assert "Merdeka" not in text


def test_without_an_address_the_message_goes_to_the_telephone(camera):
    acceptance.submit(cases.submission(email=""))

    message = Message.objects.get()
    assert (message.channel, message.address) == (Channel.WHATSAPP, "+6281234567890")


def test_the_message_speaks_the_applicants_language(camera):
    acceptance.submit(cases.submission(language="en"))

    assert "We have received your request" in Message.objects.get().body


def test_no_personal_data_in_the_audit_trail_or_the_row(camera):
    acceptance.submit(cases.submission(address="Jalan Kebon Sirih 1"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT e::text FROM audit_event e UNION ALL SELECT r::text FROM requests_app_footagerequest r")
        rows = " ".join(row[0] for row in cursor.fetchall())
    for personal in ("Siti", "3171015708450001", "81234567890", "siti@example.com", "Kebon Sirih", "jaket"):
        assert personal not in rows


@pytest.mark.parametrize("times", [2, 3])
def test_the_same_submission_again_is_the_same_request(camera, times):
    submission = cases.submission()

    receipts = {acceptance.submit(submission) for _ in range(times)}

    assert len(receipts) == 1
    assert FootageRequest.objects.count() == Hold.objects.count() == Message.objects.count() == 1


def test_the_pin_of_the_repeated_receipt_opens_the_case(camera):
    submission = cases.submission()
    acceptance.submit(submission)

    again = acceptance.submit(replace(submission, nik="3171 0157 0845 0001"))  # the same in another spelling

    assert tracking.open(reference=again.reference, pin=again.pin, visitor=str(uuid4())).reference == again.reference


def test_a_key_with_other_answers_gives_nobody_elses_receipt(camera):
    submission = cases.submission()
    acceptance.submit(submission)

    with pytest.raises(DomainError, match="key_reused"):
        acceptance.submit(replace(submission, description="Orang lain menebak kuncinya."))


def test_another_submission_is_another_request_with_another_pin(camera):
    receipts = [acceptance.submit(cases.submission()) for _ in range(2)]

    assert receipts[0].reference != receipts[1].reference
    assert receipts[0].pin != receipts[1].pin


@pytest.mark.django_db(transaction=True)
def test_a_double_click_files_one_request(camera):
    submission, together, receipts = cases.submission(), threading.Barrier(4), []

    def click():
        together.wait()
        receipts.append(acceptance.submit(submission))
        connection.close()

    threads = [threading.Thread(target=click) for _ in range(4)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert len(receipts) == 4
    assert len(set(receipts)) == 1
    assert FootageRequest.objects.count() == Hold.objects.count() == Message.objects.count() == 1


def test_the_receipt_is_told_again_for_a_short_while_only(camera):
    submission = cases.submission()
    receipt = acceptance.submit(submission)

    assert acceptance.find_receipt(submission.submission_key, within=timedelta(hours=1)) == receipt
    assert acceptance.find_receipt(uuid4(), within=timedelta(hours=1)) is None

    FootageRequest.objects.update(submitted_at=database_now() - timedelta(hours=2))

    assert acceptance.find_receipt(submission.submission_key, within=timedelta(hours=1)) is None


def test_nothing_is_filed_when_the_footage_cannot_be_secured(camera, monkeypatch):
    def full(**window):
        raise NoRoom("The disk is full.")

    monkeypatch.setattr(acceptance.holds, "place", full)

    with pytest.raises(NoRoom):
        acceptance.submit(cases.submission())

    assert not FootageRequest.objects.exists()
    assert not Message.objects.exists()
    assert not Event.objects.exists()


def test_the_nearest_cameras_are_held_up_to_the_policys_number(camera, tmp_path):
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.0010)  # 111 m
    cases.build_camera(tmp_path / "archive", "JKT-3", latitude=cases.LATITUDE + 0.0005)  # 56 m
    cases.build_camera(tmp_path / "archive", "JKT-4", latitude=cases.LATITUDE + 0.0030)  # 334 m: too far
    Policy.objects.create(rule=Policy.Rule.CAMERA_LIMIT, value=2, valid_from=cases.START.date())

    request = cases.file_case()

    asked = [(asked.camera.code, asked.distance) for asked in request.requested_cameras.all()]
    assert asked == [("JKT-1", 0), ("JKT-3", 56)]
    assert set(Hold.objects.values_list("camera__code", flat=True)) == {"JKT-1", "JKT-3"}


def test_a_camera_that_was_named_is_held_wherever_it_is(camera, tmp_path):
    cases.build_camera(tmp_path / "archive", "JKT-9", latitude=cases.LATITUDE + 1)

    request = cases.file_case(camera_code="JKT-9")

    chosen = {asked.camera.code: asked.chosen_by_applicant for asked in request.requested_cameras.all()}
    assert chosen == {"JKT-1": False, "JKT-9": True}
    assert Hold.objects.count() == 2


def test_a_place_without_any_camera_is_a_request_too(camera):
    request = cases.file_case(latitude=-6.3, longitude=106.9)

    assert not request.requested_cameras.exists()
    assert not Hold.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"place": "  "}, "place"),
        ({"place": "x" * 241}, "place"),
        ({"description": ""}, "description"),
        ({"description": "x" * 4001}, "description"),
        ({"description": "a\0b"}, "description"),
        ({"applicant_name": ""}, "applicant_name"),
        ({"nik": "123"}, "nik"),
        ({"phone": "12"}, "phone"),
        ({"email": "siti"}, "email"),
        ({"phone": "", "email": ""}, "phone"),
        ({"incident_type": "sneeze"}, "incident_type"),
        ({"purpose": ""}, "purpose"),
        ({"wanted": "all"}, "wanted"),
        ({"capacity": "king"}, "capacity"),
        ({"capacity": "lawyer", "capacity_note": ""}, "capacity_note"),
        ({"declared": ("truth", "privacy")}, "purpose_only"),
        ({"latitude": None}, "latitude"),
        ({"latitude": 91.0}, "latitude"),
        ({"latitude": float("nan")}, "latitude"),
        ({"area_code": "99.99"}, "area_code"),
        ({"camera_code": "JKT-404"}, "camera"),
        ({"ends_at": cases.START}, "ends_at"),
        ({"ends_at": cases.START + timedelta(minutes=121)}, "ends_at"),
        ({"starts_at": cases.START + timedelta(days=3), "ends_at": cases.END + timedelta(days=3)}, "ends_at"),
        ({"starts_at": cases.START - timedelta(days=400), "ends_at": cases.END - timedelta(days=400)}, "starts_at"),
    ],
)
def test_an_answer_that_cannot_be_used_names_its_field(camera, changes, field):
    with pytest.raises(InvalidInput) as refused:
        acceptance.submit(cases.submission(**changes))

    assert refused.value.field == field
    assert str(refused.value.message).endswith(".")
    assert not FootageRequest.objects.exists()


def test_a_name_may_be_one_word_and_text_may_be_anything(camera):
    request = cases.file_case(applicant_name="Suharti", description="=1+1 <script> ' OR 1=1 -- 😢 مرحبا")

    assert request.applicant_name == "Suharti"
    assert request.description == "=1+1 <script> ' OR 1=1 -- 😢 مرحبا"
