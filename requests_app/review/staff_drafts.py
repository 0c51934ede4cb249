"""What the office has typed into the forms of a case, kept while it is typed: nothing is lost with a session or a tab.

A draft is a working paper of one person, like what stands on their screen: nobody else reads it, and it leaves no
event.
"""

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from core.clock import database_now
from core.errors import NotAllowed
from requests_app.models import FootageRequest, StaffDraft
from requests_app.refusals import keep_unerased

LONGEST = 10_000  # characters of one field; what is too long to be sent is kept all the same
KEPT_FOR = timedelta(days=60)  # after the last word; a case that waits for its applicant may rest that long


def save(request: FootageRequest, form: str, typed: Mapping[str, Any], *, by: User) -> StaffDraft | None:
    """Keeps what stands in the fields of `form` now; a form that was emptied again leaves no draft.

    Raises NotAllowed unless `by` takes part in cases, and NotNow once the case is erased.
    """
    if not by.may(Permission.TAKE_PART):
        raise NotAllowed(_("You take no part in requests."), code="no_part_in_case")
    if not any(typed.values()):
        destroy(request, form, by=by)
        return None
    answers = {name: _within_bounds(value) for name, value in typed.items()}
    with transaction.atomic():
        keep_unerased(request)
        draft, _new = StaffDraft.objects.select_for_update().get_or_create(request=request, staff=by, form=form)
        draft.answers = json.dumps(answers)
        draft.save()
    return draft


def of_case(request: FootageRequest, *, by: User) -> dict[str, StaffDraft]:
    """Their own drafts in it, by the form."""
    return {draft.form: draft for draft in StaffDraft.objects.filter(request=request, staff=by)}


def read(draft: StaffDraft) -> dict[str, Any]:
    """What stood in each field."""
    return json.loads(draft.answers)


def destroy(request: FootageRequest, form: str, *, by: User) -> None:
    """Once it is sent, or nobody wants it."""
    StaffDraft.objects.filter(request=request, staff=by, form=form).delete()


def destroy_stale() -> None:
    StaffDraft.objects.filter(saved_at__lte=database_now() - KEPT_FOR).delete()


def _within_bounds(value: Any) -> Any:
    if isinstance(value, list):
        return [_within_bounds(part) for part in value]
    return value[:LONGEST].replace("\0", "") if isinstance(value, str) else value
