"""The site that an event's clause names."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.setting.event_features import Situation
from transforms.extract.events.setting.place import event_places
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]

pytestmark = pytest.mark.model


def location_text(document: Document, lemma: str) -> str | None:
    match = next(match for match in triggers(document) if match.lemma == lemma)
    (place,) = event_places(document, [Situation(match, "asserted")], [0])
    found = place.location
    if found is None:
        return None
    assert document.text[found.start : found.end] == found.text
    return found.text


@pytest.mark.parametrize(
    ("text", "lemma", "site"),
    [
        ("A bomb exploded at a crowded bus station.", "explode", "a crowded bus station"),
        ("Gunmen shot three miners outside a bakery.", "shoot", "a bakery"),
        ("The worst explosion was in a cinema.", "explosion", "a cinema"),
        ("They ran to the market, where two men were stabbed.", "stab", "the market"),
        ("A wave of shootings broke out in the poor districts.", "shooting", "the poor districts"),
        ("A battle between soldiers and rebels at a checkpoint went on for hours.", "battle", "a checkpoint"),
        ("Farmers marched along the motorway.", "march", "the motorway"),
        ("The two leaders met for the first time ever at the palace.", "meet", "the palace"),
    ],
)
def test_site_of_clause_names_site(parse: Parse, text: str, lemma: str, site: str) -> None:
    assert location_text(parse(text), lemma) == site


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        ("Rebels launched an attack on a hotel.", "attack"),
        ("Two men were arrested by the border police of the port.", "arrest"),
        ("The mayor was at his office at the time of the attack.", "attack"),
        ("Two men were arrested after the stabbing of a guard at a prison.", "arrest"),
        ("Soldiers killed three rebels in the area.", "kill"),
    ],
)
def test_site_of_target_agent_and_other_events_site_are_ignored(parse: Parse, text: str, lemma: str) -> None:
    assert location_text(parse(text), lemma) is None
