"""Why somebody looks at the raw footage of a case: asked once, remembered for an hour in their session."""

import time
from datetime import timedelta

from accounts.roles import Permission
from console.access import StaffRequest
from footage.models import Look
from requests_app.models import FootageRequest

REMEMBERED = timedelta(hours=1)
SESSION_KEY = "footage_purposes"


def remember(request: StaffRequest, case: FootageRequest, purpose: Look.Purpose) -> None:
    now = time.time()
    known = {number: given for number, given in request.session.get(SESSION_KEY, {}).items() if given[1] > now}
    request.session[SESSION_KEY] = known | {case.reference: [purpose.value, now + REMEMBERED.total_seconds()]}


def find(request: StaffRequest, case: FootageRequest) -> Look.Purpose | None:
    """What was said within the last hour of this case."""
    purpose, until = request.session.get(SESSION_KEY, {}).get(case.reference, ("", 0))
    return Look.Purpose(purpose) if until > time.time() else None


def usual(request: StaffRequest, case: FootageRequest) -> Look.Purpose:
    """What is chosen already in the question, for whoever has nothing special in mind."""
    if not request.user.may(Permission.TAKE_PART):
        return Look.Purpose.AUDIT
    judges = case.officer_id == request.user.pk or not request.user.may(Permission.APPROVE)
    return Look.Purpose.REVIEW if judges else Look.Purpose.APPROVAL
