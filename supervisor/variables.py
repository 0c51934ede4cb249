"""The environment variables handed to Django, the workers and the tests (see config/settings.py)."""

import base64
import json
import os
import secrets

from supervisor import services
from supervisor.places import VENV, Instance


def variables(instance: Instance, *, mode: str) -> dict[str, str]:
    """The environment of the applications of `instance`; `mode` is demo or test."""
    return {
        **os.environ,
        **services.urls(instance),
        **kept_secrets(instance),
        "PATH": f"{VENV / 'bin'}:{os.environ['PATH']}",
        "PYTHONUNBUFFERED": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SAKSI_ENV": mode,
        "SAKSI_STATE_DIR": str(instance.folder),
    }


def kept_secrets(instance: Instance) -> dict[str, str]:
    """The keys of this instance, made once; its data can be read with no others."""
    file = instance.folder / "secrets.json"
    if not file.exists():
        field_key = base64.b64encode(secrets.token_bytes(32)).decode()
        made = {
            "SAKSI_SECRET_KEY": secrets.token_urlsafe(48),
            "SAKSI_BLIND_INDEX_KEY": secrets.token_urlsafe(48),
            "SAKSI_FIELD_KEYS": json.dumps({instance.name: field_key}),
        }
        file.parent.mkdir(parents=True, exist_ok=True)
        unfinished = file.with_suffix(".unfinished")
        unfinished.touch(mode=0o600)
        unfinished.write_text(json.dumps(made, indent=2))
        unfinished.rename(file)
    return json.loads(file.read_text())
