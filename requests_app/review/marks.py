"""Moments of the footage worth finding again. Marks are working notes: whoever reads the case may set them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.errors import InvalidInput, NotAllowed
from footage.models import Hold
from requests_app.models import FootageRequest, Mark
from requests_app.refusals import attempt, keep_unerased

LONGEST = 500
MOST = 200


def of_case(request: FootageRequest) -> list[Mark]:
    """In the order of the moments."""
    return list(request.marks.select_related("made_by", "hold__camera"))


def add(request: FootageRequest, *, at: datetime, note: str, by: User, hold: Hold | None = None) -> Mark:
    """Marks the moment `at` (aware), on one camera where `hold` names it. Raises NotAllowed (audited), InvalidInput."""
    if len(note) > LONGEST:
        raise InvalidInput(_("Shorten the note to %(most)s characters.") % {"most": LONGEST}, field="note")
    with attempt(request, "mark", by=by):
        if not by.may(Permission.TAKE_PART):
            raise NotAllowed(_("You only read this request."), code="no_part_in_case")
        keep_unerased(request)
        if request.marks.count() >= MOST:
            raise InvalidInput(_("There are too many marks. Remove some first."), field="note")
        mark = Mark.objects.create(request=request, hold=hold, at=at, note=note.strip(), made_by=by)
        camera = hold.camera.code if hold else ""
        detail = {"at": at.isoformat()}
        subject = f"mark:{mark.pk}"
        events.record(
            verb=Verb.MOMENT_MARKED, by=by.actor, case=request.reference, camera=camera, subject=subject, detail=detail
        )
    return mark


def remove(request: FootageRequest, mark: UUID, *, by: User) -> None:
    """Removes one's own mark; nothing for another one's or one that is gone."""
    with transaction.atomic():
        gone, _by_model = request.marks.filter(pk=mark, made_by=by).delete()
        if gone:
            events.record(verb=Verb.MARK_REMOVED, by=by.actor, case=request.reference, subject=f"mark:{mark}")
