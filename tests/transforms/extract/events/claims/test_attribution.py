"""The source that an event is attributed to."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings

from tests.transforms.extract.quotes.test_extract import anything
from transforms.extract.document import Document, Token
from transforms.extract.events.claims.attribution import attribution_of

Parse = Callable[..., Document]


def word(document: Document, text: str) -> Token:
    return next(token for token in document.tokens if token.text == text)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "trigger", "speaker", "cue"),
    [
        ("Police said rebels attacked the town.", "attacked", "Police", "said"),
        ("Rebels attacked the town, police said.", "attacked", "police", "said"),
        ("Rebels attacked the town, according to police.", "attacked", "police", "according to"),
        ("The army accused the rebels of killing five people.", "killing", "The army", "accused"),
        ('"Rebels attacked the town," Mara Lund said.', "attacked", "Mara Lund", "said"),
        ("Mara Lund said the army reported that rebels attacked.", "attacked", "the army", "reported"),
        ("His office said in a statement that rebels attacked the town.", "attacked", "His office", "said"),
        (
            "Strikes killed ten people on Monday, the ministry said, hours after the army warned residents to leave.",
            "killed",
            "the ministry",
            "said",
        ),
        ("The rebels, the ministry says, attacked the town.", "attacked", "the ministry", "says"),
        ("The agency put the dead at 13.", "dead", "The agency", "put"),
        ("Rescuers have put the death toll at 13.", "death", "Rescuers", "put"),
        ("Two clerks reported seeing rebels attack the town.", "attack", "Two clerks", "reported"),
        ("The rebels were accused by two unions of attacking the town.", "attacking", "two unions", "accused"),
        ("The army's claim that rebels attacked the town spread.", "attacked", "The army's", "claim"),
        (
            "Two men were killed in the raid, announced police chief Ana Diaz.",
            "killed",
            "police chief Ana Diaz",
            "announced",
        ),
        ("The rebels claimed to have killed ten soldiers.", "killed", "The rebels", "claimed"),
        ("Two drivers were killed, reported Reuters.", "killed", "Reuters", "reported"),
        ("Smog led to the deaths of ten children, the report states.", "deaths", "report", "states"),
        ('She says the raids went on, "they attacked a clinic, they attacked a school."', "attacked", "She", "says"),
        ("Papers repeated claims made by the army that rebels attacked the town.", "attacked", "the army", "claims"),
    ],
)
def test_attribution_of_reported_event_yields_source_and_cue(
    parse: Parse, text: str, trigger: str, speaker: str, cue: str
) -> None:
    document = parse(text)
    attribution = attribution_of(document, [word(document, trigger)])
    assert attribution
    assert (attribution.text, attribution.cue) == (speaker, cue)
    assert document.text[attribution.start : attribution.end] == attribution.text


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Rebels attacked the town.", "attacked"),
        ("The army accused the rebels of killing five people.", "accused"),
        ("Police said rebels attacked the town.", "said"),
        ("The army denied any role in the attack.", "attack"),
        ("Orlov told reporters that Berg had blocked his plan, and accused the general of fraud.", "accused"),
        ("He was accused of killing five people.", "killing"),
        ("Rebels attacked the town, according to police, but nobody was injured.", "injured"),
        ("The army said the deal was dead and accused the rebels of theft.", "accused"),
        ("The rebels should understand that nobody supports them.", "supports"),
    ],
)
def test_attribution_of_unattributed_event_yields_none(parse: Parse, text: str, trigger: str) -> None:
    document = parse(text)
    assert attribution_of(document, [word(document, trigger)]) is None


@pytest.mark.model
def test_attribution_of_pronoun_source_yields_name(parse: Parse) -> None:
    document = parse("John Carver spoke on Friday. He said rebels attacked the town.")
    attribution = attribution_of(document, [word(document, "attacked")])
    assert attribution
    assert (attribution.text, attribution.name) == ("He", "John Carver")


@given(anything())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_attribution_of_any_token_of_any_text_has_span(document: Document) -> None:
    for token in document.tokens:
        attribution = attribution_of(document, [token])
        assert attribution is None or document.text[attribution.start : attribution.end] == attribution.text
