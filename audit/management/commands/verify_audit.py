"""`manage verify_audit [--head POSITION:DIGEST]`: proves that the trail is whole, or lists where it is not."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from audit import events


def noted_head(text: str) -> tuple[int, str]:
    position, _colon, digest = text.partition(":")
    if not position.isdecimal() or len(digest) != 64:
        raise ArgumentTypeError(_("write it as this command printed it: POSITION:DIGEST"))
    return int(position), digest


class Command(BaseCommand):
    help = "Recomputes the chain of audit events; exit status 1 and a line for each break when it does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--head", type=noted_head, metavar="POSITION:DIGEST", help="a head noted earlier, which must still be there"
        )

    def handle(self, *args: Any, head: tuple[int, str] | None = None, **options: Any) -> None:
        found = 0
        for broken in events.breaks():
            found += 1
            where = {"position": broken.position or "—", "event": broken.event_id or "—", "reason": broken.reason}
            self.stderr.write(_("Position %(position)s, event %(event)s: %(reason)s.") % where)
        if head and not events.agrees(position=head[0], digest=head[1]):
            found += 1
            self.stderr.write(_("The noted head %(position)d is not in the chain.") % {"position": head[0]})
        if found:
            raise CommandError(_("The audit trail does not hold in %(count)d places.") % {"count": found})
        position, digest = events.head()
        self.stdout.write(_("The audit trail is whole: %(count)d events.") % {"count": events.count()})
        self.stdout.write(_("Head: %(position)d:%(digest)s") % {"position": position, "digest": digest})
