"""Teams that a report of sport calls by their towns: in 'Leeds beat Hull in Leeds', the first is no place.

A name that does as teams do is parted in two: its mentions where a place is meant stay the town, all others become the
team. Countries stay countries, as whoever plays for them is named so.
"""

from collections import defaultdict

from transforms.extract.document import Document, Token
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import CAPITAL, CITY, CONTINENT
from transforms.extract.entities.names.clusters import Cluster
from transforms.extract.entities.names.forms import Candidate
from transforms.extract.entities.words import GIVEN_NAMES
from transforms.extract.grammar.sport import is_about_sport
from transforms.extract.languages.load import word_set, word_sets

_TEAMS = word_sets("names.toml", "teams")
_PLACE_PREPOSITIONS = word_set("names.toml", "context", "place_prepositions")
_PLACES_OF_ORIGIN = ("from", "of")
_TOWN_TYPES = ("GPE", "LOC", "PERSON", "ORG", "")
_MIN_POPULATION = 20_000
"""Of a town that the model sees as a person or an organisation."""
_TEAM_SCORE = 6.0


def part_teams_from_towns(clusters: list[Cluster], document: Document) -> list[Cluster]:
    """The clusters, with the teams parted from their towns.

    Args:
        clusters: Names with types.
        document: The article.
    """
    if not is_about_sport(document):
        return clusters
    surnames = {cluster.words[-1] for cluster in clusters if cluster.type == "PERSON" and len(cluster.words) > 1}
    teams: list[Cluster] = []
    for cluster in clusters:
        if cluster.words[-1] in surnames or not _may_be_town(cluster):
            continue
        at_place = [candidate for candidate in cluster.candidates if _is_used_as_place(candidate, document.tokens)]
        others = [candidate for candidate in cluster.candidates if candidate not in at_place]
        if not any(map(_is_used_as_team, others)):
            continue
        cluster.candidates, cluster.type = at_place, "GPE"
        teams.append(Cluster(cluster.words, others, defaultdict(float, ORG=_TEAM_SCORE), "ORG"))
    for team in teams:
        full = [
            cluster
            for cluster in clusters
            if cluster.type == "ORG"
            and 2 <= len(cluster.words) <= 3
            and cluster.words[-len(team.words) :] == team.words
        ]
        if len(full) == 1:
            full[0].merge(team)
    return [cluster for cluster in (*clusters, *teams) if cluster.candidates]


def _may_be_town(cluster: Cluster) -> bool:
    """Whether the gazetteer has a town or district of this name, and no country."""
    if cluster.type not in _TOWN_TYPES or len(cluster.words) > 3:
        return False
    name, gazetteer = cluster.candidates[0].text, load_gazetteer()
    places = gazetteer.candidates(name)
    if gazetteer.country_code_of(name) or any(place.is_country or place.feature == CONTINENT for place in places):
        return False
    towns = [place for place in places if place.feature in (CITY, CAPITAL) or place.is_division]
    if not towns or cluster.type in ("GPE", "LOC"):
        return bool(towns)
    return max(town.population for town in towns) >= _MIN_POPULATION and cluster.words[0] not in GIVEN_NAMES


def _is_used_as_place(candidate: Candidate, tokens: list[Token]) -> bool:
    """Whether a mention is of the town: 'in Leeds', 'Leeds, England', 'flew from Leeds'."""
    if not candidate.tokens or candidate.hint == "GPE":
        return True
    head, last = candidate.head, candidate.tokens[-1]
    if head.dep == "pobj":
        preposition = head.head
        if preposition.lower in _PLACE_PREPOSITIONS:
            return True
        if preposition.lower in _PLACES_OF_ORIGIN:
            governor = preposition.head
            return (
                governor.lower not in _TEAMS["nouns"] | _TEAMS["before_of"]
                and governor.lemma not in _TEAMS["transfers"]
            )
    following = tokens[last.i + 1 : last.i + 3]
    return (
        len(following) == 2 and following[0].text == "," and following[1].label == "GPE" and following[1].dep == "appos"
    )


def _is_used_as_team(candidate: Candidate) -> bool:
    """Whether a mention is of the team: what it does, what is done to it, who plays for it."""
    head = candidate.head
    governor = head.head
    if head.dep in ("nsubj", "dobj"):
        return governor.lemma in _TEAMS["acts"]
    if head.dep in ("compound", "poss", "nmod"):
        return governor.lower in _TEAMS["nouns"] or governor.label == "PERSON"
    if head.dep == "pobj":
        is_opponent = governor.lower == "against"
        return is_opponent or (governor.lower in _TEAMS["prepositions"] and governor.head.lemma in _TEAMS["acts"])
    return False
