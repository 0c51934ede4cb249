"""A render can be watched while it runs, and the pieces hold what the finished film holds."""

from io import BytesIO
from itertools import pairwise

import av

from footage.rendering.live import PLAYLIST
from tests.rendering.patterns import TICKS, record, steady
from tests.rendering.test_exactness import cut, spec_of


def listed(folder) -> list[str]:
    path = folder / "work" / PLAYLIST
    return path.read_text().splitlines() if path.exists() else []


def test_segments_appear_during_the_render_and_the_list_ends_with_it(tmp_path):
    ticks = steady(25, 24)
    paths = [(record(tmp_path / f"{n}.mp4", part), part[0]) for n, part in enumerate((ticks[:400], ticks[475:]))]
    seen = []

    def watch(share: float) -> None:
        seen.append([line for line in listed(tmp_path) if line.endswith(".m4s")])

    result = cut(spec_of(paths, 0, 24 * TICKS), tmp_path, live=True, on_progress=watch)

    assert all(after[: len(before)] == before for before, after in pairwise(seen))
    lines = listed(tmp_path)
    assert lines[-1] == "#EXT-X-ENDLIST"
    output = result.manifest["output"]
    times = shown_times(tmp_path / "work", lines)
    assert len(times) == output["frames"]
    with av.open(str(result.path)) as film:
        made = [round(frame.pts * frame.time_base * TICKS) for frame in film.decode(video=0)]
    assert max(abs(live - final) for live, final in zip(times, made, strict=True)) <= 1
    assert sum(float(line[8:].rstrip(",")) for line in lines if line.startswith("#EXTINF")) > 20


def shown_times(folder, lines) -> list[int]:
    """Where each frame stands, in ticks, for a player that puts each chunk where `#SAKSI-AT` says."""
    times, head, at = [], b"", 0.0
    for line in lines:
        if line.startswith("#EXT-X-MAP"):
            head = (folder / line.split('"')[1]).read_bytes()
        elif line.startswith("#SAKSI-AT:"):
            at = float(line.partition(":")[2])
        elif line.endswith(".m4s"):
            with av.open(BytesIO(head + (folder / line).read_bytes())) as film:
                times += [round((at + frame.pts * frame.time_base) * TICKS) for frame in film.decode(video=0)]
    return times
