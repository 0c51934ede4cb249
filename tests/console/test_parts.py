"""What is worked out at the footage: parts, masks and marks, kept while the officer works, proposed as they stand."""

import json
from datetime import timedelta

import pytest

from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.clock import WIB
from footage.models import Hold
from requests_app.models import Mark, Selection
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import path, signed_in
from tests.console.test_playback import open_desk

SECOND = timedelta(seconds=1)
MASK = {"style": "solid", "reason": "face", "x": "10", "y": "20,5", "width": "30", "height": "40"}
GRANT = {"kind": "grant", "access": "view", "view_days": "7"}


@pytest.fixture
def taken(case, desk, officer):
    case = perform(case, Action.TAKE, by=officer)
    open_desk(desk, case)
    return case


@pytest.fixture
def hold(case):
    return Hold.objects.get(reference=case.reference)


def add_part(client, case, hold, starts="14.16.00", ends="14.16.30", **headers):
    sent = {f"part-{hold.pk}-starts": starts, f"part-{hold.pk}-ends": ends}
    return client.post(path(case, f"rekaman/{hold.pk}/bagian"), sent, **headers)


def put_mask(client, case, part, mask_id="", **changes):
    facts = {f"mask-{mask_id or part.pk}-{name}": value for name, value in (MASK | changes).items() if value != ""}
    return client.post(path(case, f"rekaman/bagian/{part.pk}/samaran{'/' + mask_id if mask_id else ''}"), facts)


@pytest.fixture
def part(taken, hold, desk) -> Selection:
    assert add_part(desk, taken, hold).status_code == 302
    return Selection.objects.get()


def test_a_part_is_added_changed_and_removed(taken, hold, desk, part):
    assert (part.starts_at, part.ends_at) == (cases.START + 60 * SECOND, cases.START + 90 * SECOND)
    page = desk.get(path(taken, "rekaman/")).text
    assert 'value="14.16.30"' in page
    assert page.count("saksi-tl__selected") == 1
    change = {f"part-{part.pk}-starts": "14.15.59,5", f"part-{part.pk}-ends": "14.17"}

    desk.post(path(taken, f"rekaman/bagian/{part.pk}"), change)
    part.refresh_from_db()
    assert (part.starts_at, part.ends_at) == (cases.START + 59.5 * SECOND, cases.START + 120 * SECOND)
    assert 'value="14.15.59,500"' in desk.get(path(taken, "rekaman/")).text

    desk.post(path(taken, f"rekaman/bagian/{part.pk}/hapus"))
    assert not Selection.objects.exists()
    assert desk.post(path(taken, f"rekaman/bagian/{part.pk}"), change).status_code == 404


@pytest.mark.parametrize(
    ("starts", "ends", "sentence"),
    [
        ("", "14.16.30", "Type a time from 14.15.00 to 14.18.00, like 14.15.00."),
        ("kemarin", "14.16.30", "Type a time from 14.15.00 to 14.18.00, like 14.15.00."),
        ("14.14.59", "14.16.30", "Type a time from 14.15.00 to 14.18.00, like 14.15.00."),
        ("14.16.30", "14.16.30", "The end must be later than the start."),
    ],
)
def test_a_time_that_is_not_held_is_said_at_its_field(taken, hold, desk, starts, ends, sentence):
    answer = add_part(desk, taken, hold, starts, ends)

    assert answer.status_code == 422
    assert answer.text.count(sentence) == 2
    assert f'value="{ends}"' in answer.text
    assert not Selection.objects.exists()


def test_the_pages_script_gets_the_panels_alone(taken, hold, desk):
    answer = add_part(desk, taken, hold, headers={"X-Saksi-Panels": "1"})

    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert [f'id="{panel}"' in answer.text for panel in ("fd-timeline", "fd-parts", "fd-marks", "fd-errors")] == [
        True
    ] * 4


