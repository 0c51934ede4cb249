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
from requests_app.models import CaseDocument, Draft
from requests_app.submission import Submission

HEADINGS: dict[str, Promise] = {
    pages.WINDOW: gettext_lazy("Where and when"),
    pages.INCIDENT: gettext_lazy("What happened"),
    pages.PURPOSE: gettext_lazy("What it is for"),
    pages.APPLICANT: gettext_lazy("Who you are"),
    pages.DOCUMENTS: gettext_lazy("Documents"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """`href` leads to the box where the answer can be changed."""

    name: str
    answer: str
    href: str


@dataclass(frozen=True, slots=True)
class Section:
    heading: str | Promise
    rows: list[Row]


def sections(application: Application) -> list[Section]:
    return [Section(heading, _rows(application, step)) for step, heading in HEADINGS.items()]


def submission(application: Application, draft: Draft, *, language: str, declared: tuple[str, ...]) -> Submission:
    """What a complete application asks for. The form's fields are named as the submission's."""
    spot, (starts_at, ends_at) = application.spot, application.window
    where = application.cleaned(pages.SEARCH)
    given: dict[str, Any] = {}
    for step in (pages.INCIDENT, pages.PURPOSE, pages.APPLICANT):
        given |= application.cleaned(step)
    return Submission(
        submission_key=draft.submission_key,
        language=language,
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
    return Row(_name(field), _answer(field), _address(step, cast(PageBoundField, field).first_control_id))


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
    chosen = dict(getattr(field.field, "choices", ())).get(value, value)
    return str(chosen) or _("not given")


NAMES: dict[str, Promise] = {
    "how_sure": gettext_lazy("How well you know the time"),
    "incident_type": gettext_lazy("Kind of incident"),
    "anyone_at_risk": gettext_lazy("Somebody in danger"),
    "description": gettext_lazy("In your words"),
    "recognise_by": gettext_lazy("How to recognise it"),
    "purpose": gettext_lazy("Purpose"),
    "wanted": gettext_lazy("You would like to"),
    "whereabouts": gettext_lazy("RT/RW, floor or entrance"),
    "direction": gettext_lazy("Direction of travel"),
    "police_report": gettext_lazy("Police report number"),
    "address": gettext_lazy("Address"),
    "capacity": gettext_lazy("Capacity"),
    "capacity_note": gettext_lazy("On behalf of"),
    "later_power_of_attorney": gettext_lazy("Power of attorney follows later"),
}
