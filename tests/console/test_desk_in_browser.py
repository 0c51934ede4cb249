"""The footage desk in a real browser: cameras in step, every key, parts and masks by mouse and by keyboard, what was
played on the trail, and all of it without scripts as far as that goes."""

import time
from datetime import timedelta

import pytest

from audit.models import Event
from audit.verbs import Verb
from footage import deliverables, looks, runs
from footage.models import Hold, Look, RenderJob
from requests_app.decision import decisions, selections
from requests_app.models import Mark, Selection
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import finish_preview, path
from tests.console.test_browser import page, sign_in  # noqa: F401 (a fixture)
from tests.journeys.browsing import PATIENCE_MS
from tests.journeys.pixels import pictures, recording_of
from tests.quality.looking import overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECOND = timedelta(seconds=1)
IN_STEP = 100  # ms that two cameras may be apart
DARK = 70  # grey: black, with the faint recipient code across it


@pytest.fixture
def case(folders, tmp_path, officer):
    """Two cameras, taken by the officer; the second one recorded two minutes of three."""
    cases.build_camera(tmp_path / "archive", "JKT-1")
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.0005, minutes=2)
    return perform(cases.file_case(), Action.TAKE, by=officer)


@pytest.fixture
def opened(page, live_server, case, officer):  # noqa: F811 (a fixture)
    """The desk in the officer's browser, with its films."""
    sign_in(page, live_server, officer)
    page.goto(live_server.url + path(case, "rekaman/"))
    page.get_by_role("button", name="Buka rekaman").click()
    page.get_by_text("Pratinjau 0%").first.wait_for()
    for job in RenderJob.objects.filter(kind="preview"):
        finish_preview(job)
    page.locator("video").nth(1).wait_for()  # brought in without loading the page anew
    stand(page, "14.16.00")
    return page


def stand(page, clock):  # noqa: F811
    """The desk stands still at that clock time, with all its pictures there."""
    page.keyboard.press("g")
    page.keyboard.type(clock)
    page.keyboard.press("Enter")
    page.wait_for_function(
        """clock => document.querySelector("[data-clock]").textContent.startsWith(clock)
            && [...document.querySelectorAll("video")].every(video => !video.seeking && video.readyState >= 2)""",
        arg=clock,
    )


def clock_of(page):  # noqa: F811
    return page.locator("[data-clock]").inner_text()


def told(page, sentence):  # noqa: F811
    page.locator("[data-told]").filter(has_text=sentence).wait_for()


def test_two_cameras_play_in_step_on_the_wall_clock(opened):
    """How far the pictures on the screen are apart, many times a second while they really run."""
    opened.keyboard.press("k")
    apart, went = opened.evaluate(
        """async () => {
            const films = [...document.querySelectorAll("video")]
            const began = films.map(film => film.currentTime)
            const apart = []
            while (apart.length < 40) {
                await new Promise(done => setTimeout(done, 50))
                if (films.every(film => film.currentTime - began[0] > 0.5)) {
                    apart.push(1000 * Math.abs(films[0].currentTime - films[1].currentTime))
                }
            }
            return [apart, films.map((film, n) => film.currentTime - began[n])]
        }"""
    )

    assert min(went) > 1.5
    assert max(apart) < IN_STEP


