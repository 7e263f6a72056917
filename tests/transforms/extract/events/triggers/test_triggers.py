"""Senses chosen by their syntax, and one trigger for each act."""

from collections.abc import Callable

import pytest

from tests.documents import make_document
from transforms.extract.document import Document
from transforms.extract.events.triggers.senses import TriggerMatch, match_outside_lexicon
from transforms.extract.events.triggers.triggers import is_ruled_out, triggers

Parse = Callable[..., Document]


def triggers_of(document: Document) -> list[tuple[str, str | None, str]]:
    return [(match.event_type, match.event_mode, match.lemma) for match in triggers(document)]


FIRED = [
    ("Guards", "guard", "NOUN", "NNS", "nsubj", 1),
    ("fired", "fire", "VERB", "VBD", "ROOT", 1),
    ("at", "at", "ADP", "IN", "prep", 1),
    ("students", "student", "NOUN", "NNS", "pobj", 2),
    (".", ".", "PUNCT", ".", "punct", 1),
]


def test_triggers_preposition_selects_sense() -> None:
    assert triggers_of(make_document(FIRED)) == [("ASSAULT", "shooting", "fire")]


def test_triggers_object_selects_sense() -> None:
    rows = [
        ("She", "she", "PRON", "PRP", "nsubj", 1),
        ("fired", "fire", "VERB", "VBD", "ROOT", 1),
        ("the", "the", "DET", "DT", "det", 3),
        ("minister", "minister", "NOUN", "NN", "dobj", 1),
    ]
    assert triggers_of(make_document(rows)) == [("APPOINT", "dismissal", "fire")]


def test_triggers_no_matching_sense_yields_nothing() -> None:
    rows = [
        ("He", "he", "PRON", "PRP", "nsubj", 1),
        ("fired", "fire", "VERB", "VBD", "ROOT", 1),
        ("pottery", "pottery", "NOUN", "NN", "dobj", 1),
    ]
    assert triggers_of(make_document(rows)) == []


def test_triggers_punctuation_only_yields_nothing() -> None:
    assert triggers_of(make_document([("…", "…", "PUNCT", ":", "ROOT", 0)])) == []


def test_triggers_month_is_no_march() -> None:
    rows = [("March", "March", "PROPN", "NNP", "ROOT", 0)]
    assert triggers_of(make_document(rows, entities=[(0, 1, "DATE")])) == []


