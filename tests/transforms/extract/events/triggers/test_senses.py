"""Senses of words: particles and prepositions, figures of speech, words that the lexicon does not have."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.triggers.senses import match_at, match_outside_lexicon
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


def test_match_outside_lexicon_compound_is_included(parse: Parse) -> None:
    toll = next(token for token in parse("The death toll rose to 11.").tokens if token.text == "toll")
    match = match_outside_lexicon(toll, "DEATH")
    assert ([token.text for token in match.tokens], match.event_type) == (["death", "toll"], "DEATH")


def test_match_at_preposition_with_object_is_no_particle(parse: Parse) -> None:
    def lemmas(text: str) -> list[str]:
        return [match.lemma for token in parse(text).tokens if (match := match_at(token)) is not None]

    assert lemmas("Thieves broke in.") == ["break in"]
    assert lemmas("The ship broke in the waves.") == []
    assert lemmas("She was held in custody.") == ["hold in custody"]


@pytest.mark.parametrize(
    "text",
    [
        "The central bank declared war on inflation.",
        "The two parties battled for the nomination.",
        "A court battle over the will ended on Monday.",
        "She shot a documentary in Iceland.",
        "The film bombed at the box office.",
        "The pills kill cancer cells.",
        "The two mayors had a war of words.",
        "The senate killed off the bill.",
    ],
)
def test_triggers_figure_of_speech_yields_no_assault(parse: Parse, text: str) -> None:
    assert [match.lemma for match in triggers(parse(text)) if match.event_type == "ASSAULT"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The paper attacked the minister over his tax plan.", ("ACCUSE", "criticism")),
        ("The minister came under fire for the delay.", ("ACCUSE", "criticism")),
        ("The patrol came under fire near the border.", ("ASSAULT", "clash")),
        ("A bear attacked a hiker.", ("ACCIDENT", None)),
        ("A lightning strike killed a farmer.", ("DISASTER", None)),
        ("The rebels fought for the town.", ("ASSAULT", "clash")),
        ("The helicopter hit a power line pylon.", ("ACCIDENT", None)),
        ("The van was struck by a train at a crossing.", ("ACCIDENT", None)),
    ],
)
def test_triggers_ambiguous_word_yields_sense_of_context(
    parse: Parse, text: str, expected: tuple[str, str | None]
) -> None:
    assert expected in [(match.event_type, match.event_mode) for match in triggers(parse(text))]
