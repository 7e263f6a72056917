"""A report of sport names teams by their towns."""

from collections.abc import Callable

import pytest

from transforms.extract.document import Document
from transforms.extract.entities.names.names import find_names

Parse = Callable[..., Document]

pytestmark = pytest.mark.model

_SPORT = "The goalkeeper missed the match. The winger scored twice in the tournament. "


def types(document: Document) -> dict[tuple[str, str], int]:
    return {(name.name, name.type): len(name.mentions) for name in find_names(document)}


def test_find_names_town_that_plays_is_team_beside_its_town(parse: Parse) -> None:
    text = _SPORT + "Toulouse beat Nantes 2-0 in Toulouse on Saturday. Toulouse have won five games."
    found = types(parse(text))
    assert found["Toulouse", "ORG"] == 2
    assert found["Toulouse", "GPE"] == 1
    assert found["Nantes", "ORG"] == 1


def test_find_names_town_that_plays_joins_full_name_of_team(parse: Parse) -> None:
    found = find_names(parse(_SPORT + "Eintracht Frankfurt lost again. Mainz took a win over Frankfurt."))
    (team,) = [name for name in found if name.name == "Eintracht Frankfurt"]
    assert (team.type, team.aliases) == ("ORG", ("Frankfurt",))


def test_find_names_what_belongs_to_team_makes_no_place(parse: Parse) -> None:
    text = (
        _SPORT + "Toulouse drew against Nantes. A gap in Nantes' defence helped. Lille are two points ahead of Nantes."
    )
    assert types(parse(text))["Nantes", "ORG"] == 3


def test_find_names_country_that_plays_stays_country(parse: Parse) -> None:
    found = types(parse(_SPORT + "Peru beat England 2-0."))
    assert {("Peru", "GPE"), ("England", "GPE")} <= found.keys()


def test_find_names_town_where_is_played_stays_town(parse: Parse) -> None:
    assert ("Lyon", "GPE") in types(parse(_SPORT + "The final was played in Lyon on Saturday."))


def test_find_names_town_in_other_news_stays_town(parse: Parse) -> None:
    found = types(parse("The court heard that Toulouse beat Nantes to the contract. Judges in Lyon agreed."))
    assert ("Toulouse", "ORG") not in found
