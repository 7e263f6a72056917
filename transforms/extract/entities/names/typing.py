"""Evidence for the type of a name: its own words, the words around it, the gazetteer.

Each clue adds to the score of a type. Scores are summed over all mentions of a name in the article, so that one
clear sentence ('the town of X') outweighs the model's wrong labels elsewhere.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from transforms.extract.document import Token
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import CAPITAL, CITY, CONTINENT, Place
from transforms.extract.entities.names.forms import QUOTATION_MARKS, Candidate, words_of
from transforms.extract.entities.names.identity import canonical_name
from transforms.extract.entities.words import (
    FIRM_SUFFIXES,
    GIVEN_NAMES,
    NAME_NOUNS,
    PEOPLES,
    PERSON_NOUNS,
    TYPE_NOUNS,
)
from transforms.extract.fold import fold
from transforms.extract.languages.load import word_set, word_sets

Clue = tuple[str, float]
"""An entity type and what a clue adds to its score."""

MODEL_LABEL_SCORES = {
    "PERSON": 1.0,
    "ORG": 0.8,
    "GPE": 1.1,
    "NORP": 1.0,
    "LOC": 0.9,
    "FAC": 0.8,
    "EVENT": 1.0,
    "PRODUCT": 0.7,
    "WORK_OF_ART": 0.6,
    "LAW": 1.0,
    "LANGUAGE": 1.0,
}
"""Score of the model's label, by how often it is right; between equal scores the earlier type wins."""

_PLACE_TYPES = ("GPE", "LOC", "FAC")
_MAX_NAME_LENGTH = 60
"""Code points up to which a name is looked up in the gazetteer and among aliases."""

_CONTEXT = word_sets("names.toml", "context")
_VERBS = word_sets("names.toml", "verbs")
_FORCES = word_set("names.toml", "actors", "forces").difference(PERSON_NOUNS)
_CAPITALS_WITHIN = re.compile(r"[A-Z]{2,}[a-z]+[A-Z]?|[A-Z][a-z]{3,}[A-Z][a-z]")
"""As brands and associations are written: 'NBCUniversal', 'DBwV', 'SoundCloud'."""
_OWNED = _CONTEXT["owned_nouns"]
_ARTICLES = ("the", "a", "an")
_CLUB_WORDS = word_set("names.toml", "teams", "club_words")
_DIRECTIONS = _CONTEXT["directions"]


@lru_cache(maxsize=1 << 14)
def _gazetteer_clues(name: str) -> tuple[Clue, ...]:
    """Clues of the places and peoples of a name; the larger the place, the likelier it is meant."""
    gazetteer = load_gazetteer()
    lower = fold(name)
    if lower.replace(" ", "_") in _CONTEXT["former_states"]:
        return (("GPE", 3.5),)
    found = gazetteer.candidates(name)
    if _is_people(lower) and (not found or lower not in _DIRECTIONS):
        return (("GPE", 3.5),) if found and found[0].is_country else (("NORP", 4.0),)
    if not found or (name.isupper() and len(name) <= 3 and not gazetteer.country_code_of(name)):
        return ()
    best = max(found, key=lambda place: (place.is_country, place.feature == CONTINENT, place.population))
    if best.is_country:
        return (("GPE", 3.5),)
    if best.feature == CONTINENT:
        return (("LOC", 3.5),)
    if best.feature == CAPITAL or found[0].feature == "ADM1":
        return (("GPE", 2.0),)
    if best.feature == CITY or best.is_division:
        return (("GPE", _settlement_score(best, name)),)
    return ()


def _is_people(lower: str) -> bool:
    """Whether all words of a folded name are peoples, adjectives of countries or directions."""
    gazetteer = load_gazetteer()
    if " " in lower and lower.rpartition(" ")[2] in NAME_NOUNS:  # 'North Pole'
        return False
    return all(
        word in PEOPLES or word.removesuffix("s") in PEOPLES or gazetteer.is_adjective(word) or word in _DIRECTIONS
        for word in lower.replace("-", " ").split()
    )


def _settlement_score(place: Place, name: str) -> float:
    score = 1.5 if place.population > 500_000 else 1.0 if place.population > 50_000 else 0.5
    is_given_name = name.split()[0].lower() in GIVEN_NAMES
    return score * 0.5 if is_given_name and place.population < 500_000 else score


def _is_large_place(name: str) -> bool:
    return any(entity_type == "GPE" and score >= 1 for entity_type, score in _gazetteer_clues(name))


@lru_cache(maxsize=1 << 14)
def name_clues(text: str) -> tuple[Clue, ...]:
    """Clues of a name by itself; cached, as the same names recur within and across articles."""
    return tuple(_clues_of_words(text, words_of(text)))


