"""`manage seed_rules`: the rules of the procedure and the holidays, where none are there yet."""

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from audit import events
from audit.verbs import Verb
from core.actors import system
from requests_app.procedure.seeding import seed_holidays, seed_policies


class Command(BaseCommand):
    help = "Adds the rules and holidays that are missing; what was edited stays as it is."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        policies, days = seed_policies(), seed_holidays()
        added = {Verb.POLICY_CHANGED: policies, Verb.HOLIDAY_CHANGED: days}
        for verb, number in added.items():
            if number:
                events.record(verb=verb, by=system("seed_rules"), detail={"added": number})
        if options["verbosity"]:
            self.stdout.write(f"{policies} rules and {days} holidays added.")
