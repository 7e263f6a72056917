"""Words that report casualties and their victims, in small passages."""

import pytest

from transforms.extract.events.casualties.mentions import casualty_mentions, casualty_words

pytestmark = pytest.mark.model


def mentions(document) -> list[tuple[str, str, str]]:
    return [
        (mention.kind, mention.anchor.lower, mention.victim.lower)
        for sentence in document.sentences
        for mention in casualty_mentions(casualty_words(document, sentence))
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # verbs
        ("He was beaten to death.", [("killed", "beaten", "he")]),
        ("The boy was fatally struck by a train.", [("killed", "struck", "boy")]),
        ("A bullet ricocheted and hit a passenger.", [("injured", "hit", "passenger")]),
        ("She was hit in the leg.", [("injured", "hit", "she")]),
        ("He hit the ball.", []),
        ("The fire claimed 27 lives.", [("killed", "claimed", "lives")]),
        ("He took his own life.", [("killed", "took", "he")]),
        ("She lost 30 years of her life.", []),
        ("He turned the gun on himself.", [("killed", "turned", "himself")]),
        ("She could not save him.", [("killed", "save", "him")]),
        ("Doctors were not able to save her.", [("killed", "save", "her")]),
        ("She would not survive.", []),
        ("The girl is fighting for her life.", [("injured", "fighting", "girl")]),
        ("Twelve nurses were taken hostage.", [("abducted", "taken", "nurses")]),
        ("A man was taken into custody.", [("arrested", "taken", "man")]),
        ("Officers were unable to arrest the man.", []),
        ("A man fled.", []),
        ("About 5,000 people fled.", [("displaced", "fled", "people")]),
        # nouns
        ("Police found the body of a man.", [("killed", "body", "man")]),
        ("Police lifted the nearly lifeless body of a boy.", []),
        ("The film stirred a body of water.", []),
        ("He was charged with the attempted murder of a man.", []),
        ("No other injuries were reported.", []),
        ("Malachi's death shocked the town.", [("killed", "death", "malachi")]),
        ("The mayor suffered burns.", [("injured", "burns", "mayor")]),
        ("He died of gunshot wounds.", [("killed", "died", "he")]),
        # adjectives
        ("The three are homeless.", [("displaced", "homeless", "three")]),
    ],
)
def test_casualty_mentions_word_gives_kind_and_victim(parse, text, expected) -> None:
    assert mentions(parse(text)) == expected
