"""The decision's letter and the Komisi Informasi's file: what stands in them, and who gets them."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from requests_app.models import DecisionWindow, FootageRequest
from requests_app.paper import decision as decided
from requests_app.workflow import Action, perform
from tests import cases
from tests.requests_app.residents import submit_and_secure


@pytest.fixture
def texts(monkeypatch):
    """Every text that goes onto the paper."""
    said: list[str] = []
    for piece in ("paragraph", "heading"):
        original = getattr(decided.Document, piece)

        def spy(self, text, *args, original=original, **kwargs):
            said.append(str(text))
            return original(self, text, *args, **kwargs)

        monkeypatch.setattr(decided.Document, piece, spy)
    facts = decided.Document.facts

    def spy_facts(self, rows):
        rows = list(rows)
        said.extend(f"{name}: {value}" for name, value in rows)
        return facts(self, rows)

    monkeypatch.setattr(decided.Document, "facts", spy_facts)
    return said


@pytest.fixture
def case(client, camera):
    client.cookies["saksi_language"] = "en"
    case = submit_and_secure(client)
    FootageRequest.objects.update(language="en")
    case.refresh_from_db()
    return case


def test_a_grant_says_what_is_given_and_what_is_covered(client, case, officer, approver, texts):
    case = cases.propose(case, cases.granting(case), officer=officer)
    case = cases.deliver(cases.approve(case, approver=approver))
    DecisionWindow.objects.update(masks=[{"shape": "frame", "style": "blur", "reason": "face"}])

    page = client.get(reverse("requests:case", args=[case.reference])).text
    pdf = client.get(reverse("requests:letter_pdf", args=[case.reference]))

    assert pdf.content.startswith(b"%PDF")
    assert "Covered: face of another person (UU 27/2022 pasal 33)" in page
    assert any("Covered: face of another person (UU 27/2022 pasal 33)" in text for text in texts)
    assert any(text.startswith("Was there a camera?: Yes") for text in texts)
    assert any(text.startswith("You may object (keberatan) until ") for text in texts)


def test_a_refusal_says_under_which_article_and_for_how_long(client, case, officer, approver, texts):
    case = cases.approve(cases.propose(case, cases.refusing(), officer=officer), approver=approver)

    client.get(reverse("requests:letter_pdf", args=[case.reference]))

    assert "Article: UU 14/2008 pasal 17 huruf h" in texts
    assert f"Withheld for: {cases.CONSEQUENCE.lasts}" in texts
    assert "Tidak ada hubungan." in texts
    assert "UU 14/2008 pasal 17 huruf h" in client.get(reverse("requests:case", args=[case.reference])).text


def test_the_file_holds_request_decision_objection_and_answer(client, case, officer, approver, texts):
    case = cases.approve(cases.propose(case, cases.refusing(), officer=officer), approver=approver)
    by = cases.applicant_of(case)
    case = perform(case, Action.LODGE_OBJECTION, by=by, ground="refused", text="Saya pemilik sepeda itu.")
    reviewer = cases.build_staff("atasan", Role.OBJECTION_REVIEWER)
    case = perform(case, Action.UPHOLD, by=reviewer, answer="Putusan tetap.")

    pdf = client.get(reverse("requests:dispute_file", args=[case.reference]))

    assert pdf.content.startswith(b"%PDF")
    assert {"Saya pemilik sepeda itu.", "Putusan tetap.", "Tidak ada hubungan."} <= set(texts)


def test_nothing_decided_no_letter_and_strangers_get_none(client, case):
    address = reverse("requests:letter_pdf", args=[case.reference])

    assert client.get(address).headers["Location"] == reverse("requests:case", args=[case.reference])
    client.cookies.clear()
    assert client.get(address).headers["Location"] == reverse("requests:track")
