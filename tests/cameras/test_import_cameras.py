"""Importing cameras: poles are shared by position and address, and a second import changes nothing by itself."""

import pytest

from audit.models import Event
from cameras.importing.areas import import_areas
from cameras.importing.cameras import import_cameras
from cameras.importing.table import ImportRefused
from cameras.models import Camera, Site
from core.actors import system

BY = system("test")
HEADER = "kode,nama,alamat,kode_kelurahan,lat,lng,pengelola"
JOHAR_1 = "SS-0117,Gondangdia 009,Jl. Johar,31.71.06.1004,-6.19299,106.82635,DKI Jakarta"
JOHAR_2 = "SS-0807,Gondangdia 015,Jl. Johar,31.71.06.1004,-6.19299,106.82635,DKI Jakarta"
HASYIM = '"SS-1984","Gondangdia 029","Jl. K.H. Wahid Hasyim, Sarinah",31.71.06.1004,-6.18736,106.823,DKI Jakarta'
FILE = "\n".join([HEADER, JOHAR_1, JOHAR_2, HASYIM])


@pytest.fixture(autouse=True)
def registered_areas(areas):
    return areas


def site_codes() -> dict[str, str]:
    return dict(Camera.objects.values_list("code", "site__code"))


def problems_of(path) -> list[tuple[int, str]]:
    with pytest.raises(ImportRefused) as refused:
        import_cameras(path, by=BY)
    assert not Camera.objects.exists()
    assert not Site.objects.exists()
    assert not Event.objects.exists()
    return [(problem.line, problem.column) for problem in refused.value.problems]


def test_cameras_at_one_place_share_a_pole(write_file):
    import_cameras(write_file(FILE), by=BY)

    assert site_codes() == {"SS-0117": "SS-0117", "SS-0807": "SS-0117", "SS-1984": "SS-1984"}
    site = Site.objects.get(code="SS-1984")
    assert (site.name, site.area.name, site.latitude, site.owner) == (
        "Jl. K.H. Wahid Hasyim, Sarinah",
        "Gondangdia",
        -6.18736,
        "DKI Jakarta",
    )


def test_a_pole_without_address_is_called_after_its_camera(write_file):
    import_cameras(write_file(FILE.replace("Jl. Johar", "")), by=BY)

    assert Site.objects.get(code="SS-0117").name == "Gondangdia 009"


def test_a_second_import_changes_nothing(write_file):
    import_cameras(write_file(FILE), by=BY)

    counts = import_cameras(write_file(FILE), by=BY)

    assert [(number.created, number.updated) for number in counts.values()] == [(0, 0), (0, 0)]
    assert counts["cameras"].unchanged == 3


def test_a_corrected_position_moves_the_pole(write_file):
    import_cameras(write_file(FILE), by=BY)
    pole = Site.objects.get(code="SS-0117").pk

    import_cameras(write_file(FILE.replace("-6.19299", "-6.19300")), by=BY)

    assert Site.objects.get(pk=pole).latitude == -6.193
    assert Site.objects.count() == 2


def test_a_camera_that_moves_alone_leaves_its_neighbour_where_it_is(write_file):
    import_cameras(write_file(FILE), by=BY)

    import_cameras(write_file("\n".join([HEADER, JOHAR_1.replace("-6.19299", "-6.194")])), by=BY)

    assert Camera.objects.get(code="SS-0807").site.latitude == -6.19299
    assert Camera.objects.get(code="SS-0117").site.latitude == -6.194
    assert site_codes()["SS-0117"] == "SS-0117-2"


def test_a_new_camera_joins_the_pole_that_stands_there(write_file):
    import_cameras(write_file("\n".join([HEADER, JOHAR_1])), by=BY)

    import_cameras(write_file("\n".join([HEADER, JOHAR_2])), by=BY)

    assert site_codes() == {"SS-0117": "SS-0117", "SS-0807": "SS-0117"}


