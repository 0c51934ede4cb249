"""Windows, rates, containers and holes that nobody thought of. A new seed each run, printed; repeat with SAKSI_SEED."""

import os
import random

import pytest

from footage.rendering.errors import RenderError
from tests.rendering import random_archives
from tests.rendering.test_exactness import assert_same, cut, footage_of, spec_of

COUNT = int(os.environ.get("SAKSI_WINDOWS", "8"))
SEED = int(os.environ.get("SAKSI_SEED", "0")) or random.SystemRandom().randrange(1, 10**9)


@pytest.mark.parametrize("number", range(COUNT))
def test_exact(number, tmp_path):
    seed = SEED + number
    case = random_archives.make(seed, tmp_path)
    print(f"SAKSI_SEED={seed} SAKSI_WINDOWS=1: {case.kind}, {case.start}-{case.end}")  # noqa: T201 - shown on failure
    spec = spec_of(list(case.files), case.start, case.end)

    if not case.frames:
        with pytest.raises(RenderError, match="no_footage"):
            cut(spec, tmp_path)
        return
    result = cut(spec, tmp_path, jobs=1 + number % 2)

    assert_same(footage_of(result), [(tick - case.start, tick) for tick in case.frames])
    assert abs(result.manifest["output"]["duration_ticks"] - (case.end - case.start)) <= 1
    assert len(result.manifest["gaps"]) >= len(case.holes)
