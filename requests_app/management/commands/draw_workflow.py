"""`manage draw_workflow`: the picture in docs/workflow.md, anew from the table."""

from typing import Any

from django.core.management.base import BaseCommand

from requests_app.diagram import draw


class Command(BaseCommand):
    help = "Prints the workflow as a Mermaid diagram, for docs/workflow.md."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(draw())
