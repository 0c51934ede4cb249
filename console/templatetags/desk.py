"""Tags that only the desk needs."""

from datetime import datetime
from typing import Any

from django import template
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.roles import Permission, Role
from console import objections, tracks
from console.desk import Desk
from console.part_forms import STYLES
from console.queue import how_many_wait
from core.templatetags import formats
from footage.rendering.masks import Style
from requests_app.models import FootageRequest, MaskReason, Outcome, Status
from requests_app.procedure import policies
from requests_app.registers.register import Cell

register = template.Library()

STATUS_TONES: dict[str, str] = {
    Status.SUBMITTED: "new",
    Status.IN_REVIEW: "working",
    Status.AWAITING_APPLICANT: "waiting",
    Status.AWAITING_APPROVAL: "waiting",
    Status.PREPARING: "working",
}
OUTCOME_TONES: dict[str, str] = {Outcome.GRANTED: "good", Outcome.PARTLY_GRANTED: "good", Outcome.REFUSED: "bad"}


@register.inclusion_tag("console/status_tag.html")
def status_tag(case: FootageRequest) -> dict[str, Any]:
    """Where the case is, or once it is closed what came of it."""
    if case.status == Status.CLOSED:
        return {"text": case.get_outcome_display(), "tone": OUTCOME_TONES.get(case.outcome, "closed")}
    return {"text": case.get_status_display(), "tone": STATUS_TONES[case.status]}


@register.inclusion_tag("components/error_summary.html")
def desk_errors(desk: Desk) -> dict[str, Any]:
    """What is wrong in any form of the case page."""
    return {"problems": desk.problems}


@register.simple_tag
def waiting_count(user: User) -> str:
    """How many cases wait for `user`: said in the navigation of every page."""
    return how_many_wait(user)


@register.simple_tag
def objection_count(user: User) -> int:
    return objections.open_for(user).count()


@register.filter
def may(user: User, permission: str) -> bool:
    """Whether to lead `user` to a page that needs this permission."""
    return user.may(Permission(permission))


@register.filter
def role_name(role: str) -> str:
    """A role without the explanation behind its colon."""
    return capfirst(str(Role(role).label).partition(":")[0])


@register.filter
def role_meaning(role: str) -> str:
    """The explanation behind its colon."""
    return capfirst(str(Role(role).label).partition(":")[2].strip())


@register.filter
def cell(value: Cell) -> str:
    """A register's cell as people read it."""
    if isinstance(value, datetime):
        return formats.moment(value)
    return "–" if value in (None, "") else str(value)


@register.filter
def of_rule(number: int, rule: str) -> str:
    """A rule's number in words, where it has some."""
    return capfirst(policies.said(rule, number))


@register.filter
def mask_told(mask: dict[str, Any]) -> str:
    """A mask in a few words: what it covers, how, and why."""
    place = _("everything but a place") if mask.get("except") else _("a place")
    if not {"box", "points", "keys"} & set(mask):
        place = _("the whole picture")
    return f"{MaskReason(mask['reason']).label}: {place}, {STYLES[Style(mask['style'])]}"


@register.filter
def milliseconds(moment: datetime) -> int:
    """Since 1970, as the page's scripts reckon."""
    return tracks.milliseconds(moment)
