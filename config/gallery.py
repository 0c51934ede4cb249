"""Every component in every state on one page, for developers and for the accessibility tests. Never in production."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.forms import Checkboxes, DatePartsField, PageForm, Radios, Text, TextBlock

INCIDENTS = [("theft", _("Theft")), ("accident", _("Traffic accident")), ("other", _("Something else"))]
WISHES = [("view", _("View on a screen")), ("copy", _("A copy")), ("police", _("Hand to the police"))]


class GalleryForm(PageForm):
    """One field of each kind."""

    heading_field = "incident"

    incident = forms.ChoiceField(
        label=_("What happened?"),
        choices=INCIDENTS,
        widget=Radios(hints={"theft": _("Also when you noticed it only later.")}, reveals={"other": "other_incident"}),
        error_messages={"required": _("Choose what happened.")},
    )
    other_incident = forms.CharField(label=_("Say in a few words what happened"), required=False, widget=Text(width=20))
    place = forms.CharField(
        label=_("Where was it?"),
        help_text=_("A street, a landmark or a kelurahan, like Pasar Senen."),
        widget=Text(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Enter where it happened, like Pasar Senen.")},
    )
    day = DatePartsField(label=_("On which day?"), help_text=_("For example 23 11 2026."))
    time = forms.CharField(
        label=_("At what time?"),
        help_text=_("For example 14.30."),
        widget=Text(width=5, suffix="WIB", attrs={"inputmode": "decimal"}),
        error_messages={"required": _("Enter the time, like 14.30.")},
    )
    story = forms.CharField(
        label=_("Tell what happened"),
        max_length=200,
        widget=TextBlock(rows=4),
        error_messages={
            "required": _("Tell what happened, in your own words."),
            "max_length": _("Shorten the text to at most %(limit_value)d characters."),
        },
    )
    wanted = forms.MultipleChoiceField(
        label=_("What do you need?"),
        choices=WISHES,
        widget=Checkboxes(hints={"copy": _("A copy needs a second permission.")}),
        error_messages={"required": _("Choose at least one.")},
    )
    district = forms.ChoiceField(
        label=_("City"),
        choices=[("", _("Choose a city")), ("31.71", "Jakarta Pusat"), ("31.74", "Jakarta Selatan")],
        error_messages={"required": _("Choose a city from the list.")},
    )
    letter = forms.FileField(
        label=_("Police report"),
        help_text=_("A photo or PDF, at most 10 MB."),
        widget=forms.FileInput,
        error_messages={"required": _("Choose a file.")},
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={"required": _("Enter your e-mail address, like nama@contoh.id.")},
    )
    truth = forms.BooleanField(
        label=_("What I wrote is true."), error_messages={"required": _("Confirm that what you wrote is true.")}
    )


class DeskGalleryForm(GalleryForm):
    """And the fields only officers meet."""

    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password.")},
    )


def gallery(request: HttpRequest, *, desk: bool = False) -> HttpResponse:
    """`?salah=1` shows the form after it was sent empty; the console's gallery has tables and tabs as well."""
    form_class = DeskGalleryForm if desk else GalleryForm
    form = form_class({"day_0": "31", "day_1": "2", "day_2": "2026"} if "salah" in request.GET else None)
    noon = datetime(2026, 11, 23, 7, 5, tzinfo=UTC)
    context = {
        "form": form,
        "noon": noon,
        "later": noon + timedelta(minutes=20),
        "page": Paginator(range(500), 25).get_page(request.GET.get("page", 4)),
    }
    return render(request, "gallery/desk.html" if desk else "gallery/resident.html", context)


def gallery_progress(request: HttpRequest) -> JsonResponse:
    """A piece of work that stands at 60 %, for the progress component."""
    return JsonResponse({"percent": 60, "text": _("Cutting the clip, 60 % done."), "done": False})
