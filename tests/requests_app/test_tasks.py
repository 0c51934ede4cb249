"""The periodic work is scheduled under names that exist."""

from config.celery import app


def test_every_scheduled_task_exists():
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= app.tasks.keys()
