"""Uploaded files arrive in memory alone, whole or not at all."""

import tempfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from core import uploads


@pytest.fixture
def send(monkeypatch):
    def nothing_on_disk(*_arguments, **_options):
        raise AssertionError("an upload was written to a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, nothing_on_disk)
    monkeypatch.setattr(uploads, "LARGEST_FILE", 4_000_000)
    monkeypatch.setattr(uploads, "LARGEST_REQUEST", 10_000_000)

    def sent(*sizes):
        files = [SimpleUploadedFile(f"{number}.jpg", bytes([number]) * size) for number, size in enumerate(sizes)]
        return RequestFactory().post("/", {"files": files, "kind": "photo"})

    return sent


def contents(request):
    return [uploads.content_of(file) for file in request.FILES.getlist("files")]


def test_a_large_file_stays_in_memory(send):
    request = send(3_999_999)

    assert contents(request) == [b"\0" * 3_999_999]
    assert request.POST["kind"] == "photo"


def test_a_file_beyond_the_limit_costs_only_itself(send):
    request = send(10, 4_000_001, 20)

    assert contents(request) == [b"\0" * 10, None, b"\2" * 20]
    assert [file.size for file in request.FILES.getlist("files")] == [10, 4_000_001, 20]


def test_what_does_not_fit_into_one_request_is_left_out_and_what_is_small_still_fits(send):
    assert [content and len(content) for content in contents(send(4_000_000, 4_000_000, 4_000_000, 500))] == [
        4_000_000,
        4_000_000,
        None,
        500,
    ]
