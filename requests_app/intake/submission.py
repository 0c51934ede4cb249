"""Everything that one request says, and whether it can be accepted as it stands.

The pages check each answer when it is given; this is the same check once more for whatever comes to
`acceptance.submit`.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cameras.models import Area
from core.clock import database_now
from core.errors import InvalidInput, Sentence
from notifications import channels
from notifications.models import Channel
from requests_app.intake import identity
from requests_app.models import Capacity, HowSure, IncidentType, Policy, Purpose, VehicleType, Wanted
from requests_app.procedure import policies

DECLARATIONS = ("truth", "purpose_only", "not_republished", "privacy")
# Nobody keeps recordings for a year, so an earlier day is a typing error that a resident can still mend.
OLDEST = timedelta(days=366)
# "Until now" is typed in whole minutes, and watches differ.
FUTURE_TOLERATED = timedelta(minutes=5)
# What whoever does not ask for themself must say, and what they may say, by their capacity. Whether the power of
# attorney has to be there at once is a policy (`demands`).
MUST_SAY: dict[str, tuple[str, ...]] = {
    Capacity.SELF: (),
    Capacity.OWNER: (),
    Capacity.GUARDIAN: ("capacity_note",),
    Capacity.HEIR: ("capacity_note",),
    Capacity.PROXY: ("capacity_note",),
    Capacity.LAWYER: ("capacity_note",),
    Capacity.INSURER: ("capacity_note", "organisation"),
}
MAY_SAY: dict[str, tuple[str, ...]] = {
    Capacity.OWNER: ("organisation", "deed"),
    Capacity.PROXY: ("power_of_attorney", "organisation", "deed"),
    Capacity.LAWYER: ("power_of_attorney", "organisation"),
    Capacity.INSURER: ("power_of_attorney", "deed"),
}
BEHALF: dict[str, Sentence] = {
    "capacity_note": _("Write on whose behalf you act: their name and how you are related."),
    "organisation": _("Enter the name of the insurer you act for."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What was asked. `submission_key` names this one submission, however often it is sent; whoever knows it can read
    the receipt, so it is random and stays with the device. Times are aware, `[starts_at, ends_at)`; an empty
    `area_code`, `camera_code` or position means that it is not known, an empty `channel` that any will do.
    `contact_proof` is the proof that the contact of that channel was proved (`contact_codes`)."""

    submission_key: UUID
    language: str = "id"
    place: str
    latitude: float | None = None
    longitude: float | None = None
    area_code: str = ""
    camera_code: str = ""
    whereabouts: str = ""
    direction: str = ""
    starts_at: datetime
    ends_at: datetime
    how_sure: str = HowSure.ROUGH
    incident_type: str
    description: str
    anyone_at_risk: bool = False
    clothing: str = ""
    item: str = ""
    vehicle_type: str = ""
    vehicle_make: str = ""
    vehicle_colour: str = ""
    vehicle_plate: str = ""
    other_vehicles: str = ""
    police_report: str = ""
    claim_number: str = ""
    purpose: str
    recipients: str = ""
    wanted: str
    applicant_name: str
    nik: str
    phone: str = ""
    email: str = ""
    channel: str = ""
    contact_proof: UUID | None = None
    address: str = ""
    capacity: str = Capacity.SELF
    capacity_note: str = ""
    power_of_attorney: str = ""
    organisation: str = ""
    deed: str = ""
    declared: tuple[str, ...] = ()


def check(submission: Submission, *, reachable: bool = True) -> Submission:
    """The submission in its one spelling; `reachable`: with a contact. Raises InvalidInput for the first answer that
    cannot be used."""
    check_window(submission.starts_at, submission.ends_at, how_sure=submission.how_sure)
    check_position(submission.latitude, submission.longitude)
    _check_choices(submission)
    if missing := [name for name in DECLARATIONS if name not in submission.declared]:
        raise InvalidInput(_("Agree to all declarations, or the request cannot be filed."), field=missing[0])
    if submission.area_code and not Area.objects.filter(code=submission.area_code).exists():
        raise InvalidInput(_("No kelurahan has this code. Choose one from the list."), field="area_code")
    if reachable and not submission.phone and not submission.email:
        raise InvalidInput(_("Enter a mobile number or an e-mail address, so that we can reach you."), field="phone")
    phone = identity.read_phone(submission.phone) if submission.phone else ""
    email = identity.read_email(submission.email) if submission.email else ""
    return replace(
        submission,
        language=submission.language if submission.language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE,
        place=_text(submission, "place", 240, _("Enter a place in words, like Pasar Senen or Jalan Sabang.")),
        whereabouts=_text(submission, "whereabouts", 120),
        direction=_text(submission, "direction", 120),
        description=_text(submission, "description", 4000, _("Write in a few words what happened.")),
        clothing=_text(submission, "clothing", 1000),
        item=_text(submission, "item", 1000),
        vehicle_make=_text(submission, "vehicle_make", 120),
        vehicle_colour=_text(submission, "vehicle_colour", 60),
        vehicle_plate=identity.read_plate(_text(submission, "vehicle_plate", 30)),
        other_vehicles=_text(submission, "other_vehicles", 1000),
        police_report=_text(submission, "police_report", 200),
        claim_number=_text(submission, "claim_number", 120),
        recipients=_text(submission, "recipients", 300),
        applicant_name=_text(submission, "applicant_name", 150, _("Enter your full name as on your KTP.")),
        nik=identity.read_nik(submission.nik).digits,
        phone=phone,
        email=email,
        channel=check_channel(submission.channel, phone=phone, email=email) if phone or email else "",
        address=_text(submission, "address", 300),
        capacity_note=_behalf(submission, "capacity_note"),
        power_of_attorney=_text(submission, "power_of_attorney", 300),
        organisation=_behalf(submission, "organisation"),
        deed=_text(submission, "deed", 300),
        declared=DECLARATIONS,
    )


