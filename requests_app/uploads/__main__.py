"""The process that opens one file of a stranger's: `python -m requests_app.uploads [STAMP]`, the file on stdin.

Answers one line of JSON, then the clean file. It has no secrets in its environment, may write no file, and gives up
beyond its share of memory and time; whatever happens to it happens to nobody else.
"""

import json
import resource
import sys

MEMORY_BYTES = 2 << 30  # 64 million pixels, and the copies on their way to a JPEG
CPU_SECONDS = 40


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(stamp: str = "") -> None:
    from requests_app.uploads.cleaning import clean  # noqa: PLC0415 (after the limits, which its C code is under, too)
    from requests_app.uploads.refusal import Refused  # noqa: PLC0415

    try:
        made = clean(sys.stdin.buffer.read(), stamp=stamp)
    except Refused as refused:
        answer: dict[str, str | int] = {"refused": refused.reason.value}
        content = b""
    else:
        answer = {"media_type": made.media_type, "pages": made.pages}
        content = made.content
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + content)


if __name__ == "__main__":
    limit()
    main(*sys.argv[1:])
