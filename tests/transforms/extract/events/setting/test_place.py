"""The place of an event: of its clause, its sentence, its paragraph or the article, and the site that names it."""

from collections.abc import Callable

import pytest

from tests.documents import trigger
from transforms.extract.document import Document
from transforms.extract.events.setting.place import EventPlace, candidate_place, event_place
from transforms.extract.events.triggers.triggers import triggers

Parse = Callable[..., Document]

pytestmark = pytest.mark.model

UNRELATED = "Shops were open. Children went to school. Buses ran. Nobody spoke of it."


def candidate(document: Document, word: str) -> tuple[str | None, str] | None:
    found = candidate_place(document, trigger(document, word))
    return found and (found[0].name, found[1])


def place_of(document: Document, lemma: str, modality: str = "asserted", *, has_casualties: bool = False) -> EventPlace:
    match = next(match for match in triggers(document) if match.lemma == lemma)
    found = event_place(document, match, modality, has_casualties=has_casualties)
    if found.location is not None:
        assert document.text[found.location.start : found.location.end] == found.location.text
    return found


def test_candidate_place_clause_before_other_sentences(parse: Parse) -> None:
    document = parse("The minister spoke in Berlin. Rebels attacked a convoy near Lyon, officials in Ankara said.")
    assert candidate(document, "attacked") == ("Lyon", "clause")


def test_candidate_place_origin_of_person_is_ignored(parse: Parse) -> None:
    document = parse("LYON, France (AP) — Police arrested a man from Toulouse.")
    assert candidate(document, "arrested") == ("Lyon", "article")


def test_candidate_place_paragraph_before_article(parse: Parse) -> None:
    document = parse("PARIS (AP) — Markets were calm.\n\nA march was held in Madrid. Police clashed with marchers.")
    assert candidate(document, "clashed") == ("Madrid", "paragraph")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The army held York. Rebels have entered the eastern city of Leeds.", "entered"),
        ("The army is in York. Rebels then attacked the city of Leeds from the north.", "attacked"),
        ("The army is in York. Rebels then attacked the centre of Leeds.", "attacked"),
        ("The army is in York. Leeds was shelled by rebels.", "shelled"),
    ],
)
def test_candidate_place_affected_town_is_the_place(parse: Parse, text: str, word: str) -> None:
    assert candidate(parse(text), word) == ("Leeds", "clause")


def test_candidate_place_blamed_town_is_ignored(parse: Parse) -> None:
    document = parse("LYON, France (AP) — The minister blamed Toulouse for the delay.")
    assert candidate(document, "blamed") == ("Lyon", "article")


def test_candidate_place_the_city_refers_to_town_called_city(parse: Parse) -> None:
    document = parse("People in the city of Leeds fled. They went towards York. The army bombed bridges in the city.")
    assert candidate(document, "bombed") == ("Leeds", "clause")


def test_candidate_place_agent_is_ignored(parse: Parse) -> None:
    document = parse("PARIS (AP) — The rebels were backed by Russia.")
    assert candidate(document, "backed") == ("Paris", "article")


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("OSLO (AP) — A spokesman called the attack a reprisal for air raids in Leeds.", "attack", ("Oslo", "article")),
        ("OSLO (AP) — A spokesman called the attack a reprisal for air raids in Leeds.", "raids", ("Leeds", "clause")),
        ("OSLO (AP) — Two men were shot in an attack in Leeds.", "shot", ("Leeds", "clause")),
        ("OSLO (AP) — The players celebrated a win over Leeds and marched.", "marched", ("Oslo", "article")),
        ("OSLO (AP) — Rebels shot down a plane over Leeds.", "shot", ("Leeds", "clause")),
        ("OSLO (AP) — Thousands marched through Leeds.", "marched", ("Leeds", "clause")),
        ("OSLO (AP) — The minister resigned in Spain's interest.", "resigned", ("Oslo", "article")),
    ],
)
def test_candidate_place_place_of_something_else_is_ignored(
    parse: Parse, text: str, word: str, expected: tuple[str, str]
) -> None:
    assert candidate(parse(text), word) == expected


def test_candidate_place_the_city_refers_to_last_town(parse: Parse) -> None:
    document = parse("Rebels advanced on Leeds. The army bombed bridges in the city.")
    found = candidate_place(document, trigger(document, "bombed"))
    assert found is not None
    assert found[0].name == "Leeds"
    assert document.text[found[0].start : found[0].end] == found[0].text


def test_candidate_place_no_place_in_article_yields_none(parse: Parse) -> None:
    document = parse("The two men quarrelled and one was stabbed.")
    assert candidate_place(document, trigger(document, "stabbed")) is None


