"""The virtual environment and the programs beside it: locked Python packages, ffmpeg, a browser, Node."""

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

from supervisor.places import CHECKOUT, PYTHON, STATE, VENV, locked
from supervisor.processes import run
from supervisor.terminal import Failure, say, warn

REQUIREMENTS = CHECKOUT / "requirements"
LOGS = STATE / "logs"
INSTALLER = STATE / "installer"
DEBIAN_WHEELS = Path("/usr/share/python-wheels")
SYSTEM_PROGRAMS = os.environ.get("PATH", os.defpath) + ":/usr/sbin"  # where Debian puts nginx


def install(lock: str) -> None:
    """Makes `.venv` hold what `requirements/<lock>` pins, every file checked against its hash.

    A lock that is installed already costs one comparison of hashes.
    """
    unfinished = VENV / "unfinished"  # there while packages are being put in; still there if we were killed then
    with locked(STATE / "install.lock"):
        if not PYTHON.exists() or unfinished.exists():
            say("Making the virtual environment")
            # Without pip: copying it in takes longer than everything uv installs afterwards.
            run(sys.executable, "-m", "venv", "--clear", "--without-pip", VENV, log=LOGS / "venv.log")
        with when_changed(VENV / "installed" / lock, [REQUIREMENTS / lock]) as changed:
            if changed:
                uv = fetched_uv()
                say(f"Installing the packages of requirements/{lock}")
                unfinished.touch()
                options = ["--no-config", "--python", str(PYTHON), "--require-hashes", "--requirements"]
                run(uv, "pip", "install", *options, REQUIREMENTS / lock, log=LOGS / f"install-{lock}.log")
                unfinished.unlink()


def fetched_uv() -> Path:
    """The installer uv, fetched by pip into a folder of its own; a hundred packages take it two seconds."""
    lock = REQUIREMENTS / "installer.txt"
    with when_changed(INSTALLER / "installed", [lock]) as changed:
        if changed:
            say("Fetching the installer")
            run(
                *[sys.executable, "-m", "pip", "install", "--require-hashes", "--requirement", str(lock)],
                *["--upgrade", "--target", str(INSTALLER)],
                log=LOGS / "installer.log",
                environment=os.environ | {"PYTHONPATH": str(pip())},
            )
    return INSTALLER / "bin" / "uv"


def pip() -> Path:
    """A folder that has pip in it: Python's own, the one bundled for new environments, or Debian's, fetched.

    Debian's python3 comes with no pip at all; its package of the pip wheel can be fetched without being root.
    """
    own = Path(sysconfig.get_path("purelib", vars={"base": sys.base_prefix}))
    for folder in (own, Path("/usr/lib/python3/dist-packages")):
        if (folder / "pip").is_dir():
            return folder
    bundled = Path(sysconfig.get_path("stdlib")) / "ensurepip" / "_bundled"
    wheels = [wheel for folder in (bundled, DEBIAN_WHEELS) for wheel in folder.glob("pip-*.whl")]
    unpacked = STATE / "pip"
    if not wheels:
        fetch_debian_package("python3-pip-whl", into=unpacked)
        wheels = list((unpacked / DEBIAN_WHEELS.relative_to("/")).glob("pip-*.whl"))
    if not wheels:
        raise Failure("Python has no pip here. Install it first; on Debian: apt-get install python3-pip")
    with zipfile.ZipFile(wheels[0]) as wheel:
        wheel.extractall(unpacked)
    return unpacked


def fetch_debian_package(name: str, *, into: Path) -> None:
    """Unpacks one package from Debian below a folder of ours; apt keeps its lists there too, so anybody may."""
    if not shutil.which("apt-get"):
        return
    say("Python has no pip here: fetching Debian's")
    state = into / "apt"
    for folder in ("lists/partial", "archives/partial"):
        (state / folder).mkdir(parents=True, exist_ok=True)
    options = [f"Dir::State::Lists={state}/lists", f"Dir::Cache={state}", f"Dir::Cache::Archives={state}/archives"]
    apt = ["apt-get", *(part for option in options for part in ("-o", option))]
    run(*apt, "update", log=LOGS / "apt-pip.log")
    subprocess.run([*apt, "download", name], cwd=state, check=True, capture_output=True)
    for package in state.glob(f"{name}_*.deb"):
        run("dpkg-deb", "--extract", package, into, log=LOGS / "dpkg-pip.log")


def packages() -> Path:
    """The folder of the installed packages."""
    return next(VENV.glob("lib/python3.*/site-packages"))


def ffmpeg() -> dict[str, str]:
    """The variable that names ffmpeg: the system's, which root can install, else the one inside a Python package."""
    found = system_program("ffmpeg", package="ffmpeg")
    if not found:
        install("demo.txt")
        found = next((packages() / "imageio_ffmpeg/binaries").glob("ffmpeg-*"))
    return {"SAKSI_FFMPEG": str(found)}


def browser() -> dict[str, str]:
    """The variable that names a headless Chromium for the browser tests, or nothing and a warning."""
    found = shutil.which("chromium") or system_program("chromium-headless-shell", package="chromium-headless-shell")
    if not found:
        warn("BROWSER TESTS ARE SKIPPED: there is no chromium-headless-shell here, and only root can install it.")
        return {}
    return {"SAKSI_CHROMIUM": str(found)}


def web_server() -> dict[str, str]:
    """The variable that names nginx for the tests of its configuration, or nothing and a warning."""
    found = system_program("nginx", package="nginx-light")
    if not found:
        warn("TESTS OF THE WEB SERVER'S CONFIGURATION ARE SKIPPED: there is no nginx, and only root can install it.")
        return {}
    return {"SAKSI_NGINX": str(found)}


def system_program(name: str, *, package: str) -> Path | None:
    """A program of the system; as root on Debian its package is installed when it is missing."""
    found = shutil.which(name, path=SYSTEM_PROGRAMS)
    if not found and os.getuid() == 0 and shutil.which("apt-get"):
        with locked(Path("/run/saksi-apt.lock")):
            say(f"Installing Debian's {package}")
            # As in single-user mode, so that installing a server's package starts no server.
            environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
            apt = ["apt-get", "-o", "DPkg::Lock::Timeout=120", "--yes", "--no-install-recommends"]
            # An earlier run may have been killed in the middle of it.
            run("dpkg", "--configure", "-a", log=LOGS / "dpkg.log", environment=environment)
            run(*apt, "update", log=LOGS / f"apt-{package}-update.log", environment=environment)
            run(*apt, "install", package, log=LOGS / f"apt-{package}.log", environment=environment)
        found = shutil.which(name, path=SYSTEM_PROGRAMS)
    return Path(found) if found else None


@contextlib.contextmanager
def when_changed(stamp: Path, inputs: list[Path]) -> Iterator[bool]:
    """Yields whether the input files differ from those of the last block that ended well; the stamp remembers them."""
    digest = hashlib.sha256()
    for path in inputs:
        digest.update(f"{path.relative_to(CHECKOUT)} {path.stat().st_size}\n".encode() + path.read_bytes())
    now = digest.hexdigest()
    if stamp.exists() and stamp.read_text() == now:
        yield False
        return
    stamp.unlink(missing_ok=True)
    yield True
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now)
