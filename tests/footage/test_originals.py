"""The recorder's own files, listed and handed out bit by bit."""

import hashlib
import io
import subprocess
import zipfile

import pytest

from footage import originals, vault
from tests import cases
from tests.requests_app.conftest import camera, folders  # noqa: F401 (fixtures)


@pytest.fixture
def found(camera):  # noqa: F811 (a fixture)
    return originals.of_case(cases.file_case().reference)


def test_every_segment_of_the_case_is_listed_by_camera_and_time(found, camera):  # noqa: F811
    assert [original.camera for original in found] == [camera.code] * len(found)
    assert [original.starts_at for original in found] == [cases.START + n * cases.MINUTE for n in range(3)]
    assert found[0].name.startswith(f"{camera.code}/")
    assert found[0].name.endswith(".mp4")
    assert len({original.name for original in found}) == 3


def test_the_bundle_holds_the_same_bytes_and_can_be_checked_with_sha256sum(found, tmp_path):
    with zipfile.ZipFile(io.BytesIO(b"".join(originals.bundle(found)))) as archive:
        archive.extractall(tmp_path)

    assert subprocess.run(["sha256sum", "--check", "--strict", originals.SUMS], cwd=tmp_path).returncode == 0
    for original in found:
        assert hashlib.sha256((tmp_path / original.name).read_bytes()).hexdigest() == original.sha256


def test_a_file_that_changed_in_the_vault_breaks_the_download(found):
    path = vault.object_path(found[0].sha256)
    path.chmod(0o600)
    path.write_bytes(b"tampered")

    with pytest.raises(OSError, match="not what the vault holds"):
        b"".join(originals.bundle(found))
