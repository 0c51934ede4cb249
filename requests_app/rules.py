"""What must be true before an action: first of the person (who), then of the case (guards).

Each rule raises its reason in words a person can read; `workflow.available` turns the same rule into a yes or no.
"""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from accounts.roles import Permission
from core.actors import ActorKind
from core.clock import database_now
from core.errors import NotAllowed, NotNow
from footage import looks
from footage.models import RenderJob
from requests_app.applicant import erasures, objections
from requests_app.decision import decisions, readings
from requests_app.intake import demands, police_reports
from requests_app.models import FootageRequest, Outcome, Policy, Status
from requests_app.people import Party
from requests_app.procedure import deadlines, pauses, policies

# Who


def reviewer(request: FootageRequest, by: Party) -> None:
    if not by.may(Permission.REVIEW):
        raise NotAllowed(_("Only an officer may do this."), code="not_an_officer")


def approver(request: FootageRequest, by: Party) -> None:
    if not by.may(Permission.APPROVE):
        raise NotAllowed(_("Only an approver may do this."), code="not_an_approver")


def dispatcher(request: FootageRequest, by: Party) -> None:
    if not by.may(Permission.DISPATCH):
        raise NotAllowed(_("Only a unit head may do this."), code="not_a_unit_head")


def dispatcher_or_reviewer(request: FootageRequest, by: Party) -> None:
    if not by.may(Permission.DISPATCH):
        reviewer(request, by)


def objection_reviewer(request: FootageRequest, by: Party) -> None:
    if not by.may(Permission.REVIEW_OBJECTIONS):
        raise NotAllowed(_("Only an objection reviewer may do this."), code="not_an_objection_reviewer")


def applicant(request: FootageRequest, by: Party) -> None:
    if by.actor.kind != ActorKind.APPLICANT or by.actor.id != request.reference:
        raise NotAllowed(_("Only the applicant may do this."), code="not_the_applicant")
    if request.erased_at:
        raise NotNow(_("The data of this request is erased, so nothing can be done with it any more."), code="erased")


def the_system(request: FootageRequest, by: Party) -> None:
    if by.actor.kind != ActorKind.SYSTEM:
        raise NotAllowed(_("This happens by itself; nobody can do it by hand."), code="not_the_system")


# Guards


def without_interest(request: FootageRequest, by: Party) -> None:
    """UU 30/2014 pasal 42: whoever has an interest in a matter takes no decision in it."""
    if by.actor.id in map(str, request.interests.values_list("staff_id", flat=True)):
        raise NotAllowed(
            _("You declared an interest in this request, so somebody else works on it."), code="has_interest"
        )


def has_the_case(request: FootageRequest, by: Party) -> None:
    if str(request.officer_id) != by.actor.id:
        raise NotAllowed(
            _("Another officer is working on this request. Choose one from the queue."), code="not_your_case"
        )


def never_extended(request: FootageRequest, by: Party) -> None:
    """Once for each clock (UU 14/2008 art. 22 (8))."""
    if deadlines.extension_of(request):
        raise NotNow(_("The term was already extended, and that is possible only once."), code="already_extended")


def in_time(request: FootageRequest, by: Party) -> None:
    if deadlines.lateness(request, now=database_now()):
        raise NotNow(_("The term has run out, so it can no longer be extended. Propose a decision now."), code="late")


def waited_long_enough(request: FootageRequest, by: Party) -> None:
    pause = pauses.find_open(request)
    if pause and database_now() < pauses.term(pause).due_at:
        raise NotNow(_("The applicant still has time to answer."), code="still_waiting")


def dispatches_or_has_the_case(request: FootageRequest, by: Party) -> None:
    if not by.may(Permission.DISPATCH):
        has_the_case(request, by)


def may_be_reopened(request: FootageRequest, by: Party) -> None:
    """What was decided can be reported as not solved for some days; a refusal is objected to instead."""
    if request.outcome in (Outcome.REFUSED, Outcome.WITHDRAWN) or request.officer_id is None:
        sentence = _("This request cannot be opened again. You can object, or file a new one.")
        raise NotNow(sentence, code="not_reopenable")
    term = timedelta(days=policies.value(Policy.Rule.REOPEN_DAYS))
    if request.closed_at and request.closed_at + term < database_now():
        raise NotNow(_("The time in which it could be opened again is over. File a new request."), code="term_over")
    if objections.find_open(request):
        raise NotNow(_("Your objection is being examined; its answer comes first."), code="objection_open")


def proposed_nothing(request: FootageRequest, by: Party) -> None:
    """Four eyes: whoever proposed anything in this case cannot settle it (UU 14/2008 art. 19 wants careful testing)."""
    if by.actor.id in map(str, request.decisions.values_list("proposed_by_id", flat=True)):
        raise NotAllowed(_("You proposed in this case, so another person must decide."), code="own_proposal")


