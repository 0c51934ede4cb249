"""Papers that two people sign: the minutes of watching at an office, and the receipt of a hand-over to the police."""

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext as _

from core.templatetags import formats
from requests_app.models import Appointment, Handover
from requests_app.paper.document import Document

OFFICE_LANGUAGE = "id"  # what the office files is Indonesian, whatever language the applicant reads


def of_appointment(appointment: Appointment) -> bytes:
    """A PDF (berita acara): who watched which clips, where, when and under whose eyes."""
    case = appointment.request
    with translation.override(OFFICE_LANGUAGE):
        paper = Document(title=_("Minutes of watching footage"), reference=case.reference)
        paper.facts(
            [
                (_("Request number"), case.reference),
                (_("Time"), formats.moment(appointment.starts_at)),
                (_("Place"), appointment.place),
                (_("State"), appointment.get_state_display().capitalize()),
                (_("Present"), appointment.present or "–"),
                (_("Identity paper seen"), _("Yes") if appointment.identity_seen else _("No")),
                (_("Supervised by"), str(appointment.supervised_by or "–")),
            ]
        )
        paper.heading(_("What was shown"))
        paper.bullets(_clips(appointment) or [_("Nothing.")])
        if appointment.remarks:
            paper.heading(_("Remarks"))
            paper.paragraph(appointment.remarks)
        paper.paragraph(_("Whoever watched declares not to have recorded or copied anything of it."))
        paper.signatures([_("Applicant"), _("Officer")])
        return paper.as_bytes()


def of_handover(handover: Handover) -> bytes:
    """A PDF (berita acara serah terima): the letter, the officer, and every file with its SHA-256."""
    with translation.override(OFFICE_LANGUAGE):
        paper = Document(title=_("Receipt of footage handed over to the police"), reference=handover.request.reference)
        paper.facts(
            [
                (_("Request number"), handover.request.reference),
                (_("Handed over"), formats.moment(handover.handed_at)),
                (_("Police unit"), handover.police_unit),
                (_("Police officer"), f"{handover.officer_name} (NRP {handover.officer_number})"),
                (
                    _("Police letter"),
                    _("%(number)s of %(day)s")
                    % {"number": handover.letter_number, "day": formats.day(handover.letter_date)},
                ),
                (_("Handed over by"), str(handover.handed_by)),
            ]
        )
        paper.paragraph(
            _("The files are the recorder’s own, unchanged. Each can be checked against its SHA-256 at any time.")
        )
        paper.heading(_("Files"))
        for file in handover.files:
            paper.facts([(file["name"], f"{formats.size(file['size'])}\n{_spaced(file['sha256'])}")])
        paper.signatures([_("Received by"), _("Handed over by")])
        return paper.as_bytes()


def _clips(appointment: Appointment) -> Sequence[str]:
    windows = [
        window
        for decision in appointment.request.decisions.filter(state="approved")
        for window in decision.windows.select_related("camera")
    ]
    return [
        f"{window.camera.name}: {formats.window(window.starts_at, window.ends_at, seconds=True)}" for window in windows
    ]


def _spaced(digest: str) -> str:
    """In groups of eight, so that two people can compare it aloud and it breaks over lines."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
