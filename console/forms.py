"""What officers type. Forms only validate; the workflow decides."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import TextChoices
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Unit
from console.queue import Lateness
from core.forms import PageForm, Radios, Text, TextBlock
from requests_app.decision.decisions import Consequence, Proposal, Window
from requests_app.forms.documents import attachments
from requests_app.forms.fields import Choice, Paragraphs
from requests_app.models import (
    Access,
    DecisionKind,
    IdentityReveal,
    IncidentType,
    Interest,
    RefusalReason,
    Status,
)
from requests_app.models.decision import GRANTS, WITHHOLDS

CHOOSE_KIND = gettext_lazy("Choose what you propose.")
CHOOSE_REASON = gettext_lazy("Choose the reason why it is not given.")
CHOOSE_ACCESS = gettext_lazy("Choose how the clip is seen.")


class ProposalForm(PageForm):
    """A proposed decision: what, on which terms or for which reasons, and in which words the applicant hears of it.

    The windows of a grant are forms of their own, beside the pictures they are about. Fields that the chosen kind does
    not ask for are out of sight and never in the way.
    """

    TERMS = ("access", "view_days", "view_limit")
    WITHHOLDING = ("reason_code", "article", "harm", "lasts")

    kind = forms.ChoiceField(
        label=gettext_lazy("Proposed decision"),
        widget=Radios(),
        error_messages={"required": CHOOSE_KIND, "invalid_choice": CHOOSE_KIND},
    )
    access = forms.ChoiceField(
        label=gettext_lazy("How the applicant sees the clip"),
        choices=[(value, capfirst(label)) for value, label in Access.choices],
        widget=Radios(),
        required=False,
        error_messages={"invalid_choice": CHOOSE_ACCESS},
    )
    view_days = forms.IntegerField(
        label=gettext_lazy("Days the clip can be watched"),
        min_value=1,
        max_value=90,
        widget=Text(width=3, suffix=gettext_lazy("days"), attrs={"inputmode": "numeric"}),
        error_messages={
            "required": gettext_lazy("Type for how many days the clip can be watched, for example 14."),
            "invalid": gettext_lazy("Type the number of days in digits, for example 14."),
            "min_value": gettext_lazy("The clip must be watchable for at least 1 day."),
            "max_value": gettext_lazy("The clip can be watchable for at most 90 days."),
        },
    )
    view_limit = forms.IntegerField(
        label=gettext_lazy("How often it can be watched"),
        help_text=gettext_lazy("Empty: as often as they like in these days."),
        required=False,
        min_value=1,
        max_value=99,
        widget=Text(width=3, suffix=gettext_lazy("times"), attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Type a number in digits, for example 3, or leave it empty."),
            "min_value": gettext_lazy("Type at least 1, or leave it empty."),
            "max_value": gettext_lazy("Type at most 99, or leave it empty."),
        },
    )
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Why it is withheld"),
        required=False,
        error_messages={"invalid_choice": CHOOSE_REASON},
    )
    article = forms.CharField(
        label=gettext_lazy("Article"),
        help_text=gettext_lazy("Empty: the article of the reason chosen above."),
        required=False,
        max_length=200,
        error_messages={"max_length": gettext_lazy("Shorten this to 200 characters.")},
    )
    harm = forms.CharField(
        label=gettext_lazy("Which harm would giving it do, and to whom?"),
        help_text=gettext_lazy("The consequence test (uji konsekuensi). It stands in the register of exemptions."),
        widget=TextBlock(rows=3),
        required=False,
        max_length=2000,
        error_messages={"max_length": gettext_lazy("Shorten this to 2,000 characters.")},
    )
    lasts = forms.CharField(
        label=gettext_lazy("For how long does it stay withheld?"),
        help_text=gettext_lazy("For example: until the trial ends; as long as others can be recognised."),
        required=False,
        max_length=200,
        error_messages={"max_length": gettext_lazy("Shorten this to 200 characters.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("Explanation to the applicant"),
        widget=TextBlock(rows=4),
        required=False,
        max_length=2000,
        help_text=gettext_lazy(
            "In plain words: what you saw, why this decision. The applicant reads this. May stay empty when you grant."
        ),
        error_messages={"max_length": gettext_lazy("Shorten the explanation to 2,000 characters.")},
    )

    def __init__(self, *args: Any, releasable: bool = True, **kwargs: Any):
        """`releasable`: something was recorded, so that it can be granted."""
        super().__init__(*args, **kwargs)
        kinds = [(value, capfirst(label)) for value, label in DecisionKind.choices]
        possible = [choice for choice in kinds if releasable or choice[0] not in GRANTS]
        reasons = [(value, capfirst(label)) for value, label in RefusalReason.choices]
        self.fields["kind"].choices = possible  # type: ignore[attr-defined]
        self.fields["reason_code"].choices = [("", _("Choose a reason")), *reasons]  # type: ignore[attr-defined]

    @property
    def terms(self) -> list[Any]:
        return [self[name] for name in self.TERMS]

    @property
    def withholding(self) -> list[Any]:
        return [self[name] for name in self.WITHHOLDING]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        kind = answers.get("kind")
        if kind in GRANTS:
            answers["access"] = answers.get("access") or Access.VIEW
        elif kind:
            self._forget(self.TERMS)
        if kind in WITHHOLDS:
            self._ask_for_reasons(answers)
        elif kind:
            self._forget(self.WITHHOLDING)
        if kind and kind != DecisionKind.GRANT and not answers.get("reason"):
            self.add_error("reason", _("Explain the decision to the applicant."))
        return answers

    def _forget(self, names: Sequence[str]) -> None:
        """Not asked of this kind, and out of sight."""
        for name in names:
            self.errors.pop(name, None)

    def _ask_for_reasons(self, answers: dict[str, Any]) -> None:
        missing = {
            "reason_code": CHOOSE_REASON,
            "harm": _("Write which harm giving it would do, and to whom."),
            "lasts": _("Write for how long it stays withheld, like “until the trial ends”."),
        }
        for name, sentence in missing.items():
            if not answers.get(name) and not self.has_error(name):
                self.add_error(name, str(sentence))

    def proposal(self, windows: tuple[Window, ...]) -> Proposal:
        """Only after validation."""
        answers = self.cleaned_data
        return Proposal(
            kind=answers["kind"],
            reason=answers["reason"],
            reason_code=answers.get("reason_code", ""),
            consequence=Consequence(**{name: answers.get(name, "") for name in ("article", "harm", "lasts")}),
            access=answers.get("access") or Access.VIEW,
            view_days=answers.get("view_days"),
            view_limit=answers.get("view_limit"),
            windows=windows,
        )


class FilterForm(PageForm):
    """Which cases the queue shows. Nothing in it can be wrong: what does not fit is not asked."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Incident"), required=False)
    lateness = forms.ChoiceField(label=gettext_lazy("Due"), required=False)
    unit = forms.ModelChoiceField(
        Unit.objects, label=gettext_lazy("Unit"), required=False, empty_label=gettext_lazy("All units")
    )
    area = forms.CharField(label=gettext_lazy("Area"), required=False, widget=Text(width=10))
    camera = forms.CharField(label=gettext_lazy("Camera"), required=False, widget=Text(width=10))
    number = forms.CharField(label=gettext_lazy("Request number"), required=False, widget=Text(width=10))
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)
    near = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        choices = {
            "status": [("", _("All open ones")), *_capitalised(Status)],
            "kind": [("", _("All kinds")), *_capitalised(IncidentType)],
            "lateness": [("", _("At any time")), *_capitalised(Lateness)],
        }
        for name, known in choices.items():
            self.fields[name].choices = known  # type: ignore[attr-defined]


