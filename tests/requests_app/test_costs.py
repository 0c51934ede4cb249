"""What residents' pages ask of the database does not grow with what there is."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from audit import events
from audit.verbs import Verb
from core.actors import system
from requests_app.models import CaseDocument, CaseMessage, FootageRequest, Holiday, Policy
from requests_app.review import around
from requests_app.workflow import Action, perform
from tests import cases
from tests.costs import queries
from tests.requests_app.residents import submit_and_secure, walk_to


@pytest.fixture
def case(client, camera) -> FootageRequest:
    return submit_and_secure(client)


def address(name, case) -> str:
    return reverse(f"requests:{name}", args=[case.reference])


@pytest.mark.django_db
def test_the_start_page_takes_two_queries_and_says_at_once_what_a_rule_says_now(client):
    assert queries(client, reverse("requests:landing")) <= 2
    Policy.objects.create(rule="answer_working_days", value=77, valid_from=timezone.localdate())

    assert "77 hari kerja" in client.get(reverse("requests:landing")).content.decode()


@pytest.mark.parametrize("step", ["search", "place"])
def test_a_page_of_the_application_takes_three_queries(client, camera, step):
    walk_to(client, step)

    assert queries(client, reverse(f"requests:{step}")) <= 3


def test_the_page_of_a_new_request_takes_twelve_queries(client, case):
    assert queries(client, address("case", case)) <= 12


@pytest.mark.parametrize("name", ["case", "messages", "days", "accesses", "receipt"])
def test_much_to_tell_costs_as_many_queries_as_little(client, case, officer, name):
    perform(case, Action.TAKE, by=officer)
    costs = []
    for more in (10, 90):
        for number in range(more):
            add(len(costs) * 10 + number, case, officer)
        costs.append(queries(client, address(name, case)))

    assert costs[0] == costs[1] <= 16


def add(number, case, officer):
    now = timezone.now()
    CaseMessage.objects.create(request=case, author="office", staff=officer, body=f"Pesan {number}")
    CaseDocument.objects.create(
        request=case, kind="photo", staff=officer, upload_id=CaseDocument().pk, media_type="image/jpeg",
        size=9, pages=1, added_at=now,
    )  # fmt: skip
    Holiday.objects.create(day=timezone.localdate() + timedelta(days=7 * number + 1), kind="national", name="Libur")
    Policy.objects.create(rule="grant_days", value=number, valid_from=timezone.localdate())
    with transaction.atomic():
        events.record(verb=Verb.REQUEST_READ, by=officer.actor, case=case.reference)
        events.record(verb=Verb.HOLD_EXTENDED, by=system("sweep"), case=case.reference)


def test_a_closed_request_with_everything_takes_few_queries(client, case, officer, approver):
    cases.propose(case, cases.granting(case), officer=officer)
    cases.approve(case, approver=approver)
    case = cases.deliver(case)
    perform(
        case, Action.LODGE_OBJECTION, by=cases.applicant_of(case), ground="not_as_asked", text="Bukan yang saya minta."
    )

    assert queries(client, address("case", case)) <= 16


def test_the_list_of_parts_takes_few_queries(client, camera):
    walk_to(client, "check")

    assert queries(client, reverse("requests:resume")) <= 6


def test_what_lies_around_a_case_is_fetched_at_once(case, officer, django_assert_num_queries):
    perform(perform(case, Action.TAKE, by=officer), Action.EXTEND, by=officer, reason="Banyak kamera.")
    CaseMessage.objects.create(request=case, author="office", staff=officer, body="Sudah kami terima.")

    with django_assert_num_queries(2):
        found = around.fetch(case)
        parts = {part: len(getattr(case, part).all()) for part in around.PARTS}

    assert parts == {**dict.fromkeys(around.PARTS, 0), "extensions": 1}
    assert found.unread
