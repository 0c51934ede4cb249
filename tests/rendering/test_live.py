"""A render can be watched while it runs, and the pieces hold what the finished film holds."""

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
        seen.append([line for line in listed(tmp_path) if line.endswith(".ts")])

    result = cut(spec_of(paths, 0, 24 * TICKS), tmp_path, live=True, on_progress=watch)

    assert all(after[: len(before)] == before for before, after in pairwise(seen))
    lines = listed(tmp_path)
    assert lines[-1] == "#EXT-X-ENDLIST"
    segments = [tmp_path / "work" / line for line in lines if line.endswith(".ts")]
    assert sum(map(frames_in, segments)) == result.manifest["output"]["frames"]
    assert sum(float(line[8:].rstrip(",")) for line in lines if line.startswith("#EXTINF")) > 20


def frames_in(path) -> int:
    with av.open(str(path)) as film:
        return sum(1 for _ in film.decode(video=0))
