"""The bytes of granted clips. A session gets here only through a view that was opened and bound to it."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from core.actors import STRANGER, Actor, ActorKind
from footage import deliverables, grants, media
from footage.models import View


@require_safe
def watch(request: HttpRequest, view_id: uuid.UUID) -> HttpResponseBase:
    """The clip for the player, by byte ranges."""
    view = grants.view_of(request, view_id, by=STRANGER)
    return _clip(request, view, filename=None)


@require_safe
def download(request: HttpRequest, view_id: uuid.UUID) -> HttpResponseBase:
    """The clip as a file, where the grant allows it."""
    view = grants.view_of(request, view_id, by=STRANGER)
    if request.method == "GET":
        grants.download(view, by=_holder(view))
    return _clip(request, view, filename=f"{view.grant.reference}-{_camera_code(view)}.mp4")


def _clip(request: HttpRequest, view: View, *, filename: str | None) -> HttpResponseBase:
    sha256 = view.grant.deliverable.sha256
    path = deliverables.path_of(sha256)
    return media.file_response(
        request, path, "video/mp4", etag=sha256, filename=filename, kept_in=settings.DELIVERABLES_DIR
    )


def _holder(view: View) -> Actor:
    """A view is bound to the session of the applicant who opened it."""
    return Actor(ActorKind.APPLICANT, view.grant.reference)


def _camera_code(view: View) -> str:
    return view.grant.deliverable.job.hold.camera.code
