"""A thousand submissions that race a recorder deleting its oldest files: is anything lost that was there?"""

import json
import os
import subprocess
import sys
from datetime import timedelta

from bench import engine, sources
from bench.report import Figure, Group
from bench.runs import Run
from bench.sources import CAMERA
from tests.rendering.patterns import EPOCH

SUBMISSIONS = 1000


def measure_group(run: Run) -> Group:
    count = 50 if run.quick else SUBMISSIONS
    group = Group(
        title="Submissions against a recorder that deletes",
        method=(
            f"{count:,} submissions for three minutes each, three at a time, walk through one-minute files"
            " while its recorder deletes the oldest file as each of them is answered, so that they meet at the same"
            " files. All holds are secured after that; every file that was there when its submission was answered must"
            " be in the vault, to the byte."
        ),
    )
    if not os.environ.get("DATABASE_URL"):
        group.missing = "the vault needs a database: ./run bench brings one."
        return group
    minute = sources.minute(run.kept / "minute-96", size=(160, 96), rate=5)
    files = [EPOCH + timedelta(minutes=number) for number in range(count + 3)]
    size = minute.stat().st_size + 64
    archive = sources.linked(run.work / "race", minute, layout="mediamtx", count=len(files), distinct=files, size=size)
    run.tell("racing")
    environment = {**os.environ, **engine.source_environment(), "SAKSI_VAULT_DIR": str(run.work / "vault")}
    command = [sys.executable, "-m", "bench.race", str(archive.root), archive.layout_name, CAMERA, str(count)]
    done = subprocess.run([*command, EPOCH.isoformat()], env=environment, stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout)
    note = f"{found['kept']:,} promised, {found['deleted']:,} of them deleted by the recorder meanwhile or after"
    group.figures = [
        Figure("Submissions answered", found["placed"], "", at_least=count),
        Figure("Recordings lost that were there at submission", found["lost"], "", at_most=0, note=note),
        Figure("Recordings deleted after they were promised", found["deleted"], "", at_least=1),
    ]
    return group
