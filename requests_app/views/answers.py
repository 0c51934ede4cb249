"""The answers of an application: as rows to check, and as the submission they make."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import PageBoundField
from core.templatetags import formats
from requests_app.forms import application as pages
from requests_app.forms.application import Application
from requests_app.forms.times import part_of_day
from requests_app.intake import identity
from requests_app.intake.submission import Submission
from requests_app.models import CaseDocument, Draft

SECTIONS: dict[Promise, tuple[str, ...]] = {
    gettext_lazy("When and where"): (pages.WINDOW, pages.SEARCH),
    gettext_lazy("What happened"): (pages.INCIDENT,),
    gettext_lazy("How to recognise it"): (pages.RECOGNISE, pages.VEHICLE),
    gettext_lazy("What it is for, and proof"): (pages.PURPOSE, pages.PROOF),
    gettext_lazy("Who you are"): (pages.APPLICANT, pages.CAPACITY, pages.BEHALF, pages.CONTACT),
    gettext_lazy("Documents"): (pages.DOCUMENTS,),
}
SAID_AS_THEY_ARE = (
    pages.INCIDENT,
    pages.RECOGNISE,
    pages.VEHICLE,
    pages.PURPOSE,
    pages.PROOF,
    pages.APPLICANT,
    pages.CAPACITY,
    pages.BEHALF,
    pages.CONTACT,
)


@dataclass(frozen=True, slots=True)
class Row:
    """`href` leads to the box where the answer can be changed; `doubt` says what to compare in it once more."""

    name: str
    answer: str
    href: str
    doubt: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Section:
    heading: str | Promise
    rows: list[Row]


def sections(application: Application) -> list[Section]:
    return [
        Section(heading, [row for step in steps if application.is_asked(step) for row in _rows(application, step)])
        for heading, steps in SECTIONS.items()
    ]


def submission(application: Application, draft: Draft, *, declared: tuple[str, ...]) -> Submission:
    """What a complete application asks for. The form's fields are named as the submission's."""
    spot, (starts_at, ends_at) = application.spot, application.window
    where = application.cleaned(pages.SEARCH)
    given: dict[str, Any] = {}
    for step in SAID_AS_THEY_ARE:
        if application.is_asked(step):
            given |= application.cleaned(step)
    given.pop("later_police_report", None)  # said to us, not asked of us
    return Submission(
        submission_key=draft.submission_key,
        contact_proof=application.proof.pk if application.proof else None,
        place=spot.label,
        latitude=spot.latitude,
        longitude=spot.longitude,
        area_code=spot.area,
        camera_code=spot.camera_code,
        whereabouts=where["whereabouts"],
        direction=where["direction"],
        starts_at=starts_at,
        ends_at=ends_at,
        how_sure=application.cleaned(pages.WINDOW)["how_sure"],
        declared=declared,
        **given,
    )


def _rows(application: Application, step: str) -> list[Row]:
    if step == pages.WINDOW:
        return [
            Row(_("Time"), _time(*application.window), _address(pages.WINDOW, "id_earliest")),
            _row(application.form(pages.WINDOW)["how_sure"], pages.WINDOW),
        ]
    if step == pages.SEARCH:
        return [
            Row(_("Place"), application.spot.label, _address(pages.SEARCH, "id_place")),
            *(_row(application.form(pages.SEARCH)[name], pages.SEARCH) for name in ("whereabouts", "direction")),
        ]
    form = application.form(step)
    form.is_valid()
    rows = [_row(field, step) for field in form]
    return [_sent(application), *rows] if step == pages.DOCUMENTS else rows


def _sent(application: Application) -> Row:
    names = [str(capfirst(CaseDocument.Kind(kind).label)) for kind in application.sent]
    return Row(_("Sent so far"), "\n".join(names) or _("none"), _address(pages.DOCUMENTS, "sent"))


def _row(field: Any, step: str) -> Row:
    answer, address = _answer(field), _address(step, cast(PageBoundField, field).first_control_id)
    return Row(_name(field), answer, address, identity.doubt_about_nik(answer) if field.name == "nik" else "")


def _time(starts_at: datetime, ends_at: datetime) -> str:
    return f"{formats.window(starts_at, ends_at)} ({part_of_day(starts_at)})"


def _address(step: str, box: str) -> str:
    return f"{reverse(f'requests:{step}')}#{box}"


def _name(field: Any) -> str:
    """A question's short name, where its label is a long one."""
    return str(NAMES.get(field.name, field.label))


def _answer(field: Any) -> str:
    value = field.form.cleaned_data[field.name]
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    chosen = dict(getattr(field.field, "choices", ())).get(field.data if value == "" else value, value)
    return str(chosen) or _("not given")


NAMES: dict[str, Promise] = {
    "how_sure": gettext_lazy("How well you know the time"),
    "incident_type": gettext_lazy("Kind of incident"),
    "anyone_at_risk": gettext_lazy("Somebody in danger"),
    "description": gettext_lazy("In your words"),
    "clothing": gettext_lazy("Clothes and looks"),
    "item": gettext_lazy("What was taken, lost or damaged"),
    "vehicle_type": gettext_lazy("Your vehicle"),
    "vehicle_make": gettext_lazy("Make and model"),
    "vehicle_colour": gettext_lazy("Colour"),
    "vehicle_plate": gettext_lazy("Number plate"),
    "other_vehicles": gettext_lazy("Other vehicles"),
    "recipients": gettext_lazy("Who else will see it"),
    "claim_number": gettext_lazy("Insurance claim number"),
    "channel": gettext_lazy("Messages by"),
    "language": gettext_lazy("Language"),
    "power_of_attorney": gettext_lazy("Power of attorney"),
    "organisation": gettext_lazy("Organisation"),
    "deed": gettext_lazy("Deed of the organisation"),
    "purpose": gettext_lazy("Purpose"),
    "wanted": gettext_lazy("You would like to"),
    "whereabouts": gettext_lazy("RT/RW, floor or entrance"),
    "direction": gettext_lazy("Direction of travel"),
    "police_report": gettext_lazy("Police report number"),
    "later_police_report": gettext_lazy("Police report follows later"),
    "address": gettext_lazy("Address"),
    "capacity": gettext_lazy("Capacity"),
    "capacity_note": gettext_lazy("On behalf of"),
    "later_power_of_attorney": gettext_lazy("Power of attorney follows later"),
}
