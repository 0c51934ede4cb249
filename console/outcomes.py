"""What the case page shows of the time after a decision."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import User
from console.outcome_forms import AppointmentForm, HandoverForm, MinutesForm
from core.forms import Problem
from requests_app.decision import appointments, handovers
from requests_app.models import Appointment, FootageRequest, Handover


@dataclass(frozen=True, slots=True)
class Aftermath:
    appointments: list[Appointment]
    planned: Appointment | None
    may_conclude: bool  # the planned one has begun, or somebody has tried to
    handovers: list[Handover]
    may_make_appointment: bool
    may_hand_over: bool
    appointment_form: AppointmentForm
    minutes_form: MinutesForm
    handover_form: HandoverForm

    @property
    def problems(self) -> list[Problem]:
        forms = (self.appointment_form, self.minutes_form, self.handover_form)
        return [problem for form in forms if form.is_bound for problem in form.problems]


def gather(
    case: FootageRequest,
    user: User,
    *,
    appointment: AppointmentForm | None = None,
    minutes: MinutesForm | None = None,
    handover: HandoverForm | None = None,
) -> Aftermath:
    made = list(case.appointments.select_related("supervised_by"))
    planned = next((one for one in made if one.state == Appointment.State.PLANNED), None)
    return Aftermath(
        appointments=made,
        planned=planned,
        may_conclude=bool(minutes or (planned and planned.starts_at <= timezone.now())),
        handovers=list(case.handovers.select_related("handed_by")),
        may_make_appointment=appointments.may_make(case, user) and planned is None,
        may_hand_over=handovers.may_record(case, user),
        appointment_form=appointment or AppointmentForm(),
        minutes_form=minutes or MinutesForm(),
        handover_form=handover or HandoverForm(),
    )
