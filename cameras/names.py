"""Which names somebody may have meant by what they typed: an index in memory, forgiving as to spelling.

Two words are as alike as the pairs of letters that they share; the beginning of a word counts as nearly that word,
since people stop typing when they see what they meant. A name is as likely as the part of what was typed that is
found in it, rare words counting more than common ones; or, for a description, as the part of the name found in that.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, pairwise
from math import log
from typing import Generic, TypeVar

Meant = TypeVar("Meant")

# Likeness, 0 to 1, below which a name or a word is not what somebody meant.
LEAST_LIKENESS = 0.45
LEAST_WORD_LIKENESS = 0.5
BEGINNING = 0.9  # the likeness of a word to its own first letters
DESCRIBED = 0.9  # what a name that is part of a description counts against one that is all that was typed
LONGEST_QUERY = 120
MOST_REMEMBERED = 5000  # words, in each process
SPELLINGS = {"jl": "jalan", "jln": "jalan", "gg": "gang", "kp": "kampung", "kampong": "kampung", "psr": "pasar"}


@dataclass(frozen=True, slots=True)
class Name(Generic[Meant]):
    """`meant` goes by `label`; `context` are words that lead to it as well: its street, its kelurahan, its code.

    Of equally likely names the one of the lowest `rank` comes first. Names of one `spot` are one place.
    """

    meant: Meant
    label: str
    context: str
    rank: int
    spot: object


class NameIndex(Generic[Meant]):
    """Built once; threads may share it."""

    def __init__(self, names: Iterable[Name[Meant]]) -> None:
        self._names = list(names)
        self._remembered: dict[str, dict[str, float]] = {}
        self._by_label: dict[str, list[int]] = defaultdict(list)  # names by each word of their label
        self._by_word: dict[str, list[int]] = defaultdict(list)  # and by each word, of the context too
        self._by_letters: dict[str, list[str]] = defaultdict(list)  # words by each pair of letters in them
        for number, name in enumerate(self._names):
            label, context = words(name.label), words(name.context)
            for word in set(label):
                self._by_label[word].append(number)
            for word in {*label, *context, *map("".join, pairwise(label)), *map("".join, pairwise(context))}:
                self._by_word[word].append(number)
        for word in self._by_word:
            for pair in letters(word):
                self._by_letters[pair].append(word)
        self._label_weights: dict[int, float] = defaultdict(float)
        for word, numbers in self._by_label.items():
            for number in numbers:
                self._label_weights[number] += self._weight(word)

    def find(self, text: str, *, limit: int) -> list[Meant]:
        """What goes by a name like `text`, most alike first; nothing for less than three letters or digits."""
        if sum(map(str.isalnum, text)) < 3:
            return []
        # A letter or a number that is no word here says nothing: a word that was begun, the number of a house.
        typed = words(text[:LONGEST_QUERY])
        asked = {word for word in typed if word in self._by_word or not (len(word) == 1 or word.isdigit())}
        alike = {word: self._likenesses(word) for word in asked}
        weights = {word: self._weight(max(found, key=found.__getitem__, default="")) for word, found in alike.items()}
        in_name = self._found_in_names(alike, weights)
        in_text = self._found_in_text(alike)
        total = sum(weights.values())

        likely: list[tuple[float, float, int, str, int]] = []  # the least for the name that most likely was meant
        for number, found in in_name.items():
            weight, described = self._label_weights[number], in_text.get(number, 0.0)
            likeness = max(found / total, DESCRIBED * described / weight if weight else 0.0)
            if likeness >= LEAST_LIKENESS:
                closeness, name = 2 * described / (total + weight), self._names[number]
                likely.append((-round(likeness, 3), -round(closeness, 3), name.rank, name.label, number))
        best: dict[object, Meant] = {}
        for *_order, number in sorted(likely):
            if len(best) == limit:
                break
            best.setdefault(self._names[number].spot, self._names[number].meant)
        return list(best.values())

    def _likenesses(self, word: str) -> dict[str, float]:
        """As `_alike` finds them, once for each word that people type: they type much the same ones."""
        remembered = self._remembered
        if word in remembered:
            return remembered[word]
        if len(remembered) >= MOST_REMEMBERED:
            self._remembered = remembered = {}  # other threads may still read the former
        remembered[word] = self._alike(word)
        return remembered[word]

    def _alike(self, word: str) -> dict[str, float]:
        """The words of the index that are like this one, and how much. Numbers are as they are: 003 is not 002."""
        if word.isdigit():
            return {word: 1.0}
        pairs = letters(word)
        shared = Counter(chain.from_iterable(self._by_letters.get(pair, ()) for pair in pairs))
        # Fewer than these in common are too few for a word of any length.
        fewest = LEAST_WORD_LIKENESS * len(pairs) / (2 - LEAST_WORD_LIKENESS)
        alike = {}
        for found, count in shared.items():
            if count >= fewest:
                likeness = 2 * count / (len(pairs) + len(found) + 1)
                if likeness < BEGINNING and len(word) > 1 and found.startswith(word):
                    likeness = BEGINNING
                if likeness >= LEAST_WORD_LIKENESS:
                    alike[found] = likeness
        if word in self._by_word:
            alike[word] = 1.0
        return alike

    def _found_in_names(self, alike: dict[str, dict[str, float]], weights: dict[str, float]) -> dict[int, float]:
        """For each name the weight of the words typed that it has."""
        found: dict[int, float] = defaultdict(float)
        for asked, words_alike in alike.items():
            best: dict[int, float] = {}
            for word, likeness in sorted(words_alike.items(), key=lambda each: each[1]):  # the most alike has the say
                best.update(dict.fromkeys(self._by_word[word], likeness * weights[asked]))
            for number, weight in best.items():
                found[number] += weight
        return found

    def _found_in_text(self, alike: dict[str, dict[str, float]]) -> dict[int, float]:
        """For each name the weight of the words of its label that were typed."""
        best: dict[str, float] = defaultdict(float)
        for words_alike in alike.values():
            for word, likeness in words_alike.items():
                best[word] = max(best[word], likeness)
        found: dict[int, float] = defaultdict(float)
        for word, likeness in best.items():
            weight = likeness * self._weight(word)
            for number in self._by_label.get(word, ()):
                found[number] += weight
        return found

    def _weight(self, word: str) -> float:
        """Rare words say more than common ones, and one that is not known here at all says the most."""
        return log(1 + len(self._names) / (len(self._by_word.get(word, ())) or 0.5))


def words(text: str) -> list[str]:
    """The words of a text in one spelling: no accents, capitals or marks, the usual short forms written out."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return [SPELLINGS.get(word, word) for word in re.findall(r"[a-z0-9]+", plain)]


def letters(word: str) -> set[str]:
    """Its pairs of letters, blanks before and after it included."""
    return {f"{one}{next_}" for one, next_ in pairwise(f" {word} ")}
