"""The site a clause names, and which events play where the article does."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.events.setting.whereabouts import Whereabouts, whereabouts
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]

pytestmark = pytest.mark.model

CALM = "Shops were open. Children went to school. Buses ran. Nobody spoke of it."


def where(document: Document, lemma: str, modality: str = "asserted", counted: bool = False) -> Whereabouts:
    match = next(match for match in triggers(document) if match.lemma == lemma)
    found = whereabouts(document, match, modality, counted)
    if found.location is not None:
        assert document.text[found.location.start : found.location.end] == found.location.text
    return found


def words(document: Document, lemma: str) -> str | None:
    found = where(document, lemma).location
    return found.text if found is not None else None


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
def test_the_site_of_the_clause_is_told(parse: Parse, text: str, lemma: str, site: str) -> None:
    assert words(parse(text), lemma) == site


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
def test_what_is_hit_who_acts_and_where_others_are_is_no_site(parse: Parse, text: str, lemma: str) -> None:
    assert words(parse(text), lemma) is None


def test_a_site_lies_in_the_town_of_its_clause_else_of_the_article(parse: Parse) -> None:
    near = where(parse("A bomb exploded at a bakery in Leeds."), "explode")
    assert near.location is not None
    assert (near.location.text, near.location.name, near.basis) == ("a bakery in Leeds", "Leeds", "clause")
    far = where(parse("LYON, France (AP) — A bomb exploded at a bakery."), "explode")
    assert far.location is not None
    assert (far.location.text, far.location.name, far.basis) == ("a bakery", "Lyon", "article")


def test_the_articles_own_news_plays_where_the_article_does(parse: Parse) -> None:
    document = parse("LYON, France (AP) — Police arrested a man.")
    assert where(document, "arrest").basis == "article"


@pytest.mark.parametrize(
    ("text", "lemma", "modality", "counted", "basis"),
    [
        ("Two brothers were stabbed.", "stab", "asserted", True, "article"),
        ("A brawl broke out.", "brawl", "asserted", False, "article"),
        ("A court may jail him.", "jail", "hypothetical", False, None),
        ("The union condemned the minister.", "condemn", "asserted", False, None),
        ("Officials talked about the attack.", "attack", "asserted", False, None),
        ("The army attacked rebels then.", "attack", "historical", False, None),
    ],
)
def test_of_the_rest_only_what_is_told_to_have_happened(
    parse: Parse, text: str, lemma: str, modality: str, counted: bool, basis: str | None
) -> None:
    document = parse(f"LYON, France (AP) — {CALM} {text}")
    found = where(document, lemma, modality, counted)
    assert (found.basis, found.widest) == (basis, "article")