def check_channel(channel: str, *, phone: str, email: str) -> Channel:
    """The channel that was chosen, or else the first that is possible; `phone` and `email` in their one spelling.

    Raises InvalidInput, naming the field, when the contact that it needs is missing.
    """
    chosen = Channel(channel) if channel else Channel.EMAIL if email else Channel.WHATSAPP
    if chosen == Channel.EMAIL and not email:
        raise InvalidInput(_("You chose e-mail: enter your e-mail address, or choose another way."), field="email")
    if chosen != Channel.EMAIL and not phone:
        raise InvalidInput(_("You chose WhatsApp or SMS: enter your mobile number, or choose e-mail."), field="phone")
    if chosen != Channel.EMAIL and not identity.is_mobile(phone):
        raise InvalidInput(
            _("This is a landline, which gets no WhatsApp or SMS. Enter a mobile number, or choose e-mail."),
            field="phone",
        )
    return chosen


def longest_window(how_sure: str) -> timedelta:
    """How long a request may be that knows its time so well, by the policy of today."""
    noticed = how_sure == HowSure.NOTICED
    return timedelta(
        minutes=policies.value(Policy.Rule.NOTICED_WINDOW_MINUTES if noticed else Policy.Rule.WINDOW_MINUTES)
    )


def contact_address(channel: str, address: str) -> str:
    """The one spelling of a contact for `channel`. Raises InvalidInput when the channel cannot reach it."""
    if channel not in channels.offered():
        raise InvalidInput(_("Choose how we may send you messages."), field="channel")
    if channel == Channel.EMAIL:
        return identity.read_email(address)
    number = identity.read_phone(address)
    check_channel(channel, phone=number, email="")
    return number


def contact_of(submission: Submission) -> str:
    """The address of the channel, of a submission that was checked."""
    return submission.email if submission.channel == Channel.EMAIL else submission.phone


def check_window(starts_at: datetime, ends_at: datetime, *, how_sure: str = HowSure.ROUGH) -> None:
    """Raises InvalidInput when a request cannot ask for `[starts_at, ends_at)`; recordings may be gone all the same."""
    now = database_now()
    longest = longest_window(how_sure)
    if ends_at <= starts_at:
        raise InvalidInput(_("The end must be later than the start."), field="ends_at")
    if ends_at > now + FUTURE_TOLERATED:
        raise InvalidInput(_("This time has not come yet. Enter when it happened."), field="ends_at")
    if starts_at < now - OLDEST:
        raise InvalidInput(
            _("Recordings of that day no longer exist. Check the date; recordings are kept for days, not years."),
            field="starts_at",
        )
    if ends_at - starts_at > longest:
        raise InvalidInput(
            _("One request can ask for %(minutes)s minutes at most. Narrow the time, or file a second request.")
            % {"minutes": longest // timedelta(minutes=1)},
            field="ends_at",
        )


def check_position(latitude: float | None, longitude: float | None) -> None:
    """Raises InvalidInput for half a position and for one that is not on earth."""
    if (latitude is None) != (longitude is None):
        raise InvalidInput(_("Give both latitude and longitude, or neither."), field="latitude")
    if latitude is not None and longitude is not None and not is_on_earth(latitude, longitude):
        raise InvalidInput(_("There is no such point on earth. Check latitude and longitude."), field="latitude")


def is_on_earth(latitude: float, longitude: float) -> bool:
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def _check_choices(submission: Submission) -> None:
    choices: dict[str, tuple[list[str], Sentence]] = {
        "how_sure": (HowSure.values, _("Choose how well you know the time.")),
        "incident_type": (IncidentType.values, _("Choose what kind of incident it was.")),
        "purpose": (Purpose.values, _("Choose what you need the footage for.")),
        "wanted": (Wanted.values, _("Choose what you would like us to do.")),
        "vehicle_type": (["", *VehicleType.values], _("Choose the kind of vehicle.")),
        "channel": (["", *channels.offered()], _("Choose how we may send you messages.")),
        "capacity": (Capacity.values, _("Choose in what capacity you ask.")),
    }
    for field, (known, sentence) in choices.items():
        if getattr(submission, field) not in known:
            raise InvalidInput(sentence, field=field)


def _behalf(submission: Submission, field: str) -> str:
    return _text(submission, field, 300, BEHALF[field] if field in MUST_SAY[submission.capacity] else None)


def _text(submission: Submission, field: str, longest: int, missing: Sentence | None = None) -> str:
    """The answer without blanks around it; `missing` is said when it is empty, None when it may be."""
    text = getattr(submission, field).strip()
    if not text and missing is not None:
        raise InvalidInput(missing, field=field)
    if len(text) > longest:
        raise InvalidInput(
            _("Shorten this to %(limit_value)d characters; there are %(show_value)d now.")
            % {"limit_value": longest, "show_value": len(text)},
            field=field,
        )
    if "\0" in text:
        raise InvalidInput(_("Remove the characters that cannot be seen, then try again."), field=field)
    return text