def test_every_key_has_a_button_and_does_what_the_list_says(opened):
    keys = opened.keyboard
    buttons = {one.get_attribute("data-do") for one in opened.locator("button[data-do]").all()}
    for key, act, clock in [
        ("ArrowRight", "on1", "14.16.01,000"),
        ("Shift+ArrowRight", "on10", "14.16.11,000"),
        ("ArrowLeft", "back1", "14.16.10,000"),
        ("Shift+ArrowLeft", "back10", "14.16.00,000"),
        (".", "frameOn", "14.16.00,200"),
        (".", "frameOn", "14.16.00,400"),
        (",", "frameBack", "14.16.00,200"),
    ]:
        keys.press(key)
        opened.get_by_text(f"{clock} WIB", exact=True).wait_for()
        assert act in buttons
        assert opened.locator(f'[data-do="{act}"]').get_attribute("aria-keyshortcuts") == key
    keys.press("l")
    keys.press("l")
    opened.get_by_text("2×", exact=True).wait_for()
    keys.press("j")
    opened.get_by_text("−1×").wait_for()
    before = clock_of(opened)
    opened.wait_for_function("before => document.querySelector('[data-clock]').textContent < before", arg=before)
    keys.press("Space")
    opened.get_by_role("button", name="Putar").wait_for()
    keys.press("2")
    assert opened.locator(".saksi-tile--chosen").get_attribute("data-number") == "2"
    keys.press("2")
    assert opened.locator("[data-tile]:visible").count() == 1
    keys.press("f")
    assert opened.locator("[data-tile]:visible").count() == 2
    keys.press("?")
    assert opened.get_by_role("dialog").is_visible()
    opened.get_by_label("Matikan tombol huruf").check()
    keys.press("Escape")
    at = clock_of(opened)
    keys.press(".")
    keys.press("ArrowRight")
    opened.wait_for_function("at => document.querySelector('[data-clock]').textContent !== at", arg=at)
    assert buttons >= {"reverse", "stop", "play", "in", "out", "mask", "mark", "still", "enlarge", "help", "zoomIn"}


def test_a_gap_is_shown_as_a_gap_and_the_timeline_zooms_to_seconds(opened):
    stand(opened, "14.17.30")
    screens = opened.locator("[data-screen]")
    assert screens.nth(0).get_attribute("data-gap") == ""
    assert screens.nth(1).get_attribute("data-gap") == "tidak ada rekaman"
    gap = opened.locator("[data-gap][data-since]")
    whole = gap.bounding_box()["width"]

    for _ in range(4):
        opened.keyboard.press("+")
    assert gap.evaluate("bar => parseFloat(bar.getAttribute('width'))") > 500
    assert opened.locator(".saksi-tl__tick text").first.text_content().count(".") == 2  # seconds
    opened.keyboard.press("0")
    assert gap.bounding_box()["width"] == pytest.approx(whole, abs=2)
    pane = opened.get_by_role("slider", name="Garis waktu").bounding_box()
    opened.mouse.move(pane["x"] + pane["width"] / 2, pane["y"] + 40)
    opened.mouse.wheel(0, -300)
    assert gap.bounding_box()["width"] > whole * 1.2
    opened.keyboard.press("0")
    opened.mouse.down()
    opened.mouse.up()
    until(opened, lambda: clock_of(opened)[:7] == "14.16.3")  # the middle of three minutes


def test_a_part_is_chosen_by_keyboard_and_is_there_after_loading_anew(opened, case):
    stand(opened, "14.16.15,400")
    opened.keyboard.press("i")
    told(opened, "Diberikan mulai 14.16.15.")
    stand(opened, "14.16.20,200")
    opened.keyboard.press("o")
    told(opened, "Diberikan sampai 14.16.21.")  # the second that is seen is in it
    opened.keyboard.press("p")
    stand(opened, "14.17.00")
    opened.keyboard.press("i")
    told(opened, "Diberikan mulai 14.17.00.")

    parts = [(part.starts_at - cases.START, part.ends_at - cases.START) for part in Selection.objects.all()]
    assert parts == [(75 * SECOND, 81 * SECOND), (120 * SECOND, 180 * SECOND)]
    opened.reload()
    assert opened.get_by_label("Dari", exact=True).first.input_value() == "14.16.15"
    assert clock_of(opened).startswith("14.17.00")
    opened.locator("[data-part]").nth(1).get_by_role("button", name="Hapus bagian ini").click()
    opened.locator("[data-part]").nth(1).wait_for(state="detached")
    opened.get_by_label("Sampai", exact=True).first.fill("kemarin")
    opened.get_by_label("Sampai", exact=True).first.press("Tab")
    opened.get_by_role("link", name="Isi waktu antara 14.15.00 dan 14.18.00, misalnya 14.15.00.").wait_for()
    assert opened.get_by_label("Sampai", exact=True).first.input_value() == "kemarin"


