"""The documents of a case, as a part of its page."""

from typing import Any

from django import template

from accounts.models import User
from console.desk import Desk
from requests_app.intake import demands, documents, identity, police_reports
from requests_app.models import CaseDocument, FootageRequest
from requests_app.procedure import policies
from requests_app.review import identity_checks, power_checks
from requests_app.views.document_rows import is_readable, what_became_of

register = template.Library()


@register.inclusion_tag("console/papers.html", takes_context=True)
def papers(context: template.Context, desk: Desk) -> dict[str, Any]:
    """What was sent, what is still missing, and the way to check identity papers for whoever may."""
    case, user = desk.case, context["request"].user
    found = list(documents.of(case))
    may_check = isinstance(user, User) and identity_checks.may_check(case, by=user)
    may_check_power = isinstance(user, User) and power_checks.is_asked(case, by=user)
    return {
        "case": case,
        "rows": [(document, is_readable(document), what_became_of(document)) for document in found],
        "missing": [kind.label for kind in demands.awaited(case)],
        "identity": CaseDocument.Kind.IDENTITY,
        "may_check": may_check,
        "power_check": case.power_checks.select_related("checked_by").last(),
        "may_check_power": may_check_power,
        "power_opened": may_check_power and power_checks.has_opened(case, by=user),
    }


@register.filter
def report_demand(case: FootageRequest) -> str:
    """What the rules say about the police report after such an incident."""
    return policies.said(policies.POLICE_REPORT[case.incident_type], police_reports.demand_of(case))


@register.filter
def nik_doubt(nik: str) -> bool:
    """Whether its area code is unknown: no reason to refuse, but one to compare it with the paper."""
    return bool(identity.doubt_about_nik(nik))
