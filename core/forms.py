"""How a form becomes a page: labels, hints and errors marked up the govuk way (docs/components.md).

Pages inherit from `PageForm` (or put `PageFormMixin` before a form of Django's); `{{ form }}` and
`{{ form.field.as_field_group }}` then render through `templates/forms/`. The renderer is set per form and not for the
whole site, so that the Django admin and the API's pages keep their own look.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates
from django.forms.utils import flatatt
from django.template import loader
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.functional import Promise, cached_property
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

# --- Widgets: Django's, with what the markup needs to know ----------------------------------------------------------


class Text(forms.TextInput):
    """One line of text. `width`: 2, 3, 4, 5, 10, 20 or 30 characters; `prefix` and `suffix` stand beside the box."""

    def __init__(
        self,
        *,
        width: int = 0,
        prefix: str | Promise = "",
        suffix: str | Promise = "",
        attrs: dict[str, Any] | None = None,
    ) -> None:
        classes = f"govuk-input--width-{width}" if width else ""
        super().__init__({"class": classes, **(attrs or {})})
        self.prefix, self.suffix = prefix, suffix


class TextBlock(forms.Textarea):
    """Several lines. When the field has a max_length, a counter says how many characters are left."""

    def __init__(self, *, rows: int = 5, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"rows": rows, "cols": False, **(attrs or {})})

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        """Browsers send a line break as two characters, which the counter on the page counts as one."""
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if value else value


class _ChoiceExtras:
    """What a list of choices can say beyond its labels, each keyed by the choice's value.

    `hints`: a line under the choice. `reveals`: the name of another field of the same form that belongs to this choice
    and is shown below it; without JavaScript it is always shown.
    """

    hints: Mapping[str, Any]
    reveals: Mapping[str, str]


class Radios(_ChoiceExtras, forms.RadioSelect):
    def __init__(
        self,
        *,
        hints: Mapping[str, Any] | None = None,
        reveals: Mapping[str, str] | None = None,
        inline: bool = False,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints, self.reveals, self.inline = hints or {}, reveals or {}, inline


class Checkboxes(_ChoiceExtras, forms.CheckboxSelectMultiple):
    def __init__(
        self,
        *,
        hints: Mapping[str, Any] | None = None,
        reveals: Mapping[str, str] | None = None,
        attrs: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(attrs)
        self.hints, self.reveals = hints or {}, reveals or {}


class DateParts(forms.MultiWidget):
    """Day, month and year in three boxes: quicker on a phone than a calendar, and hard to mistake."""

    labels = (_("Day"), _("Month"), _("Year"))
    widths = (2, 2, 4)

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__([forms.TextInput({"inputmode": "numeric"}) for _label in self.labels], attrs)

    def decompress(self, value: date | Sequence[str] | None) -> list[Any]:
        if isinstance(value, date):
            return [value.day, value.month, value.year]
        return list(value or ["", "", ""])


class DatePartsField(forms.Field):
    """A date typed as three parts; the month may be a number or a name. Cleans to a `datetime.date` or None.

    What was typed is shown again as it was when it is no date.
    """

    widget = DateParts
    default_error_messages = {
        "required": _("Enter the date, like 23 11 2026."),
        "incomplete": _("Enter day, month and year, like 23 11 2026."),
        "invalid": _("This date does not exist. Check day, month and year, like 23 11 2026."),
    }

    def to_python(self, value: Sequence[str | None] | None) -> date | None:
        parts = [(part or "").strip() for part in value or []]
        if not any(parts):
            return None
        if not all(parts):
            raise ValidationError(self.error_messages["incomplete"], code="incomplete")
        day, month, year = parts
        try:
            return date(int(year), month_number(month), int(day))
        except (ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def has_changed(self, initial: date | None, data: Sequence[str | None] | None) -> bool:
        try:
            return initial != self.to_python(data)
        except ValidationError:
            return True


def month_number(text: str) -> int:
    """The month from its number or its name (whole or its first three letters) in the language of the page."""
    if text.isdecimal():
        return int(text)
    for names in (MONTHS, MONTHS_3):
        for number, name in names.items():
            if str(name).casefold() == text.casefold():
                return number
    raise ValueError(text)


# --- The form and its fields in the page ----------------------------------------------------------------------------


class Problem(NamedTuple):
    """One line of the error summary: what is wrong, and the id of the control to go to ("" for none)."""

    message: str
    target: str


class Choice(NamedTuple):
    """One radio button or checkbox, ready to be laid out."""

    tag: str
    id: str
    label: str
    hint: str
    revealed: BoundField | None


class PageBoundField(BoundField):
    """A field that knows which govuk component it is, and what describes it."""

    @cached_property
    def kind(self) -> str:
        widget = self.field.widget
        kinds: tuple[tuple[type[forms.Widget] | tuple[type[forms.Widget], ...], str], ...] = (
            (DateParts, "date"),
            ((forms.CheckboxSelectMultiple, forms.CheckboxInput), "checkboxes"),
            (forms.RadioSelect, "radios"),
            (forms.Select, "select"),
            (forms.Textarea, "textarea"),
            (forms.FileInput, "file-upload"),
            (forms.PasswordInput, "password-input"),
        )
        return next((kind for types, kind in kinds if isinstance(widget, types)), "input")

    def get_context(self) -> dict[str, Any]:
        """What `forms/field.html` asks several times."""
        return {
            "field": self,
            "widget": self.field.widget,
            "kind": self.kind,
            "limit": self.limit,
            "errors": self.errors,
            "is_heading": self.is_heading,
        }

    @property
    def is_single_checkbox(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_heading(self) -> bool:
        """True when this field's question is the heading of the page."""
        return getattr(self.form, "heading_field", None) == self.name

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def count_id(self) -> str:
        """govuk-frontend's character counter looks for exactly this id."""
        return f"{self.auto_id}-info"

    @property
    def first_control_id(self) -> str:
        """Where the error summary leads: the first box or button of the group."""
        parts = self.kind in ("date", "radios") or isinstance(self.field.widget, forms.CheckboxSelectMultiple)
        return f"{self.auto_id}_0" if parts else self.auto_id

    @property
    def aria_describedby(self) -> str | None:
        if not self.auto_id or self.is_hidden:
            return None
        present = (
            (self.hint_id, bool(self.help_text)),
            (self.error_id, bool(self.errors)),
            (self.count_id, bool(self.limit)),
        )
        return " ".join(id_ for id_, shown in present if shown) or None

    @property
    def limit(self) -> int | None:
        """The number of characters a counter watches; None where nothing is counted."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        if self.use_fieldset and self.kind != "date":
            attrs.pop("aria-invalid", None)  # not a state of one button: the description of the group says it
        attrs["maxlength"] = False  # a browser would cut what is pasted, without a word: our own check speaks
        attrs["class"] = " ".join(filter(None, [self._classes(), widget.attrs.get("class", "")]))
        return attrs

    def _classes(self) -> str:
        if self.kind in ("radios", "checkboxes"):
            return f"govuk-{self.kind}__input"
        component = "input" if self.kind in ("date", "password-input") else self.kind
        classes = [f"govuk-{component}"]
        if self.errors:
            classes.append(f"govuk-{component}--error")
        if self.limit:
            classes.append("govuk-js-character-count")
        if self.kind == "password-input":
            classes.append("govuk-password-input__input govuk-js-password-input-input")
        return " ".join(classes)

    @cached_property
    def choices(self) -> list[Choice]:
        """The buttons of a radio or checkbox group, with their hints and what they reveal."""
        widget = self.field.widget
        hints, reveals = getattr(widget, "hints", {}), getattr(widget, "reveals", {})
        return [self._choice(option, hints, reveals) for option in self.subwidgets]

    def _choice(self, option: Any, hints: Mapping[str, Any], reveals: Mapping[str, str]) -> Choice:
        value, attrs = str(option.data["value"]), option.data["attrs"]
        hint = hints.get(value, "")
        if hint:
            attrs["aria-describedby"] = f"{attrs['id']}-item-hint"
        revealed = self.form[reveals[value]] if value in reveals else None
        if revealed:
            attrs["data-reveals"] = f"conditional-{attrs['id']}"
        return Choice(_input({**option.data, "value": value}), attrs["id"], option.choice_label, hint, revealed)

    @cached_property
    def date_boxes(self) -> list[tuple[str, Any, str]]:
        """(id, label, input) of day, month and year."""
        widget = self.field.widget
        context = widget.get_context(self.html_name, self.value(), self.build_widget_attrs({"id": self.auto_id}))
        boxes: list[tuple[str, Any, str]] = []
        for label, width, box in zip(widget.labels, widget.widths, context["widget"]["subwidgets"], strict=True):
            box["attrs"]["class"] = f"{self._classes()} govuk-date-input__input govuk-input--width-{width}"
            html = mark_safe(self.renderer.render(box["template_name"], {"widget": box}))  # noqa: S308 (a template's output)
            boxes.append((box["attrs"]["id"], label, html))
        return boxes


# Django's templates that write one input and nothing else.
INPUTS = frozenset(f"django/forms/widgets/{name}.html" for name in ("input", "text", "number", "email", "hidden"))


def _input(widget: Mapping[str, Any]) -> str:
    """As those templates write it, which takes them longer than all the rest of a page."""
    value = widget["value"]
    said = format_html(' value="{}"', value) if value is not None else ""
    return format_html(
        '<input type="{}" name="{}"{}{}>', widget["type"], widget["name"], said, flatatt(widget["attrs"])
    )


class PageRenderer(DjangoTemplates):
    """Forms and field groups from our templates/forms/, single controls from Django's own templates."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = PageBoundField

    def get_template(self, template_name: str) -> Any:
        if template_name.startswith("forms/"):
            return loader.get_template(template_name)
        return super().get_template(template_name)

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        if template_name in INPUTS:
            return _input(context["widget"])
        return super().render(template_name, context, request)


class PageFormMixin:
    """Put before a Django form class to lay it out as a page of Saksi.

    `heading_field` names the field whose question is the page's heading, for pages that ask one thing.
    The browser's own checks stay off: our sentences are clearer, and every answer comes back as it was typed.
    """

    default_renderer: Any = PageRenderer()
    use_required_attribute = False
    heading_field: str | None = None
    error_css_class = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    @property
    def problems(self) -> Iterator[Problem]:
        """The lines of the error summary, in the order of the page."""
        for message in self.non_field_errors():  # type: ignore[attr-defined]
            yield Problem(message, "")
        for field in self.visible_fields():  # type: ignore[attr-defined]
            for message in field.errors:
                yield Problem(message, field.first_control_id)

    @property
    def standing_fields(self) -> list[BoundField]:
        """The visible fields that no choice of another field reveals."""
        revealed = {
            name
            for field in self.visible_fields()  # type: ignore[attr-defined]
            for name in getattr(field.field.widget, "reveals", {}).values()
        }
        return [field for field in self.visible_fields() if field.name not in revealed]  # type: ignore[attr-defined]


class PageForm(PageFormMixin, forms.Form):
    """The form of a page. Validates and nothing else; the view hands `cleaned_data` to a function."""
