"""The letter about a decision, and the file with which somebody goes to the Komisi Informasi.

Both say what the pages say, in the language of the request: three facts first (was there a camera, was it recording,
what was decided), then what is given, what is covered and why, and what can be done next.
"""

from collections import Counter

from django.utils import translation
from django.utils.translation import gettext as _

from core.templatetags import formats
from requests_app.applicant import objections
from requests_app.decision import decisions
from requests_app.decision.masking import BASIS
from requests_app.intake import findings
from requests_app.models import ConsequenceTest, Decision, FootageRequest, MaskReason, Objection
from requests_app.paper import qr
from requests_app.paper.document import Document
from requests_app.views import facts, standing


def make_letter(case: FootageRequest) -> bytes:
    """The letter as a PDF. Raises NotNow while nothing is decided."""
    with translation.override(case.language):
        paper = Document(title=_("Decision on your request"), reference=case.reference)
        _say_what_was_decided(paper, case, decisions.live(case))
        _say_how_to_object(paper, case)
        _point_to_the_page(paper, case)
        return paper.as_bytes()


def make_file(objection: Objection) -> bytes:
    """Everything a dispute needs in one PDF: what was asked and when, the decision, the objection and its answer.

    UU 14/2008 art. 37: within 14 working days of the answer to the objection.
    """
    case = objection.request
    with translation.override(case.language):
        paper = Document(title=_("File for the Komisi Informasi"), reference=case.reference)
        term = objections.term_to_dispute(objection)
        paper.paragraph(
            _("To be handed in until %(day)s: %(count)s working days (%(basis)s).")
            % {"day": formats.day(term.last_day), "count": term.allowed, "basis": term.basis},
            bold=True,
        )
        paper.heading(_("The request"))
        paper.facts(
            [
                (_("Filed"), formats.moment(case.submitted_at)),
                (_("Applicant"), case.applicant_name),
                (_("Place"), case.place),
                (_("Time"), formats.window(case.starts_at, case.ends_at)),
                (_("What happened"), case.description),
                (_("Purpose"), case.get_purpose_display()),
                (_("You would like to"), case.get_wanted_display()),
            ]
        )
        if objection.decision:
            paper.heading(_("The decision"))
            _say_what_was_decided(paper, case, objection.decision)
            _point_to_the_page(paper, case)
        paper.heading(_("The objection"))
        paper.facts(
            [
                (_("Lodged"), formats.moment(objection.lodged_at)),
                (_("Ground"), objection.get_ground_display()),
            ]
        )
        paper.paragraph(objection.text)
        paper.heading(_("The answer to the objection"))
        if objection.answered_at:
            paper.facts(
                [
                    (_("Answered"), formats.moment(objection.answered_at)),
                    (_("Result"), objection.get_state_display()),
                ]
            )
            paper.paragraph(objection.answer)
        else:
            paper.paragraph(
                _("No answer came until %(day)s.") % {"day": formats.day(objections.term_to_answer(objection).last_day)}
            )
        return paper.as_bytes()


def _say_what_was_decided(paper: Document, case: FootageRequest, decision: Decision) -> None:
    found = findings.report(case)
    camera_count = case.requested_cameras.count()
    rows = [
        (
            _("Was there a camera?"),
            _("Yes, %(count)s.") % {"count": camera_count}
            if camera_count
            else _("No camera of the city is known near this place."),
        ),
        (_("Was it recording?"), str(facts.recording(found))),
        (_("What was decided?"), str(standing.of_decision(decision).sentence)),
        (_("When?"), formats.moment(decision.settled_at)),
    ]
    paper.facts(rows)
    if decision.letter:
        paper.paragraph(decision.letter)
    if decision.reason:
        paper.heading(_("What the officers write"))
        paper.paragraph(decision.reason)
    if decision.grants_footage:
        _say_what_is_given(paper, decision)
    if test := ConsequenceTest.objects.filter(decision=decision).first():
        paper.heading(_("What is withheld, and why"))
        paper.facts(
            [
                (_("Reason"), decision.get_reason_code_display()),
                (_("Article"), test.article),
                (_("Harm"), test.harm),
                (_("Withheld for"), test.lasts),
            ]
        )


def _say_how_to_object(paper: Document, case: FootageRequest) -> None:
    """UU 14/2008 art. 35-36; an answer that does not say it leaves people without their next step."""
    if term := objections.term_to_object(case):
        told = {"day": formats.day(term.last_day), "count": term.allowed, "basis": term.basis}
        paper.heading(_("If you do not agree"))
        paper.paragraph(
            _(
                "You may object (keberatan) until %(day)s, %(count)s working days after the decision, free of charge"
                " (%(basis)s): on the page of your request, or at a kelurahan counter. The superior of the officers"
                " (atasan PPID) examines it, who took no part in the decision."
            )
            % told
        )


def _point_to_the_page(paper: Document, case: FootageRequest) -> None:
    paper.qr(
        qr.tracking_address(case.reference),
        label=_("QR code that opens the tracking page"),
        x=paper.l_margin,
        y=_room_for_code(paper),
        side=28,
    )
    paper.set_y(paper.get_y() + 32)


def _say_what_is_given(paper: Document, decision: Decision) -> None:
    paper.heading(_("What is given"))
    for window in decision.windows.select_related("camera"):
        shown = [formats.window(window.starts_at, window.ends_at, seconds=True)]
        counted = Counter(mask["reason"] for mask in window.masks)
        shown += [
            _("Covered: %(what)s (%(law)s)") % {"what": MaskReason(reason).label, "law": BASIS[reason]}
            for reason in counted
        ]
        paper.facts([(window.camera.name, "\n".join(shown))])
    terms = [str(decision.get_access_display())]
    if decision.view_limit:
        terms.append(_("at most %(times)s times") % {"times": decision.view_limit})
    terms.append(_("for %(days)s days") % {"days": decision.view_days})
    paper.facts([(_("Terms"), ", ".join(terms))])


def _room_for_code(paper: Document) -> float:
    """Where the code goes; on a new page when this one is full."""
    if paper.get_y() + 32 > paper.h - paper.b_margin:
        paper.add_page()
    return paper.get_y() + 2