def test_a_pole_that_lost_its_last_camera_goes(write_file):
    import_cameras(write_file(FILE), by=BY)
    there = ",".join(JOHAR_1.split(",")[2:])

    import_cameras(write_file(f"{HEADER}\nSS-1984,Gondangdia 029,{there}"), by=BY)

    assert list(Site.objects.values_list("code", flat=True)) == ["SS-0117"]


def test_it_keeps_what_the_file_has_no_column_for(write_file):
    import_cameras(write_file(FILE), by=BY)
    Camera.objects.filter(code="SS-1984").update(archive_source="nvr-pusat", retention_days=30)

    import_cameras(write_file(FILE), by=BY)

    camera = Camera.objects.get(code="SS-1984")
    assert (camera.archive_source, camera.retention_days) == ("nvr-pusat", 30)


def test_it_reads_where_and_how_long_recordings_are_kept(write_file):
    header = (
        f"{HEADER},jenis_tempat,pendanaan,dipasang_pada,status,arsip,nama_di_arsip,masa_simpan_hari,selisih_jam_detik,"
        "tempat_jam_persen"
    )
    row = f'{JOHAR_1},Taman,CSR,2025-05-01,rusak,nvr-pusat,cam 12,30,"-12,5","0  0 45 8;60 92,5 40 7,5"'
    import_cameras(write_file(f"{header}\n{row}"), by=BY)

    camera = Camera.objects.select_related("site").get()
    assert (camera.site.place_kind, camera.site.funding, str(camera.site.installed_on)) == ("park", "csr", "2025-05-01")
    assert (camera.status, camera.archive_source, camera.archive_name) == ("out_of_order", "nvr-pusat", "cam 12")
    assert (camera.retention_days, camera.clock_offset.total_seconds()) == (30, -12.5)
    assert camera.clock_place == "0 0 45 8; 60 92,5 40 7,5"
    assert camera.clock_boxes == ((0, 0, 0.45, 0.08), (0.6, 0.925, 0.4, 0.075))


@pytest.mark.parametrize(
    "cell", ["45", "0 0 45", "0 0 0 8", "60 0 45 8", "0 95 45 8", "-1 0 45 8", "0 0 45 8;", "a b c d", "0 0 90 40"]
)
def test_a_place_outside_of_the_picture_is_refused(write_file, cell):
    path = write_file(f'{HEADER},tempat_jam_persen\n{JOHAR_1},"{cell}"')

    assert problems_of(path) == [(2, "tempat_jam_persen")]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("SS-0807", "SS 0807", (3, "kode")),
        ("SS-0807", "SS-0117", (3, "kode")),
        ("Gondangdia 015", "", (3, "nama")),
        (",Jl. Johar,31.71.06.1004,-6.19299", f",{'J' * 241},31.71.06.1004,-6.19299", (2, "alamat")),
        ("31.71.06.1004", "31.71.06.1009", (2, "kode_kelurahan")),
        ("31.71.06.1004", "31.71.06", (2, "kode_kelurahan")),
        ("-6.19299", "106.82635", (2, "lat")),
        ("-6.19299", "6.19299", (2, "lat")),
        ("-6.18736", "-6.9", (4, "lat")),
        ("106.823,", ",", (4, "lng")),
        ("lat,lng", "lintang,lng", (1, "lintang")),
    ],
)
def test_it_names_line_and_column_of_what_is_wrong(write_file, old, new, problem):
    assert problem in problems_of(write_file(FILE.replace(old, new, 1)))


def test_the_cameras_of_jakarta_import_completely(shared_data):
    import_areas(shared_data / "admin" / "jakarta_wilayah.csv", by=BY)

    counts = import_cameras(shared_data / "cameras" / "cameras_jakarta_1500.csv", by=BY)
    again = import_cameras(shared_data / "cameras" / "cameras_jakarta_1500.csv", by=BY)

    assert counts["cameras"].created == Camera.objects.count() == 1500
    assert counts["sites"].created == Site.objects.count() == 858
    assert again["cameras"].unchanged == 1500
