"""What the import commands share: one file, every problem printed, exit status 1 when anything is wrong."""

from argparse import ArgumentParser
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from cameras.importing.table import ImportRefused
from cameras.importing.writing import Counts
from cameras.models import Area, Camera, Outline, Site
from core.actors import system

KINDS: dict[str, Any] = {
    "areas": Area._meta.verbose_name_plural,
    "outlines": Outline._meta.verbose_name_plural,
    "sites": Site._meta.verbose_name_plural,
    "cameras": Camera._meta.verbose_name_plural,
}


class ImportCommand(BaseCommand):
    load: Callable[..., dict[str, Counts]]
    name: str

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            counts = self.load(file, by=system(self.name))
        except OSError as error:
            values = {"file": file, "reason": error.strerror}
            raise CommandError(_("%(file)s cannot be read: %(reason)s.") % values) from None
        except ImportRefused as refused:
            for problem in refused.problems:
                self.stderr.write(str(problem))
            raise CommandError(str(refused.message)) from None
        for kind, number in counts.items():
            numbers = {
                "kind": KINDS[kind],
                "created": number.created,
                "updated": number.updated,
                "unchanged": number.unchanged,
            }
            sentence = _("%(kind)s: %(created)d new, %(updated)d changed, %(unchanged)d as they were.")
            self.stdout.write(sentence % numbers)
