"""Pages go out compressed; what streams does not."""

import gzip

from django.http import HttpResponse, StreamingHttpResponse

from config.compression import PageCompressionMiddleware


def test_a_page_is_compressed_for_whoever_can_read_it(client, db):
    page = client.get("/", headers={"accept-encoding": "gzip"})

    assert page.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(page.content).startswith(b"<!doctype html>")
    assert "Content-Encoding" not in client.get("/").headers


def test_a_film_in_ranges_and_a_file_are_left_alone(rf):
    def answer(response):
        request = rf.get("/", headers={"accept-encoding": "gzip"})
        return PageCompressionMiddleware(lambda _request: response)(request).headers

    film = StreamingHttpResponse([b"film" * 1000], content_type="video/mp4")
    page = StreamingHttpResponse([b"page" * 1000], content_type="text/html")
    paper = HttpResponse(b"%PDF" * 1000, content_type="application/pdf")

    assert not any("Content-Encoding" in answer(each) for each in (film, page, paper))
