"""What every group of the bench is given: how large to measure, where to work, and the sources it may use."""

import random
import sys
from dataclasses import dataclass
from pathlib import Path

from bench import sources
from bench.sources import Archive


@dataclass(frozen=True, slots=True)
class Run:
    """`work` is the group's own empty folder, thrown away after it; `kept` holds sources from run to run.

    `most_rounds` is what there is time for, when nobody asked for a number of rounds.
    """

    seed: int
    quick: bool
    rounds_wanted: int
    kept: Path
    work: Path
    most_rounds: int = 3

    @property
    def rounds(self) -> int:
        return self.rounds_wanted or (1 if self.quick else self.most_rounds)

    @property
    def chance(self) -> random.Random:
        return random.Random(self.seed)

    def street_size(self, height: int = 1080) -> tuple[int, int]:
        """Width and height of the street; a third of them in a quick run."""
        height = height // 3 if self.quick else height
        return height * 16 // 9, height

    def street(self, height: int = 1080) -> tuple[Archive, Path]:
        """The archive in which something is to be seen, and all of it joined into one file; 25 fps, one minute."""
        self.tell("making or finding the street")
        size = self.street_size(height)
        archive = sources.street(
            self.kept / f"street-{size[1]}", size=size, rate=25, seconds=3 if self.quick else 15, segments=4
        )
        return archive, archive.root.parent / "joined.mp4"

    @staticmethod
    def tell(what: str) -> None:
        """What is being done, on one line of the terminal that the next one overwrites."""
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\033[K  {what}")
            sys.stderr.flush()
