"""What an officer sees of the footage: asked for, marked, in parts, and every look on the trail."""

import pytest

from audit.models import Event
from audit.verbs import Verb
from footage.models import Hold, RenderJob
from requests_app.people import officer_code
from tests import cases
from tests.console.conftest import finish_preview, path


@pytest.fixture
def hold(case):
    return Hold.objects.get(reference=case.reference)


@pytest.fixture
def elsewhere(case):
    """The hold of another case."""
    return Hold.objects.get(reference=cases.file_case().reference)


def looks():
    return Event.objects.filter(verb=Verb.FOOTAGE_PREVIEWED)


def ask(client, case, hold):
    return client.post(path(case, f"pratinjau/{hold.pk}/buat"))


def test_nothing_of_the_footage_is_on_the_page_before_it_was_asked_for(case, hold, desk):
    page = desk.get(path(case)).text

    assert "/gambar/" not in page
    assert "/video" not in page
    assert "Every look at the footage is logged with your name." in page
    assert not looks().exists()


def test_asking_makes_one_preview_with_the_officers_own_mark(case, hold, desk, officer):
    first, again = ask(desk, case, hold), ask(desk, case, hold)

    assert {first["Location"], again["Location"]} == {path(case)}
    job = RenderJob.objects.get()
    assert (job.kind, job.recipient_code, job.starts_at) == ("preview", officer_code(officer), cases.START)
    RenderJob.objects.update(progress=0.254)
    answer = desk.get(path(case, f"pratinjau/{hold.pk}/kemajuan")).json()
    assert answer == {"percent": 25, "text": "25% of the preview is made.", "done": False}


def test_pictures_are_there_while_the_preview_is_being_made(case, hold, desk, officer):
    ask(desk, case, hold)

    page = desk.get(path(case)).text
    picture = desk.get(path(case, f"gambar/{hold.pk}/15.jpg"))

    assert [f"/gambar/{hold.pk}/{second}.jpg" in page for second in (15, 45, 75, 105, 135, 165)] == [True] * 6
    assert picture["Content-Type"] == "image/jpeg"
    assert picture["Cache-Control"] == "private, no-store"
    assert picture.content.startswith(b"\xff\xd8")
    look = looks().get()
    assert (look.case, look.camera, look.actor_id) == (case.reference, "JKT-1", str(officer.pk))


@pytest.mark.parametrize("second", [180, 10**9, 10**30])
def test_there_is_no_picture_outside_of_the_footage(case, hold, desk, second):
    assert desk.get(path(case, f"gambar/{hold.pk}/{second}.jpg")).status_code == 404


def test_a_preview_is_watched_by_byte_ranges(case, hold, desk, second_desk):
    ask(desk, case, hold)
    finish_preview(RenderJob.objects.get())
    video = path(case, f"pratinjau/{hold.pk}/video")

    assert desk.get(path(case, f"pratinjau/{hold.pk}/kemajuan")).json()["done"] is True
    assert f'src="{video}"' in desk.get(path(case)).text
    assert not looks().exists()
    part = desk.get(video, headers={"Range": "bytes=4-11"})
    whole = desk.get(video)

    assert (part.status_code, part["Content-Type"]) == (206, "video/mp4")
    assert b"".join(part).startswith(b"ftyp")
    assert (whole.status_code, whole["Accept-Ranges"]) == (200, "bytes")
    assert int(whole["Content-Length"]) == len(b"".join(whole))
    assert looks().count() == 1
    assert second_desk.get(video).status_code == 404  # marked with another's name


def test_a_preview_that_failed_says_why_and_can_be_asked_for_again(case, hold, desk, english):
    ask(desk, case, hold)
    RenderJob.objects.update(state=RenderJob.State.FAILED, error="unreadable")

    page = desk.get(path(case)).text
    ask(desk, case, hold)

    assert RenderJob.objects.first().failure.split(".")[0] in page
    assert "Look at the footage" in page
    assert RenderJob.objects.count() == 2


@pytest.mark.parametrize("rest", ["pratinjau/{}/video", "pratinjau/{}/kemajuan", "gambar/{}/15.jpg"])
def test_the_footage_of_another_case_is_not_found_here(case, elsewhere, desk, rest):
    assert desk.get(path(case, rest.format(elsewhere.pk))).status_code == 404
    assert ask(desk, case, elsewhere).status_code == 404
    assert not RenderJob.objects.exists()
    assert not looks().exists()


def test_released_footage_is_gone(case, hold, desk):
    Hold.objects.update(state=Hold.State.RELEASED)

    assert ask(desk, case, hold).status_code == 404
    assert desk.get(path(case, f"gambar/{hold.pk}/15.jpg")).status_code == 404


def test_the_approver_looks_at_the_part_that_is_proposed(case, hold, officer, approver, second_desk):
    cases.propose(case, cases.granting(case), officer=officer)
    RenderJob.objects.create(
        reference=case.reference,
        kind=RenderJob.Kind.PREVIEW,
        hold=hold,
        starts_at=hold.starts_at,
        ends_at=hold.ends_at,
        recipient_code=officer_code(approver),
        state=RenderJob.State.DONE,
    )

    assert f"{path(case, f'pratinjau/{hold.pk}/video')}#t=60.0,120.0" in second_desk.get(path(case)).text
