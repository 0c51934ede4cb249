"""Watching a render while it runs: the encoder writes each chunk a second time as HLS, a segment for each key frame.

`live.m3u8` in the render's folder lists what is there so far, chunk after chunk, and ends when the render has ended. It
is for officers only: what it shows carries all marks and masks but has not passed the self-check. (RFC 8216)

The segments are fragmented mp4, which a browser takes through Media Source Extensions where it plays no HLS. Each
chunk counts its time from 0; `#SAKSI-AT:seconds`, a comment to other players, says where in the film that is.
"""

from collections.abc import Sequence
from pathlib import Path

from footage.rendering.chunks import Chunk
from footage.rendering.ticks import TICKS

PLAYLIST = "live.m3u8"
SECONDS = 1  # a segment ends at the first key frame after this
LONGEST = 6  # seconds between two key frames, also where the recorder left out frames
HEAD = ("#EXTM3U", "#EXT-X-VERSION:7", f"#EXT-X-TARGETDURATION:{LONGEST}", "#EXT-X-PLAYLIST-TYPE:EVENT")


def outputs(chunk: Chunk, part: str) -> str:
    """The outputs of one encoding, as ffmpeg's tee writes them: the part, and its segments with a list of their own."""
    name = _list_name(chunk)
    kind = "hls_segment_type=fmp4:hls_segment_options=use_editlist=0"
    options = f"f=hls:hls_time={SECONDS}:hls_list_size=0:hls_playlist_type=event:{kind}"
    names = f"hls_fmp4_init_filename={_init_name(chunk)}:hls_segment_filename=live-{chunk.number:05}-%05d.m4s"
    return f"[f=nut:write_index=0]{part}|[{options}:{names}]{name}"


def update(chunks: Sequence[Chunk], *, folder: Path) -> None:
    """Write the playlist of all that is there; chunks count up to the first that is not finished."""
    lines = [*HEAD]
    is_whole = True
    for chunk in chunks:
        listed, is_whole = _listed(folder / _list_name(chunk))
        if listed:
            lines += ["#EXT-X-DISCONTINUITY"] if chunk.number else []
            at = f"#SAKSI-AT:{chunk.media_frames[0] / TICKS:.6f}"
            lines += [f'#EXT-X-MAP:URI="{_init_name(chunk)}"', at, *listed]
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
    kept = [line for line in lines if line.startswith("#EXTINF") or line.endswith(".m4s")]
    return kept, "#EXT-X-ENDLIST" in lines


def names(playlist: str) -> list[str]:
    """The files that a playlist names."""
    lines = (line.strip() for line in playlist.splitlines())
    return [line.split('"')[1] if line.startswith("#EXT-X-MAP") else line for line in lines
            if line.startswith("#EXT-X-MAP") or line.endswith(".m4s")]  # fmt: skip


def _init_name(chunk: Chunk) -> str:
    return f"live-{chunk.number:05}-init.mp4"


def _list_name(chunk: Chunk) -> str:
    return f"live-{chunk.number:05}.m3u8"
