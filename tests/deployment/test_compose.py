"""There is no Docker engine to try docker-compose.yml on: it is read here, and what it runs is tried directly."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

CHECKOUT = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
FROM_ENVIRONMENT = re.compile(r"\$\{(\w+):\?[^}]+\}")
GATEWAY = re.compile(r"\$\{SAKSI_(?:WHATSAPP|SMS)_GATEWAY_(?:URL|TOKEN):-\}")

GIVEN = {
    "SAKSI_HOSTS": "saksi.example",
    "SAKSI_PUBLIC_URL": "https://saksi.example",
    "SAKSI_SECRET_KEY": "s" * 40,
    "SAKSI_BLIND_INDEX_KEY": "b" * 40,
    "SAKSI_FIELD_KEYS": '{"k1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}',
    "SAKSI_EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "SAKSI_FROM_EMAIL": "saksi@saksi.example",
    "SAKSI_DATABASE_PASSWORD": "d" * 20,
    "SAKSI_REDIS_PASSWORD": "r" * 20,
}


def environment(service: str) -> dict[str, str]:
    """What compose would hand to a service."""
    wanted = SERVICES[service]["environment"].items()
    return {name: FROM_ENVIRONMENT.sub(lambda found: GIVEN[found[1]], value) for name, value in wanted}


def carry_out(command: list[str], service: str) -> subprocess.CompletedProcess[str]:
    own = {"PATH": os.environ["PATH"], **environment(service)}
    return subprocess.run(command, cwd=CHECKOUT, env=own, capture_output=True, text=True)


def test_the_services_are_the_ones_the_architecture_names():
    assert set(SERVICES) == {"migrate", "web", "worker", "render-worker", "beat", "postgres", "redis", "nginx"}


def test_every_secret_comes_from_the_environment():
    text = (CHECKOUT / "docker-compose.yml").read_text()
    secret = re.compile(r"^\s*\w*(?:PASSWORD|SECRET|KEY|KEYS|AUTH)\w*:\s*(.+)$", re.MULTILINE)

    assert len(secret.findall(text)) >= 5
    assert [value for value in secret.findall(text) if not FROM_ENVIRONMENT.match(value)] == []
    # Nothing has a default, and only a gateway may be missing: not every city sends WhatsApp and SMS.
    assert "${" not in GATEWAY.sub("", FROM_ENVIRONMENT.sub("", text))


@pytest.mark.parametrize("service", ["migrate", "web", "worker", "render-worker", "beat"])
def test_production_settings_accept_what_a_service_is_given(service):
    result = carry_out([sys.executable, "-c", "import config.settings"], service)

    assert result.returncode == 0, result.stderr


def test_gunicorn_accepts_its_command():
    program, *arguments = shlex.split(SERVICES["web"]["command"])
    assert program == "gunicorn"

    result = carry_out([sys.executable, "-m", "gunicorn", "--check-config", *arguments], "web")

    assert result.returncode == 0, result.stderr


def test_every_queue_has_a_worker():
    routed = {route["queue"] for route in settings.CELERY_TASK_ROUTES.values()}
    served = {
        shlex.split(service["command"])[shlex.split(service["command"]).index("--queues") + 1]
        for name, service in SERVICES.items()
        if name.endswith("worker")
    }

    assert served == routed | {settings.CELERY_TASK_DEFAULT_QUEUE}


def test_the_queue_is_kept_on_disk_and_never_evicts():
    options = shlex.split(SERVICES["redis"]["command"])

    assert options[options.index("--appendonly") + 1] == "yes"
    assert options[options.index("--appendfsync") + 1] == "everysec"
    assert options[options.index("--maxmemory-policy") + 1] == "noeviction"
    assert options[options.index("--requirepass") + 1].startswith("${SAKSI_REDIS_PASSWORD:?")


def test_what_is_built_stands_in_the_dockerfile():
    targets = re.findall(r"^FROM \S+ AS (\S+)$", (CHECKOUT / "Dockerfile").read_text(), re.MULTILINE)
    wanted = {service["build"]["target"] for service in SERVICES.values() if "build" in service}

    assert wanted <= set(targets)


def test_nginx_reads_clips_as_the_account_that_owns_them():
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    accounts = re.findall(r"useradd (--uid \d+) .*?(\w+)(?:$| &&)", dockerfile, re.MULTILINE)

    assert len(accounts) == 2
    assert len(set(accounts)) == 1
    assert f"user {accounts[0][1]};" in (CHECKOUT / "deploy/nginx.conf").read_text()


def test_no_service_but_nginx_is_reachable_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
