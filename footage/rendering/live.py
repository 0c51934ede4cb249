"""Watching a render while it runs: the encoder writes each chunk a second time as HLS segments of two seconds.

`live.m3u8` in the render's folder lists what is there so far, chunk after chunk, and ends when the render has ended. It
is for officers only: what it shows carries all marks and masks but has not passed the self-check. (RFC 8216)
"""

from collections.abc import Sequence
from pathlib import Path

from footage.rendering.chunks import Chunk

PLAYLIST = "live.m3u8"
SECONDS = 2
HEAD = ("#EXTM3U", "#EXT-X-VERSION:3", f"#EXT-X-TARGETDURATION:{SECONDS * 2}", "#EXT-X-PLAYLIST-TYPE:EVENT")


def outputs(chunk: Chunk, part: str) -> str:
    """The outputs of one encoding, as ffmpeg's tee writes them: the part, and its segments with a list of their own."""
    name = _list_name(chunk)
    options = f"f=hls:hls_time={SECONDS}:hls_list_size=0:hls_playlist_type=event:bsfs/v=dump_extra"
    return f"[f=nut]{part}|[{options}:hls_segment_filename=live-{chunk.number:05}-%05d.ts]{name}"


def update(chunks: Sequence[Chunk], *, folder: Path) -> None:
    """Write the playlist of all that is there; chunks count up to the first that is not finished."""
    lines = [*HEAD]
    is_whole = True
    for chunk in chunks:
        listed, is_whole = _listed(folder / _list_name(chunk))
        if chunk.number and listed:
            lines.append("#EXT-X-DISCONTINUITY")
        lines += listed
        if not is_whole:
            break
    if is_whole:
        lines.append("#EXT-X-ENDLIST")
    near = folder / f".{PLAYLIST}"
    near.write_text("\n".join(lines) + "\n", encoding="ascii")
    near.replace(folder / PLAYLIST)


def _listed(path: Path) -> tuple[list[str], bool]:
    """The segments of one chunk's own list, and whether it is finished."""
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return [], False
    kept = [line for line in lines if line.startswith("#EXTINF") or line.endswith(".ts")]
    return kept, "#EXT-X-ENDLIST" in lines


def _list_name(chunk: Chunk) -> str:
    return f"live-{chunk.number:05}.m3u8"