def test_masks_drawn_by_mouse_and_by_keyboard_lie_in_the_clip_where_they_were_put(opened, case, officer):
    """The pixels of the rendered clip are what counts."""
    add_part(case)
    opened.reload()
    stand(opened, "14.16.01")
    board = opened.locator(".saksi-board").bounding_box()

    opened.keyboard.press("d")
    at = lambda x, y: (board["x"] + board["width"] * x, board["y"] + board["height"] * y)  # noqa: E731
    opened.mouse.move(*at(0.1, 0.1))
    opened.mouse.down()
    opened.mouse.move(*at(0.2, 0.3))
    opened.mouse.move(*at(0.35, 0.4))
    opened.mouse.up()
    opened.locator("[data-mask]").wait_for()
    drawn = Selection.objects.get().masks[0]
    assert drawn["box"] == [pytest.approx(value, abs=0.02) for value in (0.1, 0.1, 0.25, 0.3)]
    opened.locator("[data-mask]").get_by_label("Cara menutup").select_option("solid")
    opened.locator("[data-mask] > summary").filter(has_text="ditutup hitam").wait_for()
    assert Selection.objects.get().masks[0]["style"] == "solid"

    opened.keyboard.press("Escape")  # out of the field
    opened.keyboard.press("d")
    opened.keyboard.press("Enter")  # in the middle, to be moved by arrows
    opened.locator("[data-mask]").nth(1).wait_for()
    for _ in range(4):
        opened.keyboard.press("Shift+ArrowRight")
    opened.keyboard.press("Alt+Shift+ArrowDown")
    until(opened, lambda: Selection.objects.get().masks[1]["box"] == [0.6, 0.4, 0.2, 0.25])
    opened.locator("[data-mask]").nth(1).get_by_label("Cara menutup").select_option("solid")
    until(opened, lambda: Selection.objects.get().masks[1]["style"] == "solid")

    picture = rendered(case, officer, frame=5)
    height, width = picture.shape
    dark = picture < DARK
    for left, top, wide, high in [(0.1, 0.1, 0.25, 0.3), (0.6, 0.4, 0.2, 0.25)]:
        inner = dark[
            round((top + 0.03) * height) : round((top + high - 0.03) * height),
            round((left + 0.03) * width) : round((left + wide - 0.03) * width),
        ]
        assert inner.mean() > 0.98
    assert dark[round(0.75 * height) :, : round(0.5 * width)].mean() < 0.5  # elsewhere the picture is there


def test_a_polygon_is_drawn_by_mouse_bent_by_keyboard_and_covers_what_it_shows(opened, case, officer):
    add_part(case)
    opened.reload()
    stand(opened, "14.16.01")
    board = opened.locator(".saksi-board").bounding_box()
    opened.keyboard.press("d")
    opened.keyboard.press("v")
    corners = [(0.1, 0.1), (0.5, 0.1), (0.5, 0.5), (0.3, 0.3)]
    for x, y in [*corners, (0.8, 0.8)]:
        opened.mouse.click(board["x"] + board["width"] * x, board["y"] + board["height"] * y)
    opened.keyboard.press("Backspace")
    opened.keyboard.press("Enter")
    opened.locator("[data-mask]").wait_for()
    drawn = Selection.objects.get().masks[0]["points"]
    assert drawn == [[pytest.approx(value, abs=0.02) for value in corner] for corner in corners]

    opened.locator('[data-corner="3"]').focus()  # the last one, to the left and down
    for key in ["Shift+ArrowLeft"] * 4 + ["Shift+ArrowDown"] * 4:
        opened.keyboard.press(key)
    until(
        opened,
        lambda: (
            Selection.objects.get().masks[0]["points"][3] == [pytest.approx(value, abs=0.02) for value in (0.1, 0.5)]
        ),
    )
    opened.locator('[data-corner="0"]').focus()
    opened.keyboard.press("Insert")
    until(opened, lambda: len(Selection.objects.get().masks[0]["points"]) == 5)
    opened.locator('[data-corner="1"]').focus()
    opened.keyboard.press("Delete")
    until(opened, lambda: len(Selection.objects.get().masks[0]["points"]) == 4)
    opened.locator("[data-mask]").get_by_label("Cara menutup").select_option("solid")
    until(opened, lambda: Selection.objects.get().masks[0]["style"] == "solid")

    dark = rendered(case, officer, frame=5) < DARK
    height, width = dark.shape
    assert dark[round(0.14 * height) : round(0.46 * height), round(0.13 * width) : round(0.46 * width)].mean() > 0.98
    assert dark[round(0.75 * height) :, : round(0.5 * width)].mean() < 0.5


