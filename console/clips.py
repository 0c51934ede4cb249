"""Finished clips as the office sees them: what the manifest promises, and what became of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from footage.gaps import Gap
from footage.models import Deliverable, Grant
from requests_app import decisions


@dataclass(frozen=True, slots=True)
class Clip:
    """The picture's size, the frames' moments, `gaps` and `sources` come from the manifest; `grant` is the applicant's
    leave, if given."""

    deliverable: Deliverable
    width: int | None
    height: int | None
    first_frame: datetime | None
    last_frame: datetime | None
    gaps: list[Gap]
    sources: int
    grant: Grant | None

    @property
    def views(self) -> int:
        return len(self.grant.views.all()) if self.grant else 0

    @property
    def downloads(self) -> int:
        return sum(view.downloaded for view in self.grant.views.all()) if self.grant else 0


def of_case(reference: str) -> list[Clip]:
    """Those of the proposal on the table or of the decision; what was made of earlier proposals is never shown."""
    made = Deliverable.objects.filter(reference=reference, job__window__decision__state__in=decisions.LIVE)
    found = made.select_related("job__hold__camera", "job__window").prefetch_related("grants__views")
    return [_clip(deliverable) for deliverable in found]


def _clip(deliverable: Deliverable) -> Clip:
    manifest: dict[str, Any] = deliverable.manifest
    output = manifest.get("output", {})
    return Clip(
        deliverable=deliverable,
        width=output.get("width"),
        height=output.get("height"),
        first_frame=_moment(output.get("first_frame")),
        last_frame=_moment(output.get("last_frame")),
        gaps=[Gap.from_json(row) for row in manifest.get("gaps", [])],
        sources=len(manifest.get("sources", [])),
        grant=next(iter(deliverable.grants.all()), None),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
