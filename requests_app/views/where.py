"""The extras of the page that asks for the place, for browsers that can: suggestions while typing, and the map.

Without them the same is found by the list on the next page.
"""

import json
from dataclasses import astuple

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_POST, require_safe

from cameras.outlines import drawn_areas
from requests_app.forms import application as pages
from requests_app.forms.application import Application
from requests_app.intake import places

# The pages with a map, and the answer that led to what each of them lists.
LISTS = {pages.SEARCH: "", pages.PLACE: pages.SEARCH, pages.POINT: pages.PLACE}


def map_for(step: str, application: Application) -> dict[str, str] | None:
    """What the map on the page of `step` needs; None for other pages, and where there is nothing to draw.

    `places` are those that the page lists, in their order, as JSON.
    """
    if step not in LISTS or not (settings.TILES_URL or drawn_areas()):
        return None
    offered = application.offered(LISTS[step]) if LISTS[step] else []
    return {
        "places": json.dumps([(place["latitude"], place["longitude"], place["label"]) for place in offered]),
        "tiles": settings.TILES_URL,
        "attribution": settings.TILES_ATTRIBUTION,
    }


@never_cache
@require_POST
def suggestions(request: HttpRequest) -> JsonResponse:
    """Places whose names are like what was typed so far. By POST, so that it does not stand in an address."""
    found = places.find_places(request.POST.get("place", ""))
    said = ngettext("%(count)d place found.", "%(count)d places found.", len(found)) % {"count": len(found)}
    return JsonResponse(
        {
            "said": said if found else _("No place of this name is known."),
            "places": [{name: place[name] for name in ("label", "hint", "latitude", "longitude")} for place in found],
        }
    )


@cache_control(public=True, max_age=24 * 3600)
@require_safe
def outlines(request: HttpRequest) -> JsonResponse:
    """The borders that the map draws: [level, name, part of, latitude, longitude, rings] of each area."""
    return JsonResponse(
        {"areas": [astuple(area) for area in drawn_areas()]}, json_dumps_params={"separators": (",", ":")}
    )
