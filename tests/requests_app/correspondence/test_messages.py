"""What the office and the applicant write to each other."""

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.errors import InvalidInput, NotAllowed
from notifications.models import Message
from requests_app.correspondence import messages
from requests_app.models import CaseMessage
from requests_app.people import STRANGER, Applicant
from tests import cases


@pytest.fixture
def case(camera):
    return cases.file_case()


def test_the_applicant_writes_and_nobody_is_mailed(case):
    told = Message.objects.count()

    written = messages.write(case, " Tas saya merah. ", by=cases.applicant_of(case))

    assert (written.author, written.body, written.staff) == (CaseMessage.Author.APPLICANT, "Tas saya merah.", None)
    assert Message.objects.count() == told
    event = Event.objects.get(verb=Verb.MESSAGE_WRITTEN)
    assert (event.case, event.subject, event.detail) == (case.reference, f"message:{written.pk}", {})


def test_the_office_writes_and_the_applicant_hears_that_it_did(case, officer):
    messages.write(case, "Apakah motor itu hitam?", by=officer)
    messages.write(case, "Atau biru?", by=officer)

    told = Message.objects.filter(occasion__contains="/message/")
    assert told.count() == 2
    assert not any("motor" in message.body for message in told)


def test_strangers_neighbours_and_other_roles_may_not_write(case):
    others = [STRANGER, Applicant("SKS-2026-0000-0000")]
    others += [cases.build_staff(role, role) for role in (Role.AUDITOR, Role.ADMINISTRATOR)]

    for by in others:
        assert not messages.may_write(case, by)
        with pytest.raises(NotAllowed):
            messages.write(case, "Halo", by=by)

    assert not CaseMessage.objects.exists()
    assert Event.objects.filter(case=case.reference, verb=Verb.CASE_DENIED).count() == len(others)


@pytest.mark.parametrize("body", ["", "  \n ", "x" * 4001])
def test_a_message_needs_a_reasonable_length(case, body):
    with pytest.raises(InvalidInput):
        messages.write(case, body, by=cases.applicant_of(case))


def test_reading_marks_what_the_other_side_wrote(case, officer):
    messages.write(case, "Apakah motor itu hitam?", by=officer)
    messages.write(case, "Ya.", by=cases.applicant_of(case))

    bodies = [message.body for message in messages.read(case, by=cases.applicant_of(case))]

    read = {message.author: message.read_at is not None for message in CaseMessage.objects.all()}
    assert bodies == ["Apakah motor itu hitam?", "Ya."]
    assert read == {"office": True, "applicant": False}


def test_what_was_written_is_not_readable_in_the_database(case):
    messages.write(case, "Rahasia sekali", by=cases.applicant_of(case))

    assert "Rahasia" not in CaseMessage.objects.values_list("body", flat=True).get()


def test_what_is_sent_again_because_its_answer_was_lost_is_one_message(case, officer):
    by = cases.applicant_of(case)
    first = messages.write(case, "Tas saya merah.", by=by)

    assert messages.write(case, " Tas saya merah. ", by=by) == first
    assert case.case_messages.count() == 1
    messages.write(case, "Tas saya merah.", by=officer)  # somebody else says it
    messages.write(case, "Tas saya merah.", by=by)
    assert case.case_messages.count() == 3
