"""An officer looks while the preview is still being made. What the worker's render writes is written here by hand."""

import shutil
import subprocess
from types import SimpleNamespace

import pytest

from footage import jobs, live_previews, vault
from footage.models import RenderJob
from footage.rendering import live
from footage.rendering.ticks import TICKS
from requests_app.workflow import Action, perform
from tests.console.conftest import finish_preview, path
from tests.console.test_browser import page, sign_in  # noqa: F401 (a fixture)
from tests.console.test_desk_in_browser import stand

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CHUNKS = {0: 8, 8: 12}  # where a chunk begins, and how long it is; seconds


def write_segments(folder):
    """The first twenty seconds, in two chunks."""
    vault.make_folder(folder)
    chunks = []
    for number, (start, seconds) in enumerate(CHUNKS.items()):
        chunk = SimpleNamespace(number=number, media_frames=[start * TICKS])
        picture = ["-f", "lavfi", "-i", f"testsrc=size=160x120:rate=5:duration={seconds}"]
        coding = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-g", "10", "-pix_fmt", "yuv420p"]
        tee = ["-flags:v", "+global_header", "-map", "0:v", "-f", "tee", live.outputs(chunk, "part.nut")]
        subprocess.run(["ffmpeg", "-v", "error", "-nostdin", "-y", *picture, *coding, *tee], cwd=folder, check=True)
        chunks.append(chunk)
    live.update(chunks, folder=folder)


def test_it_plays_at_once_and_goes_on_with_the_finished_film(page, live_server, case, officer):  # noqa: F811
    perform(case, Action.TAKE, by=officer)
    sign_in(page, live_server, officer)
    page.goto(live_server.url + path(case, "rekaman/"))
    page.get_by_role("button", name="Buka rekaman").click()
    page.get_by_text("Pratinjau 0%").wait_for()
    page.keyboard.press("Shift+ArrowRight")  # there are small pictures only
    page.locator("[data-still]").wait_for()
    job = jobs.claim(RenderJob.objects.get().pk)
    write_segments(live_previews.folder_of(job))

    film = page.locator("video")
    film.wait_for()  # brought in while the rest is still being made
    assert not page.locator("[data-still]").is_visible()
    stand(page, "14.15.13")  # in the second chunk
    assert film.evaluate("film => [film.duration, film.currentTime]") == [180, pytest.approx(13, abs=0.01)]
    page.keyboard.press("k")
    page.wait_for_function("() => document.querySelector('video').currentTime > 13.5")
    page.keyboard.press("k")
    page.keyboard.press("g")
    page.keyboard.type("14.15.30")  # not made yet
    page.keyboard.press("Enter")
    page.locator("[data-still]").wait_for()
    assert not film.is_visible()
    page.keyboard.press("Space")  # the clock goes on all the same
    page.wait_for_function("() => document.querySelector('[data-clock]').textContent > '14.15.31'")
    page.keyboard.press("Space")

    finish_preview(job)
    shutil.rmtree(live_previews.folder_of(job))
    film.wait_for()
    stand(page, "14.17.00")
    assert film.evaluate("film => [film.src.endsWith('/video'), film.currentTime]") == [
        True,
        pytest.approx(120, abs=0.01),
    ]
    assert page.get_by_text("Pratinjau").count() == 0
