"""How uploaded files arrive: in memory, and never more of them than fits there.

They are personal. Django's own handler would write a large one into the folder of temporary files, readable there until
it is deleted and, on some disks, long after.
"""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_FILE = 10_000_000  # bytes
LARGEST_REQUEST = 40_000_000  # bytes of files in one request


class MemoryUploadHandler(FileUploadHandler):
    """Keeps each file whole, or none of it: what is beyond a limit is read and forgotten, and `is_whole` says so."""

    kept = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.buffer = BytesIO()
        self.fits = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.fits = self.fits and start + len(raw_data) <= LARGEST_FILE and self.kept + len(raw_data) <= LARGEST_REQUEST
        if self.fits:
            self.buffer.write(raw_data)
            self.kept += len(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        if not self.fits:
            self.kept -= self.buffer.tell()
            self.buffer = BytesIO()
        self.buffer.seek(0)
        return WholeOrNothing(
            self.buffer,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
            fits=self.fits,
        )


class WholeOrNothing(InMemoryUploadedFile):
    """`size` is that of what was sent, also when nothing of it was kept."""

    def __init__(self, *args: Any, fits: bool) -> None:
        super().__init__(*args)
        self.is_whole = fits


def content_of(file: UploadedFile) -> bytes | None:
    """All bytes of an uploaded file, or None when it was too large to be kept."""
    return file.read() if getattr(file, "is_whole", True) else None
