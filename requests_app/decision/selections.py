"""What an officer means to release of each camera, kept while they work, and what becomes of it in a proposal."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, NotFound
from footage.models import Hold
from requests_app import workflow
from requests_app.decision import masking
from requests_app.decision.decisions import Window
from requests_app.models import FootageRequest, Selection
from requests_app.people import Party
from requests_app.workflow import Action

MOST = 40  # parts of one case


def of_case(request: FootageRequest) -> list[Selection]:
    """In the order of the cameras, then of time; what was selected of released footage is gone."""
    kept = request.selections.exclude(hold__state=Hold.State.RELEASED).select_related("hold__camera")
    return list(kept.order_by("hold__created_at", "starts_at"))


def windows(request: FootageRequest) -> tuple[Window, ...]:
    """The same as a proposal takes them."""
    return tuple(
        Window(camera=part.hold.camera, starts_at=part.starts_at, ends_at=part.ends_at, masks=tuple(part.masks))
        for part in of_case(request)
    )


def add(request: FootageRequest, hold: Hold, *, starts_at: datetime, ends_at: datetime, by: Party) -> Selection:
    """Raises NotAllowed unless `by` may propose in the case now, InvalidInput for a time that is not held."""
    require(request, by)
    _check(hold, starts_at, ends_at)
    if request.selections.count() >= MOST:
        raise InvalidInput(_("There are too many parts. Remove some first."), field="starts")
    return Selection.objects.create(request=request, hold=hold, starts_at=starts_at, ends_at=ends_at)


def change(request: FootageRequest, selection: UUID, *, starts_at: datetime, ends_at: datetime, by: Party) -> Selection:
    """Other times for the same part; its masks stay. Raises as `add`, and NotFound when it is gone."""
    with _changed(request, selection, by) as part:
        _check(part.hold, starts_at, ends_at)
        part.starts_at, part.ends_at = starts_at, ends_at
    return part


def remove(request: FootageRequest, selection: UUID, *, by: Party) -> None:
    require(request, by)
    request.selections.filter(pk=selection).delete()


def put_mask(request: FootageRequest, selection: UUID, mask: dict[str, Any], *, by: Party) -> Selection:
    """Adds the mask, or puts it in the place of the one with the same "id". Raises as `masking.check`."""
    with _changed(request, selection, by) as part:
        mask = {**mask, "id": mask.get("id") or secrets.token_hex(4)}
        masking.check([mask], starts_at=part.starts_at, ends_at=part.ends_at)
        known = [one["id"] for one in part.masks]
        if mask["id"] in known:
            part.masks[known.index(mask["id"])] = mask
        else:
            part.masks.append(mask)
        masking.check(part.masks, starts_at=part.starts_at, ends_at=part.ends_at)
    return part


def remove_mask(request: FootageRequest, selection: UUID, mask_id: str, *, by: Party) -> Selection:
    with _changed(request, selection, by) as part:
        part.masks = [mask for mask in part.masks if mask["id"] != mask_id]
    return part


def require(request: FootageRequest, by: Party) -> None:
    """Only whoever may propose in the case now selects in it. Raises NotAllowed with the reason."""
    refusal = workflow.obstacle(request, Action.PROPOSE, by)
    if refusal:
        raise refusal


@contextmanager
def _changed(request: FootageRequest, selection: UUID, by: Party) -> Iterator[Selection]:
    """The part, locked; saved when the block ends well."""
    require(request, by)
    with transaction.atomic():
        locked = request.selections.select_for_update(of=("self",)).select_related("hold__camera")
        part = locked.filter(pk=selection).first()
        if part is None:
            raise NotFound(_("This part was removed meanwhile. Load the page again."))
        yield part
        part.save()


def _check(hold: Hold, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at >= ends_at:
        raise InvalidInput(_("The end must be later than the start."), field="ends")
    if starts_at < hold.starts_at or ends_at > hold.ends_at:
        raise InvalidInput(_("Choose a time within what is preserved of this camera."), field="starts")
