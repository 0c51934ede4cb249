"""`./run demo`: the whole service on this machine, with recordings and accounts of its own."""

import argparse
import http.client
import os
import socket
import time
from collections.abc import Sequence
from pathlib import Path

from supervisor import environment, frontend, services, translations
from supervisor.places import CHECKOUT, PYTHON, Instance
from supervisor.processes import Aside, Child, Children, run
from supervisor.terminal import Failure, say, tail
from supervisor.variables import variables

ADDRESS = "127.0.0.1"
READY_WITHIN = 60.0  # seconds


def demo(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="./run demo")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--recordings", type=Path, metavar="DIR", help="a folder of real recordings to serve instead")
    parser.add_argument("--layout", metavar="NAME", help="how the files in DIR are named, for example frigate")
    chosen = parser.parse_args(arguments)
    if bool(chosen.recordings) != bool(chosen.layout):
        parser.error("--recordings DIR and --layout NAME belong together")
    real = []
    if chosen.recordings:
        folder = Path(os.environ.get("SAKSI_CALLED_FROM", ".")) / chosen.recordings
        if not folder.is_dir():
            parser.error(f"{folder} is not a folder")
        real = ["--recordings", str(folder.resolve()), "--layout", chosen.layout]

    instance = Instance("demo")
    with instance.held(), listening(chosen.port) as listener, Children(instance=instance) as children, Aside() as aside:
        ffmpeg = aside.submit(environment.ffmpeg)
        pages = aside.submit(frontend.build)
        environment.install("demo.txt")
        translations.compile_all()
        address = f"http://{ADDRESS}:{chosen.port}"
        own = variables(instance, mode="demo") | instance.mark | {"SAKSI_PUBLIC_URL": address}
        services.start(children, belonging_to=own["SAKSI_FIELD_KEYS"])
        pages.result()
        own |= ffmpeg.result()
        # The pages load beside the next step; nobody has been told the address yet. The workers come last: on a small
        # machine they would take the processor from what people wait for.
        web = start_web(children, own, listener=listener)
        say("Preparing what the demo shows")
        prepare = ["manage.py", "prepare_demo", *real, "--skip-checks"]
        log = instance.logs / "prepare.log"
        run(PYTHON, *prepare, log=log, environment=own, tell=lambda line: say(f"  {line}"))
        await_ready(web, port=chosen.port)
        start_workers(children, own, draws_live_camera=not real)
        say("Ready")
        print(announcement(instance, address=address), flush=True)
        if not real:
            cases = ["manage.py", "file_demo_cases", "--skip-checks"]
            aside.submit(run, PYTHON, *cases, log=instance.logs / "cases.log", environment=own, tell=say)
        children.watch()
    return 0


def listening(port: int) -> socket.socket:
    """The socket of the web server, bound before anything else is done.

    So a taken port is said at once, nobody can take it meanwhile, and who answers on it later can only be ours.
    """
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, port))
    except OSError as error:
        listener.close()
        raise Failure(
            f"Port {port} cannot be used: {error.strerror}. Stop the program that uses it, "
            f"or choose another port: ./run demo --port {port + 1}"
        ) from error
    return listener


def start_web(children: Children, variables: dict[str, str], *, listener: socket.socket) -> Child:
    command = ["-m", "gunicorn", "config.wsgi", "--bind", f"fd://{listener.fileno()}", "--worker-class", "gthread"]
    command += ["--threads", "16", "--graceful-timeout", "2", "--no-control-socket"]
    return start(children, "web", *command, variables=variables, pass_fds=[listener.fileno()])


def start_workers(children: Children, variables: dict[str, str], *, draws_live_camera: bool) -> None:
    # SIGTERM then means the stop that gives up the running task after a moment; the rows in the database remember it.
    variables = variables | {"REMAP_SIGTERM": "SIGQUIT"}
    celery = ["-m", "celery", "--app", "config"]
    worker = [*celery, "worker", "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
    for name, queue, concurrency in (("worker", "default", "2"), ("render-worker", "render", "1")):
        options = ["--queues", queue, "--concurrency", concurrency, "--hostname", f"{queue}@saksi"]
        start(children, name, *worker, *options, variables=variables)
    schedule = children.instance.folder / "beat"
    start(children, "beat", *celery, "beat", "--schedule", str(schedule), "--pidfile", "", variables=variables)
    if draws_live_camera:
        start(children, "live-camera", "manage.py", "record_demo", variables=variables)


def start(
    children: Children, name: str, *command: str, variables: dict[str, str], pass_fds: Sequence[int] = ()
) -> Child:
    log = children.instance.logs / f"{name}.log"
    return children.start(Child(name, [str(PYTHON), *command], variables, log, pass_fds=pass_fds))


def await_ready(web: Child, *, port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while not answers(port):
        if web.has_ended() or time.monotonic() > deadline:
            raise Failure(f"The web server does not start. The end of {web.log}:\n{tail(web.log)}")
        time.sleep(0.1)


def answers(port: int) -> bool:
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        return connection.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        connection.close()


def announcement(instance: Instance, *, address: str) -> str:
    """What `prepare_demo` wrote about accounts and messages, between our address and how to stop."""
    accounts = (instance.folder / "accounts.txt").read_text().replace("{address}", f"{address}/")
    logs = instance.logs.relative_to(CHECKOUT)
    return f"""
Saksi is at {address}/
Messages that were sent can be read at {address}/demo/pesan/

{accounts}
Logs are in {logs}/. Ctrl-C stops everything."""
