"""Taking a file by sharing its blocks, on file systems that can: xfs and btrfs, made in a file and mounted for this.

Needs root, a loop device, and mkfs.xfs or mkfs.btrfs (xfsprogs, btrfs-progs); says so where they are missing.
"""

import hashlib
import os
import shutil
import subprocess

import pytest

from footage import vault

pytestmark = pytest.mark.django_db

MIB = 1 << 20
SIZE = 24 * MIB
MAKERS = {"xfs": ["mkfs.xfs", "-q", "-m", "reflink=1"], "btrfs": ["mkfs.btrfs", "-q"]}


@pytest.fixture(scope="module", params=MAKERS)
def disk(request, tmp_path_factory):
    """An empty file system that shares blocks between files."""
    program, *options = MAKERS[request.param]
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    folder = tmp_path_factory.mktemp(request.param)
    image, place = folder / "disk.img", folder / "disk"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(400 * MIB)
    subprocess.run([program, *options, image], check=True, capture_output=True)
    mounted = subprocess.run(["mount", "-o", "loop", image, place], check=False, capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"nothing may be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", place], check=True)


@pytest.fixture
def source(disk, settings):
    """A recording, and the vault on the same disk."""
    settings.VAULT_DIR = disk / "vault"
    path = disk / "archive" / "recording.mp4"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(os.urandom(SIZE))
    os.sync()
    yield path
    shutil.rmtree(settings.VAULT_DIR)


@pytest.fixture
def target(source, settings):
    return settings.VAULT_DIR / "pins" / "hold" / "1"


def used(disk) -> int:
    os.sync()
    return shutil.disk_usage(disk).used


def test_the_bytes_are_shared_and_stay_when_the_recorder_writes_over_its_file(disk, source, target):
    content, before = source.read_bytes(), used(disk)

    assert vault.pin(source, target, may_link=False, copy=False) == ""

    assert used(disk) - before < SIZE / 8
    assert not os.path.samefile(source, target)
    assert target.stat().st_mode & 0o777 == 0o440
    with source.open("rb+") as recorder:
        recorder.write(bytes(SIZE))
    assert target.read_bytes() == content
    source.unlink()
    assert vault.digest(target) == hashlib.sha256(content).hexdigest()


def test_a_file_that_is_still_written_is_taken_as_it_is_now(source, target):
    with source.open("ab") as recorder:
        recorder.write(b"just written, not on the disk yet")
        recorder.flush()
        content = source.read_bytes()
        assert vault.pin(source, target, may_link=True, copy=False, growing=True) == ""
        recorder.write(b"later")

    assert target.read_bytes() == content


def test_from_another_disk_the_next_way_is_taken(source, target, tmp_path):
    elsewhere = tmp_path / "recording.mp4"
    shutil.copyfile(source, elsewhere)

    assert vault.pin(elsewhere, target, may_link=True, copy=False) is None
    assert vault.pin(elsewhere, target, may_link=True, copy=True) == hashlib.sha256(source.read_bytes()).hexdigest()


def test_pinned_bytes_get_their_name_without_being_copied(disk, source, target):
    sha256 = hashlib.sha256(source.read_bytes()).hexdigest()
    before = used(disk)
    vault.pin(source, target, may_link=False, copy=False)

    kept = vault.keep(target, sha256=sha256)

    assert vault.digest(kept) == sha256
    assert used(disk) - before < SIZE / 8
