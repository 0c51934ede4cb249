"""What the case page shows of the time after a decision."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from requests_app.decision import appointments, handovers
from requests_app.models import Appointment, FootageRequest, Handover


@dataclass(frozen=True, slots=True)
class Aftermath:
    appointments: list[Appointment]
    planned: Appointment | None
    may_conclude: bool  # the planned one has begun
    handovers: list[Handover]
    may_make_appointment: bool
    may_hand_over: bool


def gather(case: FootageRequest, user: User) -> Aftermath:
    made = list(case.appointments.select_related("supervised_by"))
    planned = next((one for one in made if one.state == Appointment.State.PLANNED), None)
    return Aftermath(
        appointments=made,
        planned=planned,
        may_conclude=bool(planned and planned.starts_at <= timezone.now()),
        handovers=list(case.handovers.select_related("handed_by")),
        may_make_appointment=appointments.may_make(case, user) and planned is None,
        may_hand_over=handovers.may_record(case, user),
    )
