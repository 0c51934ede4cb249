"""The case: what a resident asked for, what was decided, and the rules and days by which it is counted."""

from requests_app.models.clock import Extension, Pause
from requests_app.models.contact import ContactProof
from requests_app.models.counter import SeenPaper
from requests_app.models.decision import (
    Access,
    ConsequenceTest,
    Decision,
    DecisionKind,
    DecisionWindow,
    MaskReason,
    RefusalReason,
)
from requests_app.models.document import CaseDocument, IdentityCheck, IdentityReveal, PowerCheck
from requests_app.models.draft import Draft
from requests_app.models.erasure import Erasure
from requests_app.models.interest import CaseNote, Interest
from requests_app.models.letter import LetterText
from requests_app.models.message import CaseMessage
from requests_app.models.objection import Ground, Objection
from requests_app.models.outcome import Appointment, Handover
from requests_app.models.reading import Reading
from requests_app.models.request import (
    Capacity,
    FootageRequest,
    HowSure,
    IncidentType,
    Outcome,
    Purpose,
    RequestedCamera,
    Status,
    VehicleType,
    Wanted,
)
from requests_app.models.rule import Holiday, Policy
from requests_app.models.selection import Mark, Selection
from requests_app.models.staff_draft import StaffDraft
from requests_app.models.survey import Grade, SurveyAnswer

__all__ = [
    "Access",
    "Appointment",
    "Capacity",
    "CaseDocument",
    "CaseMessage",
    "CaseNote",
    "ConsequenceTest",
    "ContactProof",
    "Decision",
    "DecisionKind",
    "DecisionWindow",
    "Draft",
    "Erasure",
    "Extension",
    "FootageRequest",
    "Grade",
    "Ground",
    "Handover",
    "Holiday",
    "HowSure",
    "IdentityCheck",
    "IdentityReveal",
    "IncidentType",
    "Interest",
    "LetterText",
    "Mark",
    "MaskReason",
    "Objection",
    "Outcome",
    "Pause",
    "Policy",
    "StaffDraft",
    "PowerCheck",
    "Purpose",
    "Reading",
    "RefusalReason",
    "RequestedCamera",
    "SeenPaper",
    "Selection",
    "Status",
    "SurveyAnswer",
    "VehicleType",
    "Wanted",
]
