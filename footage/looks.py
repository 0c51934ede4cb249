"""Looks of staff at footage: who watched what, why, and which stretches were really shown.

A look is one sitting before one camera's preview or one finished clip. It is bound to the session that began it and
ends after an hour, so that no address of a film is worth keeping. The player tells what it played; the trail gets it in
few events, by a sweep (`tell`), once the player has been silent for a while.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _

from audit import events
from audit.verbs import Verb
from core.actors import Actor, ActorKind
from core.clock import database_now
from core.errors import InvalidInput, NotFound
from footage.models import Deliverable, Hold, Look

LASTS = timedelta(hours=1)
SILENCE = timedelta(minutes=2)  # a player speaks every ten seconds while it plays
SESSION_KEY = "footage_looks"

FASTEST_PREVIEW = 8  # times real time; what was played faster cannot have been looked at
FASTEST_CLIP = 2
SLACK_MS = 10_000  # players speak late, clocks differ
# Players tell of what they show four times a second, and not of the very first and last moment.
EDGE_MS = 600
HOLE_MS = 300
TOLD_HOLE_MS = 1000  # on the trail, a stretch with a shorter hole is one

Stretch = Sequence[int]


def begin(
    request: HttpRequest, *, hold: Hold, purpose: Look.Purpose | str, by: Actor, deliverable: Deliverable | None = None
) -> Look:
    """This session's look at the hold's preview, or at a finished clip; the one that still runs, or a new one."""
    ours = Look.objects.filter(pk__in=request.session.get(SESSION_KEY, []), watcher=by.id, purpose=purpose)
    running = ours.filter(hold=hold, deliverable=deliverable, started_at__gt=Now() - LASTS / 2).first()
    if running:
        return running
    look = Look.objects.create(hold=hold, deliverable=deliverable, watcher=by.id, purpose=purpose)
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, []), str(look.pk)][-60:]
    return look


def of_session(request: HttpRequest, look_id: uuid.UUID, *, reference: str, by: Actor) -> Look:
    """The look whose pictures this session may fetch. Raises NotFound for anybody and anything else, and when it is
    over or the footage is no longer kept."""
    look = Look.objects.select_related("hold__camera", "deliverable__job").filter(pk=look_id, watcher=by.id).first()
    bound = str(look_id) in request.session.get(SESSION_KEY, [])
    if look is None or not bound or look.hold.reference != reference or look.started_at < database_now() - LASTS:
        raise NotFound(_("This look at the footage is over. Load the page again."))
    if look.hold.state == Hold.State.RELEASED and look.deliverable is None:
        raise NotFound(_("There is no such footage."))
    return look


def opened(look: Look, *, by: Actor) -> None:
    """Pictures go out: the first time, the trail says so."""
    with transaction.atomic():
        if Look.objects.filter(pk=look.pk, opened_at=None).update(opened_at=Now()):
            _record(Verb.FOOTAGE_PREVIEWED, look, by=by, detail=_offered(look))


def pictured(look: Look, *, at: datetime, by: Actor) -> None:
    """A frame was taken out of the house as a picture: each is an event."""
    with transaction.atomic():
        detail = {"purpose": look.purpose, "hold": str(look.hold_id), "at": at.isoformat()}
        _record(Verb.FOOTAGE_PICTURED, look, by=by, detail=detail)


def report(look: Look, stretches: Iterable[Stretch], *, by: Actor) -> None:
    """The player has shown `stretches`, `[start, end)` in whole milliseconds as in `Look.played`.

    Raises InvalidInput for what cannot be: outside of the film, or more than fits into the time since the last report.
    """
    begin, end = _bounds(look)
    told = [(int(start), int(stop)) for start, stop in stretches]
    if any(start >= stop or start < begin - EDGE_MS or stop > end + EDGE_MS for start, stop in told):
        raise InvalidInput(_("That is not a part of this footage."))
    with transaction.atomic():
        locked = Look.objects.select_for_update().get(pk=look.pk)
        passed = database_now() - (locked.reported_at or locked.started_at)
        fastest = FASTEST_CLIP if locked.deliverable_id else FASTEST_PREVIEW
        if sum(stop - start for start, stop in told) > passed.total_seconds() * 1000 * fastest + SLACK_MS:
            raise InvalidInput(_("More was reported than can have been watched in this time."))
        locked.played = merged([*locked.played, *told], hole=0)
        locked.reported_at, locked.is_told = database_now(), False
        locked.save(update_fields=["played", "reported_at", "is_told"])
    opened(look, by=by)


def share_watched(deliverable: Deliverable, *, by: Actor) -> float:
    """How much of a finished clip `by` has watched, 0 to 1, in all their looks together; 1 means to its end."""
    length = round(deliverable.duration.total_seconds() * 1000)
    played = Look.objects.filter(deliverable=deliverable, watcher=by.id).values_list("played", flat=True)
    seen = merged((stretch for look in played for stretch in look), hole=HOLE_MS)
    if any(start <= EDGE_MS and stop >= length - EDGE_MS for start, stop in seen):
        return 1.0
    return min(0.99, sum(min(stop, length) - max(start, 0) for start, stop in seen) / max(length, 1))


def tell() -> None:
    """Puts on the trail what was played since the last time, of every look whose player is silent now."""
    silent = Q(reported_at__lt=Now() - SILENCE) | Q(started_at__lt=Now() - LASTS)
    for look_id in Look.objects.filter(silent, is_told=False).values_list("pk", flat=True):
        with transaction.atomic():
            looks = Look.objects.select_for_update(of=("self",), skip_locked=True)
            look = looks.select_related("hold__camera").filter(pk=look_id, is_told=False).first()
            if look is None:
                continue
            news = _without(look.played, look.told)
            if news:
                detail = {**_offered(look), "played": [_said(look, stretch) for stretch in news]}
                _record(Verb.FOOTAGE_PLAYED, look, by=Actor(ActorKind.STAFF, look.watcher), detail=detail)
            look.told, look.is_told = look.played, True
            look.save(update_fields=["told", "is_told"])


def merged(stretches: Iterable[Stretch], *, hole: int) -> list[list[int]]:
    """In order and apart; holes up to `hole` are closed."""
    joined: list[list[int]] = []
    for start, stop in sorted((start, stop) for start, stop in stretches):
        if joined and start - joined[-1][1] <= hole:
            joined[-1][1] = max(joined[-1][1], stop)
        else:
            joined.append([start, stop])
    return joined


def _without(stretches: Sequence[Stretch], told: Sequence[Stretch]) -> list[list[int]]:
    """What of `stretches` is not among `told`; what is too short to be seen is left out."""
    left: list[list[int]] = []
    for start, stop in merged(stretches, hole=TOLD_HOLE_MS):
        reached = start
        for known_start, known_stop in told:
            if known_stop <= reached or known_start >= stop:
                continue
            if known_start > reached:
                left.append([reached, known_start])
            reached = max(reached, known_stop)
        if reached < stop:
            left.append([reached, stop])
    return [[start, stop] for start, stop in left if stop - start > EDGE_MS]


def _bounds(look: Look) -> tuple[int, int]:
    """What can be played: wall time for a preview, the film's own time for a clip. Milliseconds."""
    if look.deliverable:
        return 0, round(look.deliverable.duration.total_seconds() * 1000)
    return round(look.hold.starts_at.timestamp() * 1000), round(look.hold.ends_at.timestamp() * 1000)


def _said(look: Look, stretch: Stretch) -> list[Any]:
    if look.deliverable_id:
        return [milliseconds / 1000 for milliseconds in stretch]
    return [datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat() for milliseconds in stretch]


def _offered(look: Look) -> dict[str, Any]:
    if look.deliverable_id:
        return {"purpose": look.purpose, "deliverable": str(look.deliverable_id)}
    return {
        "purpose": look.purpose,
        "hold": str(look.hold_id),
        "start": look.hold.starts_at.isoformat(),
        "end": look.hold.ends_at.isoformat(),
    }


def _record(verb: Verb, look: Look, *, by: Actor, detail: dict[str, Any]) -> None:
    camera, subject = look.hold.camera.code, f"look:{look.pk}"
    events.record(verb=verb, by=by, case=look.hold.reference, camera=camera, subject=subject, detail=detail)
