"""What the applicant can do with a case as it stands: each with its address and, where a term runs, until when."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags import formats
from requests_app.applicant import erasures, objections, surveys
from requests_app.intake import police_reports
from requests_app.models import FootageRequest
from requests_app.people import Applicant
from requests_app.procedure.deadlines import WorkingDays
from requests_app.workflow import Action


@dataclass(frozen=True, slots=True)
class Option:
    name: str  # of its address
    label: str | Promise
    href: str
    hint: str | Promise = ""


def of(case: FootageRequest, *, may: set[Action]) -> list[Option]:
    """The most pressing first. `may`: what the workflow allows the applicant."""
    may_add_report = police_reports.may_add(case, Applicant(case.reference))

    def option(name: str, label: str | Promise, hint: str | Promise = "") -> Option:
        return Option(name, label, reverse(f"requests:{name}", args=[case.reference]), hint)

    found = [option("messages", gettext_lazy("Read messages and write to the officers"))]
    if may_add_report and not case.police_report:
        hint = gettext_lazy("nothing can be released before it is there") if police_reports.holds_up(case) else ""
        found.insert(0 if hint else 1, option("police_report", gettext_lazy("Add your police report number"), hint))
    if objection := objections.last(case):
        found.append(option("objection", gettext_lazy("Your objection"), objection.get_state_display()))
    if Action.REPORT_DISPUTE in may and objection:
        term = objections.term_to_dispute(objection)
        found.append(option("dispute", gettext_lazy("Go to the Komisi Informasi"), _until(term)))
    if Action.LODGE_OBJECTION in may:
        hint = _until(objections.term_to_object(case))
        found.append(option("objection", gettext_lazy("I do not agree: object (keberatan)"), hint))
    if Action.REOPEN in may:
        found.append(option("reopen", gettext_lazy("This did not solve it: open the request again")))
    if may_add_report and case.police_report:
        found.append(option("police_report", gettext_lazy("Change the police report number")))
    if surveys.may_answer(case):
        found.append(option("survey", gettext_lazy("How was our service? Nine short questions")))
    found.append(option("receipt", gettext_lazy("Receipt")))
    found.append(option("new_contact", gettext_lazy("Change your mobile number or e-mail address")))
    found.append(option("erasure", gettext_lazy("Have your data erased"), _erasure(case)))
    if Action.WITHDRAW in may:
        found.append(option("withdraw", gettext_lazy("Withdraw the request")))
    return found


def _erasure(case: FootageRequest) -> str:
    wish = erasures.last(case)
    return wish.get_state_display() if wish else ""


def _until(term: WorkingDays | None) -> str:
    return _("until %(day)s") % {"day": formats.day(term.last_day)} if term else ""
