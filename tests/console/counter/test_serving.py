"""Counter mode: a member of staff files for a person without a telephone, and both are named."""

import time
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from console.views import counter
from core.errors import InvalidInput, NotAllowed
from notifications.models import Message
from requests_app.intake import acceptance
from requests_app.models import Draft, FootageRequest
from tests import cases
from tests.console.conftest import signed_in
from tests.requests_app.paper.reading import read
from tests.requests_app.residents import ANSWERS, DECLARATIONS, NO_CONTACT, newest_code, walk_to

HOME, BEGIN, FIND, OPEN, FINISH = (
    reverse(f"console:counter{name}") for name in ("", "_begin", "_find", "_open", "_finish")
)
NIK = cases.PERSONAL["nik"]


def file_for_siti(browser):
    """Files a request without any contact; the receipt is then on the screen."""
    browser.post(BEGIN, {"paper_seen": "ktp"})
    walk_to(browser, "check", instead={"contact": NO_CONTACT})
    response = browser.post(reverse("requests:check"), DECLARATIONS)
    assert response.status_code == 302, response.text
    return FootageRequest.objects.get(reference=response.headers["Location"].split("/")[2])


def page_of(case, name="case"):
    return reverse(f"requests:{name}", args=[case.reference])


def look_up(browser, nik=NIK):
    return browser.post(FIND, {"nik": nik, "paper_seen": "ktp"})


def test_a_person_without_a_telephone_gets_a_request_and_a_printed_receipt(browser, clerk):
    case = file_for_siti(browser)

    assert (case.filed_by, case.counter, case.paper_seen) == (clerk, clerk.unit, "ktp")
    assert (case.channel, case.phone, case.email, case.contact_proved_at) == ("", "", "", None)
    assert case.applicant_name == "Siti Aminah"
    assert not Message.objects.exists()
    assert "Print the receipt and give it to the person." in browser.get(page_of(case, "receipt")).text
    pin = acceptance.find_receipt(case.submission_key, within=cases.MINUTE).pin
    printed = read(browser.get(page_of(case, "receipt_pdf")).content).text
    assert case.reference in printed
    assert f"{pin[:4]} {pin[4:]}" in printed
    assert clerk.unit.name in printed


def test_both_are_named_in_the_trail(browser, clerk):
    case = file_for_siti(browser)

    event = Event.objects.get(verb=Verb.REQUEST_FILED_FOR)
    assert (event.actor_kind, event.actor_id, event.case) == ("staff", str(clerk.pk), case.reference)
    assert (event.detail["counter"], event.detail["paper_seen"]) == ("loket-gambir", "ktp")
    assert not Event.objects.filter(verb=Verb.REQUEST_SUBMITTED).exists()
    assert "The request was submitted for you at a counter" in browser.get(page_of(case)).text


def test_whoever_has_a_telephone_with_them_proves_it_as_anybody_does(browser):
    browser.post(BEGIN, {"paper_seen": "passport"})
    walk_to(browser, "contact")
    assert browser.post(reverse("requests:contact"), ANSWERS["contact"]).headers["Location"] == reverse("requests:code")
    browser.post(reverse("requests:code"), {"code": newest_code()})
    browser.post(reverse("requests:documents"), {})
    browser.post(reverse("requests:check"), DECLARATIONS)

    case = FootageRequest.objects.get()
    assert (case.channel, case.paper_seen) == ("whatsapp", "passport")
    assert case.contact_proved_at


def test_a_contact_that_is_typed_and_not_to_be_used_is_a_mistake(browser):
    browser.post(BEGIN, {"paper_seen": "ktp"})
    walk_to(browser, "contact")

    shown = browser.post(reverse("requests:contact"), NO_CONTACT | {"phone": "0812 3456 7890"}).text

    assert "A contact is typed above" in shown
    assert "0812 3456 7890" in shown


def test_no_resident_is_offered_to_have_no_contact(client):
    client.cookies["saksi_language"] = "en"
    walk_to(client, "contact")

    assert "no telephone and no e-mail" not in client.get(reverse("requests:contact")).text
    assert "Error: " in client.post(reverse("requests:contact"), NO_CONTACT).text


def test_what_is_begun_opens_only_for_who_began_it(browser, clerk):
    browser.post(BEGIN, {"paper_seen": "ktp"})
    walk_to(browser, "incident")
    assert "Loket loket-gambir: you file for the person" in browser.get(reverse("requests:incident")).text
    key = browser.cookies["saksi_draft"].value

    other = signed_in(cases.build_clerk("loket2"))
    other.cookies["saksi_draft"] = key
    browser.logout()
    browser.cookies["saksi_draft"] = key

    for stranger in (other, browser):
        assert stranger.get(reverse("requests:incident")).headers["Location"] == reverse("requests:resume")
    assert Draft.objects.filter(filed_by=clerk).count() == 1


def test_a_paper_must_have_been_shown(browser):
    response = browser.post(BEGIN, {})

    assert response.status_code == 422
    assert "Choose which identity paper the person has shown you." in response.text
    assert not Draft.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.COUNTER])
def test_other_staff_file_for_nobody(role):
    other = cases.build_staff(role, role)

    assert signed_in(other).post(BEGIN, {"paper_seen": "ktp"}).status_code == 404
    with pytest.raises(NotAllowed):
        acceptance.submit(cases.submission(), by=other, paper_seen="ktp")


