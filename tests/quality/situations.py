"""Residents in every situation that a page can be seen in, each reached by living it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.roles import Role
from requests_app.intake import acceptance
from requests_app.models import FootageRequest
from requests_app.workflow import Action, perform
from tests import cases
from tests.requests_app import residents

LONG_AGO = cases.START - timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Situation:
    """A visitor with their session. `reference`: of the request that their device filed."""

    name: str
    client: Client
    reference: str = ""

    @property
    def known(self) -> dict[str, str]:
        return {"reference": self.reference} if self.reference else {}


class Street:
    """The place and the people that all situations need."""

    def __init__(self, archive: Path) -> None:
        self.camera = cases.build_camera(archive)
        self.officer = cases.build_staff("sari", Role.OFFICER)
        self.approver = cases.build_staff("dewi", Role.APPROVER)
        self.superior = cases.build_staff("atasan", Role.OBJECTION_REVIEWER)

    def situations(self) -> Iterator[Situation]:
        yield Situation("stranger", Client())
        for name in ("searching", "lost", "proving", "ready", "too_late", "returning", "returned", "at_counter"):
            yield Situation(name, getattr(self, name)())
        closed = ("granted", "refused", "objected", "withdrawn", "erased")
        for name in ("submitted", "asked", *closed, "moving", "interrupted"):
            client, case = self.filed() if name == "submitted" else self.tracked()
            make: Callable[[FootageRequest, Client], object] = getattr(self, name)
            make(case, client)
            yield Situation(name, client, case.reference)

        yield Situation("served", *self.served())

    def filed(self) -> tuple[Client, FootageRequest]:
        cache.clear()  # one telephone may have five codes an hour
        client = Client()
        reference = residents.submit(client)
        return client, FootageRequest.objects.get(reference=reference)

    def tracked(self) -> tuple[Client, FootageRequest]:
        """On another device than the one that filed it."""
        client, receipt = Client(), acceptance.submit(cases.submission())
        client.post(reverse("requests:track"), {"reference": receipt.reference, "pin": receipt.pin})
        return client, FootageRequest.objects.get(reference=receipt.reference)

    # before a request is filed

    def searching(self) -> Client:
        """At the list of camera points around a kelurahan."""
        client = Client()
        residents.walk_to(client, "search")
        client.post(reverse("requests:search"), {"place": "Gambir"})
        client.post(reverse("requests:place"), {"choice": "0"})
        return client

    def lost(self) -> Client:
        """Searched for a place that nobody knows."""
        client = Client()
        residents.walk_to(client, "search")
        client.post(reverse("requests:search"), {"place": "zzzzzzz"})
        return client

    def proving(self) -> Client:
        """Was sent a code, and has not typed it."""
        cache.clear()  # one telephone may have five codes an hour
        client = Client()
        residents.walk_to(client, "contact")
        client.post(reverse("requests:contact"), residents.ANSWERS["contact"])
        return client

    def ready(self) -> Client:
        client = Client()
        residents.walk_to(client, "check")
        return client

    def too_late(self) -> Client:
        client = Client()
        day = {
            f"other_day_{place}": str(part) for place, part in enumerate((LONG_AGO.day, LONG_AGO.month, LONG_AGO.year))
        }
        client.post(reverse("requests:window"), residents.ANSWERS["window"] | day)
        return client

    def returning(self) -> Client:
        """Lost number and PIN, and was sent a code."""
        cache.clear()
        client = Client()
        client.post(reverse("requests:own_find"), {"contact": cases.PERSONAL["phone"]})
        return client

    def returned(self) -> Client:
        """Typed the code, and sees what was filed with that contact."""
        self.filed()
        client = self.returning()
        client.post(reverse("requests:own_code"), {"code": residents.newest_code()})
        return client

    def at_counter(self, name: str = "loket") -> Client:
        """Staff of a kelurahan file for a person without a telephone, who has been asked everything."""
        client = Client()
        client.force_login(cases.build_clerk(name))
        client.post(reverse("console:counter_begin"), {"paper_seen": "ktp"})
        residents.walk_to(client, "check", instead={"contact": residents.NO_CONTACT})
        return client

    def served(self) -> tuple[Client, str]:
        """Staff have just filed for a person without a telephone."""
        client = self.at_counter("loket2")
        answered = client.post(reverse("requests:check"), residents.DECLARATIONS)
        return client, answered.headers["Location"].split("/")[2]

    # afterwards

    def submitted(self, case: FootageRequest, client: Client) -> None:
        """Its footage is still being put into safekeeping."""

    def asked(self, case: FootageRequest, client: Client) -> None:
        cases.secure(case)
        perform(case, Action.TAKE, by=self.officer)
        perform(case, Action.ASK, by=self.officer, body="Motornya merah atau hitam?")

    def granted(self, case: FootageRequest, client: Client) -> None:
        cases.secure(case)
        cases.propose(case, cases.granting(case), officer=self.officer)
        cases.approve(case, approver=self.approver)
        case.refresh_from_db()
        cases.deliver(case)

    def refused(self, case: FootageRequest, client: Client) -> None:
        cases.secure(case)
        cases.approve(cases.propose(case, cases.refusing(), officer=self.officer), approver=self.approver)

    def objected(self, case: FootageRequest, client: Client) -> None:
        self.refused(case, client)
        case.refresh_from_db()
        by = cases.applicant_of(case)
        perform(case, Action.LODGE_OBJECTION, by=by, ground="refused", text="Saya korban sendiri.")
        case.refresh_from_db()
        perform(case, Action.UPHOLD, by=self.superior, answer="Sudah tepat.")

    def withdrawn(self, case: FootageRequest, client: Client) -> None:
        perform(case, Action.WITHDRAW, by=cases.applicant_of(case))

    def erased(self, case: FootageRequest, client: Client) -> None:
        self.withdrawn(case, client)
        case.refresh_from_db()
        perform(case, Action.ASK_ERASURE, by=cases.applicant_of(case))
        perform(case, Action.ERASE, by=self.officer)

    def interrupted(self, case: FootageRequest, client: Client) -> None:
        """Wrote for so long that the request closed, and has opened it again."""
        session = client.session
        session["opened"] = {case.reference: [0, 0]}
        session.save()
        client.post(reverse("requests:messages", args=[case.reference]), {"body": "Motornya merah."})
        residents.open_case(client, case.reference)

    def moving(self, case: FootageRequest, client: Client) -> None:
        """Gave another contact, and was sent a code there."""
        client.post(reverse("requests:new_contact", args=[case.reference]), {"contact": "siti@example.com"})
