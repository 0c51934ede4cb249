"""The receipt (tanda terima) to save or print: what the receipt's page says, in the language of the request."""

from django.utils import translation
from django.utils.translation import gettext as _

from core.templatetags import formats
from requests_app.intake import findings
from requests_app.models import FootageRequest, Status
from requests_app.paper import qr
from requests_app.paper.document import Document
from requests_app.people import officer_code
from requests_app.procedure import deadlines
from requests_app.views import facts


def make(case: FootageRequest, *, pin: str = "") -> bytes:
    """A PDF. `pin` only for whoever is shown it anyway: the device that filed the request, a counter that issued it."""
    with translation.override(case.language):
        paper = Document(title=_("Receipt"), reference=case.reference)
        keys = [(_("Request number"), case.reference)]
        if pin:
            keys.append(("PIN", f"{pin[:4]} {pin[4:]}"))
        paper.keys(keys, address=qr.tracking_address(case.reference), hint=_("Scan to track your request"))
        if pin:
            paper.paragraph(
                _("Keep the PIN secret. Whoever has both number and PIN can open your request; we never ask for it."),
                bold=True,
            )
        paper.facts(_asked(case))
        _say_what_is_kept(paper, case)
        if case.status not in (Status.PREPARING, Status.CLOSED):
            _say_what_happens_next(paper, case)
        return paper.as_bytes()


def _asked(case: FootageRequest) -> list[tuple[str, str]]:
    return [
        (_("Received"), formats.moment(case.submitted_at)),
        *_filed_for(case),
        *([(_("PIN issued"), formats.moment(case.pin_issued_at))] if case.pin_issued_at else []),
        (_("Kind of incident"), case.get_incident_type_display().capitalize()),
        (_("Place"), case.place),
        (_("Time"), formats.window(case.starts_at, case.ends_at)),
        (_("You would like to"), case.get_wanted_display().capitalize()),
    ]


def _filed_for(case: FootageRequest) -> list[tuple[str, str]]:
    if not case.filed_by or not case.counter:
        return []
    told = {"counter": case.counter, "officer": officer_code(case.filed_by)}
    return [(_("Filed for you"), _("%(counter)s, officer %(officer)s") % told)]


def _say_what_is_kept(paper: Document, case: FootageRequest) -> None:
    found = findings.report(case)
    paper.heading(_("The footage"))
    paper.paragraph(facts.verdict(found))
    for camera in facts.of_cameras(found):
        name = f"{camera.name} ({camera.distance})" if camera.distance else camera.name
        paper.facts([(name, f"{camera.label}. {camera.sentence}")])
        paper.bullets(
            f"{formats.window(gap.starts_at, gap.ends_at, seconds=True)} ({formats.duration(gap.length)}): {gap.label}"
            for gap in camera.gaps
        )
    if not found.cameras:
        paper.paragraph(_("An officer looks whether a camera further away can have seen it."))


def _say_what_happens_next(paper: Document, case: FootageRequest) -> None:
    clocks = deadlines.of(case)
    days = {"day": formats.day(clocks.answer.last_day), "count": clocks.answer.allowed}
    paper.heading(_("What happens next"))
    paper.bullets(
        [
            _("An officer takes up your request and looks at the recordings."),
            _("A second person checks the decision."),
            _("You have the answer by %(day)s at the latest: %(count)d working days after you submitted.") % days,
        ],
        numbered=True,
    )
    if clocks.if_extended:
        extended = {"day": formats.day(clocks.if_extended.last_day)}
        paper.paragraph(
            _("If more time is needed, we tell you why in writing; even then the answer comes by %(day)s.") % extended
        )
    if clocks.own_data:
        own = {"hours": clocks.own_data.allowed, "due": formats.moment(clocks.own_data.due_at)}
        paper.paragraph(
            _(
                "If the footage shows only yourself, the law on personal data gives you access within %(hours)s hours:"
                " by %(due)s."
            )
            % own
        )
    terms = [clock.basis for clock in (clocks.answer, clocks.if_extended) if clock]
    basis = "; ".join(dict.fromkeys(filter(None, terms)))
    if basis:
        paper.small(_("Legal basis: %(basis)s") % {"basis": basis})
