"""What is not allowed, tried on a finished case with a real clip: refused, and on the trail."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, reverse
from django.urls.converters import IntConverter

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from console.urls import urlpatterns as console_urls
from core.ids import new_reference
from footage.models import Grant, Hold, View
from requests_app.decision.decisions import is_rendering, live
from requests_app.intake import acceptance
from requests_app.intake.acceptance import Receipt
from requests_app.models import FootageRequest, Status
from tests import cases
from tests.journeys.service import Service
from tests.staff import show_factor


@pytest.fixture(scope="module")
def receipt(service: Service, archive) -> Receipt:
    """Of a case that was granted with download; workers made its clip."""
    cases.build_camera(archive)
    service.start_workers()
    receipt = acceptance.submit(cases.submission())
    case = secured(service, receipt)
    proposal = cases.granting(case, access="copy")
    cases.propose(case, proposal, officer=cases.build_staff("sari", Role.OFFICER))
    service.until(lambda: not is_rendering(case))
    cases.approve(case, approver=cases.build_staff("dewi", Role.APPROVER))
    service.until(lambda: Grant.objects.filter(reference=receipt.reference).exists())
    return receipt


def secured(service: Service, receipt: Receipt) -> FootageRequest:
    service.until(lambda: Hold.objects.filter(reference=receipt.reference, state=Hold.State.SECURED).exists())
    return FootageRequest.objects.get(reference=receipt.reference)


@pytest.fixture(scope="module")
def applicant(receipt: Receipt) -> Client:
    """The session of the applicant, who has opened the player."""
    client = Client()
    assert track(client, receipt.reference, receipt.pin).status_code == 302
    grant = Grant.objects.get(reference=receipt.reference)
    client.post(reverse("requests:watch", args=[receipt.reference, grant.pk]))
    return client


@pytest.fixture
def view(applicant: Client) -> View:
    return View.objects.get()


def track(client: Client, reference: str, pin: str):
    return client.post(reverse("requests:track"), {"reference": reference, "pin": pin})


def last_event() -> Event:
    return Event.objects.latest("id")


def test_a_number_that_nobody_has(receipt: Receipt):
    nobodys = new_reference(year=2026)

    answer = track(Client(), nobodys, receipt.pin)

    assert "Tidak ada permohonan dengan nomor dan PIN ini." in answer.content.decode()
    assert (last_event().verb, last_event().case) == (Verb.PIN_REFUSED, nobodys)


def test_a_wrong_pin_and_after_five_of_them_the_right_one_too(service: Service, receipt: Receipt):
    other = acceptance.submit(cases.submission())
    stranger, wrong = Client(), f"{(int(other.pin) + 1) % 10**8:08d}"

    for _ in range(5):
        assert "Tidak ada permohonan dengan nomor dan PIN ini." in track(stranger, other.reference, wrong).text
    limited = track(stranger, other.reference, other.pin)

    assert limited.status_code == 200
    assert "Tunggu 15 menit" in limited.text
    assert Event.objects.filter(verb=Verb.PIN_REFUSED, case=other.reference).count() == 5
    assert not Event.objects.filter(verb=Verb.TRACKING_OPENED, case=other.reference).exists()
    assert track(Client(), receipt.reference, receipt.pin).status_code == 302  # nobody else is kept out


def test_the_clip_plays_for_the_session_that_opened_it(applicant: Client, view: View):
    answer = applicant.get(reverse("footage:watch", args=[view.pk]), headers={"range": "bytes=0-99"})

    assert (answer.status_code, len(answer.getvalue())) == (206, 100)


@pytest.mark.parametrize("name", ["watch", "download"])
def test_the_address_of_a_clip_is_worth_nothing_elsewhere(name: str, view: View):
    answer = Client().get(reverse(f"footage:{name}", args=[view.pk]))

    assert answer.status_code == 404
    assert (last_event().verb, last_event().case) == (Verb.GRANT_DENIED, view.grant.reference)
    assert last_event().detail == {"reason": "not_bound"}


@pytest.mark.parametrize("name", ["watch", "download"])
def test_a_made_up_address_is_not_found(name: str, applicant: Client):
    assert applicant.get(reverse(f"footage:{name}", args=[uuid4()])).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_page_of_a_clip_opens_for_nobody_else(method: str, view: View):
    address = reverse("requests:watch", args=[view.grant.reference, view.grant_id])

    answer = getattr(Client(), method)(address)

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("requests:track"))
    assert View.objects.count() == 1


def test_who_proposed_cannot_approve(service: Service, receipt: Receipt):
    both = cases.build_staff("budi", Role.OFFICER, Role.APPROVER)
    case = secured(service, acceptance.submit(cases.submission()))
    cases.propose(case, cases.granting(case), officer=both)
    service.until(lambda: not is_rendering(case))
    desk = Client()
    desk.force_login(both)
    show_factor(desk)

    answer = desk.post(reverse("console:approve", args=[case.reference]), {"decision": live(case).pk})

    assert answer.status_code == 403
    case.refresh_from_db()
    assert case.status == Status.AWAITING_APPROVAL
    assert not Grant.objects.filter(reference=case.reference).exists()
    assert (last_event().verb, last_event().case) == (Verb.CASE_DENIED, case.reference)
    assert (last_event().actor_id, last_event().detail["action"]) == (str(both.pk), "approve")


@pytest.mark.parametrize("page", console_urls, ids=lambda page: page.name)
def test_the_desk_is_closed_to_whoever_is_not_signed_in(page: URLPattern, receipt: Receipt):
    hold = Hold.objects.first()
    given = {"reference": receipt.reference, "hold_id": hold.pk, "second": 0}
    given |= {"key": "permohonan", "kind": "csv"}
    for name, converter in page.pattern.converters.items():
        given.setdefault(name, 2026 if isinstance(converter, IntConverter) else uuid4())
    address = reverse(f"console:{page.name}", kwargs={name: given[name] for name in page.pattern.converters})

    for method in ("get", "post"):
        answer = getattr(Client(), method)(address)
        assert answer.status_code in (302, 405)
        if answer.status_code == 302:
            assert answer.headers["Location"].startswith(reverse("accounts:sign_in"))
