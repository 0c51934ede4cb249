"""Importing areas takes over a whole file or nothing."""

import pytest
from django.core.management import CommandError, call_command

from audit import events
from audit.models import Event
from cameras.importing.areas import import_areas
from cameras.importing.table import ImportRefused
from cameras.models import Area
from core.actors import system
from tests.cameras.conftest import AREAS

BY = system("test")
pytestmark = pytest.mark.django_db


def problems_of(path) -> list[tuple[int, str]]:
    with pytest.raises(ImportRefused) as refused:
        import_areas(path, by=BY)
    assert not Area.objects.exists()
    assert not Event.objects.exists()
    return [(problem.line, problem.column) for problem in refused.value.problems]


def test_it_takes_over_every_level_with_its_parent(write_file):
    counts = import_areas(write_file(AREAS), by=BY)["areas"]

    village = Area.objects.get(code="31.71.06.1004")
    assert (village.name, village.parent.name, village.parent.parent.name) == (
        "Gondangdia",
        "Menteng",
        "Kota Administrasi Jakarta Pusat",
    )
    assert counts.created == 5
    assert Event.objects.get().detail == {"areas": {"created": 5, "updated": 0, "unchanged": 0}}


def test_it_changes_only_what_changed_when_imported_again(write_file):
    import_areas(write_file(AREAS), by=BY)

    counts = import_areas(write_file(AREAS.replace("Gondangdia", "Gondang Dia")), by=BY)["areas"]

    assert (counts.created, counts.updated, counts.unchanged) == (0, 1, 4)
    assert Area.objects.get(code="31.71.06.1004").name == "Gondang Dia"


def test_it_keeps_centres_when_the_file_has_no_columns_for_them(write_file):
    import_areas(write_file(AREAS), by=BY)

    import_areas(write_file("kode,tingkat,nama\n31.71,kota_kab,Jakarta Pusat\n"), by=BY)

    city = Area.objects.get(code="31.71")
    assert (city.name, city.latitude) == ("Jakarta Pusat", -6.18)


@pytest.mark.parametrize(
    "convert",
    [
        lambda text: b"\xef\xbb\xbf" + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace(",", ";").replace("-6.18;", "-6,18;").encode(),
        lambda text: text.replace("kode,tingkat", "Kode, Tingkat").encode() + b"\n,,,,,\n",
    ],
    ids=["byte order mark", "Windows line ends", "semicolons and decimal commas", "capitals and empty lines"],
)
def test_it_reads_what_spreadsheets_write(write_file, convert):
    assert import_areas(write_file(convert(AREAS)), by=BY)["areas"].created == 5
    assert Area.objects.get(code="31.71").latitude == -6.18


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("31.71.06.1004", "31.71.6.1004", (5, "kode")),
        ("1004,kelurahan", "1004,desa", (5, "tingkat")),
        ("1004,kelurahan", "1004,kecamatan", (5, "tingkat")),
        ("Gondangdia", "", (5, "nama")),
        ("Gondangdia", "G" * 81, (5, "nama")),
        ("Gondangdia,31.71.06,", "Gondangdia,31.71.05,", (5, "kode_induk")),
        ("-6.189", "6 LS", (5, "lat")),
        ("-6.189", "106.829", (5, "lat")),
        ("-6.189", "nan", (5, "lat")),
        ("-6.189", "", (5, "lat")),
        ("Gondangdia,", "Gondang,dia,", (5, "")),
        ("31.71.06.1001,", "31.71.06.1004,", (6, "kode")),
        ("Gondangdia", '"Gondangdia', (6, "")),
        ("Gondangdia", "Gondang\0dia", (5, "nama")),
        ("kode_induk,lat", "kode_induk,ltd", (1, "ltd")),
        ("kode_induk,lat", "kode,lat", (1, "kode")),
        ("kode,tingkat", "nomor,tingkat", (1, "kode")),
    ],
)
def test_it_names_line_and_column_of_what_is_wrong(write_file, old, new, problem):
    assert problem in problems_of(write_file(AREAS.replace(old, new, 1)))


def test_it_reports_every_bad_line_at_once(write_file):
    content = AREAS.replace("Gondangdia", "").replace("106.832", "abc").replace("kota_kab", "kota")

    assert problems_of(write_file(content)) == [(3, "tingkat"), (5, "nama"), (6, "lng")]


def test_it_refuses_an_area_whose_parent_is_nowhere(write_file):
    content = "\n".join(line for line in AREAS.splitlines() if "kecamatan" not in line)

    assert problems_of(write_file(content)) == [(4, "kode"), (5, "kode")]


def test_it_names_the_line_that_is_not_utf8(write_file):
    assert problems_of(write_file(AREAS.encode().replace(b"Gondangdia", b"Gondangdi\xe4"))) == [(5, "")]


def test_it_refuses_an_empty_file(write_file):
    assert (1, "kode") in problems_of(write_file(""))


def test_the_command_prints_the_problems_and_fails(write_file, capsys):
    with pytest.raises(CommandError):
        call_command("import_areas", write_file(AREAS.replace("-6.189", "x")))

    assert "5" in capsys.readouterr().err
    assert not Area.objects.exists()


def test_the_command_says_which_file_is_not_there(tmp_path):
    with pytest.raises(CommandError, match="nowhere.csv"):
        call_command("import_areas", tmp_path / "nowhere.csv")


def test_the_areas_of_jakarta_import_completely(shared_data):
    counts = import_areas(shared_data / "admin" / "jakarta_wilayah.csv", by=BY)["areas"]

    assert counts.created == Area.objects.count() == 318
    assert Area.objects.filter(level="village", latitude__isnull=False).count() == 267


def test_what_cannot_be_audited_is_not_imported(write_file, monkeypatch):
    def full(**values):
        raise OSError("no room")

    monkeypatch.setattr(events, "record", full)

    with pytest.raises(OSError, match="no room"):
        import_areas(write_file(AREAS), by=BY)

    assert not Area.objects.exists()
