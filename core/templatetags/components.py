"""The components pages are made of. Each function declares its parameters; docs/components.md lists them.

A component with content is a block (`{% panel title=… %}…{% endpanel %}`), one without is a single tag. The markup is
in `templates/components/`, one file for each; the gallery at /komponen/ shows them all.
"""

from datetime import datetime
from typing import Any

from django import template
from django.core.paginator import Page
from django.template.loader import render_to_string

register = template.Library()

# What a colour of a status tag means, so that pages name meanings and never colours.
TONES = {
    "new": "govuk-tag",
    "waiting": "govuk-tag govuk-tag--yellow",
    "working": "govuk-tag govuk-tag--teal",
    "good": "govuk-tag govuk-tag--green",
    "bad": "govuk-tag govuk-tag--red",
    "closed": "govuk-tag govuk-tag--grey",
}
BUTTONS = {
    "primary": "govuk-button",
    "secondary": "govuk-button govuk-button--secondary",
    "warning": "govuk-button govuk-button--warning",
    "start": "govuk-button govuk-button--start",
}


# --- Single tags ----------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/button.html")
def button(
    text: str, *, href: str = "", kind: str = "primary", name: str = "", value: str = "", disabled: bool = False
) -> dict[str, Any]:
    """A button of a form, or with `href` a link that looks like one. `kind`: primary, secondary, warning, start."""
    return {
        "text": text,
        "href": href,
        "classes": BUTTONS[kind],
        "start": kind == "start",
        "name": name,
        "value": value,
        "disabled": disabled,
    }


@register.inclusion_tag("components/tag.html")
def tag(text: str, *, tone: str = "new") -> dict[str, Any]:
    """A short status in words. `tone`: new, waiting, working, good, bad, closed."""
    return {"text": text, "classes": TONES[tone]}


@register.inclusion_tag("components/back_link.html")
def back_link(href: str, *, text: str = "") -> dict[str, Any]:
    return {"href": href, "text": text}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """What is wrong on this page, each line leading to its field. Nothing when nothing is wrong."""
    return {"problems": [problem for form in forms if form and form.errors for problem in form.problems]}


@register.inclusion_tag("components/progress.html")
def progress(url: str, *, label: str, percent: int = 0, text: str = "", id: str = "progress") -> dict[str, Any]:
    """Work done elsewhere. `url` answers {"percent", "text", "done"}; the page is loaded anew when done."""
    return {"url": url, "label": label, "percent": percent, "text": text, "id": id}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page) -> dict[str, Any]:
    """Links to the other pages of a Django `Page` as `?page=`, keeping the rest of the query."""
    pages = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {"request": context["request"], "page": page, "pages": pages}


@register.inclusion_tag("components/nav_item.html", takes_context=True)
def nav_item(context: template.Context, text: str, *, href: str, exact: bool = False) -> dict[str, Any]:
    """One entry of the console's navigation; marks itself on its own page and (unless `exact`) on those below."""
    path = context["request"].path
    return {"text": text, "href": href, "current": path == href or (not exact and path.startswith(href))}


# --- Blocks ---------------------------------------------------------------------------------------------------------


@register.simple_block_tag
def panel(content: str, *, title: str) -> str:
    """The good end of a journey: big, calm, once on a page. The title is the page's heading."""
    return render_to_string("components/panel.html", {"content": content, "title": title})


@register.simple_block_tag
def inset(content: str) -> str:
    """Something to know that stands apart from the text."""
    return render_to_string("components/inset.html", {"content": content})


@register.simple_block_tag
def warning(content: str) -> str:
    """Something that cannot be undone or has consequences: one or two sentences."""
    return render_to_string("components/warning.html", {"content": content})


@register.simple_block_tag
def notification(content: str, *, title: str = "", good: bool = False, id: str = "notification") -> str:
    """What just happened (`good=True`) or what the reader should know on this page. `id` if there are two."""
    return render_to_string(
        "components/notification.html", {"content": content, "title": title, "good": good, "id": id}
    )


@register.simple_block_tag
def details(content: str, *, summary: str, open: bool = False) -> str:
    """Help, or what few people need, that opens on demand."""
    return render_to_string("components/details.html", {"content": content, "summary": summary, "open": open})


@register.simple_block_tag
def card(content: str) -> str:
    """A frame around one thing of several: one camera, one clip."""
    return render_to_string("components/card.html", {"content": content})


@register.simple_block_tag
def empty(content: str, *, title: str) -> str:
    """A list with nothing in it: says so, and what to do."""
    return render_to_string("components/empty.html", {"content": content, "title": title})


@register.simple_block_tag
def summary_list(content: str) -> str:
    """Facts as question and answer; holds `{% fact %}` blocks."""
    return render_to_string("components/summary_list.html", {"content": content})


@register.simple_block_tag
def fact(content: str, *, name: str, href: str = "", action: str = "") -> str:
    """One row of a `summary_list`; with `href` a link to change it (`action` names it otherwise)."""
    return render_to_string("components/fact.html", {"content": content, "name": name, "href": href, "action": action})


@register.simple_block_tag
def timeline(content: str) -> str:
    """What happened and what comes next; holds `{% event %}` blocks."""
    return render_to_string("components/timeline.html", {"content": content})


@register.simple_block_tag
def event(content: str, *, title: str, when: datetime | None = None, by: str = "", current: bool = False) -> str:
    """One step of a `timeline`. `when` in any zone, shown as WIB; `current` fills the dot."""
    return render_to_string(
        "components/event.html",
        {"content": content, "title": title, "when": when, "by": by, "current": current},
    )


@register.simple_block_tag
def task_list(content: str) -> str:
    """Things to do in any order; holds `{% task %}` tags."""
    return render_to_string("components/task_list.html", {"content": content})


@register.inclusion_tag("components/task.html")
def task(title: str, *, id: str, status: str, href: str = "", hint: str = "", tone: str = "") -> dict[str, Any]:
    """One line of a `task_list`. A finished task has plain words; an open one a `tone`, as for `tag`."""
    return {"title": title, "id": id, "status": status, "href": href, "hint": hint, "classes": TONES.get(tone, "")}
