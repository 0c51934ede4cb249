"""Submissions, a recorder that deletes its oldest files, and the garbage collector, all at once.

`SAKSI_TEST_SUBMISSIONS=1000 ./run test tests/footage/test_preservation_races.py` runs the race in full.
"""

import json
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from footage import garbage, holds, securing, vault
from footage.models import Hold, PreservedSegment, VaultFile
from tests.footage.conftest import APPLICANT, MINUTE, START, place_hold

pytestmark = pytest.mark.django_db(transaction=True)

SUBMISSIONS = int(os.environ.get("SAKSI_TEST_SUBMISSIONS", "30"))


@contextmanager
def meanwhile(act):
    """Repeats `act` in a thread of its own until the block ends; its exception is raised here."""
    stop = threading.Event()

    def repeat():
        try:
            while not stop.is_set():
                act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(repeat)
        try:
            yield
        finally:
            stop.set()
        running.result()


def test_nothing_that_existed_at_submission_is_lost_to_a_recorder_deleting_its_oldest_files(camera, recorder):
    paths = recorder.write_minutes(SUBMISSIONS + 3)
    written = {path: path.read_bytes() for path in paths}
    oldest_first, deleted_at, submitted_at, submitted = iter(paths), {}, {}, threading.Event()

    def delete_oldest():
        path = next(oldest_first, None)
        if path:
            deleted_at[path] = time.monotonic()
            path.unlink()
        submitted.wait(1)  # the recorder and the residents keep pace, so that they meet at the same files
        submitted.clear()

    def submit(number):
        try:
            hold = place_hold(camera, reference=f"SKS-RACE-{number}", start=START + number * MINUTE, minutes=3)
            submitted_at[number] = time.monotonic()
            return hold
        finally:
            submitted.set()
            connection.close()

    with meanwhile(delete_oldest), ThreadPoolExecutor(3) as residents:
        placed = list(residents.map(submit, range(SUBMISSIONS)))
    for hold in placed:
        securing.secure(hold.pk)

    met = 0
    for number, hold in enumerate(placed):
        kept = {
            segment.archive_path: vault.object_path(segment.file_id).read_bytes()
            for segment in hold.segments.exclude(file=None)
        }
        for path in paths[number : number + 3]:
            name = path.relative_to(recorder.root).as_posix()
            if deleted_at.get(path, float("inf")) > submitted_at[number]:
                assert kept[name] == written[path]
                met += path in deleted_at
            elif name in kept:
                assert kept[name] == written[path]
    assert met  # else the recorder never caught up with a resident, and nothing was shown
    assert not PreservedSegment.objects.filter(file=None, lost="").exists()


def test_the_garbage_collector_never_takes_what_a_hold_of_the_same_moment_needs(camera, recorder):
    recorder.write_minutes(2)

    with meanwhile(garbage.collect):
        for number in range(6):
            reference = f"SKS-GC-{number}"
            hold = place_hold(camera, reference=reference, start=START, minutes=2)
            securing.secure(hold.pk)
            for sha256 in hold.segments.values_list("file_id", flat=True):
                assert vault.object_path(sha256).exists()
            holds.release(reference=reference, by=APPLICANT, reason="test")
    garbage.collect()

    assert not VaultFile.objects.exists()
    assert not any(path.is_file() for path in (vault.object_path("00").parent.parent).rglob("*"))


def test_dropping_one_hold_keeps_what_an_overlapping_one_needs(camera, recorder):
    paths = recorder.write_minutes(3)
    contents = [path.read_bytes() for path in paths]
    first = place_hold(camera, reference="SKS-A", start=START, minutes=2)
    second = place_hold(camera, reference="SKS-B", start=START + MINUTE, minutes=2)
    for hold in (first, second):
        securing.secure(hold.pk)
    assert VaultFile.objects.count() == 3

    holds.release(reference="SKS-A", by=APPLICANT, reason="withdrawn")
    assert garbage.collect() == 1

    kept = [vault.object_path(sha256).read_bytes() for sha256 in second.segments.values_list("file_id", flat=True)]
    assert kept == contents[1:]


def test_two_processes_that_place_and_drop_never_take_what_the_other_one_needs(camera, recorder, environment):
    """Each keeps looking at the bytes of its own hold until it drops it, while the other drops and collects."""
    recorder.write_minutes(4)
    program = "import sys, django; django.setup(); from tests.footage import contender; contender.main(*sys.argv[1:])"
    command = [sys.executable, "-c", program, camera.code]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}

    processes = [
        subprocess.Popen(
            [*command, (START + number * MINUTE).isoformat()], env=environment, cwd=settings.BASE_DIR, **pipes
        )
        for number in range(2)
    ]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    answers = [json.loads(process.communicate(timeout=120)[0]) for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert [answer["missing"] for answer in answers] == [[], []]
    assert all(answer["shared"] for answer in answers)  # else they never held the same bytes, and nothing was shown
    garbage.collect()
    assert not VaultFile.objects.exists()
    assert not any(path.is_file() for path in (settings.VAULT_DIR / "objects").rglob("*"))


def test_expired_holds_are_released_and_their_bytes_removed(camera, recorder):
    recorder.write_minutes(2)
    hold = place_hold(camera, reference="SKS-A", start=START, minutes=2)
    securing.secure(hold.pk)
    Hold.objects.filter(pk=hold.pk).update(keep_until=timezone.now() - MINUTE)

    holds.release_expired()

    hold.refresh_from_db()
    assert hold.state == Hold.State.RELEASED
    assert not VaultFile.objects.exists()


def test_pins_of_a_transaction_that_never_happened_are_swept(camera, recorder, monkeypatch):
    recorder.write_minutes(2)

    class Refused(Exception):
        pass

    with pytest.raises(Refused), transaction.atomic():
        pins = vault.pin_folder(place_hold(camera, reference="SKS-A", start=START, minutes=2).pk)
        raise Refused
    garbage.collect()
    assert len(list(pins.iterdir())) == 2  # may still belong to a transaction in progress

    monkeypatch.setattr(garbage, "STRAY_SECONDS", -1)
    garbage.collect()

    assert not pins.exists()


def test_an_object_missing_under_its_row_is_put_back_from_the_pin(camera, recorder):
    """What a collector leaves that was killed between removing the file and committing its row."""
    recorder.write_minutes(1)
    first = place_hold(camera, reference="SKS-A", start=START, minutes=1)
    securing.secure(first.pk)
    sha256 = first.segments.get().file_id
    vault.object_path(sha256).unlink()

    securing.secure(place_hold(camera, reference="SKS-B", start=START, minutes=1).pk)

    assert vault.object_path(sha256).exists()


def test_an_object_needed_again_after_the_collector_listed_it_stays(camera, recorder, monkeypatch):
    recorder.write_minutes(1)
    securing.secure(place_hold(camera, reference="SKS-A", start=START, minutes=1).pk)
    holds.release(reference="SKS-A", by=APPLICANT, reason="test")
    collect_object = garbage._collect_object

    def hold_comes_first(sha256):
        securing.secure(place_hold(camera, reference="SKS-B", start=START, minutes=1).pk)
        return collect_object(sha256)

    monkeypatch.setattr(garbage, "_collect_object", hold_comes_first)

    assert garbage.collect() == 0
    assert vault.object_path(VaultFile.objects.get().sha256).exists()
