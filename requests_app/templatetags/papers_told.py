"""What is told of a decision, on the applicant's pages and at the desk."""

from collections import Counter
from typing import Any

from django import template

from requests_app.decision.masking import BASIS
from requests_app.models import MaskReason

register = template.Library()


@register.filter
def covered(masks: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    """Each reason for which something is covered, with its law, and how many masks there are for it."""
    counted = Counter(mask["reason"] for mask in masks)
    return [(str(MaskReason(reason).label), BASIS[reason], count) for reason, count in counted.items()]
