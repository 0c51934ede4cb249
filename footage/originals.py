"""The native recordings of a case as evidence: listed with their hashes, and handed out bit by bit as they came.

For the police, who examine what the recorder wrote and not what we made of it. Who may have them is the caller's
business; the act is audited there.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath

from core.clock import WIB
from footage import vault
from footage.models import Hold, PreservedSegment

BLOCK = 1 << 20
SUMS, LIST = "SHA256SUMS", "daftar.json"


@dataclass(frozen=True, slots=True)
class Original:
    """A native file. `starts_at` and `ends_at` are its wall times (aware); the end is None where nobody knows it."""

    camera: str
    starts_at: datetime
    ends_at: datetime | None
    sha256: str
    size: int
    recorder_path: str

    @property
    def name(self) -> str:
        """Unique and sortable: camera, time in Jakarta, the beginning of the hash, the recorder's suffix."""
        suffix = PurePosixPath(self.recorder_path).suffix.lower()
        return f"{self.camera}/{self.starts_at.astimezone(WIB):%Y%m%d-%H%M%S}-{self.sha256[:12]}{suffix}"


def of_case(reference: str) -> list[Original]:
    """What the vault keeps for a case, by camera and time; a file that two holds need is listed once."""
    segments = PreservedSegment.objects.filter(hold__reference=reference, file__isnull=False)
    segments = segments.exclude(hold__state=Hold.State.RELEASED).select_related("file", "hold__camera")
    found = {
        (segment.hold.camera.code, segment.starts_at, segment.file_id): Original(
            camera=segment.hold.camera.code,
            starts_at=segment.starts_at,
            ends_at=segment.ends_at,
            sha256=str(segment.file_id),
            size=segment.file.size if segment.file else 0,
            recorder_path=segment.archive_path,
        )
        for segment in segments
    }
    return sorted(found.values(), key=lambda original: (original.camera, original.starts_at))


def listing(originals: list[Original]) -> list[dict]:
    """For a record of what was handed over; times as ISO 8601."""
    return [
        asdict(original)
        | {
            "name": original.name,
            "starts_at": original.starts_at.isoformat(),
            "ends_at": original.ends_at.isoformat() if original.ends_at else None,
        }
        for original in originals
    ]


def bundle(originals: list[Original]) -> Iterator[bytes]:
    """A ZIP archive, uncompressed, written as it is read; memory does not grow with it.

    Beside the files it holds their list and a SHA256SUMS that `sha256sum --check` takes. A file whose bytes are no
    longer those that were hashed ends the stream with an OSError: a broken download, never a wrong file.
    """
    pipe = _Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        archive.writestr(LIST, json.dumps(listing(originals), indent=1))
        archive.writestr(SUMS, "".join(f"{original.sha256}  {original.name}\n" for original in originals))
        for original in originals:
            digest = hashlib.sha256()
            with (
                vault.object_path(original.sha256).open("rb") as source,
                archive.open(original.name, "w", force_zip64=True) as target,
            ):
                while block := source.read(BLOCK):
                    digest.update(block)
                    target.write(block)
                    yield pipe.take()
            if digest.hexdigest() != original.sha256:
                raise OSError(f"{original.sha256} is not what the vault holds under this name")
            yield pipe.take()
    yield pipe.take()


class _Pipe(io.RawIOBase):
    """What zipfile writes, to be taken away in pieces; it cannot seek, so zipfile does not try to."""

    def __init__(self) -> None:
        self._written = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self._written += data
        return len(data)

    def take(self) -> bytes:
        taken, self._written = bytes(self._written), bytearray()
        return taken
