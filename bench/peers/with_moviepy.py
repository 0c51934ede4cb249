"""The film as one makes it with moviepy: a subclip under a composition of image clips, one strip for each second."""

from math import ceil

import numpy as np
from moviepy import CompositeVideoClip, ImageClip, VideoFileClip

from bench.peers.job import ENCODER, FAINT, Job


def main() -> None:
    job = Job.read()
    canvas = job.layout()
    picture = VideoFileClip(job.source, audio=False).subclipped(job.start, job.end)
    strips = []
    first = -(job.epoch % 1)
    for number in range(ceil(job.end - job.start) + 1):
        begins, ends = max(0.0, first + number), min(picture.duration, first + number + 1)
        if begins < ends:
            clip = ImageClip(job.strip(job.clock(begins)), duration=ends - begins)
            strips.append(clip.with_start(begins).with_position((0, canvas.strip_top)))
    mask = ImageClip(job.tiles() / FAINT, is_mask=True, duration=picture.duration)
    white = np.full((canvas.picture_height, canvas.width, 3), 255, dtype=np.uint8)
    tiles = ImageClip(white, duration=picture.duration).with_mask(mask).with_opacity(FAINT)
    place = (0, canvas.picture_top)
    film = CompositeVideoClip(
        [picture.with_position(place), tiles.with_position(place), *strips], size=(canvas.width, canvas.height)
    )
    parameters = ["-crf", ENCODER["crf"], "-bf", ENCODER["bf"], "-rc-lookahead", ENCODER["rc-lookahead"]]
    film.write_videofile(
        job.output,
        fps=job.rate,
        codec="libx264",
        preset=ENCODER["preset"],
        audio=False,
        ffmpeg_params=[*parameters, "-pix_fmt", "yuv420p", "-movflags", "+faststart"],
        logger=None,
    )


if __name__ == "__main__":
    main()
