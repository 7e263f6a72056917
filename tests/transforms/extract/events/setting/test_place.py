"""Where: the clause's own, the sentence's, the article's."""

import pytest

from tests.documents import trigger
from transforms.extract.events.setting.place import place_of

pytestmark = pytest.mark.model


def place(document, word: str) -> tuple[str | None, str] | None:
    found = place_of(document, trigger(document, word))
    return found and (found[0].name, found[1])


def test_the_clauses_own_place_comes_first(parse) -> None:
    document = parse("The minister spoke in Berlin. Rebels attacked a convoy near Lyon, officials in Ankara said.")
    assert place(document, "attacked") == ("Lyon", "clause")


def test_where_someone_comes_from_is_no_place_of_the_event(parse) -> None:
    document = parse("LYON, France (AP) — Police arrested a man from Toulouse.")
    assert place(document, "arrested") == ("Lyon", "article")


def test_the_place_of_the_paragraph_before_that_of_the_article(parse) -> None:
    document = parse("PARIS (AP) — Markets were calm.\n\nA march was held in Madrid. Police clashed with marchers.")
    assert place(document, "clashed") == ("Madrid", "paragraph")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The army held York. Rebels have entered the eastern city of Leeds.", "entered"),
        ("The army is in York. Rebels then attacked the city of Leeds from the north.", "attacked"),
        ("The army is in York. Rebels then attacked the centre of Leeds.", "attacked"),
        ("The army is in York. Leeds was shelled by rebels.", "shelled"),
    ],
)
def test_a_town_that_undergoes_it_is_where_it_happens(parse, text: str, word: str) -> None:
    assert place(parse(text), word) == ("Leeds", "clause")


def test_a_town_that_is_only_blamed_is_not_where_it_happens(parse) -> None:
    document = parse("LYON, France (AP) — The minister blamed Toulouse for the delay.")
    assert place(document, "blamed") == ("Lyon", "article")


def test_the_city_is_the_one_that_was_called_so(parse) -> None:
    document = parse("People in the city of Leeds fled. They went towards York. The army bombed bridges in the city.")
    assert place(document, "bombed") == ("Leeds", "clause")


def test_who_does_it_is_not_where_it_happens(parse) -> None:
    document = parse("PARIS (AP) — The rebels were backed by Russia.")
    assert place(document, "backed") == ("Paris", "article")


@pytest.mark.parametrize(
    ("text", "word", "found"),
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
def test_a_place_of_something_else_is_not_the_events(parse, text: str, word: str, found: tuple[str, str]) -> None:
    assert place(parse(text), word) == found


def test_the_city_is_the_one_named_before(parse) -> None:
    document = parse("Rebels advanced on Leeds. The army bombed bridges in the city.")
    found = place_of(document, trigger(document, "bombed"))
    assert found is not None
    assert found[0].name == "Leeds"
    assert document.text[found[0].start : found[0].end] == found[0].text


def test_no_place_no_guess(parse) -> None:
    document = parse("The two men quarrelled and one was stabbed.")
    assert place_of(document, trigger(document, "stabbed")) is None


def test_what_an_attack_answers_was_elsewhere(parse) -> None:
    document = parse("The raid was revenge. It was a raid in reprisal for air strikes last month in Kismayo.")
    raid = [token for token in document.tokens if token.lower == "raid"][1:]
    assert (place_of(document, raid) or (None, ""))[1] != "clause"
    assert place(document, "strikes") == ("Kismayo", "clause")
