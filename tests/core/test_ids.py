import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ids


def test_a_reference_reads_back_however_it_was_typed():
    reference = ids.new_reference(year=2026)

    assert ids.read_reference(reference) == reference
    assert ids.read_reference(f"  {reference.lower().replace('-', ' ')} ") == reference
    assert ids.read_reference(reference.removeprefix("SKS-")) == reference


def test_letters_mistaken_on_paper_are_read_as_meant():
    assert ids.read_reference(reference_with("0110000").replace("0", "O").replace("1", "l")) == reference_with(
        "0110000"
    )


@given(st.text(alphabet=ids.ALPHABET, min_size=7, max_size=7), st.integers(0, 7), st.sampled_from(ids.ALPHABET))
def test_one_wrong_character_is_noticed(body, position, wrong):
    code = body + ids.check_character(f"2026{body}")
    typed = code[:position] + wrong + code[position + 1 :]

    assert (ids.read_reference(f"SKS2026{typed}") is None) == (typed != code)


@given(st.text(alphabet=ids.ALPHABET, min_size=7, max_size=7), st.integers(0, 6))
def test_two_swapped_neighbours_are_noticed(body, position):
    code = body + ids.check_character(f"2026{body}")
    typed = code[:position] + code[position + 1] + code[position] + code[position + 2 :]

    assert (ids.read_reference(f"SKS2026{typed}") is None) == (typed != code)


@pytest.mark.parametrize(
    "text", ["", "SKS", "SKS-2026", "SKS-2026-0000-00000", "<script>", "SKS-२०२६-0000-0000", "💥" * 50]
)
def test_what_cannot_be_a_reference_is_none(text):
    assert ids.read_reference(text) is None


def test_a_blind_index_depends_on_the_purpose():
    assert ids.blind_index("3171", purpose="nik") == ids.blind_index("3171", purpose="nik")
    assert ids.blind_index("3171", purpose="nik") != ids.blind_index("3171", purpose="phone")


def reference_with(body: str) -> str:
    code = body + ids.check_character(f"2026{body}")
    return f"SKS-2026-{code[:4]}-{code[4:]}"