def _clues_of_words(text: str, words: tuple[str, ...]) -> Iterator[Clue]:
    parts = fold(text).split()
    if not parts:  # nothing is left of a full stop
        return
    if len(parts) > 1:
        yield from _noun_clues(parts)
        yield from _multi_word_clues(text, words, parts)
    elif parts[-1] in NAME_NOUNS:
        yield NAME_NOUNS[parts[-1]], 1.0
    elif text.isupper() and 2 <= len(text) <= 6 and text.isalpha():
        yield "ORG", 1.0
    elif _CAPITALS_WITHIN.match(text):
        yield "ORG", 1.5
    if len(text) < _MAX_NAME_LENGTH:
        if canonical_name("ORG", text):
            is_certain = len(parts) > 1 and NAME_NOUNS.get(parts[-1], "ORG") == "ORG"
            yield "ORG", 4.0 if is_certain else 2.5
        yield from _gazetteer_clues(text)


def _noun_clues(parts: list[str]) -> Iterator[Clue]:
    """Clues of nouns that show a type: a legal form, the last or first word, the word before 'of' or 'for'."""
    last = parts[-1]
    if last in FIRM_SUFFIXES or parts[0] in _CLUB_WORDS:
        yield "ORG", 4.0
    elif last in NAME_NOUNS:
        yield NAME_NOUNS[last], 2.5
    elif parts[0] in NAME_NOUNS and NAME_NOUNS[parts[0]] != "ORG":
        yield NAME_NOUNS[parts[0]], 1.5
    for i, part in enumerate(parts[1:-1], 1):
        if part in ("of", "for") and parts[i - 1] in NAME_NOUNS:
            yield NAME_NOUNS[parts[i - 1]], 3.0
            break


def _multi_word_clues(text: str, words: tuple[str, ...], parts: list[str]) -> Iterator[Clue]:
    """Clues of given names, plurals, initials, capitals and '&' in a name of several words."""
    last = parts[-1]
    singular = last[:-1] if last.endswith("s") else ""
    if singular in PERSON_NOUNS:
        yield "ORG", 2.0
    elif singular in PEOPLES:
        yield "NORP", 2.5
    elif 2 <= len(words) <= 4 and words[0] in GIVEN_NAMES and last not in NAME_NOUNS:
        yield "PERSON", 2.0
    elif 2 <= len(parts) <= 4 and len(words[0]) == 1 and words[0].isalpha() and text[1:2] == ".":
        yield "PERSON", 1.0
    if (
        last.endswith("s")
        and last not in NAME_NOUNS
        and singular not in PEOPLES
        and _is_large_place(text.rpartition(" ")[0])
        and not _gazetteer_clues(text)
    ):
        yield "ORG", 2.0  # a team: 'Boston Celtics'
    elif words[0] not in GIVEN_NAMES and any(part in NAME_NOUNS for part in parts[1:-1]):
        yield "ORG", 1.0
    if "&" in parts:
        yield "ORG", 2.0
    elif text.split()[-1].isupper() and len(last) > 2 and not text.isupper():
        yield "ORG", 1.5


def context_clues(candidate: Candidate, tokens: list[Token]) -> Iterator[Clue]:
    """Clues of the words around a mention, and of the syntactic function of its head."""
    if candidate.hint:
        yield candidate.hint, 3.0
    if not candidate.tokens:
        return
    first, last = candidate.tokens[0], candidate.tokens[-1]
    sentence = first.sentence
    low, high = sentence.tokens[0].i, sentence.tokens[-1].i
    if first.i > low:
        yield from _clues_before(first, tokens, low)
        if last.i < high and _is_origin(tokens[first.i - 1], tokens[last.i + 1]):
            yield "GPE", 2.5
    if last.i < high and not (first is last and _is_people(fold(last.text))):  # 'the Briton, who'
        yield from _clues_behind(last, tokens, high)
    yield from _syntactic_clues(candidate)


def _is_origin(before: Token, after: Token) -> bool:
    """Whether a name between two words is where a person is from: 'a Leeds man', 'a 40-year-old Leeds woman'."""
    return after.lower in _CONTEXT["resident_nouns"] and before.lower in ("a", "an", "-old", "old")


def _clues_before(first: Token, tokens: list[Token], low: int) -> Iterator[Clue]:
    before = tokens[first.i - 1]
    is_quoted = False
    while before.i > low and (before.lower in _ARTICLES or before.text in QUOTATION_MARKS):
        is_quoted = is_quoted or before.text in QUOTATION_MARKS
        before = tokens[before.i - 1]
    if before.tag == "IN":
        if is_quoted or (before.i < first.i - 1 and before.lower == "in"):
            return
        if before.lower in _CONTEXT["place_prepositions"]:
            yield "GPE", 1.0
        elif before.lower in ("of", "for") and before.i > low:
            yield from _clues_of_governing_noun(tokens[before.i - 1], before.lower)
    elif _is_common_noun(before) or before.lower in ("daily", "weekly"):
        if before.lemma in PERSON_NOUNS and before.tag == "NN":
            yield "PERSON", 2.0
        elif before.lemma in TYPE_NOUNS:
            yield TYPE_NOUNS[before.lemma], {"ORG": 3.0, "GPE": 2.5}.get(TYPE_NOUNS[before.lemma], 1.0)


