"""Leave to see a deliverable: given, used, withdrawn. Every look leaves an event, and so does every refused one.

A view begins when its holder asks for the player (a POST), never by following a link: mail scanners follow links. It is
then bound to the holder's session, and its byte ranges count no further.
"""

import uuid
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils.translation import gettext as _

from audit import events
from audit.verbs import Verb
from core.actors import Actor
from core.clock import database_now
from core.errors import NotFound
from footage.models import Deliverable, Grant, View

# One view may be watched, paused and seeked this long; then a new one begins.
VIEW_LASTS = timedelta(hours=6)
SESSION_KEY = "footage_views"


def issue(
    *,
    deliverable: Deliverable,
    recipient_code: str,
    reference: str,
    may_download: bool,
    expires_at: datetime,
    view_limit: int | None,
    by: Actor,
) -> Grant:
    """Gives one recipient leave to see `deliverable` until `expires_at` (aware); the same leave twice is one grant."""
    terms = {
        "reference": reference,
        "may_download": may_download,
        "expires_at": expires_at,
        "view_limit": view_limit,
    }
    with transaction.atomic():
        grant, is_new = Grant.objects.get_or_create(
            deliverable=deliverable, recipient_code=recipient_code, defaults=terms
        )
        if is_new:
            _record(
                Verb.GRANT_ISSUED,
                grant,
                by=by,
                detail={
                    "deliverable": str(deliverable.pk),
                    "until": expires_at.isoformat(),
                    "may_download": may_download,
                    "view_limit": view_limit,
                },
            )
    return grant


def revoke(*, grant: Grant, by: Actor, reason: str) -> None:
    """Ends a grant now; views in progress get no further bytes. `reason` is a code for the audit trail."""
    with transaction.atomic():
        if Grant.objects.filter(pk=grant.pk, revoked_at=None).update(revoked_at=Now()):
            _record(Verb.GRANT_REVOKED, grant, by=by, detail={"reason": reason})


def open_view(*, grant: Grant, by: Actor) -> View:
    """Begins a view and counts it. Raises NotFound (and audits the refusal) when revoked, expired or used up.

    Call it outside a transaction of your own: a refusal must be remembered although nothing else happens.
    """
    with transaction.atomic():
        locked = Grant.objects.select_for_update().get(pk=grant.pk)
        refusal = _refusal(locked)
        if not refusal and locked.view_limit is not None and locked.views.count() >= locked.view_limit:
            refusal = "used_up"
        if not refusal:
            view = View.objects.create(grant=locked)
            _record(Verb.GRANT_VIEWED, locked, by=by, detail={"view": str(view.pk)})
            return view
    raise _deny(grant, by=by, reason=refusal)


def views_left(grant: Grant) -> int | None:
    """How many more times it can be opened; None when there is no limit."""
    return None if grant.view_limit is None else max(grant.view_limit - grant.views.count(), 0)


def is_live(grant: Grant) -> bool:
    """Neither revoked nor expired."""
    return not _refusal(grant)


def bind(request: HttpRequest, view: View) -> None:
    """Lets this session, and no other, fetch the view's bytes."""
    bound = request.session.get(SESSION_KEY, [])
    request.session[SESSION_KEY] = [*bound, str(view.pk)][-50:]


def unbind(request: HttpRequest) -> None:
    """Lets this session fetch nothing any more."""
    request.session.pop(SESSION_KEY, None)


def view_of(request: HttpRequest, view_id: uuid.UUID, *, by: Actor) -> View:
    """The view whose bytes this session may fetch. Raises NotFound, audited, for anybody and anything else."""
    view = View.objects.select_related("grant__deliverable__job__hold__camera").filter(pk=view_id).first()
    if view is None:
        raise NotFound(_("There is no such footage, or it can no longer be watched."))
    if str(view_id) not in request.session.get(SESSION_KEY, []):
        raise _deny(view.grant, by=by, reason="not_bound")
    refusal = _refusal(view.grant)
    if not refusal and view.started_at < database_now() - VIEW_LASTS:
        refusal = "view_over"
    if refusal:
        raise _deny(view.grant, by=by, reason=refusal)
    return view


def download(view: View, *, by: Actor) -> None:
    """Counts the first time that a view's file is taken away. Raises NotFound, audited, where that was not granted."""
    if not view.grant.may_download:
        raise _deny(view.grant, by=by, reason="no_download")
    with transaction.atomic():
        if View.objects.filter(pk=view.pk, downloaded=False).update(downloaded=True):
            _record(Verb.GRANT_DOWNLOADED, view.grant, by=by, detail={"view": str(view.pk)})


def _refusal(grant: Grant) -> str:
    if grant.revoked_at:
        return "revoked"
    return "expired" if grant.expires_at <= database_now() else ""


def _deny(grant: Grant, *, by: Actor, reason: str) -> NotFound:
    events.record_refusal(
        verb=Verb.GRANT_DENIED, by=by, case=grant.reference, subject=f"grant:{grant.pk}", detail={"reason": reason}
    )
    return NotFound(_("There is no such footage, or it can no longer be watched."))


def _record(verb: Verb, grant: Grant, *, by: Actor, detail: dict) -> None:
    camera = grant.deliverable.job.hold.camera.code
    events.record(verb=verb, by=by, case=grant.reference, camera=camera, subject=f"grant:{grant.pk}", detail=detail)
