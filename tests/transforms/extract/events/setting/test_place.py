"""The place of an event: the likeliest of those that the article names, and the site that its clause names."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.setting.event_features import Situation
from transforms.extract.events.setting.place import EventPlace, event_places
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]

pytestmark = pytest.mark.model

UNRELATED = "Shops were open. Children went to school. Buses ran. Nobody spoke of it."


def place_of(document: Document, lemma: str, modality: str = "asserted") -> EventPlace:
    matches = triggers(document)
    index = [match.lemma for match in matches].index(lemma)
    situations = [Situation(match, modality if at == index else "asserted") for at, match in enumerate(matches)]
    found = event_places(document, situations, [index])[0]
    if found.location is not None:
        assert document.text[found.location.start : found.location.end] == found.location.text
    return found


def name_and_basis(document: Document, lemma: str, modality: str = "asserted") -> tuple[str | None, str | None]:
    place = place_of(document, lemma, modality)
    return (place.location.name if place.location else None), place.basis


@pytest.mark.parametrize(
    ("text", "lemma", "name"),
    [
        (
            "The minister spoke in Berlin. Rebels attacked a convoy near Lyon, officials in Ankara said.",
            "attack",
            "Lyon",
        ),
        ("The army held York. Rebels have entered the eastern city of Leeds.", "enter", "Leeds"),
        ("The army is in York. Rebels then attacked the centre of Leeds.", "attack", "Leeds"),
        ("The army is in York. Leeds was shelled by rebels.", "shell", "Leeds"),
        ("OSLO (AP) — Two men were shot in an attack in Leeds.", "shoot", "Leeds"),
        ("OSLO (AP) — Rebels shot down a plane over Leeds.", "shoot down", "Leeds"),
        ("OSLO (AP) — Thousands marched through Leeds.", "march", "Leeds"),
        ("The Leeds tram crash killed nine people.", "crash", "Leeds"),
        ("Floods in Valencia and fires in California drew comment.", "flood", "Valencia"),
        ("Floods in Valencia and fires in California drew comment.", "fire", "California"),
        ("The president visited Kenya. She then travelled to Uganda for talks.", "travel", "Uganda"),
        ("Obama met Trump at the White House.", "meet", "Washington"),
        ("She was sentenced at Leeds Crown Court.", "sentence", "Leeds"),
    ],
)
def test_event_places_of_clause_is_taken_before_others(parse: Parse, text: str, lemma: str, name: str) -> None:
    assert name_and_basis(parse(text), lemma) == (name, "clause")


@pytest.mark.parametrize(
    ("text", "lemma"),
    [
        (f"LYON, France (AP) — Two men were stabbed. {UNRELATED} The union thanked the minister.", "thank"),
        (f"LYON, France (AP) — Two men were stabbed. {UNRELATED} The union condemned the minister.", "condemn"),
        ("LYON, France (AP) — The minister blamed Toulouse for the delay.", "blame"),
        ("The two men quarrelled and one was stabbed.", "stab"),
    ],
)
def test_event_places_statement_or_article_without_place_has_none(parse: Parse, text: str, lemma: str) -> None:
    assert name_and_basis(parse(text), lemma) == (None, None)


def test_event_places_local_event_has_article_place_and_old_one_elsewhere_its_own(parse: Parse) -> None:
    document = parse(
        "LYON, France (AP) — Two men were stabbed in Lyon on Tuesday, police said. One of them was in hospital.\n\n"
        "Officers arrested a suspect. In 1998, rebels attacked a convoy in Kenya."
    )
    assert name_and_basis(document, "arrest") == ("Lyon", "article")
    assert name_and_basis(document, "attack", "historical") == ("Kenya", "clause")


def test_event_places_casualties_of_main_event_have_its_place(parse: Parse) -> None:
    document = parse("LEEDS, England (AP) — A gunman killed three people at a school in Leeds. Two men were wounded.")
    (place,) = [
        event_places(document, [Situation(match, "asserted", has_casualties=True)], [0])[0]
        for match in triggers(document)
        if match.lemma == "wound"
    ]
    assert place.location is not None
    assert place.location.name == "Leeds"


def test_event_places_site_lies_in_town_of_clause_else_of_article(parse: Parse) -> None:
    near = place_of(parse("A bomb exploded at a bakery in Leeds."), "explode")
    assert near.location is not None
    assert (near.location.text, near.location.name, near.basis) == ("a bakery in Leeds", "Leeds", "clause")
    far = place_of(parse("LYON, France (AP) — A bomb exploded at a bakery."), "explode")
    assert far.location is not None
    assert (far.location.text, far.location.name, far.basis) == ("a bakery", "Lyon", "article")
