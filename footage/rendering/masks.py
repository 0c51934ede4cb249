"""What must not be seen: places in the picture that are covered for a part of the window."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Mask:
    """Filled in by a later step."""
