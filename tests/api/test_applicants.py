"""A resident's app: ask, file, read, write, withdraw."""

import re
from uuid import uuid4

import pytest

from core.ids import new_reference
from footage.models import Hold
from notifications.models import Message
from requests_app.correspondence import messages
from requests_app.models import FootageRequest
from requests_app.procedure.limits import OUTLOOKS_A_CLIENT
from tests import cases
from tests.api.conftest import caller, file_request, opened, problem

pytestmark = pytest.mark.django_db
WINDOW = {"starts_at": cases.START.isoformat(), "ends_at": cases.END.isoformat()}
PLACE = {"latitude": cases.LATITUDE, "longitude": cases.LONGITUDE}


def test_coverage_tells_the_truth_and_preserves_nothing(client, camera):
    response = client.get("/api/v1/coverage", WINDOW | PLACE)

    assert response.status_code == 200
    assert response.data["truth"] == "complete"
    seen = response.data["cameras"][0]
    assert (seen["camera"], seen["truth"], seen["gaps"], seen["secured"]) == ("JKT-1", "complete", [], None)
    assert not Hold.objects.exists()


def test_coverage_names_gaps_and_their_reason(client, camera):
    response = client.get("/api/v1/coverage", PLACE | {"starts_at": WINDOW["starts_at"], "ends_at": later(1)})

    gap = response.data["cameras"][0]["gaps"][0]
    assert response.data["truth"] == "partial"
    assert (gap["reason"], gap["label"]) == ("missing", "nothing was recorded")


def later(minutes: int) -> str:
    return (cases.END + minutes * cases.MINUTE).isoformat()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "starts_at"),
        ({"starts_at": "yesterday"}, "starts_at"),
        ({"latitude": "91"}, "latitude"),
        ({"latitude": "nan"}, "latitude"),
        ({"longitude": "inf"}, "longitude"),
        ({"starts_at": "0001-01-01T00:00:00+14:00"}, "starts_at"),
        ({"ends_at": "9999-12-31T23:59:59-12:00"}, "ends_at"),
        ({"camera_code": "\0"}, "camera_code"),
        ({"ends_at": WINDOW["starts_at"]}, "ends_at"),
        ({"ends_at": later(180)}, "ends_at"),
        ({"camera_code": "JKT-404"}, "camera"),
    ],
)
def test_a_wrong_question_is_a_problem_with_its_field(client, camera, query, field):
    response = client.get("/api/v1/coverage", (WINDOW | PLACE | query) if query else {})

    found = problem(response, 400)
    fields = [error["field"] for error in found.get("errors", [])] or [found["field"]]
    assert field in fields
    assert found["detail"].endswith(".")


def test_coverage_cannot_be_asked_without_end(client, camera):
    for _ in range(OUTLOOKS_A_CLIENT.tries):
        assert client.get("/api/v1/coverage", WINDOW | PLACE).status_code == 200

    assert problem(client.get("/api/v1/coverage", WINDOW | PLACE), 429)["code"] == "too_many_tries"
    assert caller().get("/api/v1/coverage", WINDOW | PLACE).status_code == 200


def test_filing_gives_a_receipt_that_opens_the_case(client, camera):
    receipt = file_request(client)

    assert receipt.status_code == 201
    standing = opened(receipt.data).get("/api/v1/request")
    assert standing.status_code == 200
    assert standing.data["status"] == "submitted"
    assert standing.data["footage"]["truth"] == "complete"
    assert standing.data["decision"] is None
    assert standing.data["may"] == ["withdraw"]


def test_a_contact_is_proved_by_its_code_and_then_used_once(client, camera):
    address = f"{uuid4().hex}@example.com"
    sent = client.post("/api/v1/contact-codes", {"channel": "email", "address": address}, format="json")
    assert (sent.status_code, sent.data["proved_at"]) == (201, None)
    code = re.search(r"\d{3} \d{3}", Message.objects.get(occasion=f"contact/{sent.data['id']}").body)[0]
    changes = {"email": address, "contact_proof": sent.data["id"]}
    assert problem(file_request(client, **changes), 400)["field"] == "contact_proof"
    wrong = {"id": sent.data["id"], "code": "1"}
    assert problem(client.post("/api/v1/contact-codes/proof", wrong, format="json"), 400)["field"] == "code"

    proved = client.post("/api/v1/contact-codes/proof", {"id": sent.data["id"], "code": code}, format="json")

    assert proved.data["proved_at"]
    assert file_request(client, **changes).status_code == 201
    assert problem(file_request(caller(), **changes), 400)["code"] == "contact_not_proved"


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"channel": "email", "address": "siti"}, "email"),
        ({"channel": "sms", "address": "(021) 555-1234"}, "phone"),
        ({"channel": "pigeon", "address": "siti@example.com"}, "channel"),
    ],
)
def test_a_contact_that_cannot_be_reached_is_a_problem(client, db, asked, field):
    found = problem(client.post("/api/v1/contact-codes", asked, format="json"), 400)

    assert found.get("field") == field or found["errors"][0]["field"] == field


