"""What the letters tell of a decision."""

from django import template

from requests_app.masking import BASIS
from requests_app.models import MaskReason

register = template.Library()


@register.filter
def covered(masks: list[dict]) -> list[tuple[str, str]]:
    """Each reason for which something is covered, with its law, once."""
    return [
        (str(MaskReason(reason).label), BASIS[reason]) for reason in dict.fromkeys(mask["reason"] for mask in masks)
    ]
