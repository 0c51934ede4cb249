"""What the applicant is told, in their own language.

A message that leaves the service says that something happened and where to read it: never the PIN, never a name, never
what was seen. The decision itself is read on the case's page, behind the number and the PIN.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.clock import database_now
from core.templatetags import formats
from notifications import outbox
from notifications.models import Channel
from requests_app.applicant import objections
from requests_app.decision import decisions
from requests_app.models import (
    Access,
    Appointment,
    CaseMessage,
    ContactProof,
    Decision,
    Erasure,
    FootageRequest,
    IdentityCheck,
    Objection,
    Outcome,
    Policy,
)
from requests_app.people import officer_code
from requests_app.procedure import deadlines, pauses, policies

TRACKING_PATH = "/permohonan/lacak"


@dataclass(frozen=True, slots=True)
class Letter:
    """`occasion` is unique within its case: the same occasion is never told twice."""

    occasion: str
    subject: str
    body: str


Composer = Callable[[FootageRequest], Letter]


def send(compose: Composer, *, request: FootageRequest) -> None:
    """Owes the letter to the applicant, in the caller's transaction and by the channel they chose.

    Whoever has none is owed nothing: they open their request with its number and PIN.
    """
    if not request.channel:
        return
    with translation.override(request.language):
        letter = compose(request)
    outbox.queue(
        occasion=f"{request.reference}/{letter.occasion}",
        case=request.reference,
        channel=Channel(request.channel),
        address=request.email if request.channel == Channel.EMAIL else request.phone,
        language=request.language,
        subject=letter.subject,
        body=letter.body,
    )


def submitted(request: FootageRequest) -> Letter:
    last_day = deadlines.of(request).answer.last_day
    return Letter(
        "submitted",
        _("Request %(number)s: received") % {"number": request.reference},
        _paragraphs(
            _("We have received your request. Its number is %(number)s.") % {"number": request.reference},
            _("The PIN is on your receipt. Keep it secret: we never send it and never ask for it."),
            _("An officer will look at your request. You will have an answer by %(day)s at the latest.")
            % {"day": date_format(last_day, "j F Y")},
            _where_to_read(),
        ),
    )


def extended(request: FootageRequest) -> Letter:
    made = deadlines.extension_of(request)
    return Letter(
        f"extended/{made.pk if made else ''}",
        _("Request %(number)s: more time is needed") % {"number": request.reference},
        _paragraphs(
            _("We need more time for your request. You will have the answer by %(day)s at the latest.")
            % {"day": date_format(deadlines.of(request).answer.last_day, "j F Y")},
            _("The reason is with your request, and the recordings stay in safekeeping."),
            _where_to_read(),
        ),
    )


def asked(request: FootageRequest) -> Letter:
    pause = request.pauses.filter(resumed_at=None).get()
    return Letter(
        f"asked/{pause.pk}",
        _("Request %(number)s: we need an answer from you") % {"number": request.reference},
        _paragraphs(
            _("The officers have asked you something about your request. Please answer by %(day)s.")
            % {"day": date_format(pauses.term(pause).last_day, "j F Y")},
            _("Until you answer, the days in which we must decide are not counted."),
            _where_to_read(),
        ),
    )


def resumed(request: FootageRequest) -> Letter:
    pause = request.pauses.filter(answer=None).latest("resumed_at")
    return Letter(
        f"resumed/{pause.pk}",
        _("Request %(number)s: we go on") % {"number": request.reference},
        _paragraphs(
            _("The officers go on with your request without waiting for your answer any longer."),
            _("You will have the decision by %(day)s at the latest. You can still write to us.")
            % {"day": date_format(deadlines.of(request).answer.last_day, "j F Y")},
            _where_to_read(),
        ),
    )


def decided(request: FootageRequest) -> Letter:
    """For a decision without footage; `footage_ready` tells of the others."""
    sentences = {
        Outcome.REFUSED: _(
            "We cannot give you the footage you asked for. The reasons, and how to object, are with your request."
        ),
        Outcome.NOTHING_RECORDED: _(
            "We looked, and no camera recorded what you asked for. What we found out is with your request."
        ),
        Outcome.HANDED_TO_POLICE: _(
            "The footage you asked for goes to the police. What this means for you is with your request."
        ),
    }
    return Letter(
        f"decided/{decisions.live(request).pk}",
        _("Request %(number)s: decided") % {"number": request.reference},
        _paragraphs(sentences[Outcome(request.outcome)], _where_to_read()),
    )


def objection_received(request: FootageRequest) -> Letter:
    objection = request.objections.get(state=Objection.State.OPEN)
    last_day = objections.term_to_answer(objection).last_day
    return Letter(
        f"objection/{objection.pk}",
        _("Request %(number)s: your objection") % {"number": request.reference},
        _paragraphs(
            _("We have received your objection. Somebody who took no part in the decision examines it."),
            _("You will have the answer by %(day)s at the latest.") % {"day": date_format(last_day, "j F Y")},
            _("The recordings stay in safekeeping until then and beyond."),
            _where_to_read(),
        ),
    )


def objection_answered(request: FootageRequest) -> Letter:
    objection = request.objections.exclude(answered_at=None).latest("answered_at")
    return Letter(
        f"objection/{objection.pk}/answer",
        _("Request %(number)s: the answer to your objection") % {"number": request.reference},
        _paragraphs(
            _("Your objection was examined. The answer and what you can do next are with your request."),
            _where_to_read(),
        ),
    )


def footage_ready(request: FootageRequest) -> Letter:
    decision = request.decisions.get(state=Decision.State.APPROVED)
    ready = (
        _("The footage you asked for can be watched at an office. We send you an appointment.")
        if decision.access == Access.OFFICE
        else _("The footage you asked for is ready to be watched.")
    )
    return Letter(
        f"footage_ready/{decision.pk}",
        _("Request %(number)s: footage ready") % {"number": request.reference},
        _paragraphs(ready, _where_to_read()),
    )


def withdrawn(request: FootageRequest) -> Letter:
    return Letter(
        "withdrawn",
        _("Request %(number)s: withdrawn") % {"number": request.reference},
        _paragraphs(
            _("You have withdrawn your request, and we no longer keep the footage for it."),
            _(
                "If you did not do this, somebody knows your number and PIN: file a new request soon, since cameras "
                "overwrite their recordings."
            ),
        ),
    )


def office_wrote(message: CaseMessage) -> Composer:
    def compose(request: FootageRequest) -> Letter:
        return Letter(
            f"message/{message.pk}",
            _("Request %(number)s: a message for you") % {"number": request.reference},
            _paragraphs(_("The officers have written to you about your request."), _where_to_read()),
        )

    return compose


def invited(appointment: Appointment) -> Composer:
    def compose(request: FootageRequest) -> Letter:
        where_and_when = {"place": appointment.place, "moment": formats.moment(appointment.starts_at)}
        return Letter(
            f"appointment/{appointment.pk}",
            _("Request %(number)s: an appointment") % {"number": request.reference},
            _paragraphs(
                _("You can watch the footage at %(place)s on %(moment)s.") % where_and_when,
                _("Bring your KTP. If you cannot come, tell us in a message with your request."),
                _where_to_read(),
            ),
        )

    return compose


def appointment_cancelled(appointment: Appointment) -> Composer:
    def compose(request: FootageRequest) -> Letter:
        return Letter(
            f"appointment_cancelled/{appointment.pk}",
            _("Request %(number)s: appointment cancelled") % {"number": request.reference},
            _paragraphs(
                _("The appointment on %(moment)s does not take place.")
                % {"moment": formats.moment(appointment.starts_at)},
                _("We propose another time, or write to you what happens instead."),
                _where_to_read(),
            ),
        )

    return compose


def identity_checked(check: IdentityCheck) -> Composer:
    def compose(request: FootageRequest) -> Letter:
        told = {"moment": formats.moment(check.checked_at), "officer": officer_code(check.checked_by)}
        return Letter(
            f"identity_check/{check.pk}",
            _("Request %(number)s: identity paper checked and destroyed") % {"number": request.reference},
            _paragraphs(
                _("Officer %(officer)s checked your identity paper on %(moment)s. Our copy was destroyed at once.")
                % told,
                _("Your identity is confirmed. You need not do anything.")
                if check.passed
                else _("Your identity could not be confirmed with it. You can send another paper with your request."),
                _where_to_read(),
            ),
        )

    return compose


def erasure_asked(request: FootageRequest) -> Letter:
    erasure = request.erasures.get(state=Erasure.State.ASKED)
    term = timedelta(hours=policies.value(Policy.Rule.ERASURE_HOURS))
    return Letter(
        f"erasure/{erasure.pk}",
        _("Request %(number)s: erasure of your data") % {"number": request.reference},
        _paragraphs(
            _("You asked that we erase your data. An officer answers by %(moment)s.")
            % {"moment": formats.moment(erasure.asked_at + term)},
            _("If you did not ask for this, somebody else can open your request: write to the officers at once."),
            _where_to_read(),
        ),
    )


def erasure_refused(request: FootageRequest) -> Letter:
    erasure = request.erasures.filter(state=Erasure.State.REFUSED).latest("answered_at")
    return Letter(
        f"erasure/{erasure.pk}/refused",
        _("Request %(number)s: your data has to be kept") % {"number": request.reference},
        _paragraphs(
            _("We cannot erase your data yet. Why, and on which law that rests, is with your request."),
            _where_to_read(),
        ),
    )


def data_erased(erasure: Erasure) -> Composer:
    def compose(request: FootageRequest) -> Letter:
        return Letter(
            f"erasure/{erasure.pk}/done",
            _("Request %(number)s: your data is erased") % {"number": request.reference},
            _paragraphs(
                _("We have erased your data, your papers and your messages. This is our last message to you."),
                _(
                    "Kept are, as the law wants it, the number, place and time of the request, the decision, and the"
                    " record of who did what. None of them names you."
                ),
                _("With number and PIN you can still see that it was erased, and when."),
            ),
        )

    return compose


def contact_replaced(proof: ContactProof) -> Composer:
    """To the contact that no longer counts; says nothing of the new one, for this one may be somebody else's by now."""

    def compose(request: FootageRequest) -> Letter:
        return Letter(
            f"contact_replaced/{proof.pk}",
            _("Request %(number)s: your contact was changed") % {"number": request.reference},
            _paragraphs(
                _("From now on we write about this request to another contact, and no longer to this one."),
                _(
                    "If you did not change it, somebody else can open your request: open it yourself, look who did,"
                    " and write to the officers."
                ),
                _where_to_read(),
            ),
        )

    return compose


