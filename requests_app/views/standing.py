"""Where a case stands, in the applicant's words."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from requests_app.decision import decisions
from requests_app.intake import demands
from requests_app.models import Access, Decision, DecisionKind, FootageRequest, Outcome, Status


@dataclass(frozen=True, slots=True)
class Standing:
    heading: str | Promise
    sentence: str | Promise


OPEN: dict[str, Standing] = {
    Status.SUBMITTED: Standing(
        _("We have received your request"), _("It is waiting for an officer to take it up. You need not do anything.")
    ),
    Status.IN_REVIEW: Standing(
        _("An officer is reviewing your request"),
        _(
            "The officer looks at the recordings and proposes a decision."
            " If anything is unclear, they write to you here."
        ),
    ),
    Status.AWAITING_APPLICANT: Standing(
        _("The officers need an answer from you"),
        _("Until you answer, the days in which we must decide are not counted. The recordings stay in safekeeping."),
    ),
    Status.AWAITING_APPROVAL: Standing(
        _("A second person is checking the decision"),
        _("No decision is made by one person alone. You need not do anything."),
    ),
    Status.PREPARING: Standing(
        _("Your request is granted; your footage is being prepared"),
        _("The finished clip is checked once more before you can watch it. This takes a moment."),
    ),
}
# While something of theirs is still awaited, nobody is told that they need do nothing.
AWAITED: dict[str, Promise] = {
    Status.SUBMITTED: _("It is waiting for an officer to take it up. Meanwhile, send what is still missing."),
    Status.AWAITING_APPROVAL: _(
        "No decision is made by one person alone. Send what is still missing: before that nothing can be released."
    ),
}
CLOSED: dict[str, Standing] = {
    Outcome.GRANTED: Standing(
        _("Your footage is ready"),
        _("Your request was granted: you can watch the footage on the page of your request."),
    ),
    Outcome.PARTLY_GRANTED: Standing(
        _("A part of your footage is ready"),
        _(
            "A part of your request was granted: you can watch it on the page of your request."
            " Below is why the rest is not given."
        ),
    ),
    Outcome.REFUSED: Standing(_("Your request was refused"), _("The footage cannot be given to you.")),
    Outcome.NOTHING_RECORDED: Standing(
        _("Nothing was recorded"), _("There is no footage of this place and time that could be given.")
    ),
    Outcome.HANDED_TO_POLICE: Standing(
        _("The footage goes to the police"),
        _("The footage is handed to the police and not to you. The police can use it for your report."),
    ),
    Outcome.WITHDRAWN: Standing(
        _("You withdrew this request"), _("The recordings are no longer kept for it. You can file a new request.")
    ),
}
AT_AN_OFFICE = Standing(
    _("Your footage can be watched at an office"),
    _("Your request was granted: you watch the footage at an office. We send you an appointment, and it stands here."),
)


def of(case: FootageRequest) -> Standing:
    if case.status in AWAITED and demands.awaited(case):
        return Standing(OPEN[case.status].heading, AWAITED[case.status])
    if case.status != Status.CLOSED:
        return OPEN[case.status]
    decision = decisions.announced(case)
    return of_decision(decision) if decision and case.outcome != Outcome.WITHDRAWN else CLOSED[case.outcome]


def of_decision(decision: Decision) -> Standing:
    """What a decision says, also when the case has gone on since."""
    if decision.grants_footage and decision.access == Access.OFFICE:
        return AT_AN_OFFICE
    return CLOSED[decisions.OUTCOMES[DecisionKind(decision.kind)]]
