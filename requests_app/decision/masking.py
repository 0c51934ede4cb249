"""Masks as an officer decides them: what the engine covers, and for each the reason why it may not be shown.

Only what is exempt is masked, never the whole for a part (Perki 1/2021), so that every mask names its exemption.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput
from footage.rendering import masks as engine
from requests_app.models import MaskReason

# The law by which each may not be shown; the legal bureau confirms them.
BASIS: dict[str, str] = {
    MaskReason.FACE: "UU 27/2022 pasal 33",
    MaskReason.CHILD: "UU 11/2012 pasal 19",
    MaskReason.PLATE: "UU 27/2022 pasal 33",
    MaskReason.VICTIM: "UU 14/2008 pasal 17 huruf h",
    MaskReason.HOME: "UU 14/2008 pasal 17 huruf h",
    MaskReason.SECURITY: "UU 14/2008 pasal 17 huruf c",
    MaskReason.INVESTIGATION: "UU 14/2008 pasal 17 huruf a",
}
MOST = 100  # masks in one window; more is a case for refusing, or for machine help
MOST_KEYS = 500
MOST_CORNERS = 60

Masks = Sequence[dict[str, Any]]


def check(masks: Any, *, starts_at: datetime, ends_at: datetime) -> list[dict[str, Any]]:
    """The masks of a window `[starts_at, ends_at)`, in the one spelling that is stored.

    Raises InvalidInput (field "masks") for a mask that the engine does not understand, that gives no reason, or that
    covers nothing of the window: a mask that does nothing would be relied on.
    """
    if not isinstance(masks, list) or len(masks) > MOST:
        raise _invalid(_("There can be at most %(most)s masks in one window.") % {"most": MOST})
    for number, mask in enumerate(masks, start=1):
        if not isinstance(mask, dict) or mask.get("reason") not in MaskReason.values:
            raise _invalid(_("Choose why mask %(number)s is needed.") % {"number": number})
        if len(mask.get("keys", ())) > MOST_KEYS:
            raise _invalid(_("Mask %(number)s has too many key frames. Remove some.") % {"number": number})
        if any(len(place.get("points", ())) > MOST_CORNERS for place in (mask, *mask.get("keys", ()))):
            raise _invalid(_("Mask %(number)s has too many corners. Remove some.") % {"number": number})
    try:
        understood = engine.from_json(for_engine(masks))
    except ValueError as error:
        raise _invalid(_("A mask cannot be drawn: %(why)s.") % {"why": error}) from error
    for number, mask in enumerate(understood, start=1):
        if (mask.starts_at or starts_at) >= ends_at or (mask.ends_at or ends_at) <= starts_at:
            raise _invalid(
                _("Mask %(number)s lies outside of the time that is released. Change its times or remove it.")
                % {"number": number}
            )
    return list(masks)


def for_engine(masks: Masks) -> list[dict[str, Any]]:
    """The same masks as a job's options take them."""
    return [{name: value for name, value in mask.items() if name not in ("id", "reason")} for mask in masks]


def _invalid(sentence: Any) -> InvalidInput:
    return InvalidInput(sentence, field="masks")
