"""What officers type. Forms only validate; the workflow decides."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.times import clock_text, moment_within
from core.forms import PageForm, Radios, Text, TextBlock
from footage.hold_reports import HoldReport
from requests_app.decisions import Window
from requests_app.models import DecisionKind, RefusalReason, Status


class ProposalForm(PageForm):
    """A proposed decision: what, and in which words the applicant hears of it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Proposed decision"),
        widget=Radios(reveals={DecisionKind.REFUSE: "reason_code"}),
        error_messages={"required": gettext_lazy("Choose what you propose.")},
    )
    may_download = forms.BooleanField(
        label=gettext_lazy("The applicant may download the clip, not only watch it"),
        required=False,
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
    reason_code = forms.ChoiceField(
        label=gettext_lazy("Reason for refusal"),
        required=False,
    )
    reason = forms.CharField(
        label=gettext_lazy("Explanation to the applicant"),
        widget=TextBlock(rows=4),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("In plain words: what you saw, why this decision. The applicant reads this."),
        error_messages={"max_length": gettext_lazy("Shorten the explanation to 2,000 characters.")},
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        kinds = [(value, capfirst(label)) for value, label in DecisionKind.choices]
        reasons = [(value, capfirst(label)) for value, label in RefusalReason.choices]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["reason_code"].choices = [("", _("Choose a reason")), *reasons]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        kind = answers.get("kind")
        if kind == DecisionKind.REFUSE and not answers.get("reason_code"):
            self.add_error("reason_code", _("Choose the reason for the refusal."))
        if kind and kind != DecisionKind.GRANT and not answers.get("reason"):
            self.add_error("reason", _("Explain the decision to the applicant."))
        return answers


class FilterForm(PageForm):
    """Which cases the queue shows. Nothing in it can be wrong: what does not fit shows the open ones."""

    status = forms.ChoiceField(label=gettext_lazy("Status"), required=False)
    number = forms.CharField(label=gettext_lazy("Request number"), required=False, widget=Text(width=20))
    mine = forms.BooleanField(label=gettext_lazy("Only mine"), required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        statuses = [(value, capfirst(label)) for value, label in Status.choices]
        self.fields["status"].choices = [("", _("All open ones")), *statuses]  # type: ignore[attr-defined]


class WindowForm(PageForm):
    """One camera's window within what is held of it; clock times in WIB, seconds allowed."""

    include = forms.BooleanField(label=gettext_lazy("Release footage of this camera"), required=False)
    starts = forms.CharField(label=gettext_lazy("From"), required=False, widget=Text(width=10, suffix="WIB"))
    ends = forms.CharField(label=gettext_lazy("Until"), required=False, widget=Text(width=10, suffix="WIB"))

    def __init__(self, data: Any = None, *, report: HoldReport, **kwargs: Any):
        self.report = report
        initial = {"starts": clock_text(report.starts_at), "ends": clock_text(report.ends_at)}
        super().__init__(data, prefix=f"camera-{report.camera.pk}", initial=initial, **kwargs)
        for name in ("starts", "ends"):
            self.fields[name].widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        if not answers.get("include"):
            return answers
        start, end = self._moment("starts"), self._moment("ends")
        if start and end and start >= end:
            self.add_error("ends", _("The end must be later than the start."))
        return answers | {"starts_at": start, "ends_at": end}

    def _moment(self, name: str) -> datetime | None:
        bounds = {"starts_at": self.report.starts_at, "ends_at": self.report.ends_at}
        moment = moment_within(self.cleaned_data.get(name, ""), **bounds)
        if moment is None:
            sentence = _("Type a time from %(start)s to %(end)s, like %(start)s.")
            self.add_error(
                name, sentence % {"start": clock_text(bounds["starts_at"]), "end": clock_text(bounds["ends_at"])}
            )
        return moment

    @property
    def window(self) -> Window | None:
        """What the officer chose to release of this camera, if anything. Only after validation."""
        if not self.cleaned_data.get("include"):
            return None
        return Window(
            camera=self.report.camera,
            starts_at=self.cleaned_data["starts_at"],
            ends_at=self.cleaned_data["ends_at"],
        )


class SendBackForm(PageForm):
    comment = forms.CharField(
        label=gettext_lazy("What should the officer change?"),
        widget=TextBlock(rows=3),
        max_length=2000,
        error_messages={
            "required": gettext_lazy("Say what the officer should change."),
            "max_length": gettext_lazy("Shorten the comment to 2,000 characters."),
        },
    )


class MessageForm(PageForm):
    body = forms.CharField(
        label=gettext_lazy("Message to the applicant"),
        widget=TextBlock(rows=3),
        max_length=4000,
        error_messages={
            "required": gettext_lazy("Write the message first."),
            "max_length": gettext_lazy("Shorten the message to 4,000 characters."),
        },
    )
