"""The clip of a proposal: watched by whoever may decide, through a look of their own, to its end where it is masked."""

import json

import pytest

from audit.models import Event
from audit.verbs import Verb
from core.ids import new_uuid
from footage.models import Deliverable, Look
from requests_app.decision.decisions import Window, live
from requests_app.models import MaskReason
from tests import cases
from tests.console.conftest import path, signed_in

MASK = {"style": "solid", "box": [0.1, 0.1, 0.2, 0.2], "reason": MaskReason.FACE}


def masked(case, *masks):
    """A proposal of ten seconds of every camera, with these masks."""
    windows = tuple(
        Window(camera=asked.camera, starts_at=cases.START, ends_at=cases.START + 10 * cases.MINUTE / 60, masks=masks)
        for asked in case.requested_cameras.all()
    )
    return cases.granting(case, windows=windows)


@pytest.fixture
def proposed(case, officer):
    case = cases.propose(case, masked(case, MASK), officer=officer)
    cases.finish(case)
    return case


def look_at(client, case) -> Look:
    """What the case page offers to this client; a minute ago, so that much can be played."""
    client.get(path(case))
    look = Look.objects.exclude(deliverable=None).get(watcher=client.session["_auth_user_id"])
    Look.objects.filter(pk=look.pk).update(started_at=look.started_at - cases.MINUTE)
    return look


def report(client, case, look, *stretches):
    return client.post(path(case, f"tayangan/{look.pk}/diputar"), {"played": json.dumps(stretches)})


def approve(client, case):
    return client.post(path(case, "setujui"), {"decision": live(case).pk})


def test_a_clip_is_found_through_a_look_of_the_session_alone(proposed, desk, second_desk):
    other = cases.file_case()
    look = look_at(second_desk, proposed)
    video = f"tayangan/{look.pk}/cuplikan"

    for client, case, rest in [
        (second_desk, other, video),
        (second_desk, proposed, f"tayangan/{new_uuid()}/cuplikan"),
        (desk, proposed, video),
        (second_desk, proposed, f"hasil/{look.deliverable_id}/video"),
    ]:
        assert client.get(path(case, rest)).status_code == 404
    assert not Event.objects.filter(verb=Verb.FOOTAGE_PREVIEWED).exists()
    part = second_desk.get(path(proposed, video), headers={"Range": "bytes=4-7"})

    assert (part.status_code, b"".join(part)) == (206, b"ftyp")
    event = Event.objects.get(verb=Verb.FOOTAGE_PREVIEWED)
    assert (event.case, event.camera) == (proposed.reference, "JKT-1")
    assert event.detail == {"purpose": "approval", "deliverable": str(Deliverable.objects.get().pk)}


def test_a_masked_clip_is_watched_to_its_end_before_it_is_approved(proposed, second_desk):
    page = second_desk.get(path(proposed)).text
    assert "Watch it to its end before you approve it." in page
    assert 'disabled aria-disabled="true">Approve</button>' in page
    assert "face of another person (UU 27/2022 pasal 33)" in page.lower().replace("uu 27", "UU 27")
    assert approve(second_desk, proposed).status_code == 409

    look = look_at(second_desk, proposed)
    half = report(second_desk, proposed, look, [0, 5_000])
    assert half.json() == {"watched": 50, "text": "You have watched 50% of this clip."}
    assert approve(second_desk, proposed).status_code == 409
    whole = report(second_desk, proposed, look, [5_000, 10_000])

    assert whole.json()["watched"] == 100
    assert "disabled" not in second_desk.get(path(proposed)).text
    assert approve(second_desk, proposed).status_code == 302
    proposed.refresh_from_db()
    assert proposed.status == "preparing"


def test_somebody_else_watching_it_is_not_enough(proposed, desk, second_desk):
    look = look_at(desk, proposed)
    report(desk, proposed, look, [0, 10_000])

    assert approve(second_desk, proposed).status_code == 409


def test_a_clip_without_masks_may_be_approved_at_once(case, officer, second_desk):
    case = cases.propose(case, masked(case), officer=officer)
    cases.finish(case)

    assert "You have watched" not in second_desk.get(path(case)).text
    assert approve(second_desk, case).status_code == 302


@pytest.mark.parametrize(
    "sent", ["", "x", "[]", "{}", "[[1]]", "[[1, 2, 3]]", '[["a", "b"]]', "[null]", "[[0, 99999999]]", "[[5, 5]]"]
)
def test_a_report_that_cannot_be_is_refused(proposed, second_desk, sent):
    look = look_at(second_desk, proposed)

    answer = second_desk.post(path(proposed, f"tayangan/{look.pk}/diputar"), {"played": sent})

    assert answer.status_code == 400
    assert Look.objects.get(pk=look.pk).played == []


def test_masks_are_rendered_as_they_were_decided(proposed):
    job = live(proposed).windows.get().job

    assert job.options == {"masks": [{"style": "solid", "box": [0.1, 0.1, 0.2, 0.2]}]}


@pytest.mark.parametrize(
    ("mask", "sentence"),
    [
        (MASK | {"reason": ""}, "Choose why mask 1 is needed."),
        (MASK | {"reason": "because"}, "Choose why mask 1 is needed."),
        (MASK | {"box": [0, 0, 0, 0]}, "A mask cannot be drawn: mask 1: the box is empty."),
        (MASK | {"to": cases.START.isoformat()}, "Mask 1 lies outside of the time that is released."),
    ],
)
def test_a_mask_that_would_not_do_what_it_says_is_refused(case, officer, mask, sentence, english):
    with pytest.raises(Exception) as refused:
        cases.propose(case, masked(case, mask), officer=officer)

    assert str(refused.value.message).startswith(sentence)
    assert refused.value.field == "masks"


def test_another_session_of_the_same_person_has_its_own_look(proposed, approver, second_desk):
    mine = look_at(second_desk, proposed)

    assert signed_in(approver).get(path(proposed, f"tayangan/{mine.pk}/cuplikan")).status_code == 404
