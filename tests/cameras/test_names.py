"""Which names are found by what people type, and in what order."""

import pytest

from cameras.names import Name, NameIndex

PLACES = {
    "Menteng": "kecamatan Jakarta Pusat",
    "Menteng Dalam": "kelurahan Tebet",
    "Kampung Melayu": "kelurahan Jatinegara",
    "Kelapa Gading": "kecamatan Jakarta Utara",
    "Tanah Abang": "kecamatan Jakarta Pusat",
    "Malaka Jaya": "kelurahan Duren Sawit",
    "Kedoya Utara": "kelurahan Kebon Jeruk",
    "Jl. Tebet Timur, depan Stasiun Cawang": "Tebet Timur Tebet",
    "Jl. K.H. Wahid Hasyim (samping Sarinah)": "Gondangdia Menteng",
    "Cikoko 003": "SS-2239",
    "Cikoko 002": "SS-2238",
}


@pytest.fixture(scope="module")
def index() -> NameIndex[str]:
    return NameIndex(Name(label, label, context, 0, label) for label, context in PLACES.items())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("MÉNTENG", "Menteng"),
        ("kp melayu", "Kampung Melayu"),
        ("kampung", "Kampung Melayu"),
        ("kelapagading", "Kelapa Gading"),
        ("tanabang", "Tanah Abang"),
        ("amlaka jaya", "Malaka Jaya"),
        ("keodya utraa", "Kedoya Utara"),
        ("kedoya u", "Kedoya Utara"),
        ("wahid hasim", "Jl. K.H. Wahid Hasyim (samping Sarinah)"),
        ("jalan tebet", "Jl. Tebet Timur, depan Stasiun Cawang"),
        ("kecamatan menteng", "Menteng"),
        ("menteng tebet", "Menteng Dalam"),
        ("saya kehilangan tas di kampung melayu kemarin sore", "Kampung Melayu"),
        ("SS-2239", "Cikoko 003"),
        ("ss2238", "Cikoko 002"),
        ("cikoko 002", "Cikoko 002"),
    ],
)
def test_it_finds_what_was_meant_first(index, typed, meant):
    assert index.find(typed, limit=8)[0] == meant


def test_a_number_that_is_not_known_says_nothing(index):
    assert index.find("cikoko 004", limit=8) == index.find("cikoko", limit=8) == ["Cikoko 002", "Cikoko 003"]


@pytest.mark.parametrize("typed", ["", "jl", "  ", "zzzzzz", "%%%", "a b c d", "'; drop table", "x" * 5000, "\0\ud800"])
def test_nothing_is_like_nonsense(index, typed):
    assert index.find(typed, limit=8) == []


def test_names_of_one_spot_are_one_place():
    names = [
        Name(meant, "Jl. Johar", "", rank, "here") for rank, meant in enumerate(["pole", "camera", "other camera"])
    ]

    assert NameIndex(names).find("johar", limit=8) == ["pole"]


def test_no_more_than_asked_for(index):
    assert len(index.find("jakarta", limit=2)) == 2
