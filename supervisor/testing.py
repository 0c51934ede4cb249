"""`./run test`: pytest against a PostgreSQL and a Redis of its own, new for every run."""

import shutil
from collections.abc import Sequence

from supervisor import environment, frontend, services, translations
from supervisor.places import PYTHON, Instance
from supervisor.processes import Aside, Children, run_in_terminal
from supervisor.terminal import say
from supervisor.variables import variables


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
        options = ["--numprocesses", "2", "--dist", "loadscope", "--basetemp", str(instance.folder / "tmp")]
        return run_in_terminal(PYTHON, "-m", "pytest", *options, *arguments, environment=own)


def start_anew(instance: Instance) -> None:
    """Forgets the last run; with its secrets gone, the services drop its data too."""
    for path in instance.folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        elif path.name != "lock":
            path.unlink()
