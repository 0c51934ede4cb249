import json
import subprocess
from datetime import timedelta
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from audit.models import Event
from core.actors import Actor, ActorKind
from core.errors import NotFound
from footage import holds, pictures, previews, runs, securing
from footage.models import Deliverable, RenderJob
from tests.footage.conftest import MINUTE, OFFICER, REFERENCE, START, make_clip, place_hold
from tests.rendering.patterns import TICKS, read, record, steady

COLLEAGUE = Actor(ActorKind.STAFF, "2")
CODE = "PTG-0001"


def picture_size(path):
    done = subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=width,height", "-of", "json", str(path)],
        capture_output=True,
        check=True,
    )
    stream = json.loads(done.stdout)["streams"][0]
    return stream["width"], stream["height"]


@pytest.mark.django_db(transaction=True)
def test_an_officer_watches_a_small_copy_and_the_trail_knows_camera_and_range(camera, recorder, tmp_path, rf):
    large = make_clip(tmp_path / "large.mp4", size="960x720", rate=5, seconds=10)
    recorder.write(START, large.read_bytes(), length=timedelta(seconds=10))
    hold = place_hold(camera, minutes=10 / 60)
    securing.secure(hold.pk)
    job = previews.request_preview(hold=hold, officer_code=CODE, by=OFFICER)

    runs.run(job.pk)
    job.refresh_from_db()
    response = previews.response(rf.get("/"), job=job, by=OFFICER)
    b"".join(response)
    part = previews.response(rf.get("/", headers={"Range": "bytes=0-9"}), job=job, by=OFFICER)

    assert (response.status_code, part.status_code) == (200, 206)
    width, height = picture_size(previews.path_of(job))
    assert width == 480
    assert 360 < height <= 400
    assert not Deliverable.objects.exists()
    event = Event.objects.get(verb="footage.previewed")
    assert (event.actor_id, event.camera, event.case) == (OFFICER.id, "JKT-1", REFERENCE)
    assert event.detail["start"] == START.isoformat()


@pytest.mark.django_db
def test_a_preview_is_made_once_an_officer(secured_hold):
    mine = previews.request_preview(hold=secured_hold, officer_code=CODE, by=OFFICER)

    assert previews.request_preview(hold=secured_hold, officer_code=CODE, by=OFFICER) == mine
    assert previews.request_preview(hold=secured_hold, officer_code="PTG-0002", by=COLLEAGUE) != mine


@pytest.mark.django_db
def test_a_failed_preview_can_be_asked_for_again(secured_hold):
    failed = previews.request_preview(hold=secured_hold, officer_code=CODE, by=OFFICER)
    RenderJob.objects.filter(pk=failed.pk).update(state=RenderJob.State.FAILED)

    assert previews.request_preview(hold=secured_hold, officer_code=CODE, by=OFFICER) != failed


@pytest.mark.django_db
def test_there_is_nothing_to_watch_before_it_is_made(secured_hold, rf):
    job = previews.request_preview(hold=secured_hold, officer_code=CODE, by=OFFICER)

    with pytest.raises(NotFound):
        previews.response(rf.get("/"), job=job, by=OFFICER)

    assert not Event.objects.filter(verb="footage.previewed").exists()


@pytest.mark.django_db
def test_a_released_case_keeps_no_preview(secured_hold, tmp_path):
    job = previews.request_preview(hold=secured_hold, officer_code=CODE, by=OFFICER)
    made = tmp_path / "made.mp4"
    made.write_bytes(b"preview")
    previews.place(job, made)
    previews.sweep()
    assert previews.path_of(job).exists()

    holds.release(reference=REFERENCE, by=OFFICER, reason="closed")
    previews.sweep()

    assert not previews.path_of(job).exists()


@pytest.mark.django_db
def test_pictures_of_the_timeline_come_from_the_vault_and_are_one_look(secured_hold, rf):
    responses = [
        previews.picture_response(
            rf.get("/"), hold=secured_hold, at=START + timedelta(seconds=second), officer_code=CODE, by=OFFICER
        )
        for second in (0, 30, 90)
    ]

    images = [Image.open(BytesIO(response.content)) for response in responses]
    assert [image.size for image in images] == [(320, 240)] * 3
    assert responses[0].content != responses[1].content
    assert Event.objects.filter(verb="footage.previewed").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("ending", ["mp4", "mkv", "ts"])
def test_a_picture_shows_the_key_frame_before_its_moment(camera, recorder, tmp_path, ending):
    film = record(tmp_path / f"film.{ending}", steady(5, 60), gop=20, options={"x264-params": "scenecut=0"})
    recorder.path(START).with_suffix(f".{ending}").write_bytes(film.read_bytes())
    recorder.finish(recorder.path(START).with_suffix(f".{ending}"), START + MINUTE)
    hold = place_hold(camera, minutes=1)
    securing.secure(hold.pk)
    seconds = [0, 3.9, 4, 37.3, 59.9]

    sheet = pictures.sheet(hold=hold, moments=[START + timedelta(seconds=second) for second in seconds], mark="")

    shown = [read(np.asarray(Image.open(BytesIO(picture)).convert("L"))) for picture in sheet]
    assert shown == [int(second // 4) * 4 * TICKS for second in seconds]


@pytest.mark.django_db
def test_each_officers_look_is_an_event_of_its_own(secured_hold, rf):
    for officer in (OFFICER, COLLEAGUE):
        previews.picture_response(rf.get("/"), hold=secured_hold, at=START, officer_code=CODE, by=officer)

    assert set(Event.objects.filter(verb="footage.previewed").values_list("actor_id", flat=True)) == {"1", "2"}


@pytest.mark.django_db
@pytest.mark.parametrize("seconds", [-1, 120, 3600])
def test_no_picture_comes_from_outside_the_preserved_window(secured_hold, rf, seconds):
    moment = START + timedelta(seconds=seconds)

    assert pictures.at(hold=secured_hold, moment=moment, mark=CODE) is None
    with pytest.raises(NotFound):
        previews.picture_response(rf.get("/"), hold=secured_hold, at=moment, officer_code=CODE, by=OFFICER)
    assert not Event.objects.filter(verb="footage.previewed").exists()
