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
        "The party launched an assault on high taxes.",
        "The union launched an attack on spending cuts.",
        "The government waged war on red tape.",
        "The home side were massacred 5-0.",
        "Norway beat Malta in the vote.",
        "He was rapping on stage.",
        "Actors played gunmen who attacked a station.",
    ],
)
def test_triggers_figure_of_speech_yields_no_assault(parse: Parse, text: str) -> None:
    assert [match.lemma for match in triggers(parse(text)) if match.event_type == "ASSAULT"] == []


@pytest.mark.parametrize(
    "text",
    [
        "The party won in a landslide.",
        "The office was flooded with calls.",
        "Messages of support flooded the station.",
        "Protesters held up signs outside the court.",
        "She was caught in traffic.",
        "The app was installed on five million phones.",
        "Workers at the plant voted on Monday.",
        "Fans voted for the goalkeeper as player of the year.",
    ],
)
def test_triggers_word_in_another_sense_yields_nothing(parse: Parse, text: str) -> None:
    assert [match.lemma for match in triggers(parse(text))] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A landslide buried three houses.", [("DISASTER", "flood")]),
        ("The town was flooded with sewage.", [("DISASTER", "flood")]),
        ("The river flooded the town.", [("DISASTER", "flood")]),
        ("Robbers held up a bank.", [("CRIME", "robbery")]),
        ("A man was raped in Leeds.", [("ASSAULT", "sexual_violence")]),
        ("The regulator rapped the bank over its fees.", [("ACCUSE", "criticism")]),
        ("Two men were caught after a chase.", [("COERCE", "arrest")]),
        ("A thief was caught by police.", [("COERCE", "arrest")]),
        ("Rebels massacred 30-40 villagers.", [("ASSAULT", "massacre")]),
        ("The union called for a strike.", [("REQUEST", None), ("PROTEST", "strike")]),
        ("An attack on the tax office killed two people.", [("ASSAULT", None), ("ASSAULT", "killing")]),
        ("The opposition met diplomats.", [("CONSULT", "talks")]),
        ("The opposition of farmers to the dam grew.", [("REJECT", None)]),
        # votes
        ("The council voted to close the bridge.", [("LEGISLATE", None)]),
        ("Lawmakers voted against the bill.", [("LEGISLATE", None)]),
        ("Parliament voted to approve the budget.", [("LEGISLATE", "passage")]),
        ("MPs voted to strike down the law.", [("LEGISLATE", "repeal")]),
        ("The senate voted to confirm the judge.", [("APPOINT", "appointment")]),
        ("The jury voted to acquit him.", [("TRY", "acquittal")]),
        ("The board voted to fire the coach.", [("APPOINT", "dismissal")]),
        ("Voters in Ohio voted for the senator.", [("ELECT", "election")]),
        # what killed is told by the clause
        ("A woman was killed when a tree fell on her car.", [("ACCIDENT", None), ("ACCIDENT", None)]),
        ("Two workers died when a wall collapsed on them.", [("ACCIDENT", None), ("ACCIDENT", None)]),
    ],
)
def test_triggers_word_of_several_senses_yields_the_one_meant(
    parse: Parse, text: str, expected: list[tuple[str, str | None]]
) -> None:
    assert [(match.event_type, match.event_mode) for match in triggers(parse(text))] == expected


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
