"""The applicant's case: who gets to it, and that it tells the truth in plain sentences."""

import json
import os
import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from audit.models import Event
from audit.verbs import Verb
from footage import securing
from footage.models import Hold
from requests_app.correspondence import messages
from requests_app.intake import acceptance, findings
from requests_app.models import FootageRequest, Outcome
from requests_app.procedure import deadlines
from tests import cases
from tests.requests_app.residents import open_case, submit, submit_and_secure

BELOW_A_CASE = ["case", "receipt", "progress", "days", "messages", "withdraw"]


@pytest.fixture(autouse=True)
def in_english(client, camera, english):
    cache.clear()
    client.cookies["saksi_language"] = "en"


@pytest.fixture
def case(client):
    """A case that this device has just filed."""
    return FootageRequest.objects.get(reference=submit(client))


def page(response):
    assert response.status_code == 200, response.headers
    return response.content.decode()


def go(client, name, case):
    return page(client.get(reverse(f"requests:{name}", args=[case.reference])))


def track(client, reference, pin):
    return client.post(reverse("requests:track"), {"reference": reference, "pin": pin})


# Getting in


def test_number_and_pin_open_the_case_on_another_device(client, case):
    pin = re.search(r"<strong[^>]*>(\d{4} \d{4})</strong>", go(client, "receipt", case))[1].replace(" ", "")
    other = Client()

    response = track(other, case.reference.lower().replace("-", " "), f" {pin[:4]} {pin[4:]} ")

    assert response.headers["Location"] == reverse("requests:case", args=[case.reference])
    assert case.reference in page(other.get(response.headers["Location"]))
    assert pin[4:] not in page(other.get(reverse("requests:receipt", args=[case.reference])))


