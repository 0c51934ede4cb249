"""The whole application as data: its pages in order, what each one has been told, and what is still missing.

What was typed is kept page by page and bound again whenever it is needed, so an answer is checked by the same form when
it is given, when it is shown for checking and when it is submitted. A page that leads to a list keeps that list beside
what was typed, so that a choice means what was on the screen when it was made.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from notifications.models import Channel
from requests_app.forms.applicant import ApplicantForm, BehalfForm, CapacityForm
from requests_app.forms.contact import ContactForm
from requests_app.forms.documents import DocumentsForm
from requests_app.forms.incident import IncidentForm, PurposeForm
from requests_app.forms.place import NOT_LISTED, PlaceForm, PointForm, SearchForm
from requests_app.forms.proof import ProofForm
from requests_app.forms.recognise import RecogniseForm, VehicleForm
from requests_app.forms.steps import StepForm
from requests_app.forms.window import WindowForm
from requests_app.intake import contact_codes, demands, places, police_reports
from requests_app.intake.places import Option, Spot
from requests_app.intake.police_reports import Demand
from requests_app.models import Capacity, ContactProof

WINDOW, SEARCH, PLACE, POINT = "window", "search", "place", "point"
INCIDENT, RECOGNISE, VEHICLE = "incident", "recognise", "vehicle"
PURPOSE, PROOF = "purpose", "proof"
APPLICANT, CAPACITY, BEHALF, CONTACT, CODE = "applicant", "capacity", "behalf", "contact", "code"
DOCUMENTS = "documents"
FORMS: dict[str, type[StepForm]] = {
    WINDOW: WindowForm,
    SEARCH: SearchForm,
    PLACE: PlaceForm,
    POINT: PointForm,
    INCIDENT: IncidentForm,
    RECOGNISE: RecogniseForm,
    VEHICLE: VehicleForm,
    PURPOSE: PurposeForm,
    PROOF: ProofForm,
    APPLICANT: ApplicantForm,
    CAPACITY: CapacityForm,
    BEHALF: BehalfForm,
    CONTACT: ContactForm,
    DOCUMENTS: DocumentsForm,
}
# In their order. The code has no answer to keep; whether it was right is on the proof of the contact.
STEPS = (*(step for step in FORMS if step != DOCUMENTS), CODE, DOCUMENTS)
NOT_SURE = "not-sure"
FOLLOWING = {SEARCH: (PLACE, POINT), PLACE: (POINT,)}  # answers that hang on another


class Application:
    """`answers` is the draft's content: for each page {"typed": …, "offered": the list of the next page}, and for the
    code {"proof": the id of the proof of the contact}."""

    def __init__(self, answers: Mapping[str, Any], *, sent: Collection[str] = (), at_counter: bool = False):
        """`sent`: the kinds of document that the draft has. `at_counter`: filed for a person who stands there."""
        self.answers = dict(answers)
        self.sent = sent
        self.at_counter = at_counter
        self._known_forms: dict[str, StepForm] = {}  # the draft's own answers, read and checked once

    # what was asked and answered

    def form(self, step: str, data: MultiValueDict[str, str] | None = None) -> StepForm:
        """The page's form, bound to `data`, or else to what the draft holds, or else empty."""
        if data is not None:
            return FORMS[step](data, **self._knowledge(step))
        if step not in self._known_forms:
            typed = MultiValueDict(self.answers[step]["typed"]) if self.answers.get(step) else None
            self._known_forms[step] = FORMS[step](typed, **self._knowledge(step))
        return self._known_forms[step]

    def keep(self, step: str, form: StepForm) -> dict[str, dict[str, Any]]:
        """Takes the page's answers over and returns what changed in the draft, by page.

        Whatever was chosen from a list that no longer holds is asked again.
        """
        before = self.answers.get(step, {})
        typed = form.typed()
        changed: dict[str, dict[str, Any]] = {step: {"typed": typed}}
        if before.get("typed") == typed and "offered" in before:
            changed[step] = before
        else:
            changed |= {later: {} for later in FOLLOWING.get(step, ())}
        self.answers |= changed
        self._known_forms.clear()
        if "offered" not in changed[step] and form.is_valid():
            changed[step]["offered"] = self._offer(step, form)
            if step == SEARCH and (position := form.cleaned_data["position"]):
                chosen = places.at_position(position, offered=changed[SEARCH]["offered"])
                changed |= self.keep(PLACE, self.form(PLACE, MultiValueDict({"choice": [str(chosen)]})))
        return changed

    def missing(self) -> str | None:
        """The first page without a valid answer."""
        return next((step for step in STEPS if self.is_asked(step) and not self.is_answered(step)), None)

    def is_asked(self, step: str) -> bool:
        """A place is not asked for when a position says it, camera points only where there are some to choose from, for
        whom somebody acts only when it is not for themself, and a code only where there is a contact to prove."""
        if step == CODE:
            return self.contact != ("", "") or not self.is_answered(CONTACT)
        if step == PLACE:
            return not (self.is_answered(SEARCH) and self.cleaned(SEARCH)["position"])
        if step == BEHALF:
            return not self.is_answered(CAPACITY) or self.capacity != Capacity.SELF
        return step != POINT or bool(self.offered(PLACE))

    def is_answered(self, step: str) -> bool:
        if step == CODE:
            channel, address = self.contact
            return contact_codes.proves(self.proof, channel=channel, address=address)
        return bool(self.answers.get(step)) and self.form(step).is_valid()

    def cleaned(self, step: str) -> dict[str, Any]:
        """The answers of a page that is answered."""
        form = self.form(step)
        form.is_valid()
        return form.cleaned_data

    # what it means

    @property
    def spot(self) -> Spot:
        """The place meant so far: the camera point chosen, else the place, else its bare words, else nowhere."""
        choice = self._chosen(PLACE)
        if choice is None:
            return Spot("")
        if choice == NOT_LISTED:
            return Spot(label=self.cleaned(SEARCH)["place"])
        point = self._chosen(POINT)
        if point in (None, NOT_SURE):
            return as_spot(self.offered(SEARCH)[int(choice)])
        return as_spot(self.offered(PLACE)[int(point)])

    @property
    def window(self) -> tuple[datetime, datetime]:
        """`[starts_at, ends_at)`, aware UTC, of a page that is answered."""
        answers = self.cleaned(WINDOW)
        return answers["starts_at"], answers["ends_at"]

    @property
    def capacity(self) -> str:
        """Of a page that is answered."""
        return self.cleaned(CAPACITY)["capacity"]

    @property
    def contact(self) -> tuple[str, str]:
        """(channel, address) by which the applicant wants to be reached; empty before the page is answered."""
        if not self.is_answered(CONTACT):
            return "", ""
        answers = self.cleaned(CONTACT)
        return answers["channel"], answers["email" if answers["channel"] == Channel.EMAIL else "phone"]

    @cached_property
    def proof(self) -> ContactProof | None:
        """The code that was sent last, whichever contact it went to."""
        return contact_codes.find(self.answers.get(CODE, {}).get("proof"))

    def is_overwritten(self) -> bool:
        """Whether no recorder can still have the time asked for, wherever it was."""
        if not self.is_answered(WINDOW):
            return False
        return self.window[1] <= timezone.now() - places.longest_retention()

    # inside

    def _chosen(self, step: str) -> str | None:
        return self.cleaned(step)["choice"] if self.is_answered(step) else None

    def offered(self, step: str) -> list[Option]:
        """The list to which the page led."""
        return self.answers.get(step, {}).get("offered", [])

    def _knowledge(self, step: str) -> dict[str, Any]:
        """What a page's form must know beside what was typed."""
        if step == PLACE:
            return {"options": [*listed(self.offered(SEARCH)), (NOT_LISTED, _("My place is not here"), "")]}
        if step == POINT:
            return {"options": [*listed(self.offered(PLACE)), (NOT_SURE, _("I am not sure"), "")]}
        if step == DOCUMENTS:
            capacity = self.capacity if self.is_answered(CAPACITY) else ""
            return {"missing": demands.missing(capacity=capacity, present=self.sent)}
        if step == PROOF:
            return {"demand": self._demand()}
        if step == CONTACT:
            return {"at_counter": self.at_counter}
        if step == BEHALF:
            return {"capacity": self.capacity if self.is_answered(CAPACITY) else Capacity.SELF}
        return {}

    def _demand(self) -> Demand:
        """What is asked about a police report after such an incident."""
        if not self.is_answered(INCIDENT):
            return Demand.MAY_FOLLOW
        return police_reports.demand(self.cleaned(INCIDENT)["incident_type"])

    def _offer(self, step: str, form: StepForm) -> list[Option]:
        """The list that the next page offers, after a valid answer."""
        if step == SEARCH:
            return places.find_places(form.cleaned_data["place"], position=form.cleaned_data["position"])
        if step == PLACE and form.cleaned_data["choice"] != NOT_LISTED:
            place = self.offered(SEARCH)[int(form.cleaned_data["choice"])]
            return [] if place["exact"] else places.find_points(place)
        return []


def as_spot(option: Option) -> Spot:
    return Spot(option["label"], option["latitude"], option["longitude"], option["area"], option.get("camera_code", ""))


def listed(options: Sequence[Option]) -> list[tuple[str, str, str]]:
    """(value, label, hint) of each; the value is its place in the list that the draft keeps."""
    return [(str(number), option["label"], option["hint"]) for number, option in enumerate(options)]
