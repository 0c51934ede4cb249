"""Which roles somebody had when they did something: an account keeps those of today, the trail every change."""

from collections import defaultdict
from collections.abc import Collection

from accounts.models import User
from audit.models import Event
from audit.verbs import Verb


class RoleHistory:
    """The roles of some accounts at any event of the trail."""

    def __init__(self, users: Collection[User]) -> None:
        self._today = {str(user.pk): user.roles for user in users}
        self._changes: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
        subjects = {f"user:{key}": key for key in self._today}
        changes = Event.objects.filter(verb=Verb.STAFF_CHANGED, subject__in=subjects, detail__has_key="before")
        for event in changes.order_by("id"):
            self._changes[subjects[event.subject]].append((event.pk, event.detail["before"]))

    def at(self, event: Event) -> list[str]:
        """What the actor of `event` was then: as before their first change since, or as today without one."""
        since = (before for changed, before in self._changes[event.actor_id] if changed > event.pk)
        return next(since, self._today[event.actor_id])
