"""Who gets in: deny by default, and what one may not know of is not found."""

import pytest
from django.urls import reverse

from accounts.roles import ROLE_PERMISSIONS, Permission, Role
from audit.models import Event
from audit.verbs import Verb
from console.urls import urlpatterns
from footage.models import Hold
from tests import cases
from tests.console.conftest import path, signed_in

UNKNOWN = "00000000-0000-4000-8000-000000000000"
ARGUMENTS = {"reference": "SKS-2026-0000-0000", "hold_id": UNKNOWN, "look_id": UNKNOWN, "second": 1}
ARGUMENTS |= {"key": "permohonan", "kind": "csv", "appointment_id": UNKNOWN, "handover_id": UNKNOWN}
ARGUMENTS |= {"document_id": UNKNOWN, "selection_id": UNKNOWN, "mark_id": UNKNOWN, "mask_id": "0a1b2c3d"}
ARGUMENTS |= {"user_id": 1, "year": 2026, "name": "hold_days", "language": "id"}
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