def _clues_of_governing_noun(noun: Token, preposition: str) -> Iterator[Clue]:
    """Clues of the noun in 'the town of X', 'a spokesman for X', 'the mayor of X'."""
    entity_type = TYPE_NOUNS.get(noun.lemma)
    if entity_type in _PLACE_TYPES and preposition == "of":
        yield entity_type, 2.5
    elif noun.lemma in PERSON_NOUNS and preposition == "for":
        yield "ORG", 1.0
    elif preposition == "of" and noun.lower in _CONTEXT["nouns_of_places"]:
        yield "GPE", 1.5


def _clues_behind(last: Token, tokens: list[Token], high: int) -> Iterator[Clue]:
    after = tokens[last.i + 1]
    if after.text in QUOTATION_MARKS and last.i + 2 <= high:  # '"The Echo" magazine'
        after = tokens[last.i + 2]
    second = tokens[after.i + 1] if after.i < high else None
    if after.text == "," and second is not None:
        if second.tag == "CD" and second.text.isdigit() and len(second.text) <= 2 and second.i < high:
            if tokens[second.i + 1].text in (",", "."):  # an age
                yield "PERSON", 2.5
        elif second.lower == "who":
            yield "PERSON", 1.5
    elif after.lower in ("who", "whose"):
        yield "PERSON", 1.0
    elif _is_common_noun(after) or after.lower in ("daily", "weekly"):
        yield from _clues_of_following_noun(last, _last_noun(after, tokens, high))
    elif after.tag == "JJ" and second is not None and _is_common_noun(second) and after.head is second:
        yield from _clues_of_following_noun(last, _last_noun(second, tokens, high))
    elif after.text == "(" and second is not None and _is_bracketed_country(second, tokens, high):
        yield "PERSON", 1.5


def _is_common_noun(token: Token) -> bool:
    """Whether it is a noun in small letters, whatever else the tagger takes it for."""
    return token.tag.startswith("NN") and token.text[0].islower()


def _last_noun(noun: Token, tokens: list[Token], high: int) -> Token:
    """The noun that the nouns from this one on modify: the 'party' of 'X opposition party'."""
    while noun.dep == "compound" and noun.i < high and noun.i < noun.head.i and _is_common_noun(tokens[noun.i + 1]):
        noun = tokens[noun.i + 1]
    return noun


def _clues_of_following_noun(last: Token, noun: Token) -> Iterator[Clue]:
    """Clues of the noun in 'X town', 'X troops', 'X shares', 'X striker'.

    A town's or a leader's name before an organisation says whose it is: 'a Leeds court', 'the Lee government'.
    """
    if noun.lemma in _OWNED and not _gazetteer_clues(last.text):
        yield "PERSON", 1.0
    elif noun.lemma in TYPE_NOUNS and noun.lower not in _FORCES and noun.lemma not in _OWNED:
        entity_type = TYPE_NOUNS[noun.lemma]
        if entity_type != "ORG" or not any(score >= 1.0 for _, score in _gazetteer_clues(last.text)):
            yield entity_type, 1.5 if entity_type != "FAC" else 0.7
    elif noun.lower in _FORCES:
        yield "GPE", 0.7
    elif noun.lower in _CONTEXT["corporate_nouns"]:
        yield "ORG", 1.5
    elif noun.lemma in _CONTEXT["team_nouns"]:
        yield "ORG", 1.0


def _is_bracketed_country(token: Token, tokens: list[Token], high: int) -> bool:
    """Whether a bracket closes behind a token that is a country, as behind athletes' names: 'Ann Lee (Kenya)'."""
    closed = token.i < high and tokens[token.i + 1].text == ")"
    return closed and load_gazetteer().country_code_of(token.text) is not None


def _syntactic_clues(candidate: Candidate) -> Iterator[Clue]:
    head = candidate.head
    governor = head.head
    if head.dep == "nsubj":
        yield from _clues_of_subject(head, governor)
    elif head.dep == "dobj" and governor.lemma in _VERBS["sport"]:
        yield "ORG", 0.8
    for child in head.children:
        if child.dep == "appos" and child.i > head.i and child.tag == "NN":
            yield from _clues_of_description(child.lemma)
        elif child.dep == "relcl" and any(c.lower == "who" for c in child.children):
            yield "PERSON", 0.5
    if head.dep == "appos" and governor.tag == "NN" and governor.i < head.i:
        yield from _clues_of_description(governor.lemma)


def _clues_of_subject(head: Token, verb: Token) -> Iterator[Clue]:
    if verb.lemma in _VERBS["speech"]:
        yield "PERSON", 0.5
        yield "ORG", 0.3
    elif verb.lemma in _VERBS["people"]:
        yield "PERSON", 0.7
    elif verb.lemma in _VERBS["sport"]:
        yield "ORG", 0.8
    elif verb.lemma == "be":
        for child in verb.children:
            if child.dep == "attr" and child.i > head.i:
                yield from _clues_of_description(child.lemma)


def _clues_of_description(lemma: str) -> Iterator[Clue]:
    """Clues of a noun that describes the name: 'X is a company', 'X, a company'."""
    if lemma in PERSON_NOUNS:
        yield "PERSON", 1.5
    elif lemma in TYPE_NOUNS:
        yield TYPE_NOUNS[lemma], 1.5
