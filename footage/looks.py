"""Officers' looks at footage: audited once for each hour, person and thing, not once for each byte range or picture."""

from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from audit import events
from audit.models import Event
from audit.verbs import Verb
from core.actors import Actor
from footage.models import Hold

ONE_LOOK = timedelta(hours=1)


def record(*, hold: Hold, kind: str, by: Actor, detail: dict[str, Any] | None = None) -> None:
    """Writes FOOTAGE_PREVIEWED with the camera and the range, unless `by` began this look within the last hour.

    `kind` says through what: "preview", "pictures", or a deliverable.
    """
    subject = f"hold:{hold.pk}:{kind}"
    with transaction.atomic(), connection.cursor() as cursor:
        # A page asks for many pictures at once: they wait here for the first one's event.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"{subject} {by.kind} {by.id}"])
        recent = Event.objects.filter(
            verb=Verb.FOOTAGE_PREVIEWED, actor_kind=by.kind, actor_id=by.id, subject=subject, at__gt=Now() - ONE_LOOK
        )
        if not recent.exists():
            events.record(
                verb=Verb.FOOTAGE_PREVIEWED,
                by=by,
                case=hold.reference,
                camera=hold.camera.code,
                subject=subject,
                detail={"start": hold.starts_at.isoformat(), "end": hold.ends_at.isoformat(), **(detail or {})},
            )
