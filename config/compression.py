"""Pages are compressed where they are made, wherever the service runs; static files are compressed once, beforehand."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

COMPRESSED = ("text/html", "application/json")


class PageCompressionMiddleware(GZipMiddleware):
    """Django's own, which hides the length of what is secret by some random bytes; for pages and data only.

    What streams, such as a clip asked for by byte ranges, goes out as it is.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.streaming or not response.headers.get("Content-Type", "").startswith(COMPRESSED):
            return response
        return super().process_response(request, response)
