"""What a form's markup says to a screen reader, and that nothing typed is lost."""

from datetime import date

import pytest
from django import forms
from django.http import QueryDict
from django.test.html import parse_html
from django.utils import translation

from core.forms import Checkboxes, DatePartsField, PageForm, Radios, Text, TextBlock


class Report(PageForm):
    heading_field = "kind"

    kind = forms.ChoiceField(
        label="Kind",
        choices=[("theft", "Theft"), ("other", "Other")],
        widget=Radios(hints={"theft": "Also noticed later."}, reveals={"other": "words"}),
    )
    words = forms.CharField(label="Words", required=False)
    place = forms.CharField(label="Place", help_text="A street.", max_length=20, widget=Text(width=20))
    day = DatePartsField(label="Day")
    story = forms.CharField(label="Story", max_length=50, widget=TextBlock)
    wanted = forms.MultipleChoiceField(label="Wanted", choices=[("view", "View"), ("copy", "Copy")], widget=Checkboxes)
    truth = forms.BooleanField(label="True", error_messages={"required": "Confirm it."})


def sent(**values: str) -> Report:
    data = QueryDict(mutable=True)
    data.update(values)
    return Report(data)


def tags(html: str, element_name: str, /, **wanted: str) -> list[dict]:
    """The attributes of every element of that name in the markup that has the wanted ones."""

    def walk(element):
        for child in getattr(element, "children", []):
            if not isinstance(child, str):
                yield child
                yield from walk(child)

    root = parse_html(f"<div>{html}</div>")
    found = [dict(element.attributes) for element in walk(root) if element.name == element_name]
    return [one for one in found if all(one.get(key) == value for key, value in wanted.items())]


def test_hint_and_error_describe_the_input():
    (box,) = tags(str(sent(place="")), "input", name="place")

    assert box["aria-describedby"] == "id_place-hint id_place-error"
    assert box["aria-invalid"] == "true"


def test_a_field_without_error_is_described_by_its_hint_alone():
    (box,) = tags(str(Report()), "input", name="place")

    assert box["aria-describedby"] == "id_place-hint"
    assert "aria-invalid" not in box


def test_the_classes_of_the_widget_stay_beside_ours():
    (box,) = tags(str(Report()), "input", name="place")

    assert set(box["class"].split()) == {"govuk-input", "govuk-input--width-20"}


def test_the_browser_neither_checks_nor_cuts_what_is_typed():
    html = str(Report())

    assert "required" not in tags(html, "input", name="place")[0]
    assert "maxlength" not in tags(html, "input", name="place")[0]
    assert "maxlength" not in tags(html, "textarea", name="story")[0]


def test_a_group_of_choices_is_described_as_a_whole():
    html = str(sent())
    described = [fieldset.get("aria-describedby") for fieldset in tags(html, "fieldset")]

    assert described == ["id_kind-error", "id_day-error", "id_wanted-error"]


def test_the_heading_field_asks_in_the_page_heading():
    html = str(Report())

    assert len(tags(html, "h1")) == 1
    assert '<h1 class="govuk-fieldset__heading">Kind</h1>' in html


def test_a_revealed_field_stands_below_its_choice_only():
    html = str(Report())

    assert len(tags(html, "input", name="words")) == 1
    (choice,) = tags(html, "input", value="other")
    assert tags(html, "div", id=choice["data-reveals"])


def test_a_choice_is_described_by_its_hint():
    html = str(Report())

    (choice,) = tags(html, "input", value="theft")
    assert tags(html, "div", id=choice["aria-describedby"])


def test_every_line_of_the_error_summary_leads_to_a_control():
    form = sent(day_0="31", day_1="2", day_2="2026", story="x" * 51)
    ids = {element.get("id") for name in ("input", "textarea") for element in tags(str(form), name)}

    targets = [problem.target for problem in form.problems]

    assert targets == ["id_kind_0", "id_place", "id_day_0", "id_story", "id_wanted_0", "id_truth"]
    assert set(targets) <= ids


def test_what_was_typed_comes_back_as_it_was():
    form = sent(place="Jl. <b>Senen</b>", day_0="31", day_1="Feb", day_2="tahun ini", story="a" * 60, wanted="copy")
    html = str(form)

    assert tags(html, "input", name="place")[0]["value"] == "Jl. <b>Senen</b>"
    assert [tags(html, "input", name=f"day_{part}")[0]["value"] for part in range(3)] == ["31", "Feb", "tahun ini"]
    assert "a" * 60 in html
    assert "checked" in tags(html, "input", value="copy")[0]
    assert "<b>Senen" not in html


@pytest.mark.parametrize("month", ["11", "november", "Nov", "NOVEMBER"])
def test_a_month_may_be_a_number_or_a_name(month):
    with translation.override("id"):
        assert DatePartsField().clean(["23", month, "2026"]) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (["", "", ""], "required"),
        (["23", "", "2026"], "incomplete"),
        (["31", "2", "2026"], "invalid"),
        (["dua", "2", "2026"], "invalid"),
        (["1", "13", "2026"], "invalid"),
        (["1", "²", "2026"], "invalid"),
        (["1", "1", "99999999999999999999"], "invalid"),
    ],
)
def test_a_wrong_date_says_what_to_do(parts, code):
    with pytest.raises(forms.ValidationError) as refused:
        DatePartsField().clean(parts)

    assert refused.value.code == code
    assert "23 11 2026" in str(refused.value.messages[0])


def test_a_date_that_is_not_required_may_be_left_empty():
    assert DatePartsField(required=False).clean(["", " ", ""]) is None


def test_a_line_break_counts_once():
    form = sent(story="a\r\n" * 25)

    assert "story" not in form.errors
