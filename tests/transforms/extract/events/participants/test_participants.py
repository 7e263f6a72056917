"""Actors and recipients, whatever the form of the sentence, and never swapped."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.extract import extract_events
from transforms.extract.events.participants.participants import participants
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]


def roles_of(document: Document, lemma: str) -> tuple[list[str], list[str]]:
    match = next(match for match in triggers(document) if match.lemma == lemma)
    roles = participants(document, match)
    return [one.text for one in roles.actors], [one.text for one in roles.recipients]


pytestmark = pytest.mark.model


@pytest.mark.parametrize(
    ("text", "lemma", "actors", "recipients"),
    [
        ("Rebels killed two soldiers.", "kill", ["Rebels"], ["two soldiers"]),
        ("The clerk died in police custody.", "die", [], ["The clerk"]),
        ("The town suffered heavy losses in the bombing.", "bombing", [], []),
        ("One clerk was killed when guards resorted to firing.", "kill", ["guards"], ["One clerk"]),
        ("Two clerks were arrested in a search operation.", "search operation", [], []),
        ("Two clerks were arrested in a search operation.", "arrest", [], ["Two clerks"]),
        ("Two soldiers were killed by rebels.", "kill", ["rebels"], ["Two soldiers"]),
        ("Two guards were killed and six miners wounded in the fire.", "wound", [], ["six miners"]),
        ("Two guards were attacked and wounded six rebels.", "wound", ["Two guards"], ["six rebels"]),
        ("The accused attacked two guards.", "attack", ["The accused"], ["two guards"]),
        ("Two brothers, aged 19 and 22, robbed a shop.", "rob", ["Two brothers"], ["a shop"]),
        ("In 2018 more than forty miners were killed.", "kill", [], ["more than forty miners"]),
        ("The bomb attack at 4.18pm hurt nobody.", "bomb attack", [], []),
        ("The group that killed two soldiers fled.", "kill", ["The group"], ["two soldiers"]),
        ("The hall in Lyon was shattered by a blast, killing six guests.", "kill", [], ["six guests"]),
        ("A blast at a bar in Lyon, France, which killed six, was an attack.", "kill", [], ["six"]),
        ("Police are hunting a man who bombed a bar, wounding six.", "wound", ["a man"], ["six"]),
        ("Editors were arrested, including Ana Ruiz.", "arrest", [], ["Editors", "Ana Ruiz"]),
        ("The town has seen bombings targeted at soldiers.", "bombing", [], ["soldiers"]),
        ("Peru and Chile attacked Bolivia.", "attack", ["Peru", "Chile"], ["Bolivia"]),
        ("The army vowed to attack the rebels.", "attack", ["The army"], ["the rebels"]),
        ("The bombing of the embassy by rebels shocked many.", "bombing", ["rebels"], ["the embassy"]),
        ("Peru's bombing of the port shocked many.", "bombing", ["Peru"], ["the port"]),
        ("The militia carried out an attack on a village.", "attack", ["The militia"], ["a village"]),
        ("The gunman, shot dead by police, had fled.", "shoot dead", ["police"], ["The gunman"]),
        ("They deplored the slaughter and maiming of women.", "slaughter", [], ["women"]),
        ("Attacks carried out by rebels are rare.", "attack", ["rebels"], []),
        ("The union accused the mayor of fraud.", "accuse", ["The union"], ["the mayor"]),
        ("Peru received aid from Chile.", "receive", ["Chile"], ["Peru"]),
        ("Peru gave food to Chile.", "give", ["Peru"], ["Chile"]),
        ("The minister met with farmers.", "meet with", ["The minister"], ["farmers"]),
        ("Nurses urged the ministry to act.", "urge", ["Nurses"], ["the ministry"]),
        ("Peru said it had expelled two diplomats.", "expel", ["Peru"], ["two diplomats"]),
        ("Peru said Chile must open the border.", "must", ["Peru"], ["Chile"]),
        ("Militants held forty families as human shields.", "hold as shield", ["Militants"], ["forty families"]),
        ("Prosecutors rejected accusations by the union.", "reject", ["Prosecutors"], ["the union"]),
        ("Chile refused talks with the Peruvian army.", "refuse", ["Chile"], ["the Peruvian army"]),
        ("Chile agreed to grant humanitarian access.", "agree", ["Chile"], []),
        ("Chile rejected Peru's request for a loan.", "reject", ["Chile"], ["Peru"]),
        ("Protesters demanded lower taxes.", "demand", ["Protesters"], []),
        ("The mayor issued a brief response thanking Ana Ruiz.", "thank", ["The mayor"], ["Ana Ruiz"]),
        ("Ana Ruiz and Tom Baker met in Lima.", "meet", ["Ana Ruiz", "Tom Baker"], ["Ana Ruiz", "Tom Baker"]),
        ("Acme Corp sold Dynaco Ltd to Vitaro Inc.", "sell", ["Acme Corp"], ["Dynaco Ltd", "Vitaro Inc."]),
        ("The boy was hit by a car.", "hit", ["a car"], ["The boy"]),
        ("Rising costs cut sales, and nurses urged the ministry to act.", "urge", ["nurses"], ["the ministry"]),
        ("A man was arrested in Leeds. Police urged witnesses to call.", "arrest", ["Police"], ["A man"]),
        (
            "Ana Ruiz was sentenced to six years at Leeds Crown Court.",
            "sentence to",
            ["Leeds Crown Court"],
            ["Ana Ruiz"],
        ),
        ("Peru demanded compensation from Chile.", "demand", ["Peru"], ["Chile"]),
        ("The mayor urged unity.", "urge", ["The mayor"], []),
        ("The minister praised the plan by Chile.", "praise", ["The minister"], ["Chile"]),
        ("The union criticised the minister's plan to close the mine.", "criticise", ["The union"], ["the minister"]),
        ("The union criticised the plan.", "criticise", ["The union"], ["the plan"]),
        ("The mayor condemned an attack on a mosque.", "condemn", ["The mayor"], ["an attack on a mosque"]),
        ("The senate passed the bill.", "pass", ["The senate"], []),
        ("The lawsuit filed by Ana Ruiz accuses the bank of fraud.", "accuse", ["Ana Ruiz"], ["the bank"]),
        ("Ana Ruiz, a lawyer, said he did not kill the guard.", "kill", ["he"], ["the guard"]),
        ("Tom Baker injured his ankle on Monday.", "injure", [], ["his ankle"]),
        ("The goal was to arrest the rebels.", "arrest", [], ["the rebels"]),
        ("An exclusive report accused the ministry of fraud.", "accuse", [], ["the ministry"]),
        ("The ministry's report accused the army of fraud.", "accuse", ["The ministry"], ["the army"]),
        ("The killings happened over the course of days.", "killing", [], []),
        ("The paper says the editor was arrested.", "arrest", [], ["the editor"]),
        ("A girl who was ripped away and kidnapped was found.", "kidnap", [], ["A girl"]),
        ("Nobody was arrested and no soldiers were killed.", "kill", [], []),
        ("Police said the students stabbing suspect Bates was held.", "stab", ["suspect Bates"], ["the students"]),
        ("Ivan Orlov pleaded not guilty to fraud.", "plead guilty not", ["Ivan Orlov"], []),
        ("He was detained pending trial.", "detain", [], ["He"]),
        ("The Peruvian opposition met diplomats.", "meet", ["The Peruvian opposition"], ["diplomats"]),
    ],
)
def test_participants_of_construction_yields_actors_and_recipients(
    parse: Parse, text: str, lemma: str, actors: list[str], recipients: list[str]
) -> None:
    assert roles_of(parse(text), lemma) == (actors, recipients)


def test_participants_of_consequence_yields_actors_of_cause(parse: Parse) -> None:
    document = parse("Gunmen attacked a market, killing twelve traders.")
    assert roles_of(document, "attack") == (["Gunmen"], ["a market"])
    assert roles_of(document, "kill") == (["Gunmen"], ["twelve traders"])


def test_participants_including_yields_named_ones(parse: Parse) -> None:
    document = parse("Police arrested three editors, including Ana Ruiz.")
    assert [text.split(",")[0] for text in roles_of(document, "arrest")[1]] == ["three editors", "Ana Ruiz"]


def test_participants_weapon_is_instrument_not_actor(parse: Parse) -> None:
    document = parse("The insurgents blew up two car bombs near the gate.")
    (match,) = triggers(document)
    roles = participants(document, match)
    assert [one.text for one in roles.actors] == ["The insurgents"]
    assert roles.instrument is not None
    assert roles.instrument.text == "two car bombs"


def test_participants_nationality_and_noun_yield_country_and_sector(parse: Parse) -> None:
    document = parse("Peruvian soldiers shot a journalist.")
    roles = participants(document, triggers(document)[0])
    assert [(one.country_code, one.sector) for one in roles.actors] == [("PE", "MIL")]
    assert [one.sector for one in roles.recipients] == ["MED"]


def test_participants_relative_clause_is_not_in_phrase(parse: Parse) -> None:
    document = parse("Police arrested a man who had fled the country.")
    roles = participants(document, triggers(document)[0])
    assert [one.text for one in roles.recipients] == ["a man"]


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("A two-vehicle crash injured four people.", []),
        ("Consumer prices rose on Monday.", []),
        ("Nokia shares rose 5% on Monday.", ["Nokia"]),
        ("The move sparked criticism from unions.", ["unions"]),
        ("The scandal led to the resignation of the minister.", ["the minister"]),
        ("The opposition criticised the budget.", ["The opposition"]),
    ],
)
def test_participants_matter_is_no_actor(parse: Parse, text: str, actors: list[str]) -> None:
    event = extract_events(parse(text))[-1]
    assert [one.text for one in event.actors] == actors


def test_participants_of_charge_yields_accused_as_actor(parse: Parse) -> None:
    for text in (
        "The union accuses the army of torturing prisoners.",
        "The army was accused by a union of torturing men.",
    ):
        event = extract_events(parse(text))[-1]
        assert event.event_mode == "torture"
        assert [one.text.lower() for one in event.actors] == ["the army"]
        assert event.modality == "reported"


@pytest.mark.parametrize(
    ("text", "lemma", "actors"),
    [
        ('"We demand a new contract," said Ana Ruiz.', "demand", ["Ana Ruiz"]),
        ('"They demand a new contract," said Ana Ruiz.', "demand", ["They"]),
        ('Gallery director Mara Yilmaz told police: "Then I saw as he shot the guard."', "shoot", ["he"]),
        ('"He was no part of the plan to kill the guard," his lawyer Dan Roe said.', "kill", ["He"]),
        ("Tom Baker came home. He stabbed his aunt.", "stab", ["Tom Baker"]),
        ("Tom Baker met Ivan Orlov. He stabbed his aunt.", "stab", ["He"]),
        ("A man came in. He stabbed the guard.", "stab", ["A man"]),
        ("Miners marched in Lima. They attacked a bank.", "attack", ["Miners"]),
        ("Miners met nurses in Lima. They attacked a bank.", "attack", ["They"]),
    ],
)
def test_participants_of_pronoun_names_speaker_or_certain_antecedent(
    parse: Parse, text: str, lemma: str, actors: list[str]
) -> None:
    document = parse(text)
    match = next(match for match in triggers(document) if match.lemma == lemma)
    assert [one.name or one.text for one in participants(document, match).actors] == actors


def test_triggers_bomber_who_kills_others_and_himself_is_one_attack(parse: Parse) -> None:
    document = parse("A suicide bomber killed eight people and himself in Kabul on Tuesday.")
    rows = [(match.event_mode, participants(document, match)) for match in triggers(document)]
    assert [(mode, [one.text for one in roles.recipients]) for mode, roles in rows] == [
        ("suicide_bombing", ["eight people"])
    ]


@pytest.mark.model
@pytest.mark.parametrize(
    "text", ["A man from Gary, IN was hurt in a crash on Monday.", "A nurse from Yuma, AZ was hurt."]
)
def test_extract_events_state_behind_a_town_is_no_victim(parse: Parse, text: str) -> None:
    events = extract_events(parse(text))
    assert {event.injured_low for event in events} == {1}
    assert not any(span.text in ("IN", "AZ") for event in events for span in event.recipients)


@pytest.mark.model
def test_extract_events_town_before_an_attack_is_no_attacker(parse: Parse) -> None:
    events = extract_events(
        parse("A memorial to the 51 people killed in the Christchurch attack was unveiled on Friday.")
    )
    assert events
    assert not any(event.actors for event in events)
