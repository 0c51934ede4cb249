"""The footage desk: asked why first, then every picture through a look of the session, and on the trail."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from audit.models import Event
from audit.verbs import Verb
from cameras.models import Camera
from footage import stills
from footage.models import Hold, Look, RenderJob
from requests_app.models import Policy
from requests_app.people import officer_code
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import finish_preview, path, signed_in


@pytest.fixture
def hold(case):
    return Hold.objects.get(reference=case.reference)


def open_desk(client, case, purpose="review"):
    """The page of the desk, after the question was answered."""
    return client.post(path(case, "rekaman/tujuan"), {"purpose": purpose}, follow=True)


def look_of(client, case) -> Look:
    open_desk(client, case)
    return Look.objects.get(watcher=client.session["_auth_user_id"])


def looks(verb=Verb.FOOTAGE_PREVIEWED):
    return Event.objects.filter(verb=verb)


def test_nothing_of_the_footage_is_shown_before_somebody_says_why(case, desk):
    page = desk.get(path(case, "rekaman/")).text

    assert "Why do you look at this footage?" in page
    assert "<video" not in page
    assert "tayangan" not in page
    assert not Look.objects.exists()
    assert "tayangan" not in desk.get(path(case)).text


@pytest.mark.parametrize("sent", [{}, {"purpose": ""}, {"purpose": "curiosity"}])
def test_a_purpose_is_chosen_from_the_list(case, desk, sent):
    answer = desk.post(path(case, "rekaman/tujuan"), sent)

    assert answer.status_code == 422
    assert answer.text.count("Choose why you look at the footage.") == 2
    assert not RenderJob.objects.exists()


def test_the_purpose_is_asked_once_an_hour_and_case(case, hold, desk, monkeypatch):
    page = open_desk(desk, case).text
    assert f'data-tile="{hold.pk}"' in page
    assert "Why do you look" not in desk.get(path(case, "rekaman/")).text
    assert "Why do you look" in desk.get(path(cases.file_case(), "rekaman/")).text

    monkeypatch.setattr("console.purposes.REMEMBERED", timedelta(0))  # or an hour later
    open_desk(desk, case)
    assert "Why do you look" in desk.get(path(case, "rekaman/")).text
    answer = desk.post(path(case, f"rekaman/{hold.pk}/bagian"), {})
    assert answer.status_code == 400
    assert "An hour has passed." in answer.text


def test_opening_makes_one_preview_with_the_officers_own_mark(case, hold, desk, officer):
    open_desk(desk, case)
    open_desk(desk, case)

    job = RenderJob.objects.get()
    assert (job.kind, job.recipient_code, job.starts_at) == ("preview", officer_code(officer), cases.START)
    RenderJob.objects.update(progress=0.254)
    told = desk.get(path(case, "rekaman/keadaan")).json()
    assert (told["percent"], told["done"]) == (25, False)
    assert told["cameras"] == [
        {"hold": str(hold.pk), "percent": 25, "done": False, "word": "Preview 25%", "secured": True, "live": False}
    ]
    assert "Preview 25%" in desk.get(path(case, "rekaman/")).text


def test_a_preview_is_watched_by_byte_ranges_through_the_sessions_own_look(case, hold, desk, second_desk, officer):
    look = look_of(desk, case)
    finish_preview(RenderJob.objects.get())
    video = path(case, f"tayangan/{look.pk}/video")

    assert f'src="{video}"' in desk.get(path(case, "rekaman/")).text
    assert not looks().exists()
    part = desk.get(video, headers={"Range": "bytes=4-11"})
    whole = desk.get(video)

    assert (part.status_code, part["Content-Type"], b"".join(part)[:4]) == (206, "video/mp4", b"ftyp")
    assert int(whole["Content-Length"]) == len(b"".join(whole))
    event = looks().get()
    assert (event.case, event.camera, event.actor_id) == (case.reference, "JKT-1", str(officer.pk))
    assert event.detail["purpose"] == "review"
    assert second_desk.get(video).status_code == 404
    assert signed_in(officer).get(video).status_code == 404  # another session of the same person
    assert desk.get(path(cases.file_case(), f"tayangan/{look.pk}/video")).status_code == 404


def test_no_path_and_no_lasting_address_of_a_recording_leaves_the_server(case, hold, desk, settings):
    look = look_of(desk, case)
    finish_preview(RenderJob.objects.get())
    page = desk.get(path(case, "rekaman/")).text

    for secret in (str(settings.VAULT_DIR), str(settings.STATE_DIR), "mp4", RenderJob.objects.get().pk.hex):
        assert secret not in page
    Look.objects.filter(pk=look.pk).update(started_at=look.started_at - timedelta(hours=1))
    for rest in ("video", "gambar/15.jpg", "bingkai", "gambar-diam?at=14.16.00"):
        assert desk.get(path(case, f"tayangan/{look.pk}/{rest}")).status_code == 404


def test_what_was_played_is_told_by_the_player(case, desk):
    look = look_of(desk, case)
    since = round(cases.START.timestamp() * 1000)
    sent = {"played": json.dumps([[since, since + 5000]])}

    assert desk.post(path(case, f"tayangan/{look.pk}/diputar"), sent).status_code == 200
    assert Look.objects.get(pk=look.pk).played == [[since, since + 5000]]


def test_small_pictures_are_there_before_the_preview(case, desk):
    look = look_of(desk, case)

    picture = desk.get(path(case, f"tayangan/{look.pk}/gambar/15.jpg"))

    assert (picture["Content-Type"], picture["Cache-Control"]) == ("image/jpeg", "private, no-store")
    assert picture.content.startswith(b"\xff\xd8")
    assert looks().count() == 1
    for second in (180, 10**9, 10**30):
        assert desk.get(path(case, f"tayangan/{look.pk}/gambar/{second}.jpg")).status_code == 404


def test_a_still_picture_is_the_frame_itself_marked_and_each_one_is_logged(case, desk, officer):
    look = look_of(desk, case)
    at = round(cases.START.timestamp() * 1000) + 61_250  # the frame of 61.2 s is shown

    kept = [desk.get(path(case, f"tayangan/{look.pk}/gambar-diam?at={at}")) for _ in range(2)]

    assert kept[0]["Content-Disposition"].startswith(f'attachment; filename="{case.reference}-JKT-1-')
    assert kept[0]["Content-Disposition"].endswith('-141601.200.jpg"')
    image = Image.open(BytesIO(kept[0].content))
    assert image.width == 160
    assert 120 < image.height < 180  # with its strip
    moments = [event.detail["at"] for event in looks(Verb.FOOTAGE_PICTURED)]
    assert moments == [(cases.START + timedelta(seconds=61.2)).isoformat()] * 2
    typed = desk.get(path(case, f"tayangan/{look.pk}/gambar-diam?at=14.16.01"))
    assert typed["Content-Disposition"].endswith('-141601.000.jpg"')


def test_a_still_picture_spares_the_recorders_own_clock(case, hold, desk):
    address = path(case, f"tayangan/{look_of(desk, case).pk}/gambar-diam?at=14.16.01")
    frame = stills.find(hold, cases.START + timedelta(seconds=61)).image.convert("L")

    def marked() -> int:
        """Pixels in the upper left of the picture that are not the frame's."""
        sheet = Image.open(BytesIO(desk.get(address).content)).convert("L")
        picture = sheet.crop((0, sheet.height - frame.height, frame.width // 2, sheet.height - frame.height // 2))
        return sum(ImageChops.difference(picture, frame).point(lambda level: level > 20).histogram()[1:])

    everywhere = marked()
    Camera.objects.update(clock_place="0 0 50 50")

    assert everywhere > 50
    assert marked() < everywhere / 10


@pytest.mark.parametrize("at", ["", "x", "14.20.00", "1", "0000000000000", "9" * 13])
def test_there_is_no_still_picture_of_another_time(case, desk, at):
    look = look_of(desk, case)

    assert desk.get(path(case, f"tayangan/{look.pk}/gambar-diam"), {"at": at}).status_code == 404
    assert not looks(Verb.FOOTAGE_PICTURED).exists()


def test_the_moments_of_all_frames_are_told(case, desk):
    look = look_of(desk, case)

    runs = desk.get(path(case, f"tayangan/{look.pk}/bingkai")).json()["runs"]

    assert sum(count for _, count in runs) == 3 * 60 * 5
    assert [step for step, _ in runs if step] == [18_000]


def test_gaps_and_cameras_stand_on_one_timeline(folders, tmp_path, desk):
    cases.build_camera(tmp_path / "archive", "JKT-1")
    cases.build_camera(tmp_path / "archive", "JKT-2", latitude=cases.LATITUDE + 0.0005, minutes=1)
    case = cases.file_case()

    page = open_desk(desk, case).text

    assert page.count('class="saksi-tl__track"') == 2
    assert 'aria-label="Merdeka JKT-2, 14.15.00 WIB to 14.18.00 WIB, 1 gap"' in page
    assert 'width="66.667%"' in page  # two of three minutes are missing
    assert [text in page for text in ("14.15.00", "14.15.30", "14.17.30")] == [True] * 3
    data = json.loads(page.split('id="fd-data" type="application/json">')[1].split("</script>")[0])
    assert [camera["size"] for camera in data["cameras"]] == [[160, 120], [160, 120]]
    assert RenderJob.objects.filter(kind="preview").count() == 2


def test_a_camera_that_recorded_nothing_has_no_look(folders, tmp_path, desk):
    cases.build_camera(tmp_path / "archive", minutes=0)

    page = open_desk(desk, cases.file_case()).text

    assert "Nothing of this time was recorded" in page
    assert not Look.objects.exists()
    assert not RenderJob.objects.exists()


def test_a_preview_that_failed_says_why_and_can_be_asked_for_again(case, hold, desk, english):
    open_desk(desk, case)
    RenderJob.objects.update(state=RenderJob.State.FAILED, error="no_footage")

    page = desk.get(path(case, "rekaman/")).text
    desk.post(path(case, f"rekaman/{hold.pk}/pratinjau"))

    assert RenderJob.objects.first().failure.split(".")[0] in page
    assert "Prepare the preview" in page
    assert RenderJob.objects.count() == 2


def test_an_approver_who_judges_first_does_not_see_what_was_worked_out(case, hold, desk, second_desk, officer):
    Policy.objects.create(rule=Policy.Rule.SECOND_READING, value=1, valid_from=cases.START.date())
    perform(case, Action.TAKE, by=officer)
    open_desk(desk, case)
    desk.post(
        path(case, f"rekaman/{hold.pk}/bagian"),
        {f"part-{hold.pk}-starts": "14.16.00", f"part-{hold.pk}-ends": "14.16.30"},
    )
    desk.post(path(case, "rekaman/tanda"), {"mark-at": "14.16.05", "mark-note": "Jaket merah"})
    case.refresh_from_db()
    perform(case, Action.PROPOSE, by=officer, proposal=cases.granting(case))

    page = open_desk(second_desk, case, "approval").text

    assert "14.16.30" not in page.split('id="fd-parts"')[1]
    assert "saksi-tl__released" not in page
    assert "Jaket merah" not in page


def test_released_footage_is_gone(case, hold, desk):
    look = look_of(desk, case)
    Hold.objects.update(state=Hold.State.RELEASED)

    assert "No footage is held for this case" in desk.get(path(case, "rekaman/")).text
    assert desk.post(path(case, f"rekaman/{hold.pk}/pratinjau")).status_code == 404
    assert desk.get(path(case, f"tayangan/{look.pk}/gambar/15.jpg")).status_code == 404


def test_the_next_case_is_the_next_that_waits_for_the_reader(case, desk, officer):
    later = cases.file_case()
    perform(later, Action.TAKE, by=officer)

    assert f'href="{path(later)}" data-key="n"' in open_desk(desk, case).text