def test_the_whole_picture_and_everything_but_a_place_are_two_keys_away(opened, case):
    add_part(case)
    opened.reload()
    stand(opened, "14.16.01")
    opened.keyboard.press("d")
    opened.keyboard.press("w")
    opened.locator("[data-mask]").wait_for()
    opened.keyboard.press("Escape")
    opened.keyboard.press("d")
    opened.keyboard.press("e")
    opened.keyboard.press("Enter")
    opened.locator("[data-mask]").nth(1).wait_for()

    whole, outside = Selection.objects.get().masks
    assert (whole["style"], {"box", "points", "keys"} & set(whole)) == ("blur", set())
    assert (outside["except"], outside["box"]) == (True, [0.4, 0.4, 0.2, 0.2])


def test_a_mask_follows_what_it_covers(opened, case, officer):
    add_part(case, masks=[{"id": "a1", "style": "solid", "reason": "plate", "box": [0.1, 0.4, 0.2, 0.2]}])
    opened.reload()
    stand(opened, "14.16.00")
    opened.locator("[data-mask] summary").click()
    opened.get_by_label("Bergerak").check()
    until(opened, lambda: "keys" in Selection.objects.get().masks[0])
    stand(opened, "14.16.02")
    opened.locator("[data-mask-shape]").focus()
    for _ in range(10):
        opened.keyboard.press("Shift+ArrowRight")
    until(opened, lambda: Selection.objects.get().masks[0]["keys"][-1]["box"][0] == 0.6)

    keys = Selection.objects.get().masks[0]["keys"]
    assert [key["box"][0] for key in keys] == [0.1, 0.6]
    assert [key["at"][14:19] for key in keys] == ["16:00", "16:02"]
    stand(opened, "14.16.01")
    until(opened, lambda: abs(float(opened.locator("[data-mask-shape]").get_attribute("x")) - 35) < 0.1)
    dark = rendered(case, officer, frame=5) < DARK  # one second after the start
    height, width = dark.shape
    row = dark[round(0.45 * height) : round(0.55 * height)]
    assert row[:, round(0.39 * width) : round(0.51 * width)].mean() > 0.98
    assert row[:, round(0.12 * width) : round(0.3 * width)].mean() < 0.5


def test_a_moment_is_marked_and_found_again(opened):
    stand(opened, "14.16.05,200")
    opened.keyboard.press("m")
    opened.keyboard.type("Jaket merah")
    opened.keyboard.press("Enter")
    opened.get_by_role("button", name="14.16.05 WIB", exact=True).wait_for()
    stand(opened, "14.17.00")
    opened.get_by_role("button", name="14.16.05 WIB", exact=True).click()

    opened.get_by_text("14.16.05,200 WIB", exact=True).wait_for()
    assert Mark.objects.get().note == "Jaket merah"


def test_a_still_picture_is_kept(opened, case):
    stand(opened, "14.16.01,400")

    with opened.expect_download() as kept:
        opened.keyboard.press("s")

    assert kept.value.suggested_filename.endswith("-141601.400.jpg")
    assert Event.objects.filter(verb=Verb.FOOTAGE_PICTURED, case=case.reference).count() == 1


def test_what_was_really_played_is_on_the_trail(opened, case, monkeypatch):
    opened.keyboard.press("k")
    opened.wait_for_function("() => document.querySelector('[data-clock]').textContent > '14.16.02'")
    opened.keyboard.press("k")
    opened.goto("about:blank")  # the player tells what is left
    until(opened, lambda: all(look.played for look in Look.objects.all()))
    monkeypatch.setattr(looks, "SILENCE", timedelta(0))
    looks.tell()

    events = Event.objects.filter(verb=Verb.FOOTAGE_PLAYED, case=case.reference)
    assert {event.camera for event in events} == {"JKT-1", "JKT-2"}
    for event in events:
        (start, end) = event.detail["played"][-1]
        assert start == (cases.START + 60 * SECOND).isoformat()
        assert "07:16:02" <= end[11:19] <= "07:16:04"
        assert event.detail["purpose"] == "review"


