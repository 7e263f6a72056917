"""A word outside the lexicon as a trigger; particles and prepositions told apart."""

from collections.abc import Callable

import pytest

from transforms.extract.events.senses import match_at, told_by
from transforms.extract.syntax import Document

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


def test_a_word_outside_the_lexicon(parse: Parse) -> None:
    toll = next(token for token in parse("The death toll rose to 11.").tokens if token.text == "toll")
    match = told_by(toll, "DEATH")
    assert ([token.text for token in match.tokens], match.event_type) == (["death", "toll"], "DEATH")


def test_a_preposition_with_a_noun_of_its_own_is_no_particle(parse: Parse) -> None:
    def lemmas(text: str) -> list[str]:
        return [match.lemma for token in parse(text).tokens if (match := match_at(token)) is not None]

    assert lemmas("Thieves broke in.") == ["break in"]
    assert lemmas("The ship broke in the waves.") == []
    assert lemmas("She was held in custody.") == ["hold in custody"]
