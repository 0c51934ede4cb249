import errno
import hashlib
import os
import stat
import threading

import pytest
from django.conf import settings

from core.errors import NoRoom
from footage import vault

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "recording.mp4"
    path.write_bytes(b"picture" * 1000)
    return path


@pytest.fixture
def target(db):
    return settings.VAULT_DIR / "pins" / "hold" / "1"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def leftovers():
    folder = settings.VAULT_DIR / "tmp"
    return list(folder.iterdir()) if folder.is_dir() else []


@pytest.fixture
def other_file_system(monkeypatch):
    """Links and clones fail the way they do between two disks."""

    def refuse(*args, **kwargs):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", refuse)


def test_a_finished_file_is_linked_and_outlives_its_deletion(source, target):
    content = source.read_bytes()

    assert vault.pin(source, target, may_link=True, copy=False) == ""
    source.unlink()

    assert target.read_bytes() == content


def test_a_linked_file_keeps_the_recorders_mode(source, target):
    source.chmod(0o644)

    vault.pin(source, target, may_link=True, copy=False)

    assert stat.S_IMODE(source.stat().st_mode) == 0o644


def test_a_source_that_forbids_links_is_copied_with_its_hash(source, target):
    assert vault.pin(source, target, may_link=False, copy=True) == sha256(source.read_bytes())
    source.write_bytes(b"written again")

    assert target.read_bytes() == b"picture" * 1000
    assert stat.S_IMODE(target.stat().st_mode) == 0o440


def test_a_growing_file_is_copied_and_never_linked(source, target):
    vault.pin(source, target, may_link=True, copy=True, growing=True)
    with source.open("ab") as recording:
        recording.write(b"more")

    assert target.read_bytes() == b"picture" * 1000


def test_without_leave_to_copy_another_file_system_gets_nothing(source, target, other_file_system):
    assert vault.pin(source, target, may_link=True, copy=False) is None
    assert not target.exists()


def test_a_file_deleted_between_opening_and_linking_is_copied_out(source, target, monkeypatch):
    def delete_first(path, *args, **kwargs):
        source.unlink()
        raise FileNotFoundError(errno.ENOENT, "No such file")

    monkeypatch.setattr(os, "link", delete_first)

    assert vault.pin(source, target, may_link=True, copy=False) == sha256(b"picture" * 1000)
    assert target.read_bytes() == b"picture" * 1000


def test_a_name_given_to_another_file_meanwhile_is_not_taken_for_it(source, target, tmp_path, monkeypatch):
    other = tmp_path / "other"
    other.write_bytes(b"somebody else's")
    link = os.link
    monkeypatch.setattr(os, "link", lambda path, to, **options: link(other, to, **options))

    assert vault.pin(source, target, may_link=True, copy=True) == sha256(source.read_bytes())
    assert target.read_bytes() == source.read_bytes()


def test_it_does_not_follow_a_symbolic_link_out_of_the_archive(source, target, tmp_path):
    trap = tmp_path / "trap.mp4"
    trap.symlink_to(source)

    with pytest.raises(OSError, match="symbolic links"):
        vault.pin(trap, target, may_link=True, copy=True)

    assert not target.exists()


def test_a_pipe_does_not_hold_it_up(target, tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")

    with pytest.raises(OSError, match="not a plain file"):
        vault.pin(tmp_path / "pipe.mp4", target, may_link=True, copy=True)


def test_a_file_that_changes_while_it_is_copied_is_refused_whole(source, target, other_file_system, monkeypatch):
    chunks = vault._chunks

    def growing_chunks(handle, **options):
        for chunk in chunks(handle, **options):
            with source.open("ab") as recording:
                recording.write(b"more")
            yield chunk

    monkeypatch.setattr(vault, "_chunks", growing_chunks)

    with pytest.raises(vault.StillWritten):
        vault.pin(source, target, may_link=True, copy=True)

    assert not target.exists()
    assert leftovers() == []


def test_a_full_disk_is_refused_before_anything_is_written(source, target, settings):
    settings.MINIMUM_FREE_BYTES = 1 << 60

    with pytest.raises(NoRoom):
        vault.pin(source, target, may_link=False, copy=True)

    assert not target.exists()
    assert leftovers() == []


def test_a_disk_that_fills_up_in_mid_copy_leaves_nothing(source, target, monkeypatch):
    def full(handle, chunk):
        os.write(handle, chunk[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(vault, "_write", full)

    with pytest.raises(NoRoom):
        vault.pin(source, target, may_link=False, copy=True)

    assert not target.exists()
    assert leftovers() == []


def test_the_quota_refuses_what_would_go_beyond_it(source, target, settings):
    settings.VAULT_QUOTA_BYTES = source.stat().st_size - 1

    with pytest.raises(NoRoom):
        vault.pin(source, target, may_link=False, copy=True)


def test_an_object_with_the_wrong_bytes_is_replaced(source, target):
    vault.pin(source, target, may_link=True, copy=True)
    content = source.read_bytes()
    vault.keep(target, sha256=sha256(content))
    damaged = vault.object_path(sha256(content))
    damaged.unlink()
    damaged.write_bytes(b"bit rot")

    vault.keep(target, sha256=sha256(content))

    assert vault.object_path(sha256(content)).read_bytes() == content


def test_a_digest_of_a_changing_file_is_no_digest(source):
    def write_more(count):
        with source.open("ab") as recording:
            recording.write(b"x")

    writer = threading.Thread(target=write_more, args=(1,))

    with pytest.raises(vault.StillWritten):
        vault.digest(source, on_bytes=lambda count: (writer.start(), writer.join()) if not writer.ident else None)


def test_nobody_else_on_the_machine_can_look_into_the_vault(source, target):
    vault.pin(source, target, may_link=True, copy=True)
    vault.keep(target, sha256="ab" + "0" * 62)

    folders = [settings.VAULT_DIR, *(path for path in settings.VAULT_DIR.rglob("*") if path.is_dir())]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
