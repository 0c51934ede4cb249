"""Tags that only the desk needs."""

from typing import Any

from django import template

from console.desk import Desk
from requests_app.models import FootageRequest, Outcome, Status

register = template.Library()

STATUS_TONES: dict[str, str] = {
    Status.SUBMITTED: "new",
    Status.IN_REVIEW: "working",
    Status.AWAITING_APPROVAL: "waiting",
    Status.PREPARING: "working",
}
OUTCOME_TONES: dict[str, str] = {Outcome.GRANTED: "good", Outcome.REFUSED: "bad"}


@register.inclusion_tag("console/status_tag.html")
def status_tag(case: FootageRequest) -> dict[str, Any]:
    """Where the case is, or once it is closed what came of it."""
    if case.status == Status.CLOSED:
        return {"text": case.get_outcome_display(), "tone": OUTCOME_TONES.get(case.outcome, "closed")}
    return {"text": case.get_status_display(), "tone": STATUS_TONES[case.status]}


@register.inclusion_tag("components/error_summary.html")
def desk_errors(desk: Desk) -> dict[str, Any]:
    """What is wrong in any form of the case page."""
    forms = [desk.proposal_form, *(camera.form for camera in desk.cameras), desk.send_back_form, desk.message_form]
    return {"problems": [problem for form in forms if form.is_bound for problem in form.problems]}
