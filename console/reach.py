"""At the footage desk: more cameras, or more time of the same ones. What they preserve is `review.reach`'s."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cameras.models import Camera
from core.forms import PageForm, Radios
from core.templatetags import formats
from footage.hold_reports import HoldReport
from requests_app.intake import places
from requests_app.models import FootageRequest
from requests_app.review import reach
from requests_app.review.reach import NearbySite, Why

MINUTES = (0, 5, 10, 15, 30, 60, 120)
CHOOSE_SITE = gettext_lazy("Choose a camera point.")
CHOOSE_WHY = gettext_lazy("Choose why you need it.")


def _why() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=gettext_lazy("Why is it needed?"),
        choices=[("", gettext_lazy("Choose why")), *((value, capfirst(label)) for value, label in Why.choices)],
        error_messages={"required": CHOOSE_WHY, "invalid_choice": CHOOSE_WHY},
    )


class SiteForm(PageForm):
    """Which of the sites nearby. The field is called as the map knows it (frontend/scripts/map.js)."""

    choice = forms.ChoiceField(
        label=gettext_lazy("Camera points nearby"),
        widget=Radios(),
        error_messages={"required": CHOOSE_SITE, "invalid_choice": CHOOSE_SITE},
    )
    why = _why()

    def __init__(self, data: Any = None, *, sites: list[NearbySite]):
        super().__init__(data, auto_id="id_site_%s")
        choice: Any = self.fields["choice"]
        choice.choices = [(str(near.site.pk), near.site.name) for near in sites]
        choice.widget.hints = {str(near.site.pk): _describe(near) for near in sites}


class WidenForm(PageForm):
    """How much more time, of one camera or of all."""

    camera = forms.ChoiceField(label=gettext_lazy("Of which camera?"), required=False)
    earlier = forms.TypedChoiceField(label=gettext_lazy("More before"), coerce=int)
    later = forms.TypedChoiceField(label=gettext_lazy("More after"), coerce=int)
    why = _why()

    def __init__(self, data: Any = None, *, reports: list[HoldReport]):
        super().__init__(data, auto_id="id_widen_%s", initial={"earlier": 0, "later": 0})
        held = [(str(report.hold.pk), report.camera.name) for report in reports]
        minutes = [(number, formats.duration(timedelta(minutes=number)) if number else "–") for number in MINUTES]
        self.fields["camera"].choices = [("", _("All cameras")), *held]  # type: ignore[attr-defined]
        for name in ("earlier", "later"):
            self.fields[name].choices = minutes  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Reach:
    """The forms, and what the map needs (templates/resident/parts/map.html); None of each where it has no use."""

    site_form: SiteForm | None
    widen_form: WidenForm | None
    map: dict[str, str] | None


def gather(case: FootageRequest, reports: list[HoldReport], *, site: SiteForm | None, widen: WidenForm | None) -> Reach:
    sites = reach.sites_nearby(case)
    return Reach(
        site_form=site or (SiteForm(sites=sites) if sites else None),
        widen_form=widen or (WidenForm(reports=reports) if reports else None),
        map=_map(case, sites) if sites else None,
    )


def _map(case: FootageRequest, sites: list[NearbySite]) -> dict[str, str]:
    """Also without borders and tiles: how the points lie to each other and to the place is worth a look."""
    return {
        "places": json.dumps([(near.site.latitude, near.site.longitude, near.site.name) for near in sites]),
        "centre": json.dumps(reach.centre(case)),
        "tiles": settings.TILES_URL,
        "attribution": settings.TILES_ATTRIBUTION,
    }


def _describe(near: NearbySite) -> str:
    cameras = ngettext("%(count)s camera", "%(count)s cameras", len(near.cameras)) % {"count": len(near.cameras)}
    away = any(camera.status != Camera.Status.ACTIVE for camera in near.cameras)
    return " · ".join([places.distance(near.distance), cameras, *([_("not all in order")] if away else [])])
