import json
import subprocess
from datetime import timedelta
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from core.actors import Actor, ActorKind
from footage import holds, pictures, previews, securing
from footage.models import RenderJob
from tests.footage.conftest import MINUTE, OFFICER, REFERENCE, START, place_hold
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
