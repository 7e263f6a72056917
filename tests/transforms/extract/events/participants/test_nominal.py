"""The participants of events whose trigger is a noun."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.extract import extract_events
from transforms.extract.events.participants.participants import participants
from transforms.extract.events.triggers.senses import match_outside_lexicon
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "lemma", "actors", "recipients"),
    [
        ("The Boston bombing shocked many.", "bombing", [], []),
        ("Peru's bombing of the port shocked many.", "bombing", ["Peru"], ["the port"]),
        ("Her arrest shocked many.", "arrest", [], ["Her"]),
        ("The mayor's murder shocked many.", "murder", [], ["The mayor"]),
        ("Israel's assassination of the leader shocked many.", "assassination", ["Israel"], ["the leader"]),
        ("The explosion shattered a bakery.", "explosion", [], ["a bakery"]),
        ("The bakery was shattered by an explosion.", "explosion", [], ["The bakery"]),
        ("The bombings were aimed at civilians.", "bombing", [], ["civilians"]),
        ("The president survived an attack.", "attack", [], ["The president"]),
        ("The storm caused one death.", "death", [], []),
        ("The family suffered two deaths.", "death", [], ["The family"]),
        ("The army launched an attack.", "attack", ["The army"], []),
        ("Ana Ruiz was charged with the murder of two women.", "murder", ["Ana Ruiz"], ["two women"]),
        ("The court jailed a man for the murder of his wife.", "murder", ["a man"], ["his wife"]),
        ("Tom Baker was arrested on suspicion of the murder of his aunt.", "murder", ["Tom Baker"], ["his aunt"]),
        ("The Red Front claimed responsibility for the attack.", "attack", ["The Red Front"], []),
        ("The man behind the bombing fled.", "bombing", ["The man behind the bombing"], []),
        ("Police seek the men responsible for the bombing.", "bombing", ["the men responsible for the bombing"], []),
        ("No group claimed responsibility for the attack.", "attack", [], []),
        ("An outcry from nurses followed.", "outcry", ["nurses"], []),
        ("Allegations of fraud at Acme Bank shocked many.", "allegation", [], ["Acme Bank"]),
        ("The chancellor spoke after talks with the king.", "talk", ["The chancellor"], ["the king"]),
        ("The gunman committed his first murder in May.", "murder", ["The gunman"], []),
        ("A man was held on suspicion of causing the death of a boy.", "death", ["A man"], ["a boy"]),
        ("The drummer died following a collision outside of Leeds.", "collision", [], ["The drummer"]),
        ("Tom Baker was convicted of a series of bombings.", "bombing", ["Tom Baker"], []),
        ("Police sought the bombing suspect Tom Baker.", "bombing", ["suspect Tom Baker"], []),
        ("The Leeds Marathon bombing shocked many.", "bombing", [], []),
        ("Laws were passed after the attacks by Ana Ruiz.", "attack", [], []),
        (
            "Tom Baker was convicted of the murders of ten guards, including those of Ana Ruiz.",
            "murder",
            ["Tom Baker"],
            ["ten guards"],
        ),
        ("Two nurses were wounded in the attack.", "attack", [], ["Two nurses"]),
        ("Survivors of the bombing met the mayor.", "bombing", [], ["Survivors of the bombing"]),
        ("A thief was killed in a shootout with police.", "shootout", ["A thief"], ["police"]),
        ("The mayor faced criticism from nurses.", "face criticism", ["nurses"], ["The mayor"]),
    ],
)
def test_participants_of_nominal_trigger_yields_roles(
    parse: Parse, text: str, lemma: str, actors: list[str], recipients: list[str]
) -> None:
    document = parse(text)
    match = next(match for match in triggers(document) if match.lemma == lemma)
    roles = participants(document, match)
    assert ([one.text for one in roles.actors], [one.text for one in roles.recipients]) == (actors, recipients)


def test_participants_of_noun_for_doer_are_the_doer_and_whose_it_is(parse: Parse) -> None:
    document = parse("The mayor's killers fled to Lima.")
    match = match_outside_lexicon(next(token for token in document.tokens if token.text == "killers"), "ASSAULT")
    roles = participants(document, match)
    assert [one.text for one in roles.actors] == ["The mayor's killers"]
    assert [one.text for one in roles.recipients] == ["The mayor"]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Tom Baker, 74, a Kyiv resident who witnessed the attack, said he rushed home.", "attack"),
        ("Ana Ruiz also supported the invasion of Iraq in 2003.", "invasion"),
        ("Ana Ruiz offered an international probe into the attack, officials said.", "attack"),
        ("Police are investigating the Tom Baker shooting in Florida.", "shooting"),
        ("Ana Ruiz and Bo Li met on Monday to halt the bombing of Aleppo.", "bombing"),
    ],
)
def test_participants_of_noun_bystander_is_no_attacker(parse: Parse, text: str, trigger: str) -> None:
    rows = [row for row in extract_events(parse(text)) if row.trigger.text == trigger]
    assert not any(
        name in one.text for row in rows for one in row.actors for name in ("Baker", "Ruiz", "Li", "resident")
    )