def test_the_desk_is_for_everybody(opened, case, live_server):
    add_part(case, masks=[{"id": "a1", "style": "blur", "reason": "plate", "box": [0.1, 0.4, 0.2, 0.2]}])
    opened.reload()
    opened.locator(".saksi-board").wait_for()
    opened.locator("[data-mask] summary").click()
    for width in (360, 1280):
        opened.set_viewport_size({"width": width, "height": 800})
        assert violations(opened) == []
        assert overflow(opened) == []
    opened.keyboard.press("?")
    assert violations(opened) == []


def test_without_scripts_parts_and_masks_are_plain_forms(browser, live_server, case, officer):
    context = browser.new_context(java_script_enabled=False, locale="id-ID")
    plain = context.new_page()
    sign_in(plain, live_server, officer)
    plain.goto(live_server.url + path(case))
    plain.get_by_role("button", name="Lihat rekaman").click()
    plain.get_by_role("button", name="Buka rekaman").click()
    for job in RenderJob.objects.filter(kind="preview"):
        finish_preview(job)
    plain.get_by_role("link", name="Lihat keadaan terbaru").first.click()
    assert plain.locator("video[controls]").count() == 2
    plain.get_by_text("Tambah bagian menurut waktu").first.click()
    plain.get_by_label("Dari", exact=True).first.fill("14.16.00")
    plain.get_by_label("Sampai", exact=True).first.fill("14.16.10")
    plain.get_by_role("button", name="Tambahkan bagian ini").first.click()
    plain.get_by_text("Tambah penyamaran").click()
    plain.get_by_label("Alasan").select_option("face")
    plain.get_by_label("Seluruh gambar").check()
    plain.get_by_role("button", name="Tambahkan penyamaran ini").click()
    plain.get_by_text("Tambah penyamaran").click()
    new = plain.locator("[data-new-mask]")
    new.get_by_label("Alasan").select_option("plate")
    new.get_by_label("Kiri").fill("5")
    new.get_by_role("button", name="Tambahkan penyamaran ini").click()
    plain.get_by_role("link", name="Lanjut ke usulan").click()
    plain.get_by_label("Kabulkan permohonan", exact=True).check()
    plain.get_by_role("button", name="Ajukan untuk disetujui").click()

    plain.get_by_text("Usulan Anda menunggu persetujuan orang lain.").first.wait_for()
    whole, place = case.decisions.get().windows.get().masks
    assert (whole["reason"], "box" in whole) == ("face", False)
    assert (place["reason"], place["box"]) == ("plate", [0.05, 0.4, 0.2, 0.2])
    context.close()


def add_part(case, *, masks=()):
    """Three seconds of the first camera."""
    hold = Hold.objects.get(reference=case.reference, camera__code="JKT-1")
    start = cases.START + 60 * SECOND
    Selection.objects.create(request=case, hold=hold, starts_at=start, ends_at=start + 3 * SECOND, masks=list(masks))


def rendered(case, officer, *, frame):
    """What is proposed as it stands, made by the engine: one picture of it, without our strip."""
    case.refresh_from_db()
    proposal = cases.granting(case, windows=selections.windows(case))
    perform(case, Action.PROPOSE, by=officer, proposal=proposal)
    job = decisions.jobs_of(case)[0]
    runs.run(job.pk)
    job.refresh_from_db()
    deliverable = job.deliverable
    film = pictures(deliverables.path_of(deliverable.sha256), [frame])
    return recording_of(film[frame], deliverable.manifest)


def until(page, is_true):  # noqa: F811
    """What the page has sent is in the database. The page goes on meanwhile."""
    deadline = time.monotonic() + PATIENCE_MS / 1000
    while not is_true():
        assert time.monotonic() < deadline, "it never became true"
        page.wait_for_timeout(50)