def test_match_outside_lexicon_yields_trigger_of_type() -> None:
    token = make_document(FIRED).tokens[0]
    match = match_outside_lexicon(token, "DEATH")
    assert (match.event_type, match.lemma, match.entry.pos) == ("DEATH", "guard", "NOUN")


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A suicide bomber killed ten people at a market.", ("ASSAULT", "suicide_bombing")),
        ("A drone killed ten people at a market.", ("ASSAULT", "airstrike")),
        ("Rebels opened fire on a bus.", ("ASSAULT", "shooting")),
        ("An airstrike killed four villagers.", ("ASSAULT", "airstrike")),
        ("Pilots went on strike over pay.", ("PROTEST", "strike")),
        ("The nurses' union threatened a strike.", ("PROTEST", "strike")),
        ("The army threatened a strike.", ("ASSAULT", None)),
        ("The Greens won 57 of the 109 seats.", ("ELECT", "victory")),
        ("A plane went down near Oslo.", ("ACCIDENT", "traffic")),
        ("A bus plunged into a ravine.", ("ACCIDENT", "traffic")),
        ("Shares went down on Monday.", None),
        ("Rescuers are searching for two climbers.", ("AID", "rescue")),
        ("The two firms signed an agreement.", ("AGREE", "accord")),
        ("A bus crash killed nine passengers.", ("ACCIDENT", "traffic")),
        ("An earthquake killed nine villagers.", ("DISASTER", "earthquake")),
        ("Storm Anna hit western Belgium.", ("DISASTER", None)),
        ("A storm disrupted traffic in Ghent.", ("DISASTER", "storm")),
        ("Two people were injured by a falling tree.", ("ACCIDENT", None)),
        ("Gunmen took three nurses hostage.", ("ASSAULT", "hostage_taking")),
        ("The flood claimed the lives of six farmers.", ("DISASTER", "flood")),
        ("The court sentenced the banker to four years.", ("TRY", "sentence")),
        ("Parliament passed the bill.", ("LEGISLATE", "passage")),
        ("Police raided his house.", ("COERCE", "search")),
        ("Doctors attack the virus with a new drug.", None),
        ("A wave of attacks hit the city.", ("ASSAULT", None)),
        ("Hundreds of dissidents are in jail.", ("COERCE", "arrest")),
        ("The suspect appeared in court on Monday.", ("TRY", "trial")),
        ("Police are hunting the gunman.", ("COERCE", "search")),
        ("A van exploded outside the bank.", ("ASSAULT", "explosion")),
        ("The prosecutor opened a probe.", ("ACCUSE", "investigation")),
        ("Peru will support the government of Chile.", ("AGREE", None)),
        ("The insurgents blew up a bridge.", ("COERCE", "demolition")),
        ("Guards fired into the air.", ("ASSAULT", "shooting")),
        ("two students died in army firing.", ("ASSAULT", "shooting")),
        ("The firing of the coach surprised nobody.", None),
        ("Police fired tear gas at the miners.", ("COERCE", "crackdown")),
        ("police burst teargas shells outside the mill.", ("COERCE", "crackdown")),
        ("Officers used batons against the marchers.", ("COERCE", "crackdown")),
        ("Constables lathi-charged the crowd.", ("COERCE", "crackdown")),
        ("Three burglars were nabbed near the station.", ("COERCE", "arrest")),
        ("Detectives picked up two clerks.", ("COERCE", "arrest")),
        ("The smuggler was caught by the police.", ("COERCE", "arrest")),
        ("She picked up her children.", None),
        ("Both were caught in connection with the theft.", ("COERCE", "arrest")),
        ("Their apprehensions grew.", None),
        ("The minister could not arrest the decline.", None),
        ("Riot police broke up the sit-in.", ("COERCE", "crackdown")),
        ("The police charged the marchers with batons.", ("COERCE", "crackdown")),
        ("Officers took in three men for questioning.", ("COERCE", "arrest")),
        ("police have booked nine drivers for rioting.", ("TRY", "charge")),
        ("Soldiers staged a flag march in the old city.", ("MOBILIZE", "deployment")),
        ("Guards recovered 40 swords from a barn.", ("COERCE", "seizure")),
        ("Ana Ruiz was hit by a stray bullet.", ("ASSAULT", "shooting")),
        ("The guards shot dead two miners.", ("ASSAULT", "shooting")),
        ("He caught the flu.", ("DISASTER", "epidemic")),
        ("Troops eliminated four militants.", ("ASSAULT", "killing")),
    ],
)
def test_triggers_sentence_yields_type_and_mode(
    parse: Parse, text: str, expected: tuple[str, str | None] | None
) -> None:
    found = [(kind, mode) for kind, mode, _ in triggers_of(parse(text))]
    assert expected in found if expected is not None else not found


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "The militia carried out an attack on a village.",
        "A guard was shot and killed.",
        "He called the blast an attack.",
        "A car bomb killed nine soldiers.",
    ],
)
def test_triggers_same_act_yields_one_trigger(parse: Parse, text: str) -> None:
    assert [match.event_type for match in triggers(parse(text))] == ["ASSAULT"]


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Gunmen attacked a market, killing twelve traders.", ["attacked", "killing"]),
        ("Nine soldiers were killed in an ambush.", ["killed", "ambush"]),
        ("It was an attack on a farm near Lima which killed two men and injured six.", ["attack", "killed", "injured"]),
        ("The hall was hit by an explosion, killing two.", ["explosion", "killing"]),
    ],
)
def test_triggers_consequence_has_own_trigger_and_cause(parse: Parse, text: str, words: list[str]) -> None:
    found = sorted(triggers(parse(text)), key=lambda match: match.start)
    assert [match.token.text for match in found] == words
    assert {match.event_type for match in found} == {"ASSAULT"}
    causes = {match.token.text: match.cause.token.text if match.cause else None for match in found}
    assert sum(cause is not None for cause in causes.values()) == len(words) - 1


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("Nine miners were killed in police firing at the gate.", "firing"),
        ("a boy was killed and two clerks injured when troops fired on a crowd.", "fired"),
        ("Two clerks were killed and five injured in police firing in the port.", "firing"),
        ("Guards opened fire, resulting in the death of two miners.", "opened"),
        ("Guards opened fire on a crowd in which two miners died.", "opened"),
        ("A boy died after he was hit by a police bullet.", "hit"),
        ("A miner was killed by a rubber bullet fired by the police.", "fired"),
        ("As many as nine deaths due to police firing were reported.", "firing"),
        ("A survivor of the bombing succumbed on Sunday.", "bombing"),
        ("Two robbers were gunned down in an encounter with the police.", "encounter"),
    ],
)
def test_triggers_harm_takes_cause_of_its_clause_and_neighbours(parse: Parse, text: str, cause: str) -> None:
    harm = next(match for match in triggers(parse(text)) if match.token.text != cause)
    assert harm.cause is not None
    assert harm.cause.token.text == cause


