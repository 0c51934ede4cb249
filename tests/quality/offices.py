"""Staff of every role at their desks, with a case in each state: what the console can show."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import people
from accounts.models import Unit, User
from accounts.roles import Role
from footage.models import Hold, RenderJob
from requests_app.decision import appointments
from requests_app.decision.decisions import Proposal
from requests_app.models import DecisionKind, FootageRequest
from requests_app.workflow import Action, perform
from tests import cases
from tests.console.conftest import finish_preview
from tests.quality.situations import Situation
from tests.staff import app_of, show_factor

# What a resident may type; a console that shows it as anything but text runs it.
HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>\u202e" + "tanpaspasi" * 4
CASES = (
    *("submitted", "taken", "asked", "proposed", "rendered", "approved"),
    *("granted", "handed", "refused", "objected", "wished"),
)


class House:
    """A unit with staff, and what lies on their desks."""

    def __init__(self, archive: Path) -> None:
        cases.build_camera(archive)
        self.unit = Unit.objects.create(code="pusat", name="Suku Dinas Jakarta Pusat")
        Unit.objects.create(code="timur", name="Suku Dinas Jakarta Timur")
        self.staff = {role: cases.build_staff(role.value, role) for role in Role}

    def situations(self) -> Iterator[Situation]:
        for name in CASES:
            getattr(self, name)(self.filed())
        yield Situation("nobody", Client())
        yield Situation("half way", self.half_way(self.staff[Role.OFFICER]))
        yield Situation("not enrolled", self.half_way(self.new_account("baru")))
        yield Situation("first day", self.enrolled(self.new_account("budi")))
        yield Situation("first password", self.enrolled(self.new_account("citra", password_is_temporary=True)))
        for role, account in self.staff.items():
            yield Situation(role.value, self.signed_in(account))
        yield self.looking()

    def filed(self) -> FootageRequest:
        """By somebody who tries what they can type."""
        names = ("place", "description", "clothing", "item", "recipients", "other_vehicles", "claim_number")
        return cases.file_case(**dict.fromkeys(names, HOSTILE), applicant_name=HOSTILE, anyone_at_risk=True)

    # people

    def new_account(self, name: str, *, password_is_temporary: bool = False) -> User:
        account = cases.build_staff(name, Role.OFFICER)
        account.password_is_temporary = password_is_temporary
        account.save()
        return account

    def half_way(self, account: User) -> Client:
        """Gave the password."""
        client = Client()
        if account in self.staff.values():
            app_of(account)
        client.post(reverse("accounts:sign_in"), {"username": account.username, "password": "rahasia-sekali-1"})
        return client

    def enrolled(self, account: User) -> Client:
        """Gave the password, and the code of an administrator."""
        client = self.half_way(account)
        code = people.issue_enrolment_code(account, by=self.staff[Role.ADMINISTRATOR].actor)
        client.post(reverse("accounts:enrol"), {"enrolment_code": code})
        return client

    def signed_in(self, account: User) -> Client:
        client = Client()
        client.force_login(account)
        show_factor(client)
        return client

    def looking(self) -> Situation:
        """At the footage of a case, for a reason that was given, with its preview."""
        case = self.filed()
        self.taken(case)
        client = self.signed_in(self.staff[Role.OFFICER])
        client.post(reverse("console:give_purpose", args=[case.reference]), {"purpose": "review"})
        for job in RenderJob.objects.filter(kind="preview", reference=case.reference):
            finish_preview(job)
        hold = Hold.objects.filter(reference=case.reference).first()
        parts = reverse("console:add_part", args=[case.reference, hold.pk])
        client.post(parts, {"starts_at": "14.15.10", "ends_at": "14.15.40"})
        return Situation("at the footage", client, case.reference)

    # cases

    def submitted(self, case: FootageRequest) -> None:
        """In nobody's hands."""

    def taken(self, case: FootageRequest) -> None:
        perform(case, Action.TAKE, by=self.staff[Role.OFFICER])

    def asked(self, case: FootageRequest) -> None:
        self.taken(case)
        perform(case, Action.ASK, by=self.staff[Role.OFFICER], body="Motornya merah atau hitam?")

    def proposed(self, case: FootageRequest) -> None:
        cases.propose(case, cases.granting(case), officer=self.staff[Role.OFFICER])

    def rendered(self, case: FootageRequest) -> None:
        self.proposed(case)
        cases.finish(case)

    def approved(self, case: FootageRequest) -> FootageRequest:
        """Being prepared."""
        self.proposed(case)
        return cases.approve(case, approver=self.staff[Role.APPROVER])

    def granted(self, case: FootageRequest) -> None:
        case = cases.deliver(self.approved(case))
        at = timezone.now() + timedelta(days=1)
        appointments.make(case, place="Kantor", starts_at=at, by=self.staff[Role.OFFICER])

    def handed(self, case: FootageRequest) -> None:
        proposal = Proposal(kind=DecisionKind.HAND_TO_POLICE, reason="Penyidik memintanya.")
        cases.propose(case, proposal, officer=self.staff[Role.OFFICER])
        cases.approve(case, approver=self.staff[Role.APPROVER])

    def refused(self, case: FootageRequest) -> None:
        cases.propose(case, cases.refusing(), officer=self.staff[Role.OFFICER])
        cases.approve(case, approver=self.staff[Role.APPROVER])

    def objected(self, case: FootageRequest) -> None:
        self.refused(case)
        case.refresh_from_db()
        by = cases.applicant_of(case)
        perform(case, Action.LODGE_OBJECTION, by=by, ground="refused", text=HOSTILE)

    def wished(self, case: FootageRequest) -> None:
        """Withdrawn, and its applicant asks that their data be erased."""
        by = cases.applicant_of(case)
        perform(perform(case, Action.WITHDRAW, by=by), Action.ASK_ERASURE, by=by)