def test_sending_again_with_the_same_key_files_once(client, camera):
    key = uuid4()

    first, second = (file_request(client, key=key) for _ in range(2))

    assert first.data == second.data
    assert FootageRequest.objects.count() == 1


def test_the_same_key_with_other_answers_is_a_conflict(client, camera):
    key = uuid4()
    file_request(client, key=key)

    found = problem(file_request(caller(), key=key, description="Lain."), 409)

    assert found["code"] == "key_reused"
    assert "pin" not in found


@pytest.mark.parametrize("key", ["", "1", "not-a-uuid"])
def test_filing_needs_a_key(client, camera, key):
    response = client.post("/api/v1/requests", {}, format="json", HTTP_IDEMPOTENCY_KEY=key)

    assert problem(response, 400)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"nik": "1"}, "nik"),
        ({"incident_type": "sneeze"}, "incident_type"),
        ({"starts_at": "x"}, "starts_at"),
        ({"declared": ["truth"]}, "purpose_only"),
        ({"phone": "", "email": ""}, "phone"),
        ({"applicant_name": ""}, "applicant_name"),
        ({"description": "a\0b"}, "description"),
        ({"description": "\ud800"}, "description"),
        ({"latitude": None}, "latitude"),
        ({"description": ["a"]}, "description"),
    ],
)
def test_a_wrong_answer_is_a_problem_with_its_field(client, camera, changes, field):
    found = problem(file_request(client, **changes), 400)

    assert [error["field"] for error in found.get("errors", [])] == [field] or found["field"] == field
    assert not FootageRequest.objects.exists()


def test_an_error_speaks_the_callers_language(client, camera):
    client.credentials(HTTP_ACCEPT_LANGUAGE="en")

    assert problem(file_request(client, nik="1"), 400)["detail"].startswith("The NIK has 16 digits")


def test_the_applicant_writes_and_reads(client, camera, officer_wrote):
    receipt = file_request(client).data
    mine = opened(receipt)

    written = mine.post("/api/v1/request/messages", {"body": "Tas saya merah."}, format="json")
    officer_wrote(receipt["reference"], "Terima kasih.")

    assert written.status_code == 201
    read = mine.get("/api/v1/request/messages").data
    assert [(message["author"], message["body"]) for message in read] == [
        ("applicant", "Tas saya merah."),
        ("office", "Terima kasih."),
    ]


@pytest.fixture
def officer_wrote(db):
    def write(reference, body):
        officer = cases.build_staff("petugas", "officer")
        messages.write(FootageRequest.objects.get(reference=reference), body, by=officer)

    return write


def test_an_empty_message_is_a_problem(client, camera):
    mine = opened(file_request(client).data)

    assert problem(mine.post("/api/v1/request/messages", {"body": " "}, format="json"), 400)["field"] == "body"


def test_the_applicant_withdraws_once(client, camera):
    mine = opened(file_request(client).data)

    withdrawn = mine.post("/api/v1/request/withdrawal")

    assert (withdrawn.data["status"], withdrawn.data["outcome"]) == ("closed", "withdrawn")
    assert withdrawn.data["may"] == ["ask_erasure"]
    assert problem(mine.post("/api/v1/request/withdrawal"), 409)["code"] == "not_now"


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "request"), ("get", "request/messages"), ("post", "request/messages"), ("post", "request/withdrawal")],
)
def test_a_stranger_gets_nothing_of_a_case(client, camera, method, path):
    receipt = file_request(client).data
    wrong_pin = receipt | {"pin": f"{(int(receipt['pin']) + 1) % 10**8:08d}"}
    wrong_number = receipt | {"reference": new_reference(year=2026)}

    assert problem(getattr(caller(), method)(f"/api/v1/{path}"), 401)
    refused = [problem(getattr(opened(r), method)(f"/api/v1/{path}"), 404) for r in (wrong_pin, wrong_number)]
    assert refused[0] == refused[1]
    assert FootageRequest.objects.get().status == "submitted"


def test_a_signed_in_officer_is_no_applicant(client, camera, staff):
    file_request(client)

    assert problem(staff["officer"].get("/api/v1/request"), 401)


def test_number_and_pin_do_not_count_in_an_address(client, camera):
    receipt = file_request(client).data

    assert problem(client.get("/api/v1/request", receipt), 401)


def test_wrong_pins_are_limited(client, camera):
    receipt = file_request(client).data
    wrong = opened(receipt | {"pin": f"{(int(receipt['pin']) + 1) % 10**8:08d}"})
    for _ in range(5):
        problem(wrong.get("/api/v1/request"), 404)

    assert problem(opened(receipt).get("/api/v1/request"), 429)["code"] == "too_many_tries"


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b'{"body": {"a": 1}}', b"\xff\xfe"])
def test_broken_json_is_a_problem_and_no_crash(client, camera, body):
    mine = opened(file_request(client).data)

    response = mine.post("/api/v1/request/messages", body, content_type="application/json")

    assert problem(response, 400)["detail"]
