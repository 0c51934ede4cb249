"""Work on a case that goes on right now: recordings being secured, or the approved clip on its last way."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from footage import hold_reports
from requests_app.models import FootageRequest, Status


@dataclass(frozen=True, slots=True)
class Progress:
    """`percent` from 0 to 100, whole."""

    label: str | Promise
    percent: int
    text: str


def of(case: FootageRequest) -> Progress | None:
    """What is being done at the moment; None when nothing is."""
    if case.status == Status.PREPARING:
        text = _("The finished clip is checked once more. You may close this page; we send you a message.")
        return Progress(gettext_lazy("Your footage is being prepared"), 100, text)
    if case.status == Status.CLOSED:
        return None
    return _of_holds(hold_reports.report(reference=case.reference))


def _of_holds(holds: list[hold_reports.HoldReport]) -> Progress | None:
    if all(hold.secured for hold in holds):
        return None
    pieces = sum(len(hold.segments) for hold in holds)
    if not pieces:
        text = _("If we find any, they are put into safekeeping at once. You may close this page.")
        return Progress(gettext_lazy("We look once more for recordings"), 0, text)
    safe = sum(hold.secured_count for hold in holds)
    text = ngettext(
        "%(safe)s of %(count)s piece of recording is in safekeeping.",
        "%(safe)s of %(count)s pieces of recording are in safekeeping.",
        pieces,
    ) % {"safe": safe, "count": pieces}
    return Progress(gettext_lazy("The recordings are being put into safekeeping"), 100 * safe // pieces, text)
