"""A preview can be watched while it is made, by officers only, and nothing of it stays."""

import pytest
from django.db import connection

from audit.models import Event
from core.errors import NotFound
from footage import jobs, live_previews, previews, render_specs, runs, vault
from footage.models import Look, RenderJob
from footage.rendering import live
from tests.footage.conftest import OFFICER

CODE = "PTG-0001"


@pytest.fixture
def job(secured_hold):
    return previews.request_preview(hold=secured_hold, officer_code=CODE, by=OFFICER)


def ask(rf, job, name=live.PLAYLIST, code=CODE):
    look, _ = Look.objects.get_or_create(hold=job.hold, watcher=OFFICER.id, purpose=Look.Purpose.REVIEW)
    return live_previews.response(rf.get("/"), look=look, officer_code=code, name=name, by=OFFICER)


@pytest.fixture
def whenever_shown(monkeypatch):
    """Calls what it is given each time that the render showed something new."""
    update = live_previews._Shelf.update
    listeners = []

    def told(self):
        before = self._shown
        update(self)
        if self._shown != before:
            for listener in listeners:
                listener()
            connection.close()  # this is the render's thread

    monkeypatch.setattr(live_previews._Shelf, "update", told)
    return listeners.append


@pytest.mark.django_db(transaction=True)
def test_segments_can_be_fetched_while_the_render_runs_and_not_after_it(job, rf, whenever_shown):
    playlists, sizes = [], []

    def watch():
        playlist = ask(rf, job).content.decode()
        playlists.append(playlist)
        sizes.extend(len(b"".join(ask(rf, job, name))) for name in live.names(playlist))

    whenever_shown(watch)

    runs.run(job.pk)

    job.refresh_from_db()
    assert job.state == RenderJob.State.DONE
    assert playlists[-1].startswith("#EXTM3U")
    assert sizes
    assert min(sizes) > 100
    with pytest.raises(NotFound):
        ask(rf, job)
    assert [path.name for path in previews.path_of(job).parent.iterdir()] == [f"{job.pk}.mp4"]
    assert Event.objects.filter(verb="footage.previewed", actor_id=OFFICER.id).count() == 1


@pytest.mark.django_db
def test_nobody_gets_what_is_made_for_somebody_else(job, rf):
    job = jobs.claim(job.pk)
    folder = live_previews.folder_of(job)
    vault.make_folder(folder)
    (folder / live.PLAYLIST).write_text("#EXTM3U")

    assert live_previews.is_shown(job)
    assert ask(rf, job).content == b"#EXTM3U"
    with pytest.raises(NotFound):
        ask(rf, job, code="PTG-0002")


@pytest.mark.django_db(transaction=True)
def test_a_preview_that_is_cancelled_leaves_nothing(job, whenever_shown):
    whenever_shown(lambda: jobs.cancel(RenderJob.objects.get(pk=job.pk), by=OFFICER))
    # Told late, the render may come to its end; what counts is that nothing of it lies anywhere.
    runs.run(job.pk)

    job.refresh_from_db()
    assert job.state == RenderJob.State.CANCELLED
    assert list(previews.path_of(job).parent.iterdir()) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name",
    ["../secret", "live-00000-00000.ts", "part-00000.nut", "0f8fad5b-d9cb-469f-a165-70867728950e.mp4", ".live.m3u8"],
)
def test_only_the_playlist_and_its_segments_are_to_be_had(job, rf, name):
    job = jobs.claim(job.pk)
    folder = live_previews.folder_of(job)
    vault.make_folder(folder)
    (folder / "live-00000-00000.ts").write_bytes(b"x")
    (folder / "part-00000.nut").write_bytes(b"x")
    (folder / ".live.m3u8").write_bytes(b"x")
    (folder.parent / "secret").write_bytes(b"x")

    with pytest.raises(NotFound):
        ask(rf, job, name)

    assert not Event.objects.filter(verb="footage.previewed").exists()


@pytest.fixture
def shelf(job, tmp_path):
    job = jobs.claim(job.pk)
    (tmp_path / "work").mkdir()
    for number in range(3):
        (tmp_path / "work" / f"live-00000-0000{number}.m4s").write_bytes(b"segment")
    with live_previews.shown(job, tmp_path / "work") as update:

        def show(*numbers):
            lines = ["#EXTM3U", *(f"#EXTINF:2.0,\nlive-00000-0000{number}.m4s" for number in numbers)]
            (tmp_path / "work" / live.PLAYLIST).write_text("\n".join(lines))
            update()
            return sorted(path.name for path in live_previews.folder_of(job).glob("*"))

        yield show


@pytest.mark.django_db
def test_what_is_shown_grows_and_is_withdrawn_when_the_film_is_made_anew(shelf):
    assert shelf(0) == ["live-00000-00000.m4s", "live.m3u8"]
    assert shelf(0, 1) == ["live-00000-00000.m4s", "live-00000-00001.m4s", "live.m3u8"]

    assert shelf(0) == []
    assert shelf(0, 1, 2) == []


@pytest.mark.django_db
def test_what_a_killed_worker_left_is_swept(job):
    running = jobs.claim(job.pk)
    folder, left = live_previews.folder_of(running), live_previews.folder_of(running).with_name(f"{job.pk}.99.live")
    for one in (folder, left):
        vault.make_folder(one)

    live_previews.sweep()

    assert folder.exists()
    assert not left.exists()


@pytest.mark.django_db
def test_a_preview_trusts_a_file_that_nobody_wrote_to_and_hashes_any_other(job, monkeypatch):
    hashed = []
    digest = vault.digest
    monkeypatch.setattr(vault, "digest", lambda path, **more: hashed.append(path) or digest(path, **more))
    render_specs.of_job(job, on_bytes=lambda count: None)
    assert hashed == []

    segment = job.hold.segments.first()
    vault.object_path(segment.file_id).chmod(0o600)
    with vault.object_path(segment.file_id).open("ab") as file:
        file.write(b"x")
    spec = render_specs.of_job(job, on_bytes=lambda count: None)

    assert hashed == [vault.object_path(segment.file_id)]
    assert len(spec.sources) == 1
