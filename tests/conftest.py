"""What every test may ask for."""

import os
from pathlib import Path

import pytest
from django.db import connection


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real recordings, cameras and areas that lie beside a developer's checkout; never part of the project."""
    folder = Path(os.environ.get("SAKSI_SHARED_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("shared data is not here (SAKSI_SHARED_DATA)")
    return folder


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Tests that commit are cleaned up by TRUNCATE, which the audit trail refuses: lift that one trigger here."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER audit_event_no_truncate")
        cursor.execute("ALTER TABLE audit_link DISABLE TRIGGER audit_link_no_truncate")