def pin_issued(request: FootageRequest) -> Letter:
    """The PIN itself is on paper alone."""
    at = request.pin_issued_at
    return Letter(
        f"pin_issued/{at.isoformat() if at else ''}",
        _("Request %(number)s: a new PIN was issued") % {"number": request.reference},
        _paragraphs(
            _(
                "At a kelurahan counter somebody showed an identity paper with your NIK and was given a new PIN for"
                " your request. The old PIN no longer opens it."
            ),
            _(
                "If that was not you, find your request with a code sent to this contact, look who opened it, and write"
                " to the officers: %(address)s"
            )
            % {"address": settings.PUBLIC_URL + TRACKING_PATH},
        ),
    )


def forget_old() -> int:
    """Empties messages that left long ago, as the policy says; that they were sent stays. Answers how many."""
    return outbox.forget_old(before=database_now() - timedelta(days=policies.value(Policy.Rule.MESSAGE_DAYS)))


def contact_counts(proof: ContactProof) -> Composer:
    def compose(request: FootageRequest) -> Letter:
        return Letter(
            f"contact_counts/{proof.pk}",
            _("Request %(number)s: we write to you here now") % {"number": request.reference},
            _paragraphs(_("From now on we write about your request to this contact."), _where_to_read()),
        )

    return compose


def _where_to_read() -> str:
    return _("Open %(address)s and enter your number and PIN.") % {"address": settings.PUBLIC_URL + TRACKING_PATH}


def _paragraphs(*sentences: str) -> str:
    return "\n\n".join(sentences)
