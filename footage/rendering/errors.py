"""What can go wrong with a recording or a render, with codes that callers may decide by."""

from footage.rendering.archive import GapReason


class UnreadableSegment(Exception):
    """A file cannot be used as footage. `reason` is what the gap in its place will say."""

    def __init__(self, reason: GapReason, detail: str):
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class RenderError(Exception):
    """No deliverable came of it and none is left behind.

    `code` is stable: cancelled, no_footage, ffmpeg_failed, stalled, out_of_space, limit_reached, self_check_failed,
    source_changed. `sentence` says what happened in English; what people read is translated from the code.
    """

    def __init__(self, code: str, sentence: str):
        super().__init__(f"{code}: {sentence}")
        self.code = code
        self.sentence = sentence
