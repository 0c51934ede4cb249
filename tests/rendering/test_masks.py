"""Of what a mask covers nothing comes through."""

from datetime import timedelta

import av
import numpy as np
import pytest

from footage.rendering.masks import from_json
from tests.rendering.patterns import EPOCH, TICKS, picture, record, steady
from tests.rendering.test_exactness import cut, spec_of

PART = {"box": [0.25, 0.25, 0.5, 0.5]}
SIZE = (320, 192)


def pictures(result) -> list[np.ndarray]:
    """The luma of the picture without the strip, for each frame."""
    top, height = (result.manifest["output"][name] for name in ("picture_top", "picture_height"))
    with av.open(str(result.path)) as film:
        return [frame.to_ndarray(format="gray")[top : top + height].astype(int) for frame in film.decode(video=0)]


def noise(tick: int, size: tuple[int, int]) -> np.ndarray:
    """Cells of 4 pixels, light or dark by chance."""
    width, height = size
    cells = np.random.default_rng(tick).integers(0, 2, (height // 4, width // 4), dtype=np.uint8)
    return np.kron(cells * 120 + 60, np.ones((4, 4), dtype=np.uint8))


def detail(picture: np.ndarray) -> np.ndarray:
    """What differs from the mean of its block of 16 pixels."""
    blocks = picture[:192, :320].reshape(12, 16, 20, 16)
    return (blocks - blocks.mean(axis=(1, 3), keepdims=True)).ravel()


def inner(picture: np.ndarray) -> np.ndarray:
    return picture[48:144, 80:240]


@pytest.fixture
def masked(tmp_path):
    """Renders one second of the pattern with and without masks; answers pairs of pictures."""

    def render(rows, **recording) -> list[tuple[np.ndarray, np.ndarray]]:
        path = record(tmp_path / "a.mp4", steady(10, 1), size=SIZE, **recording)
        plain = cut(spec_of([(path, 0)], 0, TICKS), tmp_path / "plain")
        covered = cut(spec_of([(path, 0)], 0, TICKS, masks=from_json(rows)), tmp_path / "covered")
        return list(zip(pictures(plain), pictures(covered), strict=True))

    return render


def test_solid_is_black_within_and_changes_nothing_outside(masked):
    for plain, covered in masked([{"style": "solid", **PART}]):
        assert np.median(inner(covered)) < 25  # the faint recipient code lies over it
        assert np.percentile(inner(covered), 99) < 80
        assert np.abs(plain - covered)[:, :70].mean() < 3


@pytest.mark.parametrize("style", ["pixelate", "blur"])
def test_sharpening_brings_no_detail_back(masked, style):
    """Random cells of 4 pixels: what is left after the blocks' means are taken away must not resemble them."""
    for number, (_, covered) in enumerate(masked([{"style": style}], draw=noise)):
        recorded = noise(number * TICKS // 10, SIZE).astype(int)  # without the code that lies over either film
        left, right = detail(recorded), detail(covered)
        assert np.abs(np.corrcoef(left, right)[0, 1]) < 0.05
        assert right.std() < left.std() / 4


def test_everything_except(masked):
    for plain, covered in masked([{"style": "solid", "except": True, **PART}]):
        assert np.abs(plain - covered)[60:132, 92:228].mean() < 3
        assert np.median(covered[:40]) < 25


def test_a_mask_holds_from_its_first_to_before_its_last_moment(masked):
    start, end = (EPOCH + timedelta(seconds=second) for second in (0.3, 0.6))
    rows = [{"style": "solid", "from": start.isoformat(), "to": end.isoformat(), **PART}]

    covered = [np.abs(inner(plain) - inner(picture)).mean() > 20 for plain, picture in masked(rows)]

    assert covered == [False] * 3 + [True] * 3 + [False] * 4


def test_a_moving_mask_is_where_its_key_frames_say(masked):
    keys = [
        {"at": EPOCH.isoformat(), "box": [0, 0, 0.25, 1]},
        {"at": (EPOCH + timedelta(seconds=1)).isoformat(), "box": [0.75, 0, 0.25, 1]},
    ]

    for number, (_, covered) in enumerate(masked([{"style": "solid", "keys": keys}])):
        left = round(number / 10 * 0.75 * SIZE[0])
        assert np.median(covered[:, left + 2 : left + 78]) < 25
        assert np.median(covered[:, np.r_[0 : max(0, left - 8), min(SIZE[0], left + 88) : SIZE[0]]]) > 50


def test_the_recorders_own_clock_is_kept_clear(tmp_path):
    path = record(tmp_path / "a.mp4", steady(10, 1), size=SIZE)
    place = (0.5, 0.0, 0.5, 0.25)

    marked = cut(spec_of([(path, 0)], 0, TICKS), tmp_path / "marked")
    clear = cut(spec_of([(path, 0)], 0, TICKS, clear=(place,)), tmp_path / "clear")

    for number, (over, spared) in enumerate(zip(pictures(marked), pictures(clear), strict=True)):
        recorded = picture(number * TICKS // 10, SIZE).astype(int)
        place_of_the_clock = np.s_[:48, 160:]
        assert np.percentile(np.abs(spared - recorded)[place_of_the_clock], 98) < 8
        assert np.percentile(np.abs(over - recorded)[place_of_the_clock], 98) > 15
        assert np.percentile(np.abs(spared - recorded)[48:], 98) > 15  # elsewhere the code stands as always


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"style": "wash"}], "mask 1"),
        ([{"box": [0, 0, 0, 1]}], "empty"),
        ([{"points": [[0, 0], [1, 1]]}], "three points"),
        ([{"from": "2026-11-23T14:00:00"}], "time zone"),
        ([{"places": []}], "mean nothing"),
        ("all", "must be a list"),
    ],
)
def test_masks_that_cannot_be_understood_are_refused(rows, said):
    with pytest.raises(ValueError, match=said):
        from_json(rows)
