"""Numbers as people type them; the forms and examples of ../shared/data/formats are tried where they are present."""

import json

import pytest

from core.errors import InvalidInput
from requests_app.intake.identity import (
    ReportKind,
    doubt_about_nik,
    read_email,
    read_nik,
    read_phone,
    read_police_report,
)


@pytest.fixture(scope="module")
def formats(shared_data):
    return json.loads((shared_data / "formats" / "format_nomor.json").read_text())


@pytest.mark.parametrize(
    "typed", ["3171011708450001", "3171 0117 0845 0001", "317101.170845-0001", " 3171011708450001 "]
)
def test_it_reads_a_nik_with_any_separator(typed):
    nik = read_nik(typed)

    assert nik.digits == "3171011708450001"
    assert nik.area_known


def test_women_have_forty_added_to_their_day():
    assert read_nik("3171015708450001").digits == "3171015708450001"


@pytest.mark.parametrize("digits", ["9999991708450001", "3199991708450001"])
def test_an_unknown_area_is_a_hint_and_no_refusal(digits):
    assert not read_nik(digits).area_known
    assert doubt_about_nik(digits)
    assert not doubt_about_nik("3171015708450001")


@pytest.mark.parametrize("birth", ["000190", "320190", "720190", "400190", "011390", "010090", "310290", "300290"])
def test_a_day_that_never_was_is_refused(birth):
    with pytest.raises(InvalidInput, match="invalid"):
        read_nik(f"317101{birth}0001")


def test_a_leap_day_of_either_century_is_a_date():
    assert read_nik("3171012902000001").digits == "3171012902000001"  # 1900 was no leap year, 2000 was


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("317101170845000", "16 digits"),
        ("31710117084500011", "16 digits"),
        ("317101170845000A", "16 digits"),
        ("٣١٧١٠١١٧٠٨٤٥٠٠٠١", "16 digits"),
        ("", "16 digits"),
        ("3171013202990001", "date of birth"),
        ("3171017302990001", "date of birth"),
        ("3171014008450001", "date of birth"),
        ("3171010008450001", "date of birth"),
        ("3171011713450001", "date of birth"),
        ("3171012902010001", "date of birth"),
        ("3171011708450000", "0000"),
    ],
)
def test_it_refuses_what_cannot_be_a_nik(typed, part, english):
    with pytest.raises(InvalidInput) as refused:
        read_nik(typed)

    assert refused.value.field == "nik"
    assert part in str(refused.value.message)


def test_the_shared_nik_examples(formats):
    examples = formats["nik"]["fictional_examples"]

    assert read_nik(examples["valid_m"]).area_known
    assert read_nik(examples["valid_f"]).area_known
    assert not read_nik(examples["bad_province"]).area_known
    for name in ("bad_day", "serial_0000"):
        with pytest.raises(InvalidInput):
            read_nik(examples[name])


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0812-3456-7890", "+6281234567890"),
        ("+62 812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("62812345678", "+62812345678"),  # the library alone would answer +6262812345678
        ("81234567890", "+6281234567890"),
        ("(0812) 3456.7890", "+6281234567890"),
        ("(021) 555-1234", "+62215551234"),
        ("+65 6123 4567", "+6561234567"),
    ],
)
def test_one_telephone_has_one_spelling(typed, expected):
    assert read_phone(typed) == expected


@pytest.mark.parametrize(
    "typed", ["", "0812", "081234567890123456", "nol delapan", "0812x3456y7890", "+", "0012345678"]
)
def test_it_refuses_what_cannot_be_a_telephone(typed):
    with pytest.raises(InvalidInput) as refused:
        read_phone(typed)

    assert refused.value.field == "phone"


def test_the_shared_telephone_examples(formats):
    mobile = {read_phone(typed) for typed in formats["telepon"]["fictional_examples"][:3]}

    assert mobile == {"+6281234567890"}


def test_the_host_of_an_address_is_written_small():
    assert read_email(" Siti.Aminah@Example.COM ") == "Siti.Aminah@example.com"


@pytest.mark.parametrize("typed", ["", "siti", "siti@", "@example.com", "siti@example", "a b@example.com"])
def test_it_refuses_what_cannot_be_an_address(typed):
    with pytest.raises(InvalidInput):
        read_email(typed)


@pytest.mark.parametrize(
    ("typed", "normal", "kind"),
    [
        (
            "lp / b/ 15/xi/2026/spkt/Polres Metro Jaksel/ Polda Metro Jaya",
            "LP/B/15/XI/2026/SPKT/POLRES METRO JAKSEL/POLDA METRO JAYA",
            ReportKind.REPORT,
        ),
        ("LP/15/VI/2026/SPKT/POLSEK DUKU", "LP/15/VI/2026/SPKT/POLSEK DUKU", ReportKind.REPORT),
        ("STTLP/B/1234/V/2026/SPKT/PMJ", "STTLP/B/1234/V/2026/SPKT/PMJ", ReportKind.RECEIPT),
        ("sktlk/320/XII/2026", "SKTLK/320/XII/2026", ReportKind.LOSS_CERTIFICATE),
        ("surat dari polsek, nomor lupa", "SURAT DARI POLSEK, NOMOR LUPA", ReportKind.UNKNOWN),
    ],
)
def test_a_police_number_is_never_refused_and_kept_as_typed(typed, normal, kind):
    report = read_police_report(f"  {typed} ")

    assert report.raw == typed
    assert report.normal == normal
    assert report.kind == kind


def test_the_shared_police_examples(formats):
    reports = formats["laporan_polisi"]["fictional_examples"]
    receipts = formats["bukti_lapor"]["fictional_examples"]

    assert [read_police_report(text).kind for text in reports] == [ReportKind.REPORT] * len(reports)
    assert ReportKind.UNKNOWN not in [read_police_report(text).kind for text in receipts]
