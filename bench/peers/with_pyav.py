"""The film as one makes it with PyAV: decode, burn the marks into the arrays with numpy, encode."""

from fractions import Fraction

import av
import numpy as np

from bench.peers.job import ENCODER, Job


def main() -> None:
    job = Job.read()
    canvas = job.layout()
    # The code is white: the brightness changes and the colours fade a little, so it is enough to mix the luma.
    share = (job.tiles() * 256).astype(np.uint16)
    rest, light = 256 - share, share * 235
    strips: dict[str, np.ndarray] = {}
    with av.open(job.source) as source, av.open(job.output, "w", options={"movflags": "+faststart"}) as out:
        read = source.streams.video[0]
        read.thread_type = "AUTO"
        written = out.add_stream("libx264", rate=job.rate, options=ENCODER)
        written.width, written.height, written.pix_fmt = canvas.width, canvas.height, "yuv420p"
        tick = read.time_base or Fraction(1, 90_000)
        first = round(Fraction(job.start) / tick)
        written.codec_context.time_base = tick
        source.seek(first, stream=read)
        for frame in source.decode(read):
            time = (frame.pts or 0) * tick
            if time >= Fraction(job.end):
                break
            if time < Fraction(job.start):
                continue
            clock = job.clock(float(time) - job.start)
            if clock not in strips:
                strip = av.VideoFrame.from_ndarray(job.strip(clock), format="rgb24")
                strips = {clock: strip.reformat(format="yuv420p").to_ndarray()}
            marked = _assembled(frame.to_ndarray(format="yuv420p"), strips[clock], rest, light, job)
            made = av.VideoFrame.from_ndarray(marked, format="yuv420p")
            made.pts, made.time_base = (frame.pts or 0) - first, tick
            out.mux(written.encode(made))
        out.mux(written.encode(None))


def _assembled(picture: np.ndarray, strip: np.ndarray, rest: np.ndarray, light: np.ndarray, job: Job) -> np.ndarray:
    """Strip above (or below) picture, plane by plane; both in the layout of yuv420p arrays."""
    canvas = job.layout()
    high, low = canvas.picture_height, canvas.strip_height
    luma = ((picture[:high] * rest + light) >> 8).astype(np.uint8)
    planes = [(luma, strip[:low])]
    for number in range(2):
        planes.append((_chroma(picture, number, high), _chroma(strip, number, low)))
    order = (1, 0) if canvas.picture_top else (0, 1)
    return np.vstack([np.vstack([pair[n] for n in order]).reshape(-1, canvas.width) for pair in planes])


def _chroma(picture: np.ndarray, number: int, height: int) -> np.ndarray:
    """One colour plane as rows of half the width."""
    quarter = height // 4
    rows = picture[height + number * quarter : height + (number + 1) * quarter]
    return rows.reshape(height // 2, -1)


if __name__ == "__main__":
    main()
