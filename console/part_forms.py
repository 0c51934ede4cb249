"""The forms of the footage desk: parts to be released, masks on them, marks. Times are clock times of the footage."""

import json
import re
from datetime import datetime
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.times import clock_text, moment_within
from console.tracks import Span
from core.clock import WIB
from core.forms import PageForm, Radios, Text
from footage.models import Hold, Look
from footage.rendering.masks import Style
from requests_app.decision.masking import BASIS
from requests_app.models import MaskReason, Selection
from requests_app.review import marks

TIME = {"inputmode": "decimal", "autocomplete": "off"}
STYLES = {
    Style.pixelate: gettext_lazy("pixelated"),
    Style.blur: gettext_lazy("blurred"),
    Style.solid: gettext_lazy("black"),
}
WHOLE = (0.0, 0.0, 100.0, 100.0)
NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d{1,4})?")
CORNER = re.compile(r"(-?\d{1,3}(?:\.\d{1,4})?),(-?\d{1,3}(?:\.\d{1,4})?)")


class PurposeForm(PageForm):
    purpose = forms.ChoiceField(
        label=gettext_lazy("Why do you look at this footage?"),
        choices=[(value, capfirst(label)) for value, label in Look.Purpose.choices],
        widget=Radios(),
        error_messages={
            "required": gettext_lazy("Choose why you look at the footage."),
            "invalid_choice": gettext_lazy("Choose why you look at the footage."),
        },
    )


class PartForm(PageForm):
    """The times of one part of `hold` that is to be released; of a new one when there is no `selection` yet."""

    starts = forms.CharField(label=gettext_lazy("From"), widget=Text(width=10, suffix="WIB", attrs=dict(TIME)))
    ends = forms.CharField(label=gettext_lazy("Until"), widget=Text(width=10, suffix="WIB", attrs=dict(TIME)))

    def __init__(self, data: Any = None, *, hold: Hold, selection: Selection | None = None):
        self.hold, self.selection = hold, selection
        offered = selection or hold
        super().__init__(
            data,
            prefix=f"part-{selection.pk if selection else hold.pk}",
            initial={"starts": clock_text(offered.starts_at), "ends": clock_text(offered.ends_at)},
        )
        for field in self.fields.values():
            field.error_messages["required"] = self._sentence()

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        moments = {name: self._moment(name, text) for name, text in list(answers.items())}
        if all(moments.values()) and len(moments) == 2 and moments["starts"] >= moments["ends"]:  # type: ignore[operator]
            self.add_error("ends", _("The end must be later than the start."))
        return moments

    def _moment(self, name: str, text: str) -> datetime | None:
        moment = moment_within(text, starts_at=self.hold.starts_at, ends_at=self.hold.ends_at)
        if moment is None:
            self.add_error(name, self._sentence())
        return moment

    def _sentence(self) -> str:
        bounds = {"start": clock_text(self.hold.starts_at), "end": clock_text(self.hold.ends_at)}
        return _("Type a time from %(start)s to %(end)s, like %(start)s.") % bounds


