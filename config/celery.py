"""The Celery application: `celery --app config …`."""

import os

from celery import Celery
from celery.schedules import crontab, schedule

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("saksi")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each sweep repairs what a lost nudge left undone, so every one of them may be missed and may run twice.
app.conf.beat_schedule = {
    "secure-unfinished-holds": {"task": "footage.tasks.secure_unfinished_holds", "schedule": schedule(10)},
    "run-waiting-render-jobs": {"task": "footage.tasks.nudge_waiting_jobs", "schedule": schedule(5)},
    "settle-finished-renders": {
        "task": "requests_app.tasks.settle_finished_renders",
        "schedule": schedule(5),
    },
    "send-waiting-messages": {"task": "notifications.tasks.send_waiting_messages", "schedule": schedule(10)},
    "tell-looks": {"task": "footage.tasks.tell_looks", "schedule": schedule(60)},
    "release-expired-holds": {"task": "footage.tasks.release_expired_holds", "schedule": schedule(3600)},
    "sweep-documents": {"task": "requests_app.tasks.sweep_documents", "schedule": schedule(600)},
    "look-after-terms": {"task": "requests_app.tasks.look_after_terms", "schedule": schedule(600)},
    "order-the-queue": {"task": "requests_app.tasks.order_the_queue", "schedule": schedule(600)},
    # At two in the night, in Jakarta.
    "verify-the-audit-chain": {"task": "audit.tasks.verify_chain", "schedule": crontab(hour="19", minute="0")},
    "destroy-stale-drafts": {"task": "requests_app.tasks.destroy_stale_drafts", "schedule": schedule(3600)},
}
