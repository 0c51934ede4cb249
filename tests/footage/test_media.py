import pytest
from django.test import RequestFactory

from footage import media

CONTENT = bytes(range(256)) * 4


@pytest.fixture
def path(tmp_path):
    (tmp_path / "deliverables" / "ab").mkdir(parents=True)
    path = tmp_path / "deliverables" / "ab" / "clip.mp4"
    path.write_bytes(CONTENT)
    return path


@pytest.fixture
def ask(path):
    """Asks for the file, with headers; answers status, headers and body."""

    def ask(method="get", filename=None, **headers):
        request = getattr(RequestFactory(), method)("/", headers={k.replace("_", "-"): v for k, v in headers.items()})
        response = media.file_response(
            request, path, "video/mp4", etag="abc", filename=filename, kept_in=path.parent.parent
        )
        body = b"".join(response) if response.streaming else response.content
        return response, body

    return ask


def test_without_a_range_the_whole_file_comes_and_says_that_ranges_work(ask):
    response, body = ask()

    assert (response.status_code, body) == (200, CONTENT)
    assert response["Accept-Ranges"] == "bytes"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, 1023),
        ("bytes=1000-5000", 1000, 1023),
        ("bytes=-1", 1023, 1023),
        ("bytes=-100", 924, 1023),
        ("bytes=-5000", 0, 1023),
    ],
)
def test_one_range_is_answered_with_just_that_part(ask, asked, first, last):
    response, body = ask(Range=asked)

    assert (response.status_code, body) == (206, CONTENT[first : last + 1])
    assert response["Content-Range"] == f"bytes {first}-{last}/1024"
    assert response["Content-Length"] == str(last - first + 1)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(ask, asked):
    response, body = ask(Range=asked)

    assert (response.status_code, response["Content-Range"], body) == (416, "bytes */1024", b"")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=a-b", "bytes=-", "items=0-5", "bytes=0-1,5-6", "bytes=٣-٤"])
def test_what_is_no_single_range_is_answered_with_the_whole_file(ask, asked):
    response, body = ask(Range=asked)

    assert (response.status_code, body) == (200, CONTENT)


def test_a_part_of_an_older_file_is_not_completed_with_a_part_of_this_one(ask):
    matching, _ = ask(Range="bytes=5-9", If_Range='"abc"')
    other, body = ask(Range="bytes=5-9", If_Range='"other"')
    weak, _ = ask(Range="bytes=5-9", If_Range='W/"abc"')

    assert (matching.status_code, other.status_code, weak.status_code) == (206, 200, 200)
    assert body == CONTENT


def test_head_tells_the_same_and_sends_nothing(ask):
    response, body = ask("head", Range="bytes=0-9")

    assert (response.status_code, response["Content-Length"], body) == (206, "10", b"")


def test_a_file_name_makes_it_a_download_and_cannot_break_the_header(ask):
    shown, _ = ask()
    saved, _ = ask(filename='rekaman "Simpang Lima" é\r\nX-Evil: 1.mp4')

    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"].startswith("attachment")
    assert "\n" not in saved["Content-Disposition"]


def test_behind_nginx_only_the_inner_address_goes_out(ask, settings):
    settings.PROTECTED_MEDIA_URL = "/terlindung/"

    response, body = ask(Range="bytes=0-9")

    assert response["X-Accel-Redirect"] == "/terlindung/deliverables/ab/clip.mp4"
    assert body == b""
    assert response["Cache-Control"] == "private, no-store"