def test_only_whoever_may_propose_works_parts_out(case, hold, desk, taken, second_desk):
    colleague = signed_in(cases.build_staff("lain", Role.OFFICER))
    open_desk(colleague, taken)

    assert add_part(colleague, taken, hold).status_code == 403
    assert "Add this part" not in colleague.get(path(taken, "rekaman/")).text
    assert add_part(second_desk, taken, hold).status_code == 404
    assert not Selection.objects.exists()


def test_a_mask_is_stored_as_the_engine_takes_it(taken, desk, part):
    assert put_mask(desk, taken, part, starts="14.16.05", ends="14.16.30", outside="on").status_code == 302

    (mask,) = Selection.objects.get().masks
    assert mask == {
        "id": mask["id"],
        "style": "solid",
        "reason": "face",
        "except": True,
        "box": [0.1, 0.205, 0.3, 0.4],
        "from": (cases.START + 65 * SECOND).astimezone(WIB).isoformat(),
    }
    page = desk.get(path(taken, "rekaman/")).text
    assert "1. face of another person: everything but a place, black" in page
    assert 'value="20.5"' in page


def test_a_mask_covers_the_whole_picture_or_moves(taken, desk, part):
    put_mask(desk, taken, part, whole="on", style="blur", x="", y="", width="", height="")
    keys = [{"at": (cases.START + n * SECOND).isoformat(), "box": [0.1 * n / 60, 0, 0.1, 0.1]} for n in (60, 90)]
    put_mask(desk, taken, part, keys=json.dumps(keys))

    whole, moving = Selection.objects.get().masks
    assert whole == {"id": whole["id"], "style": "blur", "reason": "face"}
    assert moving["keys"] == keys
    assert "It moves, by 2 key frames." in desk.get(path(taken, "rekaman/")).text


def test_a_mask_may_have_corners_and_its_corners_may_move(taken, desk, part):
    put_mask(desk, taken, part, points="10,20 35,20.5 22.5,40")
    keys = [
        {"at": (cases.START + n * SECOND).isoformat(), "points": [[n / 100, 0], [1, 0], [0.5, 1]]} for n in (60, 90)
    ]
    put_mask(desk, taken, part, points="60,0 100,0 50,100", keys=json.dumps(keys))

    still, moving = Selection.objects.get().masks
    assert still["points"] == [[0.1, 0.2], [0.35, 0.205], [0.225, 0.4]]
    assert moving["keys"] == keys
    page = desk.get(path(taken, "rekaman/")).text
    assert 'value="10,20 35,20.5 22.5,40"' in page
    assert 'value="60,0 100,0 50,100"' in page
    assert "1. face of another person: a place, black" in page


def test_a_mask_is_changed_and_removed(taken, desk, part):
    put_mask(desk, taken, part)
    put_mask(desk, taken, part, reason="plate")
    first, second = (mask["id"] for mask in Selection.objects.get().masks)

    put_mask(desk, taken, part, first, style="blur")
    assert [(mask["id"], mask["style"]) for mask in Selection.objects.get().masks] == [
        (first, "blur"),
        (second, "solid"),
    ]
    desk.post(path(taken, f"rekaman/bagian/{part.pk}/samaran/{first}/hapus"))

    assert [mask["id"] for mask in Selection.objects.get().masks] == [second]
    assert put_mask(desk, taken, part, first).status_code == 404


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reason": ""}, "Choose why this may not be shown."),
        ({"x": ""}, "Type a number from 0 to 100, or tick “the whole picture”."),
        ({"y": "banyak"}, "Type a number from 0 to 100, or tick “the whole picture”."),
        ({"points": "10,20 30,40"}, "Type three corners or more, like 10,20 35,20 22.5,40."),
        ({"points": "10,20 30;40 5,5"}, "Type three corners or more, like 10,20 35,20 22.5,40."),
        ({"points": " ".join(["10,20"] * 61)}, "Mask 1 has too many corners. Remove some."),
        ({"width": "0"}, "A mask cannot be drawn: mask 1: the box is empty."),
        ({"x": "999"}, "A mask cannot be drawn: mask 1: places are parts of the picture, from 0 to 1."),
        ({"starts": "14.15.00"}, "Type a time from 14.16.00 to 14.16.30, or leave it empty."),
        ({"starts": "14.16.20", "ends": "14.16.10"}, "A mask cannot be drawn: mask 1: it ends before it starts."),
        ({"keys": "[{]"}, "The movement of this mask cannot be read. Draw it again."),
        ({"keys": '[{"at": "kemarin", "box": [0, 0, 1, 1]}]'}, "A mask cannot be drawn: mask 1: Invalid isoformat"),
    ],
)
def test_a_mask_that_would_not_do_what_it_says_is_refused(taken, desk, part, changes, sentence):
    answer = put_mask(desk, taken, part, **changes)

    assert answer.status_code == 422
    assert sentence in answer.text.replace("&#x27;", "'")
    assert Selection.objects.get().masks == []


