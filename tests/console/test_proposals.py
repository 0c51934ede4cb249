"""From the queue to a proposal: take, give back, propose. Wrong input costs nothing that was typed."""

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from footage.models import Hold
from notifications.models import Message
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in

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


def window(case, starts="14.16.00", ends="14.17.00", *, camera="JKT-1", include=True):
    """What the form of one camera sends."""
    name = f"hold-{Hold.objects.get(reference=case.reference, camera__code=camera).pk}"
    sent = {f"{name}-starts": starts, f"{name}-ends": ends}
    return sent | ({f"{name}-include": "on"} if include else {})


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
    assert other.post(path(taken, "usul"), GRANT | window(taken)).status_code == 403
    assert not taken.decisions.exists()
    assert Event.objects.filter(verb=Verb.CASE_DENIED).count() == 2


def test_a_grant_releases_the_window_that_was_typed(taken, desk, officer):
    response = desk.post(path(taken, "usul"), GRANT | window(taken) | {"access": "copy"}, follow=True)

    assert "Your proposal waits for another person’s approval." in response.text
    decision = taken.decisions.get()
    assert (decision.kind, decision.view_days, decision.may_download) == ("grant", 7, True)
    assert (decision.proposed_by, decision.reason) == (officer, "Terlihat jelas.")
    released = decision.windows.get()
    assert (released.starts_at, released.ends_at) == (cases.START + cases.MINUTE, cases.START + 2 * cases.MINUTE)


def test_only_the_cameras_that_were_ticked_are_released(folders, tmp_path, desk, officer):
    cases.build_camera(tmp_path / "archive", "JKT-1")
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.0005)
    case = perform(cases.file_case(), Action.TAKE, by=officer)

    desk.post(path(case, "usul"), GRANT | window(case, include=False) | window(case, camera="JKT-2"))

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
def test_other_decisions_release_nothing(taken, desk, sent, kind):
    desk.post(path(taken, "usul"), {"view_days": "14"} | sent | window(taken))

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
def test_every_wrong_answer_has_its_sentence(taken, desk, sent, sentence):
    typed = {"reason": "Ini penting."} | sent

    response = refused(desk, taken, GRANT | window(taken, "14.16.05", "14.16.55") | typed)

    assert response.text.count(sentence) >= 2  # in the summary, and at the field
    form = response.context["desk"].proposal_form
    assert {name: form[name].value() for name in typed} == typed
    assert 'value="14.16.05"' in response.text
    assert 'value="14.16.55"' in response.text
    assert response.context["desk"].cameras[0].form["include"].value() is True


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("", "14.17.00", "Type a time from 14.15.00 to 14.18.00, like 14.15.00."),
        ("soon", "14.17.00", "Type a time from 14.15.00 to 14.18.00, like 14.15.00."),
        ("14.14.59", "14.17.00", "Type a time from 14.15.00 to 14.18.00, like 14.15.00."),
        ("14.16.00", "14.18.01", "Type a time from 14.15.00 to 14.18.00, like 14.15.00."),
        ("14.17.00", "14.16.00", "The end must be later than the start."),
        ("14.16.00", "14.16.00", "The end must be later than the start."),
    ],
)
def test_every_wrong_window_has_its_sentence(taken, desk, starts, ends, sentence):
    response = refused(desk, taken, GRANT | window(taken, starts, ends))

    assert sentence in response.text
    form = response.context["desk"].cameras[0].form
    assert (form["starts"].value(), form["ends"].value()) == (starts, ends)
    assert "Terlihat jelas." in response.text


def test_a_refusal_is_not_held_up_by_a_window(taken, desk):
    sent = REFUSE | {"reason": ""} | window(taken, "kemarin")

    response = refused(desk, taken, sent)
    assert 'value="kemarin"' in response.text
    assert "Type a time" not in response.text
    desk.post(path(taken, "usul"), sent | {"reason": "Objek vital."})

    assert taken.decisions.get().kind == "refuse"


def test_a_grant_of_nothing_leads_to_the_first_camera(taken, desk):
    response = refused(desk, taken, GRANT | window(taken, include=False))

    name = f"hold-{Hold.objects.get().pk}-include"
    assert f'<a href="#id_{name}">Choose at least one camera and the time to release.</a>' in response.text


def test_what_nobody_recorded_cannot_be_released(folders, tmp_path, desk, officer):
    cases.build_camera(tmp_path / "archive", minutes=1)
    case = perform(cases.file_case(), Action.TAKE, by=officer)

    response = refused(desk, case, GRANT | window(case, "14.16.30", "14.17.00"))

    assert "was recorded. Choose another time or camera." in response.text
    assert 'value="14.16.30"' in response.text


def test_a_proposal_that_came_back_need_not_be_typed_again(taken, desk, approver):
    desk.post(path(taken, "usul"), GRANT | window(taken, "14.16.10", "14.16.40") | {"access": "copy"})
    decision = taken.decisions.get()
    perform(taken, Action.SEND_BACK, by=approver, decision=decision.pk, comment="Lebih pendek.")

    response = desk.get(path(taken))

    assert "agus sent your proposal back:" in response.text
    assert "Lebih pendek." in response.text
    form = response.context["desk"].proposal_form
    assert [form[name].value() for name in ("kind", "view_days", "access")] == ["grant", 7, "copy"]
    offered = response.context["desk"].cameras[0].form
    assert [offered[name].value() for name in ("include", "starts", "ends")] == [True, "14.16.10", "14.16.40"]
