"""Renders one window in one of the ways that `chunking` compares; a process of its own so that it can be measured.

`python -m bench.drive {two,one,own} ROOT LAYOUT START END FOLDER OUTPUT`: two workers with one thread each; one such
worker doing the same chunks one after the other; one process with x264's own threads.
"""

import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from bench import engine
from bench.sources import Archive
from footage.rendering.render import assemble, encode_chunk, finish, plan, render
from footage.rendering.sources import RenderSpec

WORKERS = 2


def main(arguments: Sequence[str]) -> None:
    way, root, layout, starts_at, ends_at, scratch, output = arguments
    folder = Path(scratch)
    archive = Archive(Path(root), layout, 0)
    moments = datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)
    spec = engine.gather(archive, *moments, folder=folder / "sources")
    if way == "one":
        one_worker(spec, folder=folder / "work", output=Path(output))
    else:
        jobs = WORKERS if way == "two" else 1
        render(spec, workdir=folder / "work", output=Path(output), jobs=jobs)


def one_worker(spec: RenderSpec, *, folder: Path, output: Path) -> None:
    """The chunks that two workers would share, by one of them."""
    folder.mkdir()
    made = plan(spec, folder=folder, jobs=WORKERS)
    for chunk in made.chunks:
        if not encode_chunk(made, chunk, folder=folder, threads=1):
            raise RuntimeError(f"chunk {chunk.number} is not whole")
    assemble(made, folder=folder, output=folder / "joined.mp4")
    finish(made, folder / "joined.mp4")
    (folder / "joined.mp4").replace(output)


if __name__ == "__main__":
    main(sys.argv[1:])