def test_what_was_worked_out_is_what_is_proposed_and_stays_when_it_comes_back(taken, hold, desk, part, approver):
    put_mask(desk, taken, part)
    add_part(desk, taken, hold, "14.17.00", "14.17.10")
    assert "14.16.00–14.16.30 WIB, 1 mask" in desk.get(path(taken)).text

    answer = desk.post(path(taken, "usul"), GRANT | {"reason": "Terlihat jelas."})

    assert answer.status_code == 302
    decision = taken.decisions.get()
    assert [len(window.masks) for window in decision.windows.all()] == [1, 0]
    assert decision.windows.all()[0].job.options == {
        "masks": [{"style": "solid", "box": [0.1, 0.205, 0.3, 0.4]}],
    }
    assert add_part(desk, taken, hold).status_code == 409  # nothing is changed under an approver's eyes
    taken.refresh_from_db()
    perform(taken, Action.SEND_BACK, by=approver, decision=decision.pk, comment="Lebih pendek.")
    assert 'value="14.16.30"' in desk.get(path(taken, "rekaman/")).text
    assert add_part(desk, taken, hold).status_code == 302


def test_a_grant_without_a_part_is_refused_where_it_is_chosen(taken, desk):
    answer = desk.post(path(taken, "usul"), GRANT | {"reason": "Terlihat jelas."})

    assert answer.status_code == 422
    assert answer.text.count("Choose at least one camera and the time to release.") == 2
    assert "Choose the parts at the footage" in answer.text


def test_a_moment_is_marked_for_everybody_who_reads_the_case(taken, hold, desk, second_desk, officer):
    sent = {"mark-at": "14.16.05", "mark-note": "Jaket merah", "camera": str(hold.pk)}
    desk.post(path(taken, "rekaman/tanda"), sent)

    mark = Mark.objects.get()
    assert (mark.at, mark.note, mark.hold, mark.made_by) == (cases.START + 65 * SECOND, "Jaket merah", hold, officer)
    event = Event.objects.get(verb=Verb.MOMENT_MARKED)
    assert (event.camera, "Jaket" in json.dumps(event.detail)) == ("JKT-1", False)
    other = open_desk(second_desk, taken).text
    assert "Jaket merah" in other
    assert f"tanda/{mark.pk}/hapus" not in other
    second_desk.post(path(taken, f"rekaman/tanda/{mark.pk}/hapus"))
    assert Mark.objects.exists()
    desk.post(path(taken, f"rekaman/tanda/{mark.pk}/hapus"))
    assert not Mark.objects.exists()


@pytest.mark.parametrize("at", ["", "x", "14.18.01"])
def test_a_mark_lies_within_the_footage(taken, desk, at):
    answer = desk.post(path(taken, "rekaman/tanda"), {"mark-at": at, "mark-note": "Catatan saya"})

    assert answer.status_code == 422
    assert 'value="Catatan saya"' in answer.text
    assert not Mark.objects.exists()
