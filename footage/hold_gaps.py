"""What of a hold's window is missing, and why: the best that is known at the moment."""

from collections.abc import Sequence

from django.utils import timezone

from footage import render_specs
from footage.coverage import gaps_of
from footage.gaps import Gap, Interval, Reason, explain, joined_up, without
from footage.models import Hold, PreservedSegment
from footage.rendering.archive import Located

# Reasons that stay true after the archive has forgotten the file they speak of.
LASTING = {Reason.DAMAGED, Reason.UNSUPPORTED, Reason.GONE}
LOSSES = {PreservedSegment.Loss.GONE: Reason.GONE, PreservedSegment.Loss.UNREADABLE: Reason.UNREADABLE}


def find(hold: Hold, located: Located | None, segments: Sequence[PreservedSegment]) -> list[Gap]:
    """Gaps by the files' own frame times once all of them are preserved and probed, until then by their names.

    `located` is a fresh answer of the archive; None when the camera has none. `segments` are all of the hold's.
    """
    causes = _causes(hold, segments, located)
    if segments and all(_is_examined(segment) for segment in segments):
        gaps = []
        for hole in render_specs.holes(hold, segments):
            gaps += explain([hole.interval], [*causes, hole])
        return joined_up(gaps)
    named = [_span(segment) for segment in segments if not _trouble(segment)]
    return explain(without(Interval(hold.starts_at, hold.ends_at), named), causes)


def _causes(hold: Hold, segments: Sequence[PreservedSegment], located: Located | None) -> list[Gap]:
    """Known reasons, the surest first."""
    causes = []
    for segment in segments:
        span, trouble = _span(segment), _trouble(segment)
        if trouble:
            detail = segment.file.unreadable_detail if segment.file else ""
            causes.append(Gap(span.starts_at, span.ends_at, trouble, detail))
    if located is None:
        causes.append(Gap(hold.starts_at, hold.ends_at, Reason.NO_ARCHIVE))
    else:
        causes += [gap for gap in gaps_of(located) if gap.reason != Reason.MISSING]
    return causes + [gap for gap in map(Gap.from_json, hold.gaps) if gap.reason in LASTING]


def _trouble(segment: PreservedSegment) -> str:
    if segment.lost:
        return LOSSES[PreservedSegment.Loss(segment.lost)]
    return segment.file.unreadable if segment.file else ""


def _is_examined(segment: PreservedSegment) -> bool:
    file = segment.file
    return bool(segment.lost or (file and not segment.was_open and (file.probe or file.unreadable)))


def _span(segment: PreservedSegment) -> Interval:
    return Interval(segment.starts_at, max(segment.ends_at or timezone.now(), segment.starts_at))