def test_candidate_place_event_responded_to_was_elsewhere(parse: Parse) -> None:
    document = parse("The raid was revenge. It was a raid in reprisal for air strikes last month in Kismayo.")
    raid = [token for token in document.tokens if token.lower == "raid"][1:]
    assert (candidate_place(document, raid) or (None, ""))[1] != "clause"
    assert candidate(document, "strikes") == ("Kismayo", "clause")


def test_event_place_site_lies_in_town_of_clause_else_of_article(parse: Parse) -> None:
    near = place_of(parse("A bomb exploded at a bakery in Leeds."), "explode")
    assert near.location is not None
    assert (near.location.text, near.location.name, near.basis) == ("a bakery in Leeds", "Leeds", "clause")
    far = place_of(parse("LYON, France (AP) — A bomb exploded at a bakery."), "explode")
    assert far.location is not None
    assert (far.location.text, far.location.name, far.basis) == ("a bakery", "Lyon", "article")


def test_event_place_lead_inherits_article_location(parse: Parse) -> None:
    document = parse("LYON, France (AP) — Police arrested a man.")
    assert place_of(document, "arrest").basis == "article"


@pytest.mark.parametrize(
    ("text", "lemma", "modality", "has_casualties", "basis"),
    [
        ("Two brothers were stabbed.", "stab", "asserted", True, "article"),
        ("A brawl broke out.", "brawl", "asserted", False, None),
        ("A court may jail him.", "jail", "hypothetical", False, None),
        ("The union condemned the minister.", "condemn", "asserted", False, None),
        ("Officials talked about the attack.", "attack", "asserted", False, None),
        ("The army attacked rebels then.", "attack", "historical", False, None),
    ],
)
def test_event_place_after_lead_inherits_only_if_factual(
    parse: Parse, text: str, lemma: str, modality: str, has_casualties: bool, basis: str | None
) -> None:
    document = parse(f"LYON, France (AP) — {UNRELATED} {text}")
    found = place_of(document, lemma, modality, has_casualties=has_casualties)
    assert (found.basis, found.candidate_basis) == (basis, "article")


@pytest.mark.parametrize(
    ("text", "lemma", "basis"),
    [
        ("A brawl broke out.", "brawl", "article"),
        ("Two men attacked a guard.", "attack", "article"),
        ("The union thanked the minister.", "thank", None),
        ("The company bought a rival.", "buy", None),
    ],
)
def test_event_place_retelling_of_what_the_lead_tells_inherits(
    parse: Parse, text: str, lemma: str, basis: str | None
) -> None:
    document = parse(f"LYON, France (AP) — Two men were stabbed. {UNRELATED} {text}")
    assert place_of(document, lemma).basis == basis


def test_event_place_law_does_not_inherit_country(parse: Parse) -> None:
    document = parse("Lawmakers in France are angry. France wants more. The parliament passed a law.")
    assert place_of(document, "pass").location is None


@pytest.mark.parametrize(
    ("text", "lemma", "name", "country"),
    [
        ("The Leeds tram crash killed nine people.", "crash", "Leeds", "GB"),
        ("Obama met Trump at the White House.", "meet", "Washington", "US"),
        ("She was sentenced at Leeds Crown Court.", "sentence", "Leeds", "GB"),
        ("A man was jailed at Londonderry Magistrates' Court.", "jail", "Derry", "GB"),
    ],
)
def test_event_place_town_before_event_and_seat_are_places(
    parse: Parse, text: str, lemma: str, name: str, country: str
) -> None:
    found = place_of(parse(text), lemma)
    assert found.location is not None
    assert (found.location.name, found.location.country_code, found.basis) == (name, country, "clause")


def test_candidate_place_of_its_own_noun_phrase_comes_first(parse: Parse) -> None:
    document = parse("Floods in Valencia and fires in California drew comment.")
    assert candidate(document, "floods") == ("Valencia", "clause")
    assert candidate(document, "fires") == ("California", "clause")


@pytest.mark.parametrize(
    ("text", "lemma", "name"),
    [
        ("The president visited Kenya. She then travelled to Uganda for talks.", "visit", "Kenya"),
        ("The president visited Kenya. She then travelled to Uganda for talks.", "travel", "Uganda"),
        ("The embassy in Kabul condemned the raid.", "condemn", None),
        ("The minister condemned the raid at a rally in Leeds.", "condemn", "Leeds"),
    ],
)
def test_event_place_visits_and_statements_of_embassies(parse: Parse, text: str, lemma: str, name: str | None) -> None:
    location = place_of(parse(text), lemma).location
    assert (location.name if location else None) == name
