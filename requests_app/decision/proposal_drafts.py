"""What an officer has written of a proposal, kept while they write: nothing is lost with a session or a browser.

A draft is a working paper of one person, like what stands on their screen: nobody else reads it, and it leaves no
event.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from accounts.models import User
from core.clock import database_now
from requests_app import workflow
from requests_app.models import FootageRequest, ProposalDraft
from requests_app.workflow import Action

FIELDS = ("kind", "access", "view_days", "view_limit", "reason_code", "article", "harm", "lasts", "reason")
LONGEST = 10_000  # characters of one field; what is too long for a proposal is kept all the same
KEPT_FOR = timedelta(days=60)  # after the last word; a case that waits for its applicant may rest that long


def save(request: FootageRequest, typed: Mapping[str, str], *, by: User) -> ProposalDraft:
    """Keeps what stands in the fields now. Raises NotAllowed unless `by` may propose in the case now."""
    if refusal := workflow.obstacle(request, Action.PROPOSE, by):
        raise refusal
    answers = {name: typed.get(name, "")[:LONGEST].replace("\0", "") for name in FIELDS}
    with transaction.atomic():
        draft, _new = ProposalDraft.objects.select_for_update().get_or_create(request=request, officer=by)
        draft.answers = json.dumps(answers)
        draft.save()
    return draft


def find(request: FootageRequest, *, by: User) -> ProposalDraft | None:
    return ProposalDraft.objects.filter(request=request, officer=by).first()


def read(draft: ProposalDraft) -> dict[str, str]:
    """What stood in each field."""
    return json.loads(draft.answers)


def destroy(request: FootageRequest, *, by: User) -> None:
    """Once it is proposed, or nobody wants it."""
    ProposalDraft.objects.filter(request=request, officer=by).delete()


def destroy_stale() -> None:
    ProposalDraft.objects.filter(saved_at__lte=database_now() - KEPT_FOR).delete()