@pytest.mark.parametrize("name", BELOW_A_CASE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_gets_the_same_answer_whether_the_case_exists_or_not(case, name, method):
    answers = []
    for reference in (case.reference, "SKS-2026-AAAA-AAAA", "bukan nomor"):
        response = getattr(Client(), method)(reverse(f"requests:{name}", args=[reference]))
        answers.append((response.status_code, response.headers.get("Location")))

    assert len(set(answers)) == 1
    assert answers[0] in [(302, reverse("requests:track")), (405, None)]
    assert not FootageRequest.objects.exclude(outcome="").exists()


def test_a_wrong_pin_and_a_strangers_number_get_the_same_answer(client, case):
    stranger = Client(headers={"cookie": "saksi_language=en"})

    wrong_pin, no_such = (
        page(track(stranger, number, "00000000")) for number in (case.reference, "SKS-2026-AAAA-AAAA")
    )

    said = "No request has this number and this PIN. Compare both with your receipt, then try again."
    assert said in wrong_pin
    assert said in no_such
    assert f'value="{case.reference}"' in wrong_pin
    assert Event.objects.filter(verb=Verb.PIN_REFUSED).count() == 2


def test_the_sixth_wrong_pin_is_not_even_looked_at(client, case):
    stranger = Client(headers={"cookie": "saksi_language=en"})
    for _ in range(5):
        track(stranger, case.reference, "00000000")

    sixth = page(track(stranger, case.reference, "00000000"))

    assert "That was too often." in sixth
    assert Event.objects.filter(verb=Verb.PIN_REFUSED).count() == 5


@pytest.mark.parametrize("typed", ["", "<script>alert(1)</script>", "9" * 100_000, "🙂", "' OR 1=1 --", "\x00"])
def test_anything_typed_as_number_or_pin_gets_a_sentence(client, case, typed):
    for reference, pin in ((typed, "12345678"), (case.reference, typed)):
        answer = page(track(Client(headers={"cookie": "saksi_language=en"}), reference, pin))
        assert "<title>Error: " in answer
        assert "<script>alert" not in answer


# What it tells


def test_the_receipt_tells_number_pin_deadline_and_the_truth_about_the_footage(client, case):
    shown = go(client, "receipt", case)

    assert case.reference in shown
    pin = acceptance.find_receipt(case.submission_key, within=cases.END - cases.START).pin
    assert f"{pin[:4]} {pin[4:]}" in shown
    assert "There is a camera, and it was recording the whole time." in shown
    assert "is being put into safekeeping right now" in shown
    assert date_format(deadlines.of(case).answer.last_day, "j F Y") in shown


def test_the_receipt_names_each_gap_by_its_time(client, tmp_path):
    cases.build_camera(tmp_path / "archive", "JKT-2", minutes=2)

    shown = page(client.get(reverse("requests:receipt", args=[submit(client)])))

    gap = cases.START + 2 * cases.MINUTE
    assert f"{gap:%M}.00" in shown
    assert "(1 minute): nothing was recorded" in shown


def test_the_receipt_of_a_place_without_a_camera_says_so(client, case):
    request = cases.file_case(latitude=-6.0, longitude=106.5)
    open_case(client, request.reference)

    assert "No camera of the city is known near this place." in go(client, "receipt", request)


def test_progress_is_told_while_footage_is_being_secured_and_ends(client):
    reference = submit(client)
    address = reverse("requests:progress", args=[reference])

    during = json.loads(client.get(address).content)
    securing.secure(Hold.objects.get(reference=reference).pk)
    after = json.loads(client.get(address).content)

    assert during == {"percent": 0, "text": "0 of 3 pieces of recording are in safekeeping.", "done": False}
    assert after == {"percent": 100, "text": "", "done": True}


def test_what_is_kept_but_cannot_be_opened_is_called_so(client, tmp_path):
    for path in (tmp_path / "archive").rglob("*.mp4"):
        times = path.stat().st_atime, path.stat().st_mtime
        path.unlink()
        path.write_bytes(b"this is no video")
        os.utime(path, times)
    case = submit_and_secure(client)

    shown = go(client, "case", case)

    assert "There is a camera, but what it recorded cannot be opened." in shown
    assert findings.report(case).cameras[0].gaps[0].label in shown
    assert "data-progress" not in shown


def test_an_approved_clip_is_said_to_be_prepared(client, case, officer, approver):
    securing.secure(Hold.objects.get(reference=case.reference).pk)
    cases.propose(case, cases.granting(case), officer=officer)
    cases.approve(case, approver=approver)

    shown = go(client, "case", case)

    assert "Your request is granted; your footage is being prepared" in shown
    assert "looks at the recordings" not in shown
    assert "The finished clip is checked once more." in shown


def test_the_clip_of_a_proposal_is_no_news_yet(client, case, officer):
    """It would tell what is proposed before anybody has decided."""
    securing.secure(Hold.objects.get(reference=case.reference).pk)
    cases.propose(case, cases.granting(case), officer=officer)

    shown = go(client, "case", case)

    assert "A second person is checking the decision" in shown
    assert "clip" not in shown
    assert "data-progress" not in shown


def test_every_day_until_the_answer_is_shown_counted_or_skipped(client, case):
    shown = go(client, "days", case)

    days = deadlines.of(case).answer.days
    assert all(date_format(day.date, "j F Y") in shown for day in days)
    assert len(re.findall(r"working day \d+", shown)) == 10
    assert shown.count("not counted:") == len(days) - 10 > 0


def test_the_story_so_far_is_told_in_sentences(client, case, officer, approver):
    cases.propose(case, cases.refusing(), officer=officer)
    cases.approve(case, approver=approver)

    shown = go(client, "case", case)

    order = [
        "The decision was made by two people.",
        "The officer proposed a decision.",
        "An officer began to review the request.",
        "You submitted the request, and whatever was recorded was put under protection at once.",
    ]
    positions = [shown.index(sentence) for sentence in order]
    assert positions == sorted(positions)


def test_a_refusal_gives_three_facts_the_reason_and_the_next_step(client, case, officer, approver):
    cases.propose(case, cases.refusing(), officer=officer)
    cases.approve(case, approver=approver)

    shown = go(client, "case", case)

    facts = [
        "Yes, 1 camera near this place.",
        "Yes, the whole time.",
        "The footage cannot be given to you.",
        "Tidak ada hubungan.",
        "You may object (keberatan) until ",
    ]
    positions = [shown.index(sentence) for sentence in facts]
    assert positions == sorted(positions)
    assert "No connection between the applicant and the footage" in shown


def test_what_was_proposed_is_not_told_before_it_is_decided(client, case, officer):
    cases.propose(case, cases.refusing(), officer=officer)

    shown = go(client, "case", case)

    assert "A second person is checking the decision" in shown
    assert "Tidak ada hubungan." not in shown
    assert "refused" not in shown


# What can be done


def test_messages_go_both_ways(client, case, officer):
    cases.propose(case, cases.refusing(), officer=officer)
    messages.write(case, "Boleh tahu warna motornya?", by=officer)
    assert "The officers have written to you." in go(client, "case", case)
    assert "Boleh tahu warna motornya?" in go(client, "messages", case)

    response = client.post(reverse("requests:messages", args=[case.reference]), {"body": "Merah <b>tua</b>\nplat B 12"})

    assert response.status_code == 302
    shown = go(client, "messages", case)
    assert "Merah &lt;b&gt;tua&lt;/b&gt;<br>plat B 12" in shown
    assert "The officers have written to you." not in go(client, "case", case)


@pytest.mark.parametrize(("body", "said"), [("  \n ", "Write your message"), ("a" * 2001, "Shorten this to 2000")])
def test_a_message_that_cannot_be_sent_stays_in_its_box(client, case, body, said):
    shown = page(client.post(reverse("requests:messages", args=[case.reference]), {"body": body}))

    assert "<title>Error: " in shown
    assert said in shown
    assert body.strip() in shown
    assert not case.case_messages.exists()


def test_withdrawing_asks_first_then_does_it(client, case):
    address = reverse("requests:withdraw", args=[case.reference])
    assert "This cannot be undone." in page(client.get(address))
    case.refresh_from_db()
    assert case.outcome == ""

    client.post(address)

    case.refresh_from_db()
    assert case.outcome == Outcome.WITHDRAWN
    shown = go(client, "case", case)
    assert "You withdrew this request" in shown
    assert "no longer kept for this request" in shown
    assert address not in shown
    assert client.get(address).status_code == 302


def test_a_case_that_is_decided_cannot_be_withdrawn(client, case, officer, approver):
    cases.propose(case, cases.refusing(), officer=officer)
    cases.approve(case, approver=approver)

    response = client.post(reverse("requests:withdraw", args=[case.reference]))

    assert response.status_code == 409
    assert Event.objects.filter(verb=Verb.CASE_DENIED, case=case.reference).exists()
