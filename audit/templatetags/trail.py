"""The tags of the trail's list in the admin site."""

from copy import copy
from typing import Any

from django import template
from django.contrib.admin.templatetags import admin_list

from audit import events, verifications
from audit.trail_list import TrailDates, TrailList

register = template.Library()


@register.inclusion_tag("audit/chain.html", takes_context=True)
def chain(context: template.Context) -> dict[str, Any]:
    """Whether the trail was whole when it was last verified, and how much was added since."""
    last, (position, _digest) = verifications.last(), events.head()
    return {"last": last, "since": position - last.position if last else position, "csrf_token": context["csrf_token"]}


@register.inclusion_tag("admin/date_hierarchy.html")
def trail_dates(shown: TrailList) -> dict[str, Any]:
    """Django's own years, months and days, without asking which of them occur."""
    chosen = [shown.params.get(f"at__{part}") for part in ("year", "month")]
    year, month = (int(part) if part else None for part in chosen)
    calm = copy(shown)
    calm.queryset = TrailDates(year=year, month=month)
    return admin_list.date_hierarchy(calm) or {}