class MaskForm(PageForm):
    """One mask on a part; a new one when there is no `mask` yet.

    The place is in percent of the picture from its top left corner: a box, or the corners of a polygon, "10,20 35,20
    22.5,40". `keys` is written by the page's script: a place that moves, as in `footage.rendering.masks`.
    """

    style = forms.ChoiceField(label=gettext_lazy("How it is covered"), choices=list(STYLES.items()))
    reason = forms.ChoiceField(label=gettext_lazy("Why"))
    whole = forms.BooleanField(label=gettext_lazy("The whole picture"), required=False)
    outside = forms.BooleanField(label=gettext_lazy("Everything but this place"), required=False)
    x = forms.CharField(label=gettext_lazy("Left"), required=False)
    y = forms.CharField(label=gettext_lazy("Top"), required=False)
    width = forms.CharField(label=gettext_lazy("Width"), required=False)
    height = forms.CharField(label=gettext_lazy("Height"), required=False)
    points = forms.CharField(
        label=gettext_lazy("Corners of a polygon"),
        help_text=gettext_lazy("Left and top of each, like 10,20 35,20 22.5,40. Empty: the box above."),
        required=False,
    )
    starts = forms.CharField(label=gettext_lazy("From"), required=False)
    ends = forms.CharField(label=gettext_lazy("Until"), required=False)
    keys = forms.CharField(required=False, widget=forms.HiddenInput)
    PLACE = ("x", "y", "width", "height")

    def __init__(
        self, data: Any = None, *, selection: Selection, mask: dict[str, Any] | None = None, number: int | None = None
    ):
        self.selection, self.mask, self.number = selection, mask, number
        self.mask_id = mask["id"] if mask else ""
        super().__init__(data, prefix=f"mask-{self.mask_id or selection.pk}", initial=_shown(mask, selection))
        reasons = [(value, f"{capfirst(label)} ({BASIS[value]})") for value, label in MaskReason.choices]
        choice: Any = self.fields["reason"]
        choice.choices = [("", _("Choose why")), *reasons]
        choice.error_messages["required"] = _("Choose why this may not be shown.")
        for name in self.PLACE:
            self.fields[name].widget = Text(width=4, suffix="%", attrs=dict(TIME))
        for name in ("starts", "ends"):
            self.fields[name].widget = Text(width=10, suffix="WIB", attrs=dict(TIME))

    @property
    def is_polygon(self) -> bool:
        return bool(self["points"].value())

    @property
    def moves(self) -> int:
        """How many key frames the mask has."""
        return len(self.mask.get("keys", ())) if self.mask else 0

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or {}
        mask: dict[str, Any] = {"style": answers.get("style"), "reason": answers.get("reason")}
        if self.mask_id:
            mask["id"] = self.mask_id
        if answers.get("outside"):
            mask["except"] = True
        mask |= self._times(answers) | self._place(answers)
        return answers | {"mask": mask}

    def _times(self, answers: dict[str, Any]) -> dict[str, Any]:
        """ "from" and "to"; what is left empty is the part's own."""
        found = {}
        for name, key in (("starts", "from"), ("ends", "to")):
            if not answers.get(name):
                continue
            part = self.selection
            moment = moment_within(answers[name], starts_at=part.starts_at, ends_at=part.ends_at)
            if moment is None:
                bounds = {"start": clock_text(part.starts_at), "end": clock_text(part.ends_at)}
                self.add_error(name, _("Type a time from %(start)s to %(end)s, or leave it empty.") % bounds)
            elif moment != (part.starts_at if key == "from" else part.ends_at):
                found[key] = moment.astimezone(WIB).isoformat()
        return found

    def _place(self, answers: dict[str, Any]) -> dict[str, Any]:
        if answers.get("whole"):
            return {}
        if answers.get("keys"):
            return {"keys": self._keys(answers["keys"])}
        if answers.get("points", "").strip():
            return {"points": self._points(answers["points"])}
        box = [self._share(name, answers.get(name, "")) for name in self.PLACE]
        return {"box": box}

    def _points(self, text: str) -> list[list[float]]:
        corners = [CORNER.fullmatch(part) for part in text.split()]
        if len(corners) < 3 or not all(corners):
            self.add_error("points", _("Type three corners or more, like 10,20 35,20 22.5,40."))
        return [[round(float(share) / 100, 6) for share in corner.groups()] for corner in corners if corner]

    def _share(self, name: str, text: str) -> float:
        if not NUMBER.fullmatch(text.strip()):
            self.add_error(name, _("Type a number from 0 to 100, or tick “the whole picture”."))
            return 0.0
        return round(float(text.strip().replace(",", ".")) / 100, 6)

    def _keys(self, text: str) -> list[dict[str, Any]]:
        """As the script wrote them; whether they can be drawn is the engine's to say (`masking.check`)."""
        try:
            return [{"at": str(key["at"]), **_moved_to(key)} for key in json.loads(text)]
        except (ValueError, TypeError, KeyError):
            self.add_error("x", _("The movement of this mask cannot be read. Draw it again."))
            return []


def _moved_to(key: dict[str, Any]) -> dict[str, Any]:
    if "points" in key:
        return {"points": [[float(share) for share in corner] for corner in key["points"]]}
    return {"box": [float(share) for share in key["box"]]}


def _shown(mask: dict[str, Any] | None, selection: Selection) -> dict[str, Any]:
    if mask is None:
        return {"style": Style.pixelate, "x": "40", "y": "40", "width": "20", "height": "20"}
    keys = mask.get("keys", [])
    shown = keys[0] if keys else mask
    points = shown.get("points", [])
    box = shown.get("box") or (_around(points) if points else [part / 100 for part in WHOLE])
    times = {
        name: clock_text(datetime.fromisoformat(mask[key])) if mask.get(key) else ""
        for name, key in (("starts", "from"), ("ends", "to"))
    }
    place = {name: f"{round(100 * part, 2):g}" for name, part in zip(MaskForm.PLACE, box, strict=True)}
    return {
        "style": mask["style"],
        "reason": mask["reason"],
        "outside": mask.get("except", False),
        "whole": not {"box", "points", "keys"} & set(mask),
        "points": " ".join(f"{round(100 * x, 2):g},{round(100 * y, 2):g}" for x, y in points),
        "keys": json.dumps(keys) if keys else "",
        **times,
        **place,
    }


def _around(points: list[list[float]]) -> list[float]:
    """The box around a polygon."""
    across, down = zip(*points, strict=True)
    return [min(across), min(down), max(across) - min(across), max(down) - min(down)]


class MarkForm(PageForm):
    """A moment within `span`, and what is there to be seen."""

    at = forms.CharField(label=gettext_lazy("Moment"), widget=Text(width=10, suffix="WIB", attrs=dict(TIME)))
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=marks.LONGEST,
        error_messages={"max_length": gettext_lazy("Shorten the note to 500 characters.")},
    )

    def __init__(self, data: Any = None, *, span: Span | None):
        self.span = span
        super().__init__(data, prefix="mark", initial={"at": clock_text(span.starts_at) if span else ""})
        self.fields["at"].error_messages["required"] = self._sentence()

    def clean_at(self) -> datetime | None:
        moment = None
        if self.span:
            typed = self.cleaned_data["at"]
            moment = moment_within(typed, starts_at=self.span.starts_at, ends_at=self.span.ends_at)
        if moment is None:
            raise forms.ValidationError(self._sentence())
        return moment

    def _sentence(self) -> str:
        if self.span is None:
            return _("No footage is preserved.")
        bounds = {"start": clock_text(self.span.starts_at), "end": clock_text(self.span.ends_at)}
        return _("Type a time from %(start)s to %(end)s, like %(start)s.") % bounds
