"""The forms of the case page by their names. What is typed into one is kept as a draft under its name."""

from collections.abc import Mapping
from typing import Any

from django.forms import FileField
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from console.erasures import ErasureForm
from console.forms import (
    AskForm,
    ExtendForm,
    InterestForm,
    MessageForm,
    NoteForm,
    ProposalForm,
    ReadingForm,
    SendBackForm,
)
from console.objections import VerdictForm
from console.outcome_forms import AppointmentForm, HandoverForm, MinutesForm
from core.errors import NotFound
from core.forms import PageForm
from requests_app.models import FootageRequest, StaffDraft
from requests_app.review import staff_drafts

FORMS: dict[str, type[PageForm]] = {
    "erasure": ErasureForm,
    "objection": VerdictForm,
    "reading": ReadingForm,
    "send_back": SendBackForm,
    "appointment": AppointmentForm,
    "minutes": MinutesForm,
    "handover": HandoverForm,
    "proposal": ProposalForm,
    "message": MessageForm,
    "ask": AskForm,
    "note": NoteForm,
    "extend": ExtendForm,
    "interest": InterestForm,
}


def keep(case: FootageRequest, name: str, data: Mapping[str, Any], *, by: User) -> StaffDraft | None:
    """What stands in the form of that name now, whether or not it could be sent. Raises NotFound, NotAllowed."""
    if name not in FORMS:
        raise NotFound(_("There is no such form."))
    boxes = [box for box in FORMS[name](data).visible_fields() if not isinstance(box.field, FileField)]
    return staff_drafts.save(case, name, {box.name: box.data for box in boxes}, by=by)


def open_form(name: str, draft: StaffDraft | None) -> PageForm:
    """As its draft left it, else empty."""
    return FORMS[name](initial=staff_drafts.read(draft) if draft else None)
