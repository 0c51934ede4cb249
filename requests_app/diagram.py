"""The workflow's table as a picture (Mermaid), for docs/workflow.md."""

from requests_app import rules
from requests_app.models import Status
from requests_app.workflow import TABLE, Rule, Step

WHO: dict[Rule, str] = {
    rules.reviewer: "officer",
    rules.approver: "approver",
    rules.dispatcher: "unit head",
    rules.dispatcher_or_reviewer: "unit head or officer",
    rules.applicant: "applicant",
    rules.objection_reviewer: "objection reviewer",
    rules.the_system: "system",
}


def draw() -> str:
    """One arrow for each way a row of the table can go; rows that leave a case where it is have none."""
    arrows = [_arrow(step, source) for step in TABLE if step.target for source in step.source]
    return "\n".join(
        [
            "stateDiagram-v2",
            f"    [*] --> {Status.SUBMITTED}: submit (applicant)",
            *arrows,
            f"    {Status.CLOSED} --> [*]",
        ]
    )


def _arrow(step: Step, source: Status) -> str:
    condition = "" if step.when is rules.always else f", {step.when.__name__.replace('_', ' ')}"
    return f"    {source} --> {step.target}: {step.action} ({WHO[step.who]}{condition})"
