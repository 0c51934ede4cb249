"""`manage prepare_demo`: everything that `./run demo` shows, made where it is missing. Quick when nothing is."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from cameras.models import Camera
from config.demo import places, recordings, registry, staff
from core.clock import WIB
from footage.rendering.archive_folders import extent
from footage.rendering.layouts import LAYOUTS, REFUSED
from requests_app.procedure import seeding


class Command(BaseCommand):
    help = "Prepare the demo: tables, rules, holidays, areas, cameras, recordings and staff accounts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--recordings", type=Path, metavar="DIR", help="serve this folder of real recordings instead"
        )
        parser.add_argument("--layout", metavar="NAME", help=f"how its files are named: {', '.join(LAYOUTS)}")

    def handle(self, *, recordings: Path | None, layout: str | None, **options: object) -> None:
        staff.only_in_a_demo()
        if bool(recordings) != bool(layout):
            raise CommandError("--recordings DIR and --layout NAME belong together.")
        self._say("Tables")
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        self._say("Rules and holidays")
        seeding.seed_policies()
        seeding.seed_holidays()
        self._say("Staff accounts")
        staff.prepare()
        hints = self._serve(recordings, layout) if recordings and layout else self._draw()
        write_accounts(settings.STATE_DIR / "accounts.txt", hints)

    def _draw(self) -> list[str]:
        self._say("Areas, sites and cameras")
        folder = settings.STATE_DIR / "recordings"
        registry.prepare_drawn(folder)
        minutes = recordings.draw(settings.STATE_DIR / "street", say=self._say)
        now = datetime.now(UTC)
        made = recordings.extend(folder, minutes, now=now, since=now - recordings.SHOWN)
        recordings.forget(folder, now=now)
        self._say(f"{made} minutes of recordings added")
        hints = [f"  {camera.name} ({camera.code}) {camera.note}" for camera in places.CAMERAS if camera.note]
        return ["Recordings: the last 24 hours of all cameras. Worth a try:", *hints]

    def _serve(self, folder: Path, layout: str) -> list[str]:
        if layout not in LAYOUTS:
            why = REFUSED.get(layout, f"known are {', '.join(LAYOUTS)}")
            raise CommandError(f"The layout {layout} cannot be used: {why}.")
        self._say(f"Looking for cameras in {folder}")
        names = LAYOUTS[layout].cameras(folder)
        if not names:
            raise CommandError(f"No recording in {folder} is named as the layout {layout} names them.")
        cameras = registry.prepare_real(folder.resolve(), layout=layout, names=names)
        self._say(f"{len(cameras)} found")
        return ["Recordings (Asia/Jakarta):", *(span_of(camera, folder, layout) for camera in cameras)]

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def span_of(camera: Camera, folder: Path, layout: str) -> str:
    """From when until when a camera has recordings: so that a visitor knows what to ask for."""
    span = extent(root=folder, layout=LAYOUTS[layout], camera=camera.archive_name)
    first, last = (f"{moment.astimezone(WIB):%Y-%m-%d %H.%M.%S}" for moment in span) if span else ("?", "?")
    return f"  {camera.name} at {camera.site}: first file from {first}, last file from {last}"


def write_accounts(file: Path, hints: list[str]) -> None:
    """What `./run demo` prints; `{address}` is filled in by who knows the port."""
    lines = ["Staff sign in at {address}" + reverse(settings.LOGIN_URL).lstrip("/")]
    lines += [f"  {account.username:<11} {account.password:<22} {account.role.value}" for account in staff.ACCOUNTS]
    lines += [
        "After the password a code is asked for; open {address}" + reverse("demo_codes").lstrip("/") + " to see it."
    ]
    file.write_text("\n".join([*lines, "", *hints, ""]))
