"""The decision as its applicant will read it, before anybody proposes it.

It is really proposed, in a transaction that is undone, and shown by the applicant's own template: so nothing can look
otherwise later. Nothing of it is audited or sent.
"""

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import User
from core.clock import database_now
from requests_app import workflow
from requests_app.correspondence import letter_texts
from requests_app.decision import decisions
from requests_app.decision.decisions import Proposal
from requests_app.intake import findings
from requests_app.models import FootageRequest
from requests_app.views import facts, standing
from requests_app.workflow import Action


def render(request: FootageRequest, proposal: Proposal, *, by: User) -> str:
    """HTML in the applicant's language. Raises NotAllowed and InvalidInput as a proposal does."""
    if refusal := workflow.obstacle(request, Action.PROPOSE, by):
        raise refusal
    with transaction.atomic(), translation.override(request.language):
        request = FootageRequest.objects.select_for_update().get(pk=request.pk)
        now = database_now()
        decision = decisions.propose(request, proposal, by=by, at=now)
        decision.letter = letter_texts.compose(decision)
        request.closed_at = now
        found = findings.report(request)
        context = {
            "case": request,
            "decision": decision,
            "standing": standing.of_decision(decision),
            "camera_count": request.requested_cameras.count(),
            "recording": facts.recording(found),
            "is_preview": True,
        }
        html = render_to_string("resident/parts/decision.html", context)
        transaction.set_rollback(True)
    return html
