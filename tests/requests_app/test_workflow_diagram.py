"""The picture in the documentation is the table."""

import re

from django.conf import settings

from requests_app import rules, workflow
from requests_app.diagram import draw
from requests_app.models import Status


def documented() -> str:
    return (settings.BASE_DIR / "docs" / "workflow.md").read_text()


def test_the_documented_diagram_is_drawn_from_the_table():
    diagram = re.search(r"```mermaid\n(.*?)\n```", documented(), re.DOTALL)[1]

    assert diagram == draw(), "Run ./run manage draw_workflow and put what it prints into docs/workflow.md."


def test_the_documentation_explains_every_action_and_status():
    text = documented()

    for name in [*workflow.Action.values, *Status.values]:
        assert f"`{name}`" in text


def test_a_row_that_never_ends_is_not_there():
    leads_on = {step.target for step in workflow.TABLE} - {Status.CLOSED, None}
    starts = {source for step in workflow.TABLE for source in step.source}

    assert leads_on <= starts


def test_what_is_closed_is_opened_by_the_applicant_or_by_whoever_answers_their_objection():
    opening = {step.action: step.who for step in workflow.TABLE if Status.CLOSED in step.source and step.target}

    assert opening == {
        workflow.Action.REOPEN: rules.applicant,
        workflow.Action.OVERTURN: rules.objection_reviewer,
    }


def test_all_rows_of_an_action_are_for_the_same_person():
    people = {}
    for step in workflow.TABLE:
        people.setdefault(step.action, set()).add(step.who)

    assert all(len(who) == 1 for who in people.values())
    assert people.keys() == set(workflow.Action)


def test_rows_of_one_action_and_state_exclude_each_other():
    """Otherwise their order in the table would decide."""
    conditions = {}
    for step in workflow.TABLE:
        for source in step.source:
            conditions.setdefault((step.action, source), []).append(step.when)

    several = {when for row in conditions.values() if len(row) > 1 for when in row}
    assert several == {rules.grants_footage, rules.grants_nothing}
