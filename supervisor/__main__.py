"""The commands of `./run`."""

import contextlib
import os
import signal
import sys
from collections.abc import Sequence

from supervisor import environment, services, translations
from supervisor.checks import check
from supervisor.demo import demo
from supervisor.places import CHECKOUT, PYTHON, Instance
from supervisor.processes import Children, Stopped, run_in_terminal, stop_on_signals
from supervisor.terminal import Failure, say
from supervisor.testing import test
from supervisor.variables import variables

HELP = """\
./run demo [--port N] [--recordings DIR --layout NAME]
                     the whole service on this machine; Ctrl-C stops it
./run test [...]     the tests; further arguments go to pytest
./run check          lint, format, types, import layers, migrations, translations
./run manage ...     one of Django's or Saksi's own commands, on the demo's database
./run bench [...]    the measurements
./run help           this

Set DATABASE_URL and REDIS_URL to use servers of your own instead of the ones that come along.
"""


def main(arguments: Sequence[str]) -> int:
    command, *rest = arguments or ["help"]
    os.chdir(CHECKOUT)
    match command:
        case "demo":
            return demo(rest)
        case "test":
            return test(rest)
        case "check":
            return check()
        case "manage":
            return with_services(Instance("demo"), "demo.txt", "manage.py", *rest)
        case "bench":
            return with_services(Instance("bench"), "bench.txt", "-m", "bench", *rest)
        case "help" | "-h" | "--help":
            print(HELP, end="")
            return 0
    print(f"./run knows no {command!r}.\n\n{HELP}", end="", file=sys.stderr)
    return 2


def with_services(instance: Instance, lock: str, *command: str) -> int:
    """Runs Python in the terminal with the services of an instance, which may be running already."""
    environment.install(lock)
    translations.compile_all()
    own = variables(instance, mode="demo") | environment.ffmpeg()
    with contextlib.ExitStack() as started:
        if not instance.is_held():
            started.enter_context(instance.held())
            children = started.enter_context(Children(instance=instance))
            services.start(children, belonging_to=own["SAKSI_FIELD_KEYS"])
        # Ctrl-C is the command's own: a shell, for one, goes on after it.
        signal.signal(signal.SIGINT, lambda *_: None)
        return run_in_terminal(PYTHON, *command, environment=own)


if __name__ == "__main__":
    stop_on_signals()
    try:
        sys.exit(main(sys.argv[1:]))
    except Failure as failure:
        print(f"\n{failure}", file=sys.stderr)
        sys.exit(1)
    except Stopped:
        say("Stopped")
        sys.exit(130)
