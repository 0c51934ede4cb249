"""At the footage desk: a camera nearby or more time is preserved at once, and what is on its way is said."""

import pytest

from audit.models import Event
from audit.verbs import Verb
from footage import securing
from footage.models import Hold, RenderJob
from requests_app.workflow import Action, perform
from tests import cases
from tests.cases import MINUTE, START
from tests.console.conftest import path


@pytest.fixture
def near(camera, tmp_path):
    """A site down the road, which the submission does not ask."""
    return cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.004)


@pytest.fixture
def taken(case, near, desk, officer):
    """The officer's case; they have said why they look."""
    perform(case, Action.TAKE, by=officer)
    desk.post(path(case, "rekaman/tujuan"), {"purpose": "review"})
    return case


def test_sites_nearby_are_a_list_with_distances_and_a_map_that_says_the_same(taken, near, desk):
    page = desk.get(path(taken, "rekaman/")).text

    assert f'name="choice" value="{near.site_id}"' in page
    assert "440 m · 1 camera" in page
    assert f'data-centre="[{cases.LATITUDE}, {cases.LONGITUDE}]"' in page


def test_a_camera_nearby_is_preserved_and_its_preview_asked_for(taken, near, desk):
    answer = desk.post(path(taken, "rekaman/titik"), {"choice": near.site_id, "why": "path"}, follow=True)

    assert "Preserved from now on: Merdeka JKT-2." in answer.text
    assert "Being preserved: 0 of 3 files." in answer.text
    hold = Hold.objects.get(camera=near)
    assert RenderJob.objects.filter(hold=hold).count() == 1
    state = {one["hold"]: one for one in desk.get(path(taken, "rekaman/keadaan")).json()["cameras"]}
    assert state[str(hold.pk)]["secured"] is False
    securing.secure(hold.pk)
    state = {one["hold"]: one for one in desk.get(path(taken, "rekaman/keadaan")).json()["cameras"]}
    assert (state[str(hold.pk)]["secured"], state[str(hold.pk)]["word"]) == (True, "Preview 0%")


@pytest.mark.parametrize(
    ("rest", "sent", "sentence"),
    [
        ("titik", {}, "Choose a camera point."),
        ("titik", {"choice": "999999", "why": "path"}, "Choose a camera point."),
        ("titik", {"choice": "near"}, "Choose why you need it."),
        ("lebih-lama", {"earlier": "10", "later": "0"}, "Choose why you need it."),
        ("lebih-lama", {"earlier": "0", "later": "0", "why": "path"}, "Choose how much more time you need"),
    ],
)
def test_what_is_missing_is_said_at_its_place(taken, near, desk, rest, sent, sentence):
    sent = {name: near.site_id if value == "near" else value for name, value in sent.items()}

    answer = desk.post(path(taken, f"rekaman/{rest}"), sent)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2  # in the summary and at the field
    assert Hold.objects.count() == 1


def test_more_time_of_one_camera(taken, near, desk):
    hold = Hold.objects.get()
    sent = {"camera": hold.pk, "earlier": "10", "later": "5", "why": "uncertain_time"}

    answer = desk.post(path(taken, "rekaman/lebih-lama"), sent, follow=True)

    hold.refresh_from_db()
    assert (hold.starts_at, hold.ends_at) == (START - 10 * MINUTE, START + 8 * MINUTE)
    assert Event.objects.get(verb=Verb.HOLD_WIDENED).detail["purpose"] == "uncertain_time"
    assert "14.05.00" in answer.text  # the timeline begins earlier


def test_whoever_does_not_judge_the_case_is_offered_nothing(taken, near, second_desk):
    second_desk.post(path(taken, "rekaman/tujuan"), {"purpose": "approval"})

    assert "More footage" not in second_desk.get(path(taken, "rekaman/")).text


def test_a_window_that_is_still_being_recorded_says_so(taken, desk):
    Hold.objects.update(state=Hold.State.PLACED)
    Hold.objects.get().segments.filter(starts_at=START + 2 * MINUTE).update(was_open=True)

    page = desk.get(path(taken, "rekaman/")).text

    assert "Still being recorded." in page
    assert '"secured": false' in page
