"""`manage record_demo`: keeps the demo's recorders going. One camera for real, the others a link each minute."""

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from config.demo import live, recordings, staff

LOOK_BACK = timedelta(minutes=5)
EVERY = 5.0  # seconds


class Command(BaseCommand):
    help = "Record the demo's cameras until stopped."

    def handle(self, **options: object) -> None:
        staff.only_in_a_demo()
        os.environ["TZ"] = live.TZ
        folder = settings.STATE_DIR / "recordings"
        minutes = recordings.draw(settings.STATE_DIR / "street", say=self.stdout.write)
        others = threading.Thread(target=_extend, args=(folder, minutes), daemon=True)
        others.start()
        # ffmpeg is bound to the life of the thread that starts it: this one.
        live.record(minutes.whole[live.camera().street], into=folder, should_stop=lambda: not others.is_alive())


def _extend(folder: Path, minutes: recordings.Minutes) -> None:
    while True:
        time.sleep(EVERY)
        now = datetime.now(UTC)
        if recordings.extend(folder, minutes, now=now, since=now - LOOK_BACK, live=False):
            recordings.forget(folder, now=now)
