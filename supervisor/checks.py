"""`./run check`: everything that can be said about the code without running it."""

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from supervisor import environment, translations
from supervisor.places import CHECKOUT, PYTHON, VENV, Instance
from supervisor.terminal import say
from supervisor.variables import variables

PROGRAMS = VENV / "bin"
CHECKS: dict[str, list[str | Path]] = {
    "lint": [PROGRAMS / "ruff", "check", "."],
    "format": [PROGRAMS / "ruff", "format", "--check", "."],
    "types": [PROGRAMS / "mypy", "."],
    "layers": [PROGRAMS / "lint-imports"],
    # The warning says that there is no database to compare the history with; the models are what we ask about.
    "migrations": [PYTHON, "-W", "ignore::RuntimeWarning", "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "-m", "supervisor.messages"],
}


def check() -> int:
    """Runs all checks, two at a time, and shows what the failing ones say."""
    environment.install("test.txt")
    translations.compile_all()
    own = variables(Instance("test"), mode="test")

    def carry_out(command: list[str | Path]) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command, cwd=CHECKOUT, env=own, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )

    failed = []
    with ThreadPoolExecutor(max_workers=2) as two:
        for name, done in zip(CHECKS, two.map(carry_out, CHECKS.values()), strict=True):
            say(f"{name}: {'FAILED' if done.returncode else 'good'}")
            if done.returncode:
                failed.append(name)
                print(done.stdout, flush=True)
    say(f"Checks failed: {', '.join(failed)}" if failed else "All checks passed")
    return 1 if failed else 0
