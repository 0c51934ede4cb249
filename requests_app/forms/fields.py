"""Fields whose every refusal says what to type instead."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from core.errors import InvalidInput, Sentence
from core.forms import Text, TextBlock

# What no keyboard shows: control characters, marks that turn the writing direction, zero-width blanks. They come along
# when text is copied from a chat, mean nothing here, and could make a name read differently from what is stored.
INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
TOO_LONG = _("Shorten this to %(limit_value)d characters; there are %(show_value)d now.")


class Line(forms.CharField):
    """One line of text. `missing` is said when it is empty; without it the field is optional."""

    widget: type[forms.Widget] = Text

    def __init__(self, *, missing: Sentence = "", max_length: int = 200, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {}).update(required=missing, max_length=TOO_LONG)
        super().__init__(required=bool(missing), max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return re.sub(r"\s+", " ", INVISIBLE.sub("", super().to_python(value) or "")).strip()


class Paragraphs(Line):
    """Several lines of text, kept as they were broken."""

    widget = TextBlock

    def __init__(self, *, max_length: int = 2000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        return INVISIBLE.sub("", (forms.CharField.to_python(self, value) or "").replace("\r\n", "\n")).strip()


class Words(Line):
    """A line that must hold at least one letter or digit: a name, a place."""

    def __init__(self, *, wordless: Sentence, **kwargs: Any) -> None:
        super().__init__(error_messages={"wordless": wordless}, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and not any(unicodedata.category(character)[0] in "LN" for character in value):
            raise ValidationError(self.error_messages["wordless"], code="wordless")


class Read(Line):
    """A line brought to one spelling by `reader`, a function of the domain that raises InvalidInput."""

    def __init__(self, reader: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.reader = reader

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        try:
            return self.reader(text) if text else ""
        except InvalidInput as refusal:
            raise ValidationError(str(refusal.message), code=refusal.code) from None


class Choice(forms.ChoiceField):
    """One of several, none chosen beforehand; a choice that is not on the list counts as none."""

    def __init__(self, *, missing: Sentence, **kwargs: Any) -> None:
        choices = [(value, capfirst(label)) for value, label in kwargs.pop("choices", ())]
        errors: dict[str, Any] = dict.fromkeys(("required", "invalid_choice"), missing)
        super().__init__(error_messages=errors, choices=choices, **kwargs)
