"""The registers: to read by page, and to save as a file. Both are audited, since names stand in them."""

import calendar
from datetime import date

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.models import User
from accounts.roles import Permission
from audit import events
from audit.verbs import Verb
from console.access import StaffRequest, needs
from core.clock import database_now, wib_date
from core.errors import NotFound
from core.forms import DatePartsField, PageForm
from requests_app.registers import books, sheets
from requests_app.registers.register import Period, Register

PAGE_ROWS = 50


class PeriodForm(PageForm):
    """The days a register covers, both included; this month until somebody chooses others."""

    first = DatePartsField(label=gettext_lazy("From"))
    last = DatePartsField(label=gettext_lazy("Until and including"))

    def clean(self) -> dict[str, date]:
        answers = super().clean() or {}
        if answers.get("first") and answers.get("last") and answers["first"] > answers["last"]:
            self.add_error("last", _("The last day must not be before the first."))
        return answers


@never_cache
@require_GET
@needs(Permission.READ_REGISTERS)
def overview(request: StaffRequest) -> HttpResponse:
    return render(request, "console/registers/overview.html", {"registers": books.BOOKS.values()})


@never_cache
@require_GET
@needs(Permission.READ_REGISTERS)
def register(request: StaffRequest, key: str) -> HttpResponse:
    book = books.find(key)
    form = PeriodForm(request.GET if "first_0" in request.GET else _this_month())
    context = {"register": book, "form": form}
    if form.is_valid():
        period = Period(**form.cleaned_data)
        _record(Verb.REGISTER_READ, book, period, by=request.user)
        page = Paginator(book.find(period), PAGE_ROWS).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": map(book.write, page), "period": period, "query": request.GET.urlencode()}
    return render(request, "console/registers/register.html", context, status=200 if form.is_valid() else 422)


@never_cache
@require_GET
@needs(Permission.READ_REGISTERS)
def sheet(request: StaffRequest, key: str, kind: str) -> HttpResponseBase:
    """The file of a register; a span of days that cannot be read gives this month's."""
    book = books.find(key)
    if kind not in sheets.TYPES:
        raise NotFound(_("A register can be saved as XLSX or CSV."))
    form = PeriodForm(request.GET)
    period = Period(**form.cleaned_data) if form.is_valid() else Period(**_month_of_today())
    _record(Verb.REGISTER_EXPORTED, book, period, by=request.user, kind=kind)
    response: HttpResponseBase = (
        StreamingHttpResponse(sheets.as_csv(book, period), content_type=sheets.TYPES[kind])
        if kind == sheets.CSV
        else HttpResponse(sheets.as_xlsx(book, period), content_type=sheets.TYPES[kind])
    )
    name = f"{book.key}-{period.first:%Y%m%d}-{period.last:%Y%m%d}.{kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _record(verb: Verb, book: Register, period: Period, *, by: User, **detail: str) -> None:
    span = {"first": period.first.isoformat(), "last": period.last.isoformat()}
    with transaction.atomic():
        events.record(verb=verb, by=by.actor, subject=f"register:{book.key}", detail=span | detail)


def _month_of_today() -> dict[str, date]:
    today = wib_date(database_now())
    last = calendar.monthrange(today.year, today.month)[1]
    return {"first": today.replace(day=1), "last": today.replace(day=last)}


def _this_month() -> dict[str, str]:
    month = _month_of_today()
    return {
        f"{name}_{number}": str(part)
        for name, day in month.items()
        for number, part in enumerate((day.day, day.month, day.year))
    }
