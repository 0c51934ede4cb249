"""`manage issue_enrolment_code USERNAME`: when no administrator can be asked, as for the first one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from accounts import people
from accounts.models import User
from core.actors import system
from core.errors import NotAllowed


class Command(BaseCommand):
    help = "Prints a code with which a staff account that has no second factor sets one up."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(_("There is no active account “%(username)s”.") % {"username": username})
        try:
            self.stdout.write(people.issue_enrolment_code(user, by=system("issue_enrolment_code")))
        except NotAllowed as error:
            raise CommandError(str(error.message)) from None
