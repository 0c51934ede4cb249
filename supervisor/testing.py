"""`./run test`: pytest against a PostgreSQL and a Redis of its own, new for every run."""

import shutil
from collections.abc import Sequence

from supervisor import environment, frontend, services, translations
from supervisor.places import PYTHON, Instance
from supervisor.processes import Aside, Children, run_in_terminal
from supervisor.terminal import say, tail, warn
from supervisor.variables import variables

# One more than our smallest machine has processors, for tests often wait: for a film to be played, for a slow network.
PROCESSES = "3"
SIGNS_OF_A_CRASH = ("terminated by signal", "exited with exit code", "PANIC", "terminating any other", "Out of memory")


def test(arguments: Sequence[str]) -> int:
    instance = Instance("test")
    with instance.held(), Children(instance=instance) as children, Aside() as aside:
        programs = [
            aside.submit(environment.ffmpeg),
            aside.submit(environment.browser),
            aside.submit(environment.web_server),
        ]
        pages = aside.submit(frontend.build)
        environment.install("test.txt")
        translations.compile_all()
        start_anew(instance)
        own = variables(instance, mode="test") | instance.mark
        services.start(children, belonging_to=own["SAKSI_FIELD_KEYS"], durable=False)
        for program in programs:
            own |= program.result()
        pages.result()
        say("Testing")
        options = ["--numprocesses", PROCESSES, "--dist", "loadscope", "--no-loadscope-reorder"]
        folder = ["--basetemp", str(instance.folder / "tmp")]
        code = run_in_terminal(PYTHON, "-m", "pytest", *options, *folder, *arguments, environment=own)
        if code:
            tell_of_crashes(children)
        return code


def tell_of_crashes(children: Children) -> None:
    """A test that lost its database says only that; the database's own log says why, and a clean machine keeps none."""
    for child in children.all:
        lines = child.log.read_text(errors="replace").splitlines() if child.log.exists() else []
        signs = [line for line in lines if any(sign in line for sign in SIGNS_OF_A_CRASH)]
        if signs or child.has_ended():
            warn(f"{child.name} did not stay up during the tests:")
            print("\n".join(f"    {line}" for line in signs[-20:]) or tail(child.log), flush=True)


def start_anew(instance: Instance) -> None:
    """Forgets the last run; with its secrets gone, the services drop its data too."""
    for path in instance.folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()
