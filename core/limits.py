"""Named limits on tries, counted in the cache: what strangers may do before they have to wait.

A try is counted before it is made, so that many at once do not slip through together.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core.cache import cache
from django.utils.translation import ngettext

from core.errors import TooManyTries
from core.ids import blind_index


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `tries` in `period`. Whoever goes beyond waits a whole period from then on."""

    name: str
    tries: int
    period: timedelta

    def count(self, who: str) -> None:
        """Counts one try of `who` (a client's address, a request number). Raises TooManyTries beyond the limit."""
        key, seconds = self._key(who), int(self.period.total_seconds())
        cache.add(key, 0, timeout=seconds)
        try:
            tries = cache.incr(key)
        except ValueError:  # it expired between the two calls
            cache.set(key, 1, timeout=seconds)
            return
        if tries == self.tries + 1:
            cache.touch(key, timeout=seconds)
        if tries > self.tries:
            minutes = -(-seconds // 60)
            raise TooManyTries(
                ngettext(
                    "That was too often. Wait %(minutes)s minute, then try again.",
                    "That was too often. Wait %(minutes)s minutes, then try again.",
                    minutes,
                )
                % {"minutes": minutes}
            )

    def count_once(self, who: str, *, what: str) -> None:
        """Counts one try of `who`, unless they tried just `what` within the period: to look again tells nothing new."""
        mark = f"{self._key(who)}:{blind_index(what, purpose=self.name)}"
        if not cache.get(mark):
            self.count(who)
            cache.set(mark, 1, timeout=int(self.period.total_seconds()))

    def forgive(self, who: str) -> None:
        """Takes one try back: it was no wrong one."""
        try:
            cache.decr(self._key(who))
        except ValueError:  # expired: nothing is counted any more
            return

    def _key(self, who: str) -> str:
        return f"limit:{self.name}:{blind_index(who, purpose=self.name)}"  # an address is personal: not even in Redis
