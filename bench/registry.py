"""A registry of Jakarta's size, made up, for machines that do not have the real one: 318 areas, 1,500 cameras."""

import csv
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

CITIES, DISTRICTS, VILLAGES, SITES, CAMERAS = 6, 44, 267, 858, 1500
SYLLABLES = [first + second for first in "bcdgklmnprstwy" for second in "aeiu"]
KINDS = ("Pasar", "Stasiun", "Taman", "Simpang", "Masjid", "Sekolah")
SIDES = ("", " Utara", " Selatan", " Timur", " Barat")


def write(folder: Path, *, seed: int) -> tuple[Path, Path]:
    """Files for `import_areas` and `import_cameras`."""
    chance = random.Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    areas = list(_areas(chance))
    villages = [area for area in areas if area[1] == "kelurahan"]
    return (
        _table(folder / "areas.csv", ("kode", "tingkat", "nama", "kode_induk", "lat", "lng"), areas),
        _table(
            folder / "cameras.csv",
            ("kode", "nama", "alamat", "kode_kelurahan", "lat", "lng"),
            _cameras(villages, chance),
        ),
    )


def _areas(chance: random.Random) -> Iterable[Sequence[object]]:
    yield "31", "provinsi", "Jakarta", "", "", ""
    cities = [f"31.{70 + number}" for number in range(CITIES)]
    for code in cities:
        yield code, "kota_kab", f"Kota {_word(chance)}", "31", *_point(chance)
    districts = [f"{cities[number % CITIES]}.{number // CITIES + 1:02d}" for number in range(DISTRICTS)]
    for code in districts:
        yield code, "kecamatan", _word(chance), code[:5], *_point(chance)
    for number in range(VILLAGES):
        parent = districts[number % DISTRICTS]
        name = f"{_word(chance)}{chance.choice(SIDES)}"
        yield f"{parent}.{1001 + number // DISTRICTS}", "kelurahan", name, parent, *_point(chance)


def _cameras(villages: Sequence[Sequence[object]], chance: random.Random) -> Iterable[Sequence[object]]:
    sites = []
    for _site in range(SITES):
        code, _level, name, _parent, latitude, longitude = chance.choice(villages)
        near = (round(float(str(at)) + chance.uniform(-0.01, 0.01), 6) for at in (latitude, longitude))
        sites.append((name, f"Jl. {_word(chance)} ({chance.choice(KINDS)} {_word(chance)})", code, *near))
    for number in range(CAMERAS):
        name, address, code, latitude, longitude = sites[number % SITES]
        yield f"SS-{number:04d}", f"{name} {number:03d}", address, code, latitude, longitude


def _point(chance: random.Random) -> tuple[float, float]:
    return round(chance.uniform(-6.36, -6.10), 6), round(chance.uniform(106.70, 106.96), 6)


def _word(chance: random.Random) -> str:
    return "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))).capitalize()


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return path