@pytest.mark.model
def test_triggers_harm_is_not_caused_by_what_came_later(parse: Parse) -> None:
    found = triggers(parse("Two clerks were hurt before guards fired into the air."))
    assert [match.cause for match in found] == [None, None]


@pytest.mark.model
def test_triggers_consequence_takes_mode_of_cause(parse: Parse) -> None:
    killed, strike = triggers(parse("Nine soldiers were killed in an airstrike."))
    assert (killed.lemma, killed.event_mode, strike.event_mode) == ("kill", "airstrike", "airstrike")
    attacked, wounded = triggers(parse("Police raided his house, wounding two men."))
    assert (attacked.event_type, wounded.event_type) == ("COERCE", "ASSAULT")


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A wave of attacks frightened the town.", ["attacks"]),
        ("Friday's shooting frightened the town.", ["shooting"]),
        ("The murder suspect slept.", ["murder"]),
        ("Attacks carried out by rebels are rare.", ["Attacks"]),
        ("Bombing of the old port", []),
        ("He fears attacks.", []),
    ],
)
def test_triggers_specific_noun_reports_event(parse: Parse, text: str, expected: list[str]) -> None:
    assert [match.token.text for match in triggers(parse(text)) if match.entry.pos == "NOUN"] == expected


@pytest.mark.model
def test_triggers_anaphoric_noun_yields_nothing(parse: Parse) -> None:
    assert triggers_of(parse("He slept badly after the talks.")) == []


@pytest.mark.model
def test_triggers_deaths_without_cause_take_article_type(parse: Parse) -> None:
    found = triggers_of(parse("A ferry capsized. Another ferry collided with a tanker. Nine people were killed."))
    assert [kind for kind, _, _ in found] == ["ACCIDENT"] * 3


@pytest.mark.model
def test_triggers_spans_cover_their_words(parse: Parse) -> None:
    document = parse("Rebels opened fire on a bus, and the mayor of the town will not, he said, hold talks with them.")
    found: tuple[TriggerMatch, ...] = triggers(document)
    assert document.text[found[0].start : found[0].end] == "opened fire"
    assert all(match.start < match.end for match in found)


@pytest.mark.model
def test_triggers_take_part_is_no_capture(parse: Parse) -> None:
    assert all(kind != "STATE_CONTROL" for kind, _, _ in triggers_of(parse("Peru took no part in the talks.")))


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "word", "ruled_out"),
    [
        ("A suicide bomber attacked the market.", "suicide", True),
        ("A suicide bomber attacked the market.", "bomber", True),
        ("The home side were massacred 5-0.", "massacred", True),
        ("The government waged war on red tape.", "war", True),
        ("Shareholders voted to sell the firm.", "voted", True),
        ("Actors played gunmen who attacked a station.", "attacked", True),
        ("A suicide bomber attacked the market.", "attacked", False),
        ("Voters in Ohio voted for the senator.", "voted", False),
    ],
)
def test_is_ruled_out_word_that_tells_no_event_yields_true(parse: Parse, text: str, word: str, ruled_out: bool) -> None:
    document = parse(text)
    assert is_ruled_out(document, next(token for token in document.tokens if token.text == word)) is ruled_out
