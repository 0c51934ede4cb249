"""The process that opens strangers' files: it answers, it gives up, it knows no secret."""

import os
import subprocess
import sys

import pytest

from requests_app.uploads import sandbox
from requests_app.uploads.refusal import Reason, Refused
from tests.requests_app.uploads import files


def test_it_answers_as_the_code_itself_does():
    made = sandbox.clean(files.jpeg(), stamp="HANYA UNTUK")

    assert (made.media_type, made.pages) == ("image/jpeg", 1)
    assert made.content.startswith(b"\xff\xd8\xff")
    assert made.content.endswith(b"\xff\xd9")
    with pytest.raises(Refused) as refused:
        sandbox.clean(b"nothing known")
    assert refused.value.reason == Reason.TYPE


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import requests_app.uploads.__main__ as child; child.limit(); bytearray(child.MEMORY_BYTES)",
        "import time; time.sleep(60)",
        "",
    ],
    ids=["crash", "memory", "time", "silence"],
)
def test_a_file_that_breaks_it_is_refused_and_breaks_nothing_else(monkeypatch, program):
    run = sandbox.subprocess.run
    monkeypatch.setattr(sandbox, "SECONDS", 2)
    monkeypatch.setattr(
        sandbox.subprocess, "run", lambda command, **options: run([sys.executable, "-c", program], **options)
    )

    with pytest.raises(Refused) as refused:
        sandbox.clean(files.jpeg())

    assert refused.value.reason == Reason.UNREADABLE


def test_it_writes_no_file(tmp_path):
    target = tmp_path / "stolen"
    program = "import sys; from requests_app.uploads.__main__ import limit; limit(); open(sys.argv[1], 'w').write('x')"

    subprocess.run([sys.executable, "-c", program, target], cwd=sandbox.CHECKOUT, stderr=subprocess.DEVNULL)

    assert target.read_bytes() == b""


def test_it_sees_none_of_our_secrets(monkeypatch):
    seen = {}
    run = sandbox.subprocess.run

    def look(command, **options):
        seen.update(options["env"])
        return run(command, **options)

    monkeypatch.setattr(sandbox.subprocess, "run", look)
    sandbox.clean(files.jpeg())

    assert "SAKSI_FIELD_KEYS" in os.environ
    assert set(seen) == {"LC_ALL", "PYTHONDONTWRITEBYTECODE"}
