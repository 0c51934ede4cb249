"""Every act has its sentence, in both languages."""

import pytest
from django.utils import translation

from audit.models import Event
from audit.sentences import SENTENCES, actor_of, sentence_of
from audit.verbs import Verb


def event(verb: Verb, **values) -> Event:
    fields = {"actor_kind": "staff", "actor_id": "7", "case": "SKS-1", "camera": "CAM-1", "subject": "hold:3"}
    return Event(verb=verb, **{**fields, **values})


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("verb", Verb)
def test_every_verb_has_a_sentence(verb, language):
    with translation.override(language):
        sentence = sentence_of(event(verb), staff_name="Sari Dewi")

    assert sentence.startswith("Sari Dewi ")
    assert sentence.endswith(".")
    assert "%" not in sentence


def test_there_is_no_sentence_without_a_verb():
    assert set(SENTENCES) == set(Verb)


def test_a_verb_that_nobody_knows_is_an_error():
    with pytest.raises(ValueError, match="hold.eaten"):
        sentence_of(event("hold.eaten"))


@pytest.mark.parametrize(
    ("kind", "number", "said"),
    [
        ("staff", "7", "Staff account 7"),
        ("system", "sweep", "The system (sweep)"),
        ("applicant", "SKS-1", "The applicant"),
        ("stranger", "", "Somebody unknown"),
    ],
)
def test_each_kind_of_actor_is_named(kind, number, said):
    with translation.override("en"):
        assert actor_of(event(Verb.REQUEST_READ, actor_kind=kind, actor_id=number)) == said
