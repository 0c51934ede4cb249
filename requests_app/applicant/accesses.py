"""Who opened a case, its papers or its footage, from the audit trail: as its applicant may read it.

Staff are told by their role and number; by name only where the policy says so. The role is the one they had then.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.role_history import RoleHistory
from accounts.roles import Role
from audit.models import Event
from audit.verbs import Verb
from core.actors import ActorKind
from core.clock import wib_date
from core.templatetags import formats
from requests_app.models import FootageRequest, IdentityReveal, Policy
from requests_app.people import officer_code
from requests_app.procedure import policies

# Of several roles the first one here: what somebody opens a case for.
ROLES: dict[str, Promise] = {
    Role.OFFICER: gettext_lazy("the checking officer"),
    Role.APPROVER: gettext_lazy("the approving officer"),
    Role.UNIT_HEAD: gettext_lazy("the head of the unit"),
    Role.OBJECTION_REVIEWER: gettext_lazy("the officer who answers objections"),
    Role.COUNTER: gettext_lazy("the counter officer"),
    Role.AUDITOR: gettext_lazy("the auditor"),
    Role.ADMINISTRATOR: gettext_lazy("the administrator"),
}
BY_STAFF: dict[str, Promise] = {
    Verb.REQUEST_READ: gettext_lazy("%(who)s opened the request."),
    Verb.DOCUMENT_READ: gettext_lazy("%(who)s opened a document."),
    Verb.IDENTITY_REVEALED: gettext_lazy("%(who)s looked at your identity paper: %(why)s."),
    Verb.IDENTITY_CHECKED: gettext_lazy("%(who)s checked your identity paper, which was then destroyed."),
    Verb.FOOTAGE_PREVIEWED: gettext_lazy("%(who)s looked at the recordings."),
    Verb.FOOTAGE_PLAYED: gettext_lazy("%(who)s looked at the recordings."),
    Verb.FOOTAGE_PICTURED: gettext_lazy("%(who)s took a still picture of the recordings."),
    Verb.REQUEST_FILED_FOR: gettext_lazy("%(who)s filed the request for you."),
    Verb.TRACKING_OPENED_AT_COUNTER: gettext_lazy("%(who)s opened the request for you; you showed an identity paper."),
    Verb.TRACKING_LISTED_AT_COUNTER: gettext_lazy("%(who)s looked up your requests; you showed an identity paper."),
    Verb.PIN_ISSUED: gettext_lazy("%(who)s issued a new PIN for you; you showed an identity paper."),
    Verb.ACTED_AT_COUNTER: gettext_lazy("%(who)s wrote or sent something for you."),
    Verb.DATA_ERASED: gettext_lazy("%(who)s erased your data."),
    Verb.HANDED_OVER: gettext_lazy("%(who)s handed recordings over to the police."),
    Verb.HANDOVER_FILES_TAKEN: gettext_lazy("%(who)s saved the recordings that go to the police."),
}
# Whoever has number and PIN, or the contact, is the applicant to us, but perhaps not the applicant.
BY_OTHERS: dict[str, Promise] = {
    Verb.TRACKING_OPENED: gettext_lazy("The request was opened with its number and PIN."),
    Verb.TRACKING_OPENED_BY_CODE: gettext_lazy("The request was opened with a code that we sent to your contact."),
    Verb.TRACKING_LISTED: gettext_lazy("A list of your requests was shown after a code that we sent to your contact."),
    Verb.PIN_REFUSED: gettext_lazy("Somebody typed a wrong PIN, and did not get in."),
    Verb.DOCUMENT_READ: gettext_lazy("A document was opened on the page of your request."),
    Verb.CONTACT_CHANGED: gettext_lazy("The contact to which we write was changed."),
    Verb.GRANT_VIEWED: gettext_lazy("The footage was opened on the page of your request."),
    Verb.GRANT_DOWNLOADED: gettext_lazy("The footage was downloaded."),
}


@dataclass(frozen=True, slots=True)
class Access:
    """The same thing by the same person on one day, however often: `times` latest first (aware UTC)."""

    sentence: str
    times: list[datetime] = field(default_factory=list)

    @property
    def told(self) -> str:
        """17.26, 14.05 WIB, and how often where that is more than there are minutes."""
        minutes = dict.fromkeys(formats.clock(time).removesuffix(" WIB") for time in self.times)
        said = f"{', '.join(minutes)} WIB"
        often = len(self.times)
        return said if often == len(minutes) else _("%(times)s (%(often)d times)") % {"times": said, "often": often}


def of(case: FootageRequest) -> list[tuple[date, list[Access]]]:
    """By day in Jakarta, the newest first."""
    verbs = {*BY_STAFF, *BY_OTHERS}
    events = list(Event.objects.filter(case=case.reference, verb__in=verbs).order_by("-id"))
    staff = _Staff(events)
    days: dict[date, dict[str, Access]] = {}
    for event in events:
        if sentence := _sentence(event, staff):
            same_day = days.setdefault(wib_date(event.at), {})
            same_day.setdefault(sentence, Access(sentence)).times.append(event.at)
    return [(day, list(accesses.values())) for day, accesses in days.items()]


def _sentence(event: Event, staff: "_Staff") -> str:
    if event.actor_kind != ActorKind.STAFF:
        return str(BY_OTHERS.get(event.verb, ""))
    if event.verb not in BY_STAFF:
        return ""
    why = event.detail.get("why")
    told = {"who": staff.name(event), "why": IdentityReveal.Why(why).label if why in IdentityReveal.Why.values else ""}
    return capfirst(str(BY_STAFF[event.verb]) % told)


class _Staff:
    """How each member of staff is told to the applicant."""

    def __init__(self, events: Iterable[Event]) -> None:
        keys = {event.actor_id for event in events if event.actor_kind == ActorKind.STAFF}
        self._users = {str(user.pk): user for user in User.objects.filter(pk__in=keys)}
        self._roles = RoleHistory(self._users.values())
        self._by_name = bool(policies.value(Policy.Rule.NAME_OFFICERS))

    def name(self, event: Event) -> str:
        user = self._users.get(event.actor_id)
        if user is None:
            return _("a member of staff")
        roles = self._roles.at(event)
        role = next((name for role, name in ROLES.items() if role in roles), _("a member of staff"))
        return f"{role} {user if self._by_name else officer_code(user)}"
