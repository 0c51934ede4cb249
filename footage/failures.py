"""Why a clip could not be made: codes for programs, sentences that say to an officer what happened and what to do."""

from django.utils.translation import gettext_lazy as _

# Codes of `footage.rendering.errors.RenderError`, and those of the work around it.
SENTENCES = {
    "no_footage": _(
        "Nothing of this window was recorded, so there is no clip to make. Choose another window or camera."
    ),
    "ffmpeg_failed": _("The recording could not be converted. An operator must look at the technical detail."),
    "stalled": _("The conversion stood still. An operator must look at the machine that makes the clips."),
    "out_of_space": _("The disk for making clips is full. Make room, then ask for the clip again."),
    "no_room": _("The disk for finished clips is full. Make room, then ask for the clip again."),
    "limit_reached": _("The conversion needed more time or memory than it may use. Choose a shorter window."),
    "self_check_failed": _(
        "The finished clip did not pass its own check and was thrown away. An operator must look at it."
    ),
    "source_changed": _("The preserved recording changed while the clip was made. An operator must look at the vault."),
    "clip_changed": _(
        "The finished clip is no longer the one that passed the check, so it was not handed over. An operator must look"
        " at the disk of the clips."
    ),
    "worker_lost": _("The machine that made the clip stopped in the middle of it. Ask for the clip again."),
    "disk_trouble": _("A file could not be read or written. An operator must look at the technical detail."),
}

# Trying again gives the same answer.
PERMANENT = {"no_footage", "self_check_failed"}


def sentence(code: str) -> str:
    """What an officer reads for a job's `error`; empty for no error."""
    return str(SENTENCES.get(code, SENTENCES["ffmpeg_failed"])) if code else ""
