"""Counting tries, in the real cache."""

from datetime import timedelta

import pytest
from django.core.cache import cache

from core.errors import TooManyTries
from core.ids import new_recipient_code
from core.limits import Limit


@pytest.fixture
def limit():
    """A limit of its own for every test, since the cache is shared."""
    return Limit(f"test-{new_recipient_code()}", tries=3, period=timedelta(minutes=15))


def use_up(limit, who="siti"):
    for _ in range(limit.tries):
        limit.count(who)


def test_it_refuses_beyond_the_limit(limit):
    use_up(limit)

    with pytest.raises(TooManyTries) as refused:
        limit.count("siti")

    assert "15" in str(refused.value.message)


def test_it_counts_everyone_apart(limit):
    use_up(limit)

    limit.count("budi")


def test_a_forgiven_try_does_not_count(limit):
    use_up(limit)
    limit.forgive("siti")

    limit.count("siti")

    with pytest.raises(TooManyTries):
        limit.count("siti")


def test_a_try_too_many_waits_the_whole_period_from_then(limit, monkeypatch):
    use_up(limit)
    cache.touch(limit._key("siti"), 5)

    with pytest.raises(TooManyTries):
        limit.count("siti")

    assert cache._cache.get_client().ttl(cache.make_key(limit._key("siti"))) > 800


def test_further_tries_do_not_prolong_the_wait(limit):
    use_up(limit)
    for _ in range(2):
        with pytest.raises(TooManyTries):
            limit.count("siti")
    cache.touch(limit._key("siti"), 5)

    with pytest.raises(TooManyTries):
        limit.count("siti")

    assert cache._cache.get_client().ttl(cache.make_key(limit._key("siti"))) <= 5


def test_an_address_is_not_in_the_key(limit):
    assert "203.0.113.7" not in limit._key("203.0.113.7")


def test_the_same_thing_again_is_no_further_try(limit):
    for number in range(limit.tries):
        limit.count_once("siti", what=f"place {number}")
        limit.count_once("siti", what=f"place {number}")

    for _ in range(2):
        with pytest.raises(TooManyTries):
            limit.count_once("siti", what="another place")
    limit.count_once("siti", what="place 0")
