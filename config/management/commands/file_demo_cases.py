"""`manage file_demo_cases`: the cases that `./run demo` begins with, filed while its visitor looks around."""

from django.core.management.base import BaseCommand

from config.demo import caseload, staff


class Command(BaseCommand):
    help = "File the demo's cases, where nothing was filed yet, and tell of one whose footage can be watched."

    def handle(self, **options: object) -> None:
        staff.only_in_a_demo()
        caseload.prepare()
        if receipt := caseload.watchable():
            self.stdout.write(f"A case with footage to watch: {receipt.reference}, PIN {receipt.pin}")