def read_first(request: FootageRequest, by: Party) -> None:
    if readings.is_owed(request, by):
        raise NotNow(_("Write down your own judgement first; then you see what was proposed."), code="read_first")


def third_decides(request: FootageRequest, by: Party) -> None:
    """Whoever disagrees does not settle the proposal, unless somebody disagreed before them."""
    own = readings.of_reader(request, by)
    if own and not own.agrees and not own.decision.readings.filter(agrees=False).exclude(pk=own.pk).exists():
        raise NotNow(_("You judged otherwise than was proposed, so a third person decides."), code="third_decides")


def judged_alike(request: FootageRequest, by: Party) -> None:
    """Nobody approves what they would not have decided."""
    own = readings.of_reader(request, by)
    if own and not own.agrees:
        raise NotNow(
            _("You judged otherwise than was proposed, so you can only send it back."), code="judged_otherwise"
        )


def police_report_there(request: FootageRequest, by: Party) -> None:
    """What the policy says of such an incident: "per SOP", so its basis is with the rule."""
    if police_reports.holds_up(request):
        raise NotNow(
            _(
                "After such an incident footage is released only once there is a police report, and there is none yet. "
                "Ask the applicant for its number."
            ),
            code="police_report_missing",
        )


def power_proved(request: FootageRequest, by: Party) -> None:
    """Whoever acts in the name of another shows the power to (KUHPerdata pasal 1792)."""
    if demands.power_unproved(request):
        raise NotNow(
            _(
                "The applicant acts for somebody else, and their power of attorney is not checked. The officer who has "
                "the request opens it and says that it covers the request; then the footage can be released."
            ),
            code="power_unproved",
        )


def copies_made(request: FootageRequest, by: Party) -> None:
    """What is approved is what was seen, so it must be there first, and have passed its self-check."""
    jobs = decisions.jobs_of(request)
    if not jobs or any(job.state != RenderJob.State.DONE for job in jobs):
        raise NotNow(
            _("The clip of this proposal is still being made. You can approve it once you can watch it."),
            code="copies_unfinished",
        )


def copies_watched(request: FootageRequest, by: Party) -> None:
    """Masks are checked by a person, on the very film that leaves the house: the log of what was played decides."""
    for copy in decisions.copies_of(request):
        if copy.job.window.masks and looks.share_watched(copy, by=by.actor) < 1:
            raise NotNow(
                _("Parts of this clip are masked. Watch it to its end before you approve it."), code="copies_unwatched"
            )


def copies_intact(request: FootageRequest, by: Party) -> None:
    if not decisions.intact(decisions.copies_of(request)):
        raise NotNow(_("The finished clip is no longer the one that was approved."), code="copies_changed")


def clips_failed(request: FootageRequest, by: Party) -> None:
    """A clip could not be made, or it was approved and its file has changed since."""
    failed = any(job.state in decisions.UNSUCCESSFUL for job in decisions.jobs_of(request))
    approved = request.status == Status.PREPARING
    if not failed and not (approved and not decisions.intact(decisions.copies_of(request))):
        raise NotNow(_("No clip of this request failed."), code="no_render_failed")


def may_object(request: FootageRequest, by: Party) -> None:
    objections.check_may_object(request, now=database_now())


def objection_open(request: FootageRequest, by: Party) -> None:
    if objections.find_open(request) is None:
        raise NotNow(_("There is no objection to answer."), code="no_objection")


def took_no_part(request: FootageRequest, by: Party) -> None:
    """The superior judges what others did (UU 14/2008 art. 36): nobody judges their own part."""
    if objections.took_part(request, by):
        raise NotAllowed(_("You took part in this case, so another person answers the objection."), code="took_part")


def may_dispute(request: FootageRequest, by: Party) -> None:
    objections.check_may_dispute(request, now=database_now())


def may_ask_erasure(request: FootageRequest, by: Party) -> None:
    erasures.check_may_ask(request)


def erasure_asked(request: FootageRequest, by: Party) -> None:
    if erasures.find_open(request) is None:
        raise NotNow(_("Nobody asks for erasure here."), code="no_erasure")


def no_objection_open(request: FootageRequest, by: Party) -> None:
    """Whoever objects needs what they said until it is answered, whatever they wished for before."""
    if objections.find_open(request):
        raise NotNow(
            _("The applicant has objected since. Answer the objection first, or keep the data and say so."),
            code="objection_open",
        )


# Which row of an action applies


def always(request: FootageRequest) -> bool:
    return True


def grants_footage(request: FootageRequest) -> bool:
    return decisions.live(request).grants_footage


def grants_nothing(request: FootageRequest) -> bool:
    return not grants_footage(request)
