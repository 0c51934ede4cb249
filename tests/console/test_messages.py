"""What the office and the applicant write to each other, at the desk."""

import pytest

from accounts.roles import Role
from notifications.models import Message
from requests_app.correspondence import messages
from requests_app.people import Applicant
from tests import cases
from tests.console.conftest import path, signed_in


def test_a_message_reaches_the_applicant_and_stays_on_the_page(case, desk, officer):
    response = desk.post(path(case, "pesan"), {"body": "Apakah Anda tahu merek sepedanya?"}, follow=True)

    assert "The applicant can read your message now." in response.text
    assert "Apakah Anda tahu merek sepedanya?" in response.text
    assert case.case_messages.get().staff == officer
    sent = Message.objects.filter(case=case.reference).latest("pk")
    assert "merek sepedanya" not in sent.body


def test_the_applicants_answer_is_read_at_the_desk(case, desk):
    messages.write(case, "Mereknya Polygon.", by=Applicant(case.reference))

    assert "Mereknya Polygon." in desk.get(path(case)).text
    assert case.case_messages.get().read_at is not None


@pytest.mark.parametrize(
    ("body", "sentence"),
    [(" ", "Write the message first."), ("x" * 4001, "Shorten this to 4000 characters; there are 4001 now.")],
)
def test_what_cannot_be_sent_is_said_and_kept(case, desk, body, sentence):
    response = desk.post(path(case, "pesan"), {"body": body})

    assert response.status_code == 422
    assert f'<a href="#id_body">{sentence}</a>' in response.text
    assert body.strip() in response.text
    assert not case.case_messages.exists()


def test_a_stranger_to_the_case_cannot_write(case):
    auditor = signed_in(cases.build_staff("pengawas", Role.AUDITOR))

    assert auditor.post(path(case, "pesan"), {"body": "Halo"}).status_code == 404
    assert not case.case_messages.exists()
