"""From the queue to a proposal: take, give back, propose. Wrong input costs nothing that was typed."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from footage.models import Hold
from notifications.models import Message
from requests_app.decision import selections
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in

SECOND = timedelta(seconds=1)
REFUSE = {
    "kind": "refuse",
    "reason_code": "no_interest",
    "harm": "Orang lain dikenali.",
    "lasts": "selamanya",
    "reason": "Tidak ada hubungan.",
}
GRANT = {"kind": "grant", "view_days": "7", "reason": "Terlihat jelas."}


@pytest.fixture
def taken(case, officer):
    return perform(case, Action.TAKE, by=officer)


@pytest.fixture
def selected(taken):
    select(taken)
    return taken


def select(case, starts=60, ends=120, *, camera="JKT-1"):
    """A part that the officer chose at the footage, in seconds of what is held."""
    hold = Hold.objects.get(reference=case.reference, camera__code=camera)
    return selections.add(
        case, hold, starts_at=cases.START + starts * SECOND, ends_at=cases.START + ends * SECOND, by=case.officer
    )


def refused(client, case, sent):
    """The page of a proposal that does not pass: nothing was decided, and every word is still there."""
    before = (Event.objects.exclude(verb=Verb.REQUEST_READ).count(), Message.objects.count())
    response = client.post(path(case, "usul"), sent)
    assert response.status_code == 422
    assert not case.decisions.exists()
    assert (Event.objects.exclude(verb=Verb.REQUEST_READ).count(), Message.objects.count()) == before
    page = response.text
    assert "<title>Error:" in page.replace("<title>\n", "<title>")
    problems = page.split("govuk-error-summary__list")[1].split("</ul>")[0]
    targets = [line.split('"')[0] for line in problems.split('href="#')[1:]]
    assert targets
    assert all(f'id="{target}"' in page for target in targets)
    return response


def test_taking_and_giving_back(case, desk, officer):
    response = desk.post(path(case, "ambil"), follow=True)

    assert "You have taken this request." in response.text
    case.refresh_from_db()
    assert (case.status, case.officer) == ("in_review", officer)
    assert "The request is back in the queue." in desk.post(path(case, "lepas"), follow=True).text
    case.refresh_from_db()
    assert (case.status, case.officer) == ("submitted", None)


def test_a_case_is_taken_once(case, desk, officer):
    perform(case, Action.TAKE, by=cases.build_staff("lain", Role.OFFICER))

    response = desk.post(path(case, "ambil"))

    assert response.status_code == 409
    assert "Load the page again" in response.text
    case.refresh_from_db()
    assert case.officer != officer
    assert Event.objects.filter(verb=Verb.CASE_DENIED, case=case.reference, actor_id=officer.pk).count() == 1


def test_another_officers_case_is_left_alone(taken, db):
    other = signed_in(cases.build_staff("lain", Role.OFFICER))

    assert other.post(path(taken, "lepas")).status_code == 403
    assert other.post(path(taken, "usul"), GRANT).status_code == 403
    assert not taken.decisions.exists()
    assert Event.objects.filter(verb=Verb.CASE_DENIED).count() == 2


def test_a_grant_releases_the_part_that_was_selected(selected, desk, officer):
    taken = selected
    response = desk.post(path(taken, "usul"), GRANT | {"access": "copy"}, follow=True)

    assert "Your proposal waits for another person’s approval." in response.text
    decision = taken.decisions.get()
    assert (decision.kind, decision.view_days, decision.may_download) == ("grant", 7, True)
    assert (decision.proposed_by, decision.reason) == (officer, "Terlihat jelas.")
    released = decision.windows.get()
    assert (released.starts_at, released.ends_at) == (cases.START + cases.MINUTE, cases.START + 2 * cases.MINUTE)


def test_only_what_was_selected_is_released(folders, tmp_path, desk, officer):
    cases.build_camera(tmp_path / "archive", "JKT-1")
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.0005)
    case = perform(cases.file_case(), Action.TAKE, by=officer)

    select(case, camera="JKT-2")
    desk.post(path(case, "usul"), GRANT)

    assert [released.camera.code for released in case.decisions.get().windows.all()] == ["JKT-2"]


@pytest.mark.parametrize(
    ("sent", "kind"),
    [
        (REFUSE, "refuse"),
        ({"kind": "nothing_recorded", "reason": "Kamera mati."}, "nothing_recorded"),
        ({"kind": "hand_to_police", "reason": "Diteruskan."}, "hand_to_police"),
        # what belongs to another kind was left in its box, out of sight
        (
            {"kind": "nothing_recorded", "reason": "Mati.", "view_days": "x", "reason_code": "x"},
            "nothing_recorded",
        ),
    ],
)
def test_other_decisions_release_nothing(selected, desk, sent, kind):
    taken = selected
    desk.post(path(taken, "usul"), {"view_days": "14"} | sent)

    decision = taken.decisions.get()
    assert decision.kind == kind
    assert not decision.windows.exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"kind": ""}, "Choose what you propose."),
        ({"kind": "maybe"}, "Choose what you propose."),
        ({"kind": "refuse"}, "Choose the reason why it is not given."),
        ({"kind": "refuse", "reason_code": "because"}, "Choose the reason why it is not given."),
        ({"kind": "refuse", "reason_code": "security", "reason": " "}, "Explain the decision to the applicant."),
        ({"kind": "refuse", "harm": ""}, "Write which harm giving it would do, and to whom."),
        ({"kind": "grant_part", "lasts": ""}, "Write for how long it stays withheld"),
        ({"access": "cinema"}, "Choose how the clip is seen."),
        ({"view_limit": "often"}, "Type a number in digits, for example 3, or leave it empty."),
        ({"kind": "nothing_recorded", "reason": ""}, "Explain the decision to the applicant."),
        ({"reason": "x" * 2001}, "Shorten the explanation to 2,000 characters."),
        ({"view_days": ""}, "Type for how many days the clip can be watched, for example 14."),
        ({"view_days": "two"}, "Type the number of days in digits, for example 14."),
        ({"view_days": "0"}, "The clip must be watchable for at least 1 day."),
        ({"view_days": "91"}, "The clip can be watchable for at most 90 days."),
    ],
)
def test_every_wrong_answer_has_its_sentence(selected, desk, sent, sentence):
    typed = {"reason": "Ini penting."} | sent

    response = refused(desk, selected, GRANT | typed)

    assert response.text.count(sentence) >= 2  # in the summary, and at the field
    form = response.context["desk"].forms["proposal"]
    assert {name: form[name].value() for name in typed} == typed
    assert selected.selections.count() == 1


def test_a_refusal_is_not_held_up_by_what_was_selected(selected, desk):
    refused(desk, selected, REFUSE | {"reason": ""})
    desk.post(path(selected, "usul"), REFUSE | {"reason": "Objek vital."})

    assert selected.decisions.get().kind == "refuse"


def test_a_grant_of_nothing_says_so(taken, desk):
    response = refused(desk, taken, GRANT)

    assert "Choose at least one camera and the time to release." in response.text


def test_what_nobody_recorded_cannot_be_released(folders, tmp_path, desk, officer):
    cases.build_camera(tmp_path / "archive", minutes=1)
    case = perform(cases.file_case(), Action.TAKE, by=officer)
    select(case, 90, 120)

    response = refused(desk, case, GRANT)

    assert "was recorded. Choose another time or camera." in response.text


def test_a_proposal_that_came_back_need_not_be_made_again(selected, desk, approver):
    desk.post(path(selected, "usul"), GRANT | {"access": "copy"})
    decision = selected.decisions.get()
    perform(selected, Action.SEND_BACK, by=approver, decision=decision.pk, comment="Lebih pendek.")

    response = desk.get(path(selected))

    assert "agus sent your proposal back:" in response.text
    assert "Lebih pendek." in response.text
    form = response.context["desk"].forms["proposal"]
    assert [form[name].value() for name in ("kind", "view_days", "access")] == ["grant", 7, "copy"]
    assert "14.16.00–14.17.00 WIB" in response.text
    assert selected.selections.count() == 1
