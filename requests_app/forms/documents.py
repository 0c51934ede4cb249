"""Sending documents, and going on without those that may follow."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.forms import PageForm
from requests_app.forms.fields import Choice
from requests_app.forms.steps import StepForm
from requests_app.intake.demands import Kind, When

ACCEPT = "image/jpeg,image/png,image/webp,image/heic,image/heif,application/pdf"


class Files(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; cleans to their list. What is in them is looked at later (`documents.accept`)."""

    widget = Files

    def clean(self, data: list[UploadedFile], initial: Any = None) -> list[UploadedFile]:
        if not data and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return data or []


def attachments() -> FilesField:
    """The field of a message's form."""
    return FilesField(
        label=_("Photos or files (optional)"),
        help_text=_("JPEG, PNG, WebP, HEIC or PDF, at most 10 MB each. Several at once are fine."),
        required=False,
        widget=Files({"accept": ACCEPT}),
    )


class UploadForm(PageForm):
    kind = Choice(
        label=_("What kind of document is it?"),
        missing=_("Choose what kind of document it is."),
        widget=forms.Select,
    )
    uploads = FilesField(
        label=_("Photos or files"),
        help_text=_("JPEG, PNG, WebP, HEIC or PDF, at most 10 MB each. Several at once are fine."),
        error_messages={"required": _("Choose at least one photo or file.")},
        widget=Files({"accept": ACCEPT}),
    )

    def __init__(self, *args: Any, closed: bool = False, **kwargs: Any) -> None:
        """`closed`: of a request that needs no identity paper any more."""
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, capfirst(kind.label)) for kind in Kind if not (closed and kind == Kind.IDENTITY)]
        cast("Choice", self.fields["kind"]).choices = [("", _("Choose")), *kinds]


# Why it may follow, what is said when neither is there, and what when it may not follow.
SAID: dict[Kind, tuple[Any, Any, Any]] = {
    Kind.POWER_OF_ATTORNEY: (
        _("I send the power of attorney later. I know that nothing is released before it is there."),
        _("Upload the power of attorney, or tick that you send it later."),
        _("Upload the power of attorney: without it, a request for somebody else cannot be filed."),
    ),
}


class DocumentsForm(StepForm):
    """What is left to say when the documents are there: which of those that are asked for follow later."""

    def __init__(self, *args: Any, missing: Mapping[Kind, When], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.missing = missing
        for kind, when in missing.items():
            later, refusal, _must = SAID[kind]
            if when == When.MAY_FOLLOW:
                self.fields[f"later_{kind}"] = forms.BooleanField(label=later, error_messages={"required": refusal})

    def clean(self) -> dict[str, Any]:
        for kind, when in self.missing.items():
            if when == When.WITH_THE_REQUEST:
                self.add_error(None, str(SAID[kind][2]))
        return super().clean() or {}
