"""What weighs asks for the second factor again, without losing what was sent."""

import re

import pytest
from django.core.cache import cache

from accounts.roles import Role
from audit.models import Event
from tests import cases
from tests.console.conftest import path, signed_in
from tests.console.test_access import address_of
from tests.staff import app_of, code_of, show_factor

TEN_MINUTES = 600


@pytest.fixture(autouse=True)
def no_codes_counted():
    cache.clear()


@pytest.fixture
def proposed(case, officer):
    return cases.propose(case, cases.refusing(), officer=officer)


def approve(client, case, **values):
    return client.post(path(case, "setujui"), {"decision": case.decisions.get().pk, **values})


def hidden_fields(response) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', response.text))


def test_an_old_factor_is_asked_for_and_the_act_goes_on(proposed, second_desk, approver):
    show_factor(second_desk, ago=TEN_MINUTES + 1)
    asked = approve(second_desk, proposed)
    assert asked.status_code == 403
    proposed.refresh_from_db()
    assert proposed.status == "awaiting_approval"

    sent = hidden_fields(asked)
    assert sent["decision"] == str(proposed.decisions.get().pk)
    wrong = second_desk.post(path(proposed, "setujui"), sent | {"factor_code": "000000"})
    assert wrong.status_code == 422
    assert hidden_fields(wrong)["decision"] == sent["decision"]
    done = second_desk.post(path(proposed, "setujui"), sent | {"factor_code": code_of(approver)})

    assert done.headers["Location"] == path(proposed)
    proposed.refresh_from_db()
    assert proposed.status == "closed"
    assert Event.objects.filter(verb="staff.factor_refused", actor_id=str(approver.pk)).count() == 1


def test_a_fresh_factor_is_not_asked_for(proposed, second_desk):
    show_factor(second_desk, ago=TEN_MINUTES - 5)

    assert approve(second_desk, proposed).headers["Location"] == path(proposed)


def test_shown_once_it_holds_for_a_while(proposed, second_desk, approver):
    show_factor(second_desk, ago=TEN_MINUTES + 1)
    approve(second_desk, proposed, factor_code=code_of(approver))

    show_page = second_desk.post(path(proposed, "setujui"), {"decision": proposed.decisions.get().pk})
    assert show_page.status_code == 409  # approved already, and no longer asked who it is


def test_a_code_that_was_used_to_sign_in_is_not_fresh(proposed, second_desk, approver):
    show_factor(second_desk, ago=TEN_MINUTES + 1)
    code = code_of(approver)
    approve(second_desk, proposed, factor_code=code)
    show_factor(second_desk, ago=TEN_MINUTES + 1)

    assert approve(second_desk, proposed, factor_code=code).status_code == 422


def test_sending_back_needs_no_fresh_factor(proposed, second_desk):
    show_factor(second_desk, ago=TEN_MINUTES + 1)
    comment = {"decision": proposed.decisions.get().pk, "comment": "Periksa lagi."}

    assert second_desk.post(path(proposed, "kembalikan"), comment).status_code == 302


def test_a_code_is_no_way_in_for_whoever_may_not(proposed, officer):
    other = cases.build_staff("lain", Role.OFFICER)
    app_of(other)
    client = signed_in(other)
    show_factor(client, ago=TEN_MINUTES + 1)

    assert approve(client, proposed, factor_code=code_of(other)).status_code == 403
    proposed.refresh_from_db()
    assert proposed.status == "awaiting_approval"


# Releasing footage, roles and units, identity papers, erasure, and a new PIN.
WEIGHTY = {
    "approve",
    "handover_files",
    "identity_paper",
    "answer_erasure",
    "new_person",
    "change_details",
    "change_roles",
    "disable",
    "enable",
    "reset_factors",
    "issue_enrolment_code",
    "give_password",
}


def test_whatever_weighs_asks_for_the_factor_before_anything_else(db):
    """Even of somebody who may do everything, and before it is known whether the thing is there."""
    client = signed_in(cases.build_staff("semua", *Role))
    show_factor(client, ago=TEN_MINUTES + 1)

    answers = {name: client.post(address_of(name), {"x": "y"}) for name in sorted(WEIGHTY)}

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(sorted(WEIGHTY), 403)
    assert all('name="factor_code"' in answer.text for answer in answers.values())


def test_disabling_an_account_ends_every_browser_of_it_with_its_next_request(db):
    sari = cases.build_staff("sari", Role.OFFICER)
    browsers = [signed_in(sari) for _ in range(3)]
    assert {browser.get("/petugas/").status_code for browser in browsers} == {200}

    signed_in(cases.build_staff("joko", Role.ADMINISTRATOR)).post(address_of("disable", user_id=sari.pk))

    assert {browser.get("/petugas/").status_code for browser in browsers} == {302}
    assert {browser.get("/api/v1/cases").status_code for browser in browsers} == {401}
