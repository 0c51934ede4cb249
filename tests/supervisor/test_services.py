"""PostgreSQL and Redis from the wheels: started, killed, started again with what they held."""

import os
import signal

import psycopg2
import pytest
import redis

from supervisor import services
from supervisor.places import SOCKET_PATH_LIMIT, Instance, private_folder
from supervisor.processes import Children
from supervisor.terminal import Failure
from supervisor.testing import tell_of_crashes


@pytest.fixture(autouse=True)
def _nothing_given(monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)


def database(instance: Instance):
    connection = psycopg2.connect(host=instance.services, user="saksi", dbname="postgres")
    connection.autocommit = True
    return connection.cursor()


def cache(instance: Instance) -> redis.Redis:
    return redis.Redis.from_url(services.urls(instance)["REDIS_URL"])


def test_data_outlives_a_kill_of_everything(instance):
    with Children(instance=instance) as children:
        services.start(children, belonging_to="us")
        database(instance).execute("CREATE TABLE kept AS SELECT 'row' AS what")
        cache(instance).set("kept", "key")
        for child in children.all:
            os.kill(child.process.pid, signal.SIGKILL)

    with Children(instance=instance) as children:
        services.start(children, belonging_to="us")
        rows = database(instance)
        rows.execute("SELECT what FROM kept")

        assert rows.fetchall() == [("row",)]
        assert cache(instance).get("kept") == b"key"


def test_data_of_other_secrets_is_replaced(instance):
    with Children(instance=instance) as children:
        services.start(children, belonging_to="somebody else")
        database(instance).execute("CREATE TABLE unreadable ()")
        cache(instance).set("unreadable", "key")

    with Children(instance=instance) as children:
        services.start(children, belonging_to="us")
        rows = database(instance)
        rows.execute("SELECT to_regclass('unreadable')")

        assert rows.fetchone() == (None,)
        assert cache(instance).get("unreadable") is None


def test_an_interrupted_creation_leaves_no_half_database(instance):
    half = private_folder(instance.services, owner=services.database_account().pw_uid) / "postgresql.unfinished"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    with Children(instance=instance) as children:
        services.start(children, belonging_to="us")
        rows = database(instance)
        rows.execute("SELECT current_setting('server_encoding')")

        assert rows.fetchone() == ("UTF8",)
        assert not half.exists()


def test_servers_that_are_given_are_used_and_none_is_started(instance, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://saksi@db/saksi")
    monkeypatch.setenv("REDIS_URL", "redis://cache:6379")

    with Children(instance=instance) as children:
        services.start(children, belonging_to="us")

        assert children.all == []
    assert services.urls(instance) == {"DATABASE_URL": "postgres://saksi@db/saksi", "REDIS_URL": "redis://cache:6379"}


def test_only_the_owner_enters_the_folder_of_the_services(instance):
    folder = private_folder(instance.services, owner=os.getuid())

    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_folder_that_somebody_else_laid_is_refused(instance):
    instance.services.parent.mkdir(parents=True, exist_ok=True)
    instance.services.symlink_to("/etc")

    with pytest.raises(Failure, match="belongs to somebody else"):
        private_folder(instance.services, owner=os.getuid())

    instance.services.unlink()


def test_socket_paths_stay_short_under_a_long_checkout(instance, monkeypatch, tmp_path):
    monkeypatch.setattr("supervisor.places.STATE", tmp_path / ("deep/" * 30))
    monkeypatch.setattr(os, "getuid", lambda: 1000)

    assert len(str(instance.services / ".s.PGSQL.5432.lock")) <= SOCKET_PATH_LIMIT


def test_a_database_that_crashed_in_mid_run_is_told(instance, capsys, eventually):
    with Children(instance=instance) as children:
        services.start(children, belonging_to="us")
        tell_of_crashes(children)
        assert "did not stay up" not in capsys.readouterr().out

        rows = database(instance)
        rows.execute("SELECT pg_backend_pid()")
        os.kill(rows.fetchone()[0], signal.SIGKILL)
        eventually(lambda: "terminated by signal 9" in (instance.logs / "postgresql.log").read_text())
        tell_of_crashes(children)

    told = capsys.readouterr().out
    assert "PostgreSQL did not stay up" in told
    assert "terminated by signal 9" in told