def test_without_a_unit_or_a_paper_nothing_is_filed(clerk):
    with pytest.raises(InvalidInput):
        acceptance.submit(cases.submission(), by=clerk, paper_seen="photo")
    clerk.unit = None
    with pytest.raises(NotAllowed):
        acceptance.submit(cases.submission(), by=clerk, paper_seen="ktp")
    assert not FootageRequest.objects.exists()


# Coming back


def test_with_number_and_pin_the_person_sees_it_anywhere(browser, client):
    case = file_for_siti(browser)
    pin = acceptance.find_receipt(case.submission_key, within=cases.MINUTE).pin

    client.post(reverse("requests:track"), {"reference": case.reference, "pin": pin})

    assert client.get(page_of(case)).status_code == 200


def test_with_the_identity_paper_it_opens_at_the_counter_where_it_was_filed(browser, clerk):
    case = file_for_siti(browser)
    browser.post(FINISH)
    assert browser.get(page_of(case)).headers["Location"] == reverse("requests:track")
    assert case.reference in look_up(browser).text

    assert browser.post(OPEN, {"reference": case.reference}).headers["Location"] == page_of(case)

    shown = browser.get(page_of(case)).text
    assert "for the person who stands here" in shown
    assert page_of(case, "messages") in shown
    assert page_of(case, "withdraw") not in shown  # it wants the PIN
    event = Event.objects.get(verb=Verb.TRACKING_OPENED_AT_COUNTER)
    assert (event.actor_id, event.case) == (str(clerk.pk), case.reference)
    told = browser.get(page_of(case, "accesses")).text
    assert f"The counter officer PTG-{clerk.pk:05d} opened the request for you" in told


def test_what_was_filed_elsewhere_is_named_and_does_not_open_here(browser):
    own = cases.file_case()  # Siti's, too, by her own telephone
    other = file_for_siti(signed_in(cases.build_clerk("loket2", unit="loket-menteng")))

    shown = look_up(browser).text

    for case in (own, other):
        assert f"{case.reference}</h2>" in shown
        assert f"Open {case.reference}" not in shown
        assert case.place not in shown
    assert browser.post(OPEN, {"reference": other.reference}).status_code == 404
    assert not Event.objects.filter(verb=Verb.TRACKING_OPENED_AT_COUNTER).exists()


def test_a_look_up_lasts_ten_minutes_and_no_nik_is_kept(browser, monkeypatch):
    case = file_for_siti(browser)
    browser.post(FINISH)
    look_up(browser)
    assert NIK not in str(dict(browser.session))
    now = time.time()
    monkeypatch.setattr(counter.time, "time", lambda: now + counter.FOUND_FOR + 1)

    assert browser.post(OPEN, {"reference": case.reference}).headers["Location"] == HOME


def test_trying_one_nik_after_the_other_ends_soon(browser):
    for _ in range(30):
        assert look_up(browser, "3171015708450002").status_code == 200

    assert "That was too often." in look_up(browser).text


def test_what_is_sent_at_the_counter_names_both(browser, clerk):
    case = file_for_siti(browser)

    browser.post(page_of(case, "messages"), {"body": "Motornya merah."})

    assert case.case_messages.get().body == "Motornya merah."
    event = Event.objects.get(verb=Verb.ACTED_AT_COUNTER)
    assert (event.actor_id, event.case, event.detail["page"]) == (str(clerk.pk), case.reference, "messages")


@pytest.mark.parametrize("name", ["withdraw", "new_contact"])
def test_what_weighs_more_wants_the_pin(browser, name):
    case = file_for_siti(browser)

    response = browser.post(page_of(case, name), {"contact": "0811 1111 1111"})

    assert response.status_code == 403
    assert "needs the applicant’s PIN" in response.text
    case.refresh_from_db()
    assert case.status == "submitted"
    pin = acceptance.find_receipt(case.submission_key, within=cases.MINUTE).pin
    browser.post(reverse("requests:track"), {"reference": case.reference, "pin": pin})
    assert browser.post(page_of(case, name), {"contact": "0811 1111 1111"}).status_code == 302


def test_nothing_of_one_person_is_left_for_the_next(browser):
    case = file_for_siti(browser)

    browser.post(FINISH)

    for name in ("case", "receipt", "receipt_pdf", "messages"):
        assert browser.get(page_of(case, name)).headers["Location"] == reverse("requests:track")
    assert browser.get(HOME).status_code == 200  # still signed in
    assert not Draft.objects.exists()


def test_an_officer_sees_where_it_was_filed_and_what_was_shown(browser, desk, clerk):
    case = file_for_siti(browser)

    shown = desk.get(f"/petugas/permohonan/{case.reference}/").text

    assert clerk.unit.name in shown
    assert "shown there: KTP" in shown


def test_a_submission_key_is_filed_once_at_the_counter_too(clerk):
    asked = cases.submission(submission_key=uuid4(), phone="", email="", contact_proof=None)

    receipts = {acceptance.submit(asked, by=clerk, paper_seen="ktp") for _ in range(2)}

    assert len(receipts) == 1
    assert FootageRequest.objects.count() == 1
