"""The words of the letters, for administrators: read, preview, write a new version."""

from django import forms
from django.conf import settings
from django.contrib import messages as flashes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.roles import Permission
from console.access import StaffRequest, needs
from core.errors import InvalidInput, NotFound
from core.forms import PageForm, TextBlock
from requests_app.correspondence import letter_texts
from requests_app.models import DecisionKind, LetterText


class LetterTextForm(PageForm):
    WRITE = gettext_lazy("Write the text of the letter, 4,000 characters at most.")

    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=TextBlock(rows=8),
        max_length=letter_texts.LONGEST,
        error_messages={"required": WRITE, "max_length": WRITE},
    )


@never_cache
@require_GET
@needs(Permission.ADMINISTER)
def overview(request: StaffRequest) -> HttpResponse:
    letters = [
        (kind, capfirst(label), code, name, letter_texts.current(kind, code))
        for kind, label in DecisionKind.choices
        for code, name in settings.LANGUAGES
    ]
    return render(request, "console/letters/overview.html", {"letters": letters})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.ADMINISTER)
def letter(request: StaffRequest, kind: str, language: str) -> HttpResponse:
    """`preview` on the button shows the letter with an example's facts and saves nothing."""
    if kind not in DecisionKind.values or language not in dict(settings.LANGUAGES):
        raise NotFound(_("There is no such letter."))
    form = LetterTextForm(request.POST or None, initial={"text": letter_texts.current(kind, language)})
    preview = ""
    if form.is_valid():
        preview = letter_texts.fill(form.cleaned_data["text"], letter_texts.EXAMPLE)
        if "preview" not in request.POST:
            try:
                made = letter_texts.write(kind, language, form.cleaned_data["text"], by=request.user)
            except InvalidInput as error:
                form.add_error("text", str(error.message))
            else:
                flashes.success(request, _("Version %(version)s holds from now on.") % {"version": made.version})
                return redirect("console:letter", kind, language)
    versions = LetterText.objects.filter(kind=kind, language=language).select_related("written_by")
    context = {
        "form": form,
        "preview": preview,
        "kind": DecisionKind(kind),
        "language": dict(settings.LANGUAGES)[language],
        "facts": letter_texts.FACTS,
        "versions": versions,
    }
    return render(request, "console/letters/letter.html", context, status=422 if form.errors else 200)
