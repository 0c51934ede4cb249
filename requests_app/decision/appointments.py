"""Watching a clip at an office: an appointment is made, and ends in minutes (berita acara) or is called off."""

from datetime import datetime, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from core.clock import database_now
from core.errors import InvalidInput, NotAllowed, NotNow
from requests_app.correspondence import letters
from requests_app.models import Appointment, FootageRequest, Outcome
from requests_app.refusals import attempt

State = Appointment.State
FURTHEST = timedelta(days=60)


def may_make(request: FootageRequest, by: User) -> bool:
    """Officers, once footage was granted."""
    return by.may(Permission.REVIEW) and request.outcome in (Outcome.GRANTED, Outcome.PARTLY_GRANTED)


def make(request: FootageRequest, *, place: str, starts_at: datetime, by: User) -> Appointment:
    """`starts_at` is aware. Raises NotAllowed (audited), NotNow when one is planned already, or InvalidInput."""
    with attempt(request, "make_appointment", by=by):
        if not may_make(request, by):
            raise NotAllowed(_("An appointment follows a granted request, and an officer makes it."))
        now = database_now()
        if not place.strip():
            raise InvalidInput(_("Enter the office and its address."), field="place")
        if not now < starts_at < now + FURTHEST:
            raise InvalidInput(
                _("Choose a time from now on, within the next %(days)s days.") % {"days": FURTHEST.days}, field="day"
            )
        try:
            appointment = Appointment.objects.create(
                request=request, place=place.strip(), starts_at=starts_at, made_by=by, made_at=now
            )
        except IntegrityError:
            raise NotNow(_("An appointment is planned already. Cancel that one first."), code="planned") from None
        _record(Verb.APPOINTMENT_MADE, appointment, by)
        letters.send(letters.invited(appointment), request=request)
    return appointment


def cancel(appointment: Appointment, *, by: User) -> None:
    """Raises NotNow when it is no longer planned."""
    with attempt(appointment.request, "cancel_appointment", by=by):
        planned = _planned(appointment, by)
        planned.state = State.CANCELLED
        planned.save(update_fields=["state"])
        _record(Verb.APPOINTMENT_CANCELLED, planned, by)
        letters.send(letters.appointment_cancelled(planned), request=planned.request)


def conclude(
    appointment: Appointment, *, came: bool, present: str = "", identity_seen: bool = False, remarks: str = "", by: User
) -> None:
    """Writes the minutes. Raises InvalidInput when nobody's name stands in them or no identity paper was seen."""
    with attempt(appointment.request, "conclude_appointment", by=by):
        planned = _planned(appointment, by)
        if database_now() < planned.starts_at:
            raise NotNow(_("The appointment has not begun yet."), code="not_begun")
        if came and not present.strip():
            raise InvalidInput(_("Enter who was present."), field="present")
        if came and not identity_seen:
            raise InvalidInput(
                _("Look at the identity paper of everybody who watched, then confirm it here."), field="identity_seen"
            )
        planned.state = State.HELD if came else State.MISSED
        planned.present, planned.remarks, planned.identity_seen = present.strip(), remarks.strip(), identity_seen
        planned.supervised_by, planned.ended_at = by, database_now()
        planned.save()
        _record(Verb.APPOINTMENT_HELD, planned, by)


def _planned(appointment: Appointment, by: User) -> Appointment:
    if not by.may(Permission.REVIEW):
        raise NotAllowed(_("Only an officer may do this."), code="not_an_officer")
    locked = Appointment.objects.select_for_update().select_related("request").get(pk=appointment.pk)
    if locked.state != State.PLANNED:
        raise NotNow(_("This appointment is over. Load the page again to see how it stands."), code="not_planned")
    return locked


def _record(verb: Verb, appointment: Appointment, by: User) -> None:
    events.record(
        verb=verb,
        by=by.actor,
        case=appointment.request.reference,
        subject=f"appointment:{appointment.pk}",
        detail={"state": appointment.state, "starts_at": appointment.starts_at.isoformat()},
    )