def _capitalised(choices: type[TextChoices]) -> list[tuple[str, str]]:
    return [(value, capfirst(label)) for value, label in choices.choices]


class SendBackForm(PageForm):
    comment = Paragraphs(
        label=gettext_lazy("What should the officer change?"),
        missing=gettext_lazy("Say what the officer should change."),
        widget=TextBlock(rows=3),
    )


class ExtendForm(PageForm):
    prefix = "extend"
    reason = Paragraphs(
        label=gettext_lazy("Why is more time needed? The applicant reads this."),
        missing=gettext_lazy("Write why more time is needed. The applicant reads this."),
        widget=TextBlock(rows=3),
    )


class AskForm(PageForm):
    prefix = "ask"
    body = Paragraphs(
        label=gettext_lazy("What do you need from the applicant?"),
        help_text=gettext_lazy("The days until the answer are not counted. The applicant is told at once."),
        missing=gettext_lazy("Write what you need from the applicant."),
        max_length=4000,
        widget=TextBlock(rows=3),
    )


class MessageForm(PageForm):
    body = Paragraphs(
        label=gettext_lazy("Message to the applicant"),
        missing=gettext_lazy("Write the message first."),
        max_length=4000,
        widget=TextBlock(rows=3),
    )
    uploads = attachments()


class ReadingForm(PageForm):
    """An approver's own judgement, before they see the proposal."""

    judgement = Choice(
        label=gettext_lazy("How would you decide?"),
        missing=gettext_lazy("Choose how you would decide."),
        choices=DecisionKind.choices,
        widget=Radios(),
    )
    grounds = Paragraphs(
        label=gettext_lazy("On which grounds?"),
        missing=gettext_lazy("Write your grounds in a few words, 2,000 characters at most."),
        widget=TextBlock(rows=3),
    )


class NoteForm(PageForm):
    prefix = "note"
    body = Paragraphs(
        label=gettext_lazy("Note to colleagues"),
        help_text=gettext_lazy("The applicant does not read this."),
        missing=gettext_lazy("Write the note first."),
        max_length=4000,
        widget=TextBlock(rows=3),
    )


class InterestForm(PageForm):
    prefix = "interest"
    interest = Choice(
        label=gettext_lazy("How are you concerned?"),
        missing=gettext_lazy("Choose how you are concerned by this request."),
        choices=Interest.Kind.choices,
        widget=Radios(),
    )


class RevealForm(PageForm):
    """Why an officer has to see an identity paper; `token` names this one press of the button."""

    why = Choice(
        label=gettext_lazy("Why do you have to see it?"),
        missing=gettext_lazy("Choose why you have to see the paper; the applicant can read it."),
        choices=IdentityReveal.Why.choices,
        widget=Radios(),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)
