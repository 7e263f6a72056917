"""What speaks for a name being a person, a place or an organisation: its own words, those around it, the gazetteer.

Each clue gives points to a type. They are added up over all mentions of a name in the article, so that one plain
sentence ('the town of X') outweighs the model's wrong guesses elsewhere.
"""

from collections.abc import Iterator
from functools import lru_cache

from transforms.extract.document import Token
from transforms.extract.entities.gazetteer.load import load_gazetteer
from transforms.extract.entities.gazetteer.model import CAPITAL, CITY, CONTINENT
from transforms.extract.entities.names.forms import Candidate, words_of
from transforms.extract.entities.names.identity import canonical
from transforms.extract.entities.words import all_of, given_names, kind_of, person_nouns, section
from transforms.extract.fold import fold

Clue = tuple[str, float]

RELIABILITY = {
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
"""Points of the model's own label, by how often it is right."""

TYPES = tuple(RELIABILITY)
_CORPORATE = frozenset(("spokesman", "spokeswoman", "spokesperson", "shares", "stock", "executive", "executives"))
"""Nouns behind the name of a firm or body."""
_SIDES = frozenset(("north", "south", "east", "west", "northern", "southern", "eastern", "western"))
_PLACE_WORDS = ("GPE", "LOC", "FAC")


@lru_cache(maxsize=1 << 14)
def _gazetted(name: str) -> tuple[Clue, ...]:
    """What the gazetteer knows of a name; the larger the place, the likelier it is meant."""
    gazetteer = load_gazetteer()
    lower = fold(name)
    if lower.replace(" ", "_") in section("context")["former"]:
        return (("GPE", 3.5),)
    found = gazetteer.candidates(name)
    peoples = all_of("peoples")
    if all(
        word in peoples or word.removesuffix("s") in peoples or gazetteer.is_adjective(word) or word in _SIDES
        for word in lower.replace("-", " ").split()
    ) and (not found or lower not in _SIDES):
        return (("GPE", 3.5),) if found and found[0].is_country else (("NORP", 4.0),)
    if name.isupper() and len(name) <= 3 and not gazetteer.country_code_of(name):
        return ()
    if not found:
        return ()
    best = max(found, key=lambda place: (place.is_country, place.feature == CONTINENT, place.population))
    if best.is_country:
        return (("GPE", 3.5),)
    if best.feature == CONTINENT:
        return (("LOC", 3.5),)
    if best.feature == CAPITAL:
        return (("GPE", 2.0),)
    first = found[0]
    if first.feature == "ADM1":
        return (("GPE", 2.0),)
    if best.feature == CITY or best.is_division:
        weight = 1.5 if best.population > 500_000 else 1.0 if best.population > 50_000 else 0.5
        words = name.split()
        if words[0].lower() in given_names() and best.population < 500_000:
            weight *= 0.5
        return (("GPE", weight),)
    return ()


def _large_place(name: str) -> bool:
    return any(kind == "GPE" and points >= 1 for kind, points in _gazetted(name))


@lru_cache(maxsize=1 << 14)
def name_clues(text: str) -> tuple[Clue, ...]:
    """Clues of a name as written alone; remembered, for the same names come again and again."""
    return tuple(_of_words(text, words_of(text)))


def _of_words(text: str, words: tuple[str, ...]) -> Iterator[Clue]:
    heads, parts = kind_of("heads"), fold(text).split()
    last = parts[-1]
    if len(parts) > 1:
        if last in section("firms")["suffixes"]:
            yield "ORG", 4.0
        elif last in heads:
            yield heads[last], 2.5
        elif parts[0] in heads and heads[parts[0]] != "ORG":
            yield heads[parts[0]], 1.5
        for i, part in enumerate(parts[1:-1], 1):
            if part in ("of", "for") and parts[i - 1] in heads:
                yield heads[parts[i - 1]], 3.0
                break
        if last.endswith("s") and last[:-1] in person_nouns():
            yield "ORG", 2.0
        elif last.endswith("s") and last[:-1] in all_of("peoples"):
            yield "NORP", 2.5
        elif 2 <= len(words) <= 4 and words[0] in given_names() and last not in heads:
            yield "PERSON", 2.0
        elif 2 <= len(parts) <= 4 and len(words[0]) == 1 and words[0].isalpha() and text[1:2] == ".":
            yield "PERSON", 1.0
        if (
            last.endswith("s")
            and last[:-1] not in all_of("peoples")
            and _large_place(text.rpartition(" ")[0])
            and not _gazetted(text)
        ):
            yield "ORG", 2.0  # a team: 'Boston Celtics'
        elif words[0] not in given_names() and any(part in heads for part in parts[1:-1]):
            yield "ORG", 1.0
        if "&" in parts:
            yield "ORG", 2.0
        elif text.split()[-1].isupper() and len(last) > 2 and not text.isupper():
            yield "ORG", 1.5
    elif last in heads:
        yield heads[last], 1.0
    elif text.isupper() and 2 <= len(text) <= 6 and text.isalpha():
        yield "ORG", 1.0
    if len(text) < 60:
        if canonical("ORG", text):
            yield "ORG", 2.5
        yield from _gazetted(text)


def context_clues(candidate: Candidate, tokens: list[Token]) -> Iterator[Clue]:
    """Clues of the words around a mention, and of what its head does in the sentence."""
    if candidate.hint:
        yield candidate.hint, 3.0
    if not candidate.tokens:
        return
    first, last = candidate.tokens[0], candidate.tokens[-1]
    sentence = first.sentence
    low, high = sentence.tokens[0].i, sentence.tokens[-1].i
    if first.i > low:
        yield from _before(first, tokens, low)
        if last.i < high and _is_native(tokens[first.i - 1], tokens[last.i + 1]):
            yield "GPE", 2.5
    if last.i < high:
        yield from _after(last, tokens, high)
    yield from _function(candidate)


_NATIVES = frozenset(("man", "woman", "boy", "girl", "teen", "teenager", "couple", "resident", "native", "family"))


def _is_native(before: Token, after: Token) -> bool:
    """Whether a name between two words says where somebody is from: 'a Leeds man', 'a 40-year-old Leeds woman'."""
    return after.lower in _NATIVES and (before.lower in ("a", "an") or before.lower in ("-old", "old"))


def _before(first: Token, tokens: list[Token], low: int) -> Iterator[Clue]:
    before = tokens[first.i - 1]
    nouns, kinds, context = person_nouns(), kind_of("kinds"), section("context")
    if before.lower == "the" and before.i > low:
        before = tokens[before.i - 1]
        if before.tag == "IN" and before.lower == "in":
            return
    if before.tag == "IN":
        if before.lower in context["place_prepositions"]:
            yield "GPE", 1.0
        elif before.lower in ("of", "for") and before.i > low:
            noun = tokens[before.i - 1]
            kind = kinds.get(noun.lemma)
            if kind in _PLACE_WORDS and before.lower == "of":
                yield kind, 2.5
            elif noun.lemma in nouns and before.lower == "for":
                yield "ORG", 1.0
            elif before.lower == "of" and noun.lower in section("context")["of_places"]:
                yield "GPE", 1.5
    elif before.tag in ("NN", "NNS") and before.text[0].islower():
        if before.lemma in nouns and before.tag == "NN":
            yield "PERSON", 2.0
        elif before.lemma in kinds:
            yield kinds[before.lemma], 2.5 if kinds[before.lemma] in ("ORG", "GPE") else 1.0
    elif before.text == "," and before.i - 1 > low and tokens[before.i - 1].lower in ("inc", "inc."):
        return


def _after(last: Token, tokens: list[Token], high: int) -> Iterator[Clue]:
    after = tokens[last.i + 1]
    then = tokens[last.i + 2] if last.i + 2 <= high else None
    kinds, people = kind_of("kinds"), kind_of("people")
    if after.text == "," and then is not None:
        if then.tag == "CD" and then.text.isdigit() and len(then.text) <= 2 and last.i + 3 <= high:
            if tokens[last.i + 3].text in (",", "."):
                yield "PERSON", 2.5
        elif then.lower == "who":
            yield "PERSON", 1.5
    elif after.lower in ("who", "whose"):
        yield "PERSON", 1.0
    elif (after.tag in ("NN", "NNS") and after.text[0].islower()) or after.lower in ("daily", "weekly"):
        if after.lemma in kinds and after.lemma not in ("party", "rebels"):
            kind = kinds[after.lemma]
            yield kind, 1.5 if kind != "FAC" else 0.7
        elif people.get(after.lower) == "forces":
            yield "GPE", 0.7
        elif after.lower in _CORPORATE:
            yield "ORG", 1.5
        elif after.lemma in section("context")["team"]:
            yield "ORG", 1.0
    elif after.text == "(" and then is not None and _of_country(then, tokens, high):
        yield "PERSON", 1.5


def _of_country(token: Token, tokens: list[Token], high: int) -> bool:
    return (
        token.i < high and tokens[token.i + 1].text == ")" and load_gazetteer().country_code_of(token.text) is not None
    )


def _function(candidate: Candidate) -> Iterator[Clue]:
    head = candidate.head
    nouns, kinds, verbs = person_nouns(), kind_of("kinds"), section("verbs")
    governor = head.head
    if head.dep == "nsubj":
        if governor.lemma in verbs["speech"]:
            yield "PERSON", 0.5
            yield "ORG", 0.3
        elif governor.lemma in verbs["people"]:
            yield "PERSON", 0.7
        elif governor.lemma in verbs["sport"]:
            yield "ORG", 0.8
        elif governor.lemma == "be":
            for child in governor.children:
                if child.dep == "attr" and child.i > head.i:
                    yield from _called(child.lemma, nouns, kinds, 1.5)
    elif head.dep == "dobj" and governor.lemma in verbs["sport"]:
        yield "ORG", 0.8
    for child in head.children:
        if child.dep == "appos" and child.i > head.i and child.tag == "NN":
            yield from _called(child.lemma, nouns, kinds, 1.5)
        elif child.dep == "relcl" and any(c.lower == "who" for c in child.children):
            yield "PERSON", 0.5
    if head.dep == "appos" and governor.tag == "NN" and governor.i < head.i:
        yield from _called(governor.lemma, nouns, kinds, 1.5)


def _called(lemma: str, nouns: dict[str, str], kinds: dict[str, str], weight: float) -> Iterator[Clue]:
    if lemma in nouns:
        yield "PERSON", weight
    elif lemma in kinds:
        yield kinds[lemma], weight
