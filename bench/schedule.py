"""How the time of a whole run is shared out, so that it ends while somebody still waits for it."""

from collections.abc import Sequence

BUDGET = 25.0  # minutes for all groups, on two cores that have nothing else to do
# What each takes there with three rounds. Whatever takes longer costs the later groups a round, not the whole its end.
MINUTES = {
    "exactness": 1.5,
    "length": 1.5,
    "peers": 3.5,
    "cutting": 2.5,
    "chunking": 2.5,
    "starting": 2.5,
    "preserving": 1.0,
    "race": 1.0,
    "web": 6.5,
}
MOST_ROUNDS = 3


def rounds_within(minutes: float, names: Sequence[str]) -> int:
    """How many rounds each of these groups can have, so that all of them are done in so many minutes: 1 to 3."""
    needed = sum(MINUTES[name] for name in names)
    return max(1, min(MOST_ROUNDS, int(MOST_ROUNDS * minutes / needed)))
