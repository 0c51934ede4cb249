"""Production refuses to start with defaults: each start is a process of its own, as in life."""

import os
import subprocess
import sys

import pytest

SAFE = {
    "SAKSI_ENV": "production",
    "SAKSI_SECRET_KEY": "s" * 40,
    "SAKSI_BLIND_INDEX_KEY": "b" * 40,
    "SAKSI_FIELD_KEYS": '{"k1": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}',
    "SAKSI_HOSTS": "saksi.example",
    "SAKSI_PUBLIC_URL": "https://saksi.example",
    "DATABASE_URL": "postgresql://saksi@db/saksi",
    "REDIS_URL": "redis://redis:6379",
}


def start(environment: dict[str, str]) -> subprocess.CompletedProcess:
    base = {"PATH": os.environ["PATH"]}
    command = [sys.executable, "-c", "import config.settings"]
    return subprocess.run(command, env=base | environment, capture_output=True, text=True, check=False)


def test_production_starts_when_everything_is_set():
    assert start(SAFE).returncode == 0


@pytest.mark.parametrize("name", [name for name in SAFE if name != "SAKSI_ENV"])
def test_production_refuses_to_start_without(name):
    result = start({key: value for key, value in SAFE.items() if key != name})

    assert result.returncode != 0
    assert f"Set {name}" in result.stderr


@pytest.mark.parametrize("name", ["SAKSI_SECRET_KEY", "SAKSI_BLIND_INDEX_KEY"])
def test_production_refuses_the_published_default(name):
    result = start(SAFE | {name: "only-for-demo-and-test-never-in-production"})

    assert f"Set {name}" in result.stderr


def test_an_unknown_environment_is_refused():
    assert "SAKSI_ENV must be" in start(SAFE | {"SAKSI_ENV": "prod"}).stderr


def test_production_has_no_address_of_the_demo():
    """What a demo publishes, codes and messages, is not even routed; nor is there a switch that would route it."""
    script = (
        "import django; from django.urls import resolve, Resolver404; django.setup()\n"
        "for address in ('/demo/kode/', '/demo/pesan/'):\n"
        "    try: resolve(address)\n"
        "    except Resolver404: print('none')\n"
    )
    environment = {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "config.settings"} | SAFE
    found = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)

    assert found.stdout.split() == ["none", "none"]
