"""Rules and the calendar of days off, for administrators: what holds, since when, on what basis, and changing it.

A change is first shown with the running cases that it moves; only the second press saves it.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.roles import Permission
from console.access import StaffRequest, needs
from core.clock import database_now, wib_date
from core.errors import InvalidInput, NotFound, Sentence
from core.forms import DatePartsField, PageForm, Radios, Text
from requests_app.models import Holiday, Policy
from requests_app.procedure import policies, rulebook
from requests_app.procedure.policies import STARTS, WORDS, Rule

SHOWN_MOVES = 50
# How the page of all rules is divided. What stands in none of these is listed last.
SECTIONS: list[tuple[str, Sentence, Collection[str]]] = [
    (
        "terms",
        gettext_lazy("Deadlines"),
        [
            Rule.ANSWER_WORKING_DAYS,
            Rule.EXTENSION_WORKING_DAYS,
            Rule.OWN_DATA_HOURS,
            Rule.QUESTION_WORKING_DAYS,
            Rule.REOPEN_DAYS,
            Rule.OBJECTION_WORKING_DAYS,
            Rule.OBJECTION_ANSWER_WORKING_DAYS,
            Rule.DISPUTE_WORKING_DAYS,
            Rule.DISPUTE_RULING_WORKING_DAYS,
            Rule.ERASURE_HOURS,
            Rule.BREACH_NOTICE_HOURS,
        ],
    ),
    (
        "footage",
        gettext_lazy("What footage can be asked for, and how long it is kept"),
        [
            Rule.WINDOW_MINUTES,
            Rule.NOTICED_WINDOW_MINUTES,
            Rule.CAMERA_RADIUS_METRES,
            Rule.CAMERA_LIMIT,
            Rule.REACH_METRES,
            Rule.HOLD_MINUTES,
            Rule.RECORDING_DAYS,
            Rule.HOLD_DAYS,
            Rule.HOLD_MARGIN_DAYS,
            Rule.GRANT_DAYS,
        ],
    ),
    (
        "review",
        gettext_lazy("Order of work and review"),
        [
            Rule.URGENT_AT_RISK,
            Rule.URGENT_MISSING_PERSON,
            Rule.NEIGHBOUR_METRES,
            Rule.NEIGHBOUR_MINUTES,
            Rule.SECOND_READING,
        ],
    ),
    ("reports", gettext_lazy("Police report, by type of incident"), policies.POLICE_REPORT.values()),
]


class RuleForm(PageForm):
    NUMBER = gettext_lazy("Type the number in digits, like 10.")
    BASIS = gettext_lazy("Say on what it is based: a law, a decree, or whose decision.")

    value = forms.IntegerField(
        label=gettext_lazy("New number"),
        widget=Text(width=5, attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": NUMBER, "invalid": NUMBER},
    )
    valid_from = DatePartsField(
        label=gettext_lazy("Holds for requests from this day on"), help_text=gettext_lazy("For example 23 11 2026.")
    )
    basis = forms.CharField(
        label=gettext_lazy("Legal basis"),
        max_length=200,
        widget=Text(width=30),
        error_messages={"required": BASIS, "max_length": gettext_lazy("Shorten the basis to 200 characters.")},
    )

    def __init__(self, *args: Any, rule: str, **kwargs: Any) -> None:
        """A rule that chooses is asked in words, one that counts for its number."""
        super().__init__(*args, **kwargs)
        if words := WORDS.get(rule):
            self.fields["value"] = forms.TypedChoiceField(
                label=_("What holds then"),
                choices=[(number, capfirst(str(word))) for number, word in words.items()],
                coerce=int,
                widget=Radios(),
                error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose one of the answers.")),
            )


class DayForm(PageForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[(value, capfirst(label)) for value, label in Holiday.Kind.choices],
        widget=Radios(),
        error_messages={"required": gettext_lazy("Choose the kind of day off.")},
    )
    day = DatePartsField(label=gettext_lazy("Day"), help_text=gettext_lazy("For example 2 5 2027."))
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=160,
        widget=Text(width=30),
        error_messages={"required": gettext_lazy("Enter the name, like Cuti bersama Idulfitri.")},
    )
    decree = forms.CharField(
        label=gettext_lazy("Decree"),
        max_length=240,
        widget=Text(width=30),
        error_messages={"required": gettext_lazy("Enter the decree, like SKB Nomor 1497 Tahun 2025.")},
    )

    def days(self) -> list[Holiday]:
        return [Holiday(**self.cleaned_data)]


class CancelForm(PageForm):
    DAY = gettext_lazy("Choose the day that is cancelled.")

    cancelled = forms.ModelChoiceField(
        Holiday.objects.none(),
        label=gettext_lazy("Day"),
        empty_label=gettext_lazy("Choose a day"),
        error_messages={"required": DAY, "invalid_choice": DAY},
    )
    cancelled_by = forms.CharField(
        label=gettext_lazy("Decree that cancels it"),
        max_length=240,
        widget=Text(width=30),
        error_messages={"required": gettext_lazy("Enter the decree that cancels the day.")},
    )

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = Holiday.objects.filter(day__year=year, cancelled_by="")
        self.fields["cancelled"].queryset = days  # type: ignore[attr-defined]

    def days(self) -> list[Holiday]:
        day: Holiday = self.cleaned_data["cancelled"]
        day.cancelled_by = self.cleaned_data["cancelled_by"]
        return [day]


class ImportForm(PageForm):
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV with the columns tanggal, jenis, nama, dasar."),
        widget=forms.FileInput,
        error_messages={"required": gettext_lazy("Choose a file.")},
    )

    def clean_file(self) -> str:
        try:
            text: str = self.cleaned_data["file"].read(rulebook.LONGEST_FILE + 1).decode()
            rulebook.read_days(text)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("This is no text file. Save the table as CSV (UTF-8).")) from None
        except InvalidInput as error:
            raise forms.ValidationError(str(error.message)) from None
        return text

    def days(self) -> list[Holiday]:
        return rulebook.read_days(self.cleaned_data["file"])


# Rules


@never_cache
@require_GET
@needs(Permission.ADMINISTER)
def rules(request: StaffRequest) -> HttpResponse:
    today = wib_date(database_now())
    table = policies.Table()
    coming = {row.rule: row for row in Policy.objects.filter(valid_from__gt=today).order_by("-valid_from")}
    rows = {rule.value: (rule, table.find(rule, on=today), coming.get(rule)) for rule in Rule}
    sections = [(key, title, [rows.pop(name) for name in names]) for key, title, names in SECTIONS]
    sections.append(("papers", _("Papers, data and access"), list(rows.values())))
    return render(request, "console/rulebook/rules.html", {"sections": sections})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ADMINISTER)
def rule(request: StaffRequest, name: str) -> HttpResponse:
    """`save` on the button saves; without it the page says what would move."""
    if name not in STARTS:
        raise NotFound(_("There is no such rule."))
    form = RuleForm(request.POST or None, rule=name)
    new, moves = None, []
    if form.is_valid():
        try:
            new = rulebook.check_rule(rule=name, **form.cleaned_data)
        except InvalidInput as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            if "save" in request.POST:
                rulebook.change_rule(new, by=request.user)
                flashes.success(request, _("The rule is changed. All running deadlines are counted by it."))
                return redirect("console:rules")
            moves = rulebook.moved_by_rule(new)
    today = wib_date(database_now())
    context = {
        "rule": Policy.Rule(name),
        "now": policies.Table().find(name, on=today),
        "history": Policy.objects.filter(rule=name).select_related("recorded_by"),
        "form": form,
        "new": new,
        "moves": moves[:SHOWN_MOVES],
        "moved": len(moves),
    }
    return render(request, "console/rulebook/rule.html", context, status=422 if form.errors else 200)


# Days off


@never_cache
@require_GET
@needs(Permission.ADMINISTER)
def calendar(request: StaffRequest, year: int) -> HttpResponse:
    return _calendar(request, year)


@never_cache
@require_POST
@needs(Permission.ADMINISTER)
def propose_days(request: StaffRequest, year: int) -> HttpResponse:
    """One of three forms: a day, a cancellation, or a file. Shows what it would change and move; saves nothing."""
    form: DayForm | CancelForm | ImportForm
    if "cancelled_by" in request.POST:
        form, key = CancelForm(request.POST, year=year), "cancel_form"
    elif "name" in request.POST:
        form, key = DayForm(request.POST), "day_form"
    else:
        form, key = ImportForm(request.POST, request.FILES), "import_form"
    if not form.is_valid():
        return _calendar(request, year, **{key: form})
    days = rulebook.changed_days(form.days())
    moves = rulebook.moved_by_days(days)
    context = {
        "year": year,
        "days": days,
        "rows": rulebook.written_days(days),
        "moves": moves[:SHOWN_MOVES],
        "moved": len(moves),
    }
    return render(request, "console/rulebook/proposed_days.html", context)


@never_cache
@require_POST
@needs(Permission.ADMINISTER)
def change_days(request: StaffRequest, year: int) -> HttpResponse:
    changed = rulebook.change_days(rulebook.read_days(request.POST.get("rows", "")), by=request.user)
    said = ngettext("%(count)s day is changed.", "%(count)s days are changed.", changed) % {"count": changed}
    flashes.success(request, said)
    return redirect("console:calendar", year)


def _calendar(request: StaffRequest, year: int, **bound: PageForm) -> HttpResponse:
    if not 2020 <= year <= 2100:
        raise NotFound(_("There is no calendar for this year."))
    days = Holiday.objects.filter(day__year=year).order_by("day")
    decrees = Counter(day.decree for day in days if not day.cancelled_by)
    months = [(date(year, month, 1), [day for day in days if day.day.month == month]) for month in range(1, 13)]
    context = {
        "year": year,
        "months": months,
        "decree": next((decree for decree, _number in decrees.most_common(1)), ""),
        "day_form": bound.get("day_form") or DayForm(),
        "cancel_form": bound.get("cancel_form") or CancelForm(year=year),
        "import_form": bound.get("import_form") or ImportForm(),
        "problem_form": next(iter(bound.values()), None),
    }
    return render(request, "console/rulebook/calendar.html", context, status=422 if bound else 200)


@require_GET
@needs(Permission.ADMINISTER)
def this_year(request: StaffRequest) -> HttpResponse:
    return redirect("console:calendar", wib_date(database_now()).year)
