"""`manage create_staff USERNAME --name "Sari Dewi" --role officer [--role …] [--unit CODE]`"""

import os
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import people
from accounts.roles import Role
from core.actors import system
from core.errors import InvalidInput


class Command(BaseCommand):
    help = "Creates a staff account. The password is asked for, or taken from SAKSI_STAFF_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", action="append", required=True, choices=Role.values, dest="roles")
        parser.add_argument("--unit", default="", help="without one: works for all units")
        parser.add_argument("--email", default="")

    def handle(
        self, *args: Any, username: str, name: str, roles: list[str], unit: str, email: str, **options: Any
    ) -> None:
        password = os.environ.get("SAKSI_STAFF_PASSWORD") or getpass(_("Password: "))
        by = system("create_staff")
        try:
            user = people.create(
                username=username,
                password=password,
                full_name=name,
                roles=[Role(role) for role in roles],
                unit=people.unit_called(unit) if unit else None,
                email=email,
                by=by,
            )
        except InvalidInput as error:
            raise CommandError(str(error.message)) from None
        said = _("%(username)s can sign in. Code for setting up the second factor, shown only now: %(code)s")
        self.stdout.write(said % {"username": user.username, "code": people.issue_enrolment_code(user, by=by)})
