"""What stands in each register, and where it comes from."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from core.errors import NotFound
from core.templatetags import formats
from footage.models import Grant
from requests_app.models import Decision, FootageRequest, Objection
from requests_app.models.decision import WITHHOLDS
from requests_app.registers.register import Entry, Period, Register

ERASED = _("erased at the applicant’s wish")


def find(key: str) -> Register:
    """Raises NotFound."""
    if key not in BOOKS:
        raise NotFound(_("There is no such register."))
    return BOOKS[key]


def _applicant(case: FootageRequest) -> str:
    return str(ERASED) if case.erased_at else case.applicant_name


def _requests(period: Period) -> QuerySet[FootageRequest]:
    cases = FootageRequest.objects.filter(submitted_at__gte=period.starts_at, submitted_at__lt=period.ends_at)
    approved = Decision.objects.filter(state__in=Decision.TOLD)
    cases = cases.select_related("area", "unit").prefetch_related(Prefetch("decisions", approved, to_attr="approved"))
    return cases.order_by("submitted_at", "pk")


def _request(case: Any) -> Entry:
    decision = case.approved[-1] if case.approved else None
    return (
        case.reference,
        case.submitted_at,
        _applicant(case),
        case.get_capacity_display(),
        case.get_incident_type_display(),
        case.place,
        str(case.area or ""),
        case.starts_at,
        case.ends_at,
        case.get_purpose_display(),
        case.get_wanted_display(),
        str(case.unit or ""),
        case.get_status_display(),
        case.get_outcome_display(),
        decision.get_reason_code_display() if decision else "",
        case.closed_at,
    )


def _exemptions(period: Period) -> QuerySet[Decision]:
    refusals = Decision.objects.filter(
        kind__in=WITHHOLDS,
        state__in=Decision.TOLD,
        settled_at__gte=period.starts_at,
        settled_at__lt=period.ends_at,
    )
    return refusals.select_related("request", "settled_by", "consequence_test__tested_by").order_by("settled_at", "pk")


def _exemption(decision: Any) -> Entry:
    return (
        decision.request.reference,
        decision.settled_at,
        decision.get_kind_display(),
        decision.get_reason_code_display(),
        decision.consequence_test.article,
        decision.consequence_test.harm,
        decision.consequence_test.lasts,
        str(decision.consequence_test.tested_by),
        decision.reason,
        str(decision.settled_by),
    )


def _objections(period: Period) -> QuerySet[Objection]:
    lodged = Objection.objects.filter(lodged_at__gte=period.starts_at, lodged_at__lt=period.ends_at)
    return lodged.select_related("request", "answered_by").order_by("lodged_at", "pk")


def _objection(objection: Any) -> Entry:
    return (
        objection.request.reference,
        objection.lodged_at,
        _applicant(objection.request),
        objection.get_ground_display(),
        objection.get_state_display(),
        objection.answered_at,
        str(objection.answered_by or ""),
        objection.disputed_at,
    )


def _disclosures(period: Period) -> QuerySet[Grant]:
    grants = Grant.objects.filter(issued_at__gte=period.starts_at, issued_at__lt=period.ends_at)
    grants = grants.select_related("deliverable__job__hold__camera").prefetch_related("views")
    return grants.order_by("issued_at", "pk")


def _disclosure(grant: Any) -> Entry:
    job, views = grant.deliverable.job, list(grant.views.all())
    return (
        grant.reference,
        grant.issued_at,
        job.hold.camera.code,
        job.hold.camera.name,
        formats.window(job.starts_at, job.ends_at, seconds=True),
        grant.recipient_code,
        grant.deliverable.sha256,
        _("copy") if grant.may_download else _("view"),
        grant.expires_at,
        len(views),
        sum(view.downloaded for view in views),
        grant.revoked_at,
    )


BOOKS: dict[str, Register] = {
    register.key: register
    for register in (
        Register(
            "permohonan",
            _("Register of requests"),
            _("Every request by the day on which it was filed."),
            (
                _("Number"),
                _("Filed"),
                _("Applicant"),
                _("Capacity"),
                _("Incident"),
                _("Place"),
                _("Kelurahan"),
                _("From"),
                _("Until"),
                _("Purpose"),
                _("Wanted"),
                _("Unit"),
                _("Status"),
                _("Outcome"),
                _("Reason"),
                _("Closed"),
            ),
            _requests,
            _request,
        ),
        Register(
            "keberatan",
            _("Register of objections"),
            _("Every objection by the day on which it was lodged."),
            (
                _("Number"),
                _("Lodged"),
                _("Applicant"),
                _("Ground"),
                _("Result"),
                _("Answered"),
                _("Answered by"),
                _("Dispute reported"),
            ),
            _objections,
            _objection,
        ),
        Register(
            "pengecualian",
            _("Register of exemptions"),
            _("What was not given, and why, by the day of the decision."),
            (
                _("Number"),
                _("Decided"),
                _("Decision"),
                _("Reason"),
                _("Article"),
                _("Harm"),
                _("Withheld for"),
                _("Tested by"),
                _("Explanation to the applicant"),
                _("Decided by"),
            ),
            _exemptions,
            _exemption,
        ),
        Register(
            "pengungkapan",
            _("Register of disclosures"),
            _("Every clip that was handed over: which, by what hash, and how often it was watched."),
            (
                _("Number"),
                _("Released"),
                _("Camera"),
                _("Camera name"),
                _("Window"),
                _("Recipient code"),
                "SHA-256",
                _("Manner"),
                _("Until"),
                _("Times watched"),
                _("Times downloaded"),
                _("Revoked"),
            ),
            _disclosures,
            _disclosure,
        ),
    )
}
