"""What an applicant writes: the answer to a question where one waits, else a message."""

from requests_app import workflow
from requests_app.correspondence import messages
from requests_app.models import CaseMessage, FootageRequest
from requests_app.people import Applicant
from requests_app.workflow import Action


def write(request: FootageRequest, body: str) -> CaseMessage:
    """Raises InvalidInput and NotAllowed as `messages.write`."""
    by = Applicant(request.reference)
    if Action.ANSWER not in workflow.available(request, by):
        return messages.write(request, body, by=by)
    workflow.perform(request, Action.ANSWER, by=by, body=body)
    return request.case_messages.latest("written_at")
