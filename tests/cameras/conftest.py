"""A small registry typed by hand, and files to import."""

import pytest

from cameras.models import Area, Camera, Site

AREA_ROWS = [
    "31,provinsi,Daerah Khusus Ibukota Jakarta,,,",
    "31.71,kota_kab,Kota Administrasi Jakarta Pusat,31,-6.18,106.83",
    "31.71.06,kecamatan,Menteng,31.71,-6.195,106.835",
    "31.71.06.1004,kelurahan,Gondangdia,31.71.06,-6.189,106.829",
    "31.71.06.1001,kelurahan,Menteng,31.71.06,-6.197,106.832",
]
AREAS = "\n".join(["kode,tingkat,nama,kode_induk,lat,lng", *AREA_ROWS]) + "\n"


@pytest.fixture
def write_file(tmp_path):
    def write(content: str | bytes):
        path = tmp_path / "registry.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def areas(db) -> dict[str, Area]:
    city = Area.objects.create(code="31.71", level="city", name="Jakarta Pusat", latitude=-6.18, longitude=106.83)
    menteng = Area.objects.create(
        code="31.71.06", level="district", name="Menteng", parent=city, latitude=-6.195, longitude=106.835
    )
    gondangdia = Area.objects.create(
        code="31.71.06.1004", level="village", name="Gondangdia", parent=menteng, latitude=-6.189, longitude=106.829
    )
    pegangsaan = Area.objects.create(
        code="31.71.06.1002", level="village", name="Pegangsaan", parent=menteng, latitude=-6.203, longitude=106.846
    )
    return {area.name: area for area in (city, menteng, gondangdia, pegangsaan)}


@pytest.fixture
def make_camera(areas):
    def make(code: str, latitude: float, longitude: float, *, address: str = "Jl. Johar", **values) -> Camera:
        site, _ = Site.objects.get_or_create(
            latitude=latitude,
            longitude=longitude,
            address=address,
            defaults={"code": f"S-{code}", "name": address, "area": areas["Gondangdia"]},
        )
        return Camera.objects.create(code=code, name=f"Gondangdia {code}", site=site, **values)

    return make
