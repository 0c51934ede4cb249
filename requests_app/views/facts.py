"""The truth about the footage in sentences, for the answer before submitting, the receipt and the case."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags import formats
from footage.gaps import Gap
from requests_app.intake import places
from requests_app.intake.findings import Finding, Findings, Truth

TONES = {Truth.COMPLETE: "good", Truth.PARTIAL: "waiting", Truth.UNKNOWN: "new"}
LABELS: dict[str, Promise] = {
    Truth.COMPLETE: gettext_lazy("Recorded"),
    Truth.PARTIAL: gettext_lazy("Partly recorded"),
    Truth.UNKNOWN: gettext_lazy("Not known yet"),
    Truth.OVERWRITTEN: gettext_lazy("Overwritten"),
    Truth.UNUSABLE: gettext_lazy("Cannot be opened"),
    Truth.NOTHING: gettext_lazy("Nothing recorded"),
    Truth.RELEASED: gettext_lazy("No longer kept"),
}
VERDICTS: dict[str, Promise] = {
    Truth.COMPLETE: gettext_lazy("There is a camera, and it was recording the whole time."),
    Truth.PARTIAL: gettext_lazy("There is a camera, but it was recording only part of the time."),
    Truth.UNKNOWN: gettext_lazy("There is a camera; whether it was recording cannot be seen at the moment."),
    Truth.OVERWRITTEN: gettext_lazy("There is a camera, but its recordings of that time have been overwritten."),
    Truth.NOTHING: gettext_lazy("There is a camera, but it recorded nothing at that time."),
    Truth.UNUSABLE: gettext_lazy("There is a camera, but what it recorded cannot be opened."),
    Truth.RELEASED: gettext_lazy("There is a camera. What it recorded is no longer kept for this request."),
    Truth.NO_CAMERA: gettext_lazy("No camera of the city is known near this place."),
}


RECORDING: dict[str, Promise] = {
    Truth.COMPLETE: gettext_lazy("Yes, the whole time."),
    Truth.PARTIAL: gettext_lazy("Yes, part of the time."),
    Truth.UNKNOWN: gettext_lazy("This cannot be seen at the moment."),
    Truth.OVERWRITTEN: gettext_lazy("The recordings of that time have been overwritten."),
    Truth.UNUSABLE: gettext_lazy("Yes, but the recording cannot be opened."),
    Truth.NOTHING: gettext_lazy("No, there is no recording of that time."),
    Truth.RELEASED: gettext_lazy("What it recorded is no longer kept for this request."),
    Truth.NO_CAMERA: gettext_lazy("No camera of the city is known near this place."),
}


SOME_COMPLETE = gettext_lazy(
    "There are cameras, and at least one was recording the whole time. What the others lack is said below."
)
SOME_RECORDED = gettext_lazy("At least one camera was, the whole time. What the others lack is said below.")


@dataclass(frozen=True, slots=True)
class CameraFact:
    """One camera as a card. `distance` is text, empty when it is not known."""

    name: str
    distance: str
    label: str | Promise
    tone: str
    sentence: str
    gaps: tuple[Gap, ...]


def verdict(findings: Findings) -> str | Promise:
    """Was there a camera, and was it recording: in one sentence."""
    return SOME_COMPLETE if _is_mixed(findings) else VERDICTS[findings.truth]


def recording(findings: Findings) -> str | Promise:
    """Was it recording: the short answer of a decision."""
    return SOME_RECORDED if _is_mixed(findings) else RECORDING[findings.truth]


def _is_mixed(findings: Findings) -> bool:
    """One camera recorded everything and another did not: "the whole time" alone would hide the other's gap."""
    return findings.truth == Truth.COMPLETE and any(found.truth != Truth.COMPLETE for found in findings.cameras)


def of_cameras(findings: Findings) -> list[CameraFact]:
    return [
        CameraFact(
            name=finding.camera.name,
            distance="" if finding.distance is None else places.distance(finding.distance),
            label=LABELS[finding.truth],
            tone=TONES.get(finding.truth, "closed"),
            sentence=_sentence(finding),
            gaps=finding.gaps if finding.truth in (Truth.PARTIAL, Truth.UNUSABLE) else (),
        )
        for finding in findings.cameras
    ]


def _sentence(finding: Finding) -> str:
    if finding.truth == Truth.UNUSABLE:
        return _("The files are kept all the same, and an officer examines them.")
    if finding.truth in (Truth.COMPLETE, Truth.PARTIAL):
        return _recorded(finding)
    if finding.truth == Truth.UNKNOWN:
        return _("We cannot look into its recordings at the moment. An officer looks as soon as it can be done.")
    return str(VERDICTS[finding.truth])


def _recorded(finding: Finding) -> str:
    """From the first look to safekeeping."""
    if finding.secured:
        if finding.kept_until is None:
            return _("What it recorded is in safekeeping.")
        day = formats.day(finding.kept_until)
        return _("What it recorded is in safekeeping, at least until %(day)s.") % {"day": day}
    if finding.secured is False:
        return _("What it recorded is being put into safekeeping right now.")
    if finding.kept_until is None:
        return _("What it recorded is put into safekeeping as soon as you submit.")
    return _(
        "What it recorded is deleted on %(day)s at the latest. Submit before then: we put it into safekeeping at once."
    ) % {"day": formats.day(finding.kept_until)}
