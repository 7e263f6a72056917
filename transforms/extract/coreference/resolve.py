"""What a word stands for: a name, a pronoun, or a bare noun such as 'the group'.

Plain rules in the manner of Hobbs (1978) and of the sieves of Lee et al. (2013): a fitting antecedent by gender,
number and kind, the nearer the better, subjects before others; nothing where two are as good or none fits.
"""

from collections.abc import Iterator

from schemas.rows.entity import Entity
from transforms.extract.coreference.antecedents import SUBJECTS, before, figures_of, is_subject
from transforms.extract.coreference.binding import are_coarguments
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.entities.names.forms import words_of
from transforms.extract.entities.words import FIRM_SUFFIXES, NAME_NOUNS, PERSON_NOUNS, SPEECH_VERBS, TITLES, TYPE_NOUNS
from transforms.extract.fold import fold
from transforms.extract.grammar.clauses import is_expletive, relative_antecedent

MALE = frozenset(["he", "him", "his", "himself"])
FEMALE = frozenset(["she", "her", "hers", "herself"])
THING = frozenset(["it", "its", "itself"])
PLURAL = frozenset(["they", "them", "their", "theirs", "themselves"])
RELATIVE = frozenset(["who", "whom", "whose", "which", "that"])

_ALIKE = (
    frozenset(("school", "college", "university", "institute", "academy")),
    frozenset(("agency", "bureau", "office", "service")),
    frozenset(("organisation", "organization", "association", "federation", "society", "union")),
    frozenset(("company", "companies", "corporation", "holdings", "group")),
    frozenset(("militia", "brigade", "brigades", "movement", "front")),
    frozenset(("newspaper", "paper", "daily", "times", "post", "herald", "tribune", "journal", "gazette")),
    frozenset(("party", "movement")),
    frozenset(("network", "broadcaster", "channel", "television", "radio")),
)
"""Nouns that call one kind of body, and words of such bodies' names."""
_OPAQUE = frozenset(
    ("company", "firm", "group", "organisation", "organization", "agency", "maker", "manufacturer", "retailer")
) | frozenset(("club", "newspaper", "paper", "airline", "bank", "party", "charity", "militia", "union", "lender"))
"""Nouns that a name of no kind ('Acme') may go by."""
_FIRM_WORDS = frozenset(("company", "firm", "business", "group", "maker", "manufacturer", "retailer"))
_COUNTRIES = frozenset(("country", "nation", "republic", "kingdom"))
_TOWNS = frozenset(("city", "town", "village", "capital", "borough", "suburb", "municipality", "port"))
_DIVISIONS = frozenset(("province", "state", "county", "region", "governorate", "district", "prefecture", "oblast"))


def refer(document: Document, token: Token) -> Entity | None:
    """What a token stands for.

    Args:
        document: The article.
        token: A name's token, a pronoun ('he', 'it', 'who') or the head of a bare definite noun ('the group').

    Returns:
        The entity, or None when there is none or the evidence is not plain.
    """
    known: dict[int, Entity | None] = _answers(document)
    if token.i not in known:
        known[token.i] = None  # a chain of references that comes back to itself ends here
        known[token.i] = _refer(document, token)
    return known[token.i]


@per_document
def _answers(document: Document) -> dict[int, Entity | None]:
    return {}


def _refer(document: Document, token: Token) -> Entity | None:
    resolution = resolve_entities(document)
    named = resolution.entity_of(token)
    if named is not None:
        return named
    word = token.lower
    if word in MALE:
        return _person(document, token, "m")
    if word in FEMALE:
        return _person(document, token, "f")
    if token.tag in ("WP", "WP$", "WDT") and word in RELATIVE:
        antecedent = relative_antecedent(token)
        return refer(document, antecedent) if antecedent is not token else None
    if word in THING:
        return _thing(document, token)
    if word in PLURAL:
        return _many(document, token)
    if token.tag not in ("NN", "NNP"):
        return None
    return _beside(document, token) or (_noun(document, token) if token.text[0].islower() else None)


def _beside(document: Document, token: Token) -> Entity | None:
    """The name that a noun is put beside: 'President Lee', 'the group, Acme,', 'Lee, the owner,'."""
    resolution = resolve_entities(document)
    if token.dep == "compound" and (token.lower in PERSON_NOUNS or token.lower in TITLES):
        found = resolution.entity_of(token.head)
        return found if found is not None and found.type == "PERSON" else None
    if token.dep == "appos" and token.head.i < token.i:
        return resolution.entity_of(token.head)
    for child in token.children:
        if child.dep == "appos" and child.i > token.i and (found := resolution.entity_of(child)) is not None:
            return found
    return None


def _person(document: Document, token: Token, wanted: str) -> Entity | None:
    """The last person who may be meant by 'he' or 'she'; nobody when it is rather a nameless one ('a man')."""
    figures = figures_of(document)
    here = figures.quoted[token.i]
    best: tuple[float, int] | None = None
    chosen: Entity | None = None
    people = [figure for figure in before(document, token) if figure.entity.type == "PERSON"]
    others = {figure.entity.entity_id for figure in people if are_coarguments(figure.token, token)}
    for figure in people:
        gender = figures.gender.get(figure.entity.entity_id, "")
        if (gender and gender != wanted) or figure.entity.entity_id in others:
            continue
        score = _nearness(figure.token, token, figure.subject)
        score += 0.6 if gender else 0.0
        score -= 1.5 if figure.quoted and not here else 0.0
        score += min(figure.entity.mention_count, 5) * 0.1
        rank = (score, figure.token.i)
        if best is None or rank > best:
            best, chosen = rank, figure.entity
    for rival in _nameless(document, token, wanted):
        rank = (_nearness(rival, token, is_subject(rival)), rival.i)
        if best is not None and rank > best:
            best, chosen = rank, refer(document, rival)
    return chosen


def _nearness(other: Token, token: Token, subject: bool) -> float:
    """How well a noun's place suits what a pronoun means: near, a subject, no mere modifier, a speaker."""
    score = float(other.sentence.index - token.sentence.index)
    score += 1.2 if subject else 0.0
    score -= 0.8 if other.dep in ("poss", "compound", "amod") else 0.0
    if other.dep in SUBJECTS and other.head.lemma in SPEECH_VERBS:
        score += 0.4
    return score


def _nameless(document: Document, token: Token, wanted: str) -> Iterator[Token]:
    """Nouns for one person, with no name, in this sentence and the last."""
    resolution, nouns = resolve_entities(document), PERSON_NOUNS
    index = token.sentence.index
    for sentence in document.sentences[max(index - 1, 0) : index + 1]:
        for other in sentence.tokens:
            if other.i >= token.i:
                return
            if other.tag != "NN" or nouns.get(other.lemma) not in ("any", "male" if wanted == "m" else "female"):
                continue
            if other.dep in ("compound", "amod", "appos", "attr", "npadvmod") or are_coarguments(other, token):
                continue
            if any(child.dep == "appos" and resolution.entity_of(child) for child in other.children):
                continue
            yield other


def _thing(document: Document, token: Token) -> Entity | None:
    """The body or state that 'it' means: the subject of this sentence or of the last, if it is named."""
    if is_expletive(token):
        return None
    resolution = resolve_entities(document)
    acts = _acts(token)
    index = token.sentence.index
    for sentence in document.sentences[index : max(index - 2, -1) : -1] if index else document.sentences[:1]:
        if sentence.paragraph < token.sentence.paragraph - 1:
            return None
        rival = False
        for subject in _subjects(sentence.tokens, token):
            if subject is token or (subject.head is token.head and token.dep != "poss"):
                continue
            found = resolution.entity_of(subject) if subject.pos != "PRON" else refer(document, subject)
            if found is not None and found.type in ("ORG", "GPE", "LOC", "FAC") and subject.lower not in PLURAL:
                return found
            if subject.pos == "NOUN" and subject.tag == "NN" and subject.lower != token.lower:
                found = _noun(document, subject) if subject.i < token.i else None
                if found is not None and found.type in ("ORG", "GPE", "LOC", "FAC"):
                    return found
                rival = True
        if rival and not acts:
            return None
    return None


def _subjects(tokens: list[Token], before: Token) -> list[Token]:
    """Subjects ahead of a token: of the main clause first, then the others in text order."""
    found = [token for token in tokens if token.dep in SUBJECTS and token.i < before.i]
    found.sort(key=_depth)
    return found


def _depth(token: Token) -> tuple[int, int]:
    return sum(1 for _ in token.ancestors()), token.i


def _acts(token: Token) -> bool:
    """Whether it does what only bodies and people do, so that no common thing can be meant."""
    return token.dep in SUBJECTS and token.head.lemma in SPEECH_VERBS


def _many(document: Document, token: Token) -> Entity | None:
    """A body or people that 'they' means: the last subject, when it is named and no other plural stands between."""
    resolution = resolve_entities(document)
    index = token.sentence.index
    for sentence in document.sentences[index : max(index - 2, -1) : -1] if index else document.sentences[:1]:
        for subject in _subjects(sentence.tokens, token):
            if subject is token or (subject.head is token.head and token.dep != "poss"):
                continue
            found = resolution.entity_of(subject)
            if found is not None and found.type in ("ORG", "NORP"):
                return found
            if subject.tag in ("NNS", "NNPS") or any(child.dep == "conj" for child in subject.children):
                return None
    return None


def _noun(document: Document, token: Token) -> Entity | None:
    """A bare definite noun: 'the group', 'the city', 'the president'."""
    definite = any(child.dep == "det" and child.lower in ("the", "this", "that") for child in token.children)
    if not definite or any(
        child.dep in ("prep", "relcl", "acl", "compound", "poss", "nummod", "appos") and child.text != ","
        for child in token.children
    ):
        return None
    lemma = token.lemma.lower()
    if lemma in PERSON_NOUNS:
        return _holder(document, token, lemma)
    kind = TYPE_NOUNS.get(lemma)
    if kind == "ORG":
        return _body(document, token, lemma)
    if lemma in _COUNTRIES:
        return _place(document, token, ("PCL",))
    if lemma in _TOWNS:
        return _place(document, token, ("PPLC",) if lemma == "capital" else ("PPL",))
    if lemma in _DIVISIONS:
        return _place(document, token, ("ADM",))
    return None


def _holder(document: Document, token: Token, lemma: str) -> Entity | None:
    """The last person whose role says the noun."""
    for figure in before(document, token, reach=40):
        role = figure.entity.role
        if figure.entity.type == "PERSON" and role and lemma in role.lower().replace("-", " ").split():
            return figure.entity
    return None


def _body(document: Document, token: Token, lemma: str) -> Entity | None:
    """The last body of that kind by its name or by what the article calls it, else the only one near."""
    near: dict[str, Entity] = {}
    alike = next((group for group in _ALIKE if lemma in group), frozenset((lemma,)))
    for figure in before(document, token, reach=12):
        entity = figure.entity
        if entity.type != "ORG" or are_coarguments(figure.token, token):
            continue
        words = words_of(entity.name)
        if not alike.isdisjoint(words) or lemma in _callings(document).get(entity.entity_id, ()):
            return entity
        if lemma in _FIRM_WORDS and any(word in FIRM_SUFFIXES for word in fold(entity.name).split()):
            return entity
        plain = not any(NAME_NOUNS.get(word) == "ORG" for word in words)
        if plain and token.sentence.index - figure.token.sentence.index <= 2:
            near.setdefault(entity.entity_id, entity)
    return next(iter(near.values())) if len(near) == 1 and lemma in _OPAQUE else None


@per_document
def _callings(document: Document) -> dict[str, frozenset[str]]:
    """Common nouns that stand in apposition to a body: 'the group X', 'X, a charity'."""
    found: dict[str, set[str]] = {}
    for figure in figures_of(document).all:
        if figure.entity.type != "ORG":
            continue
        token = figure.token
        nouns = found.setdefault(figure.entity.entity_id, set())
        if token.dep == "appos" and token.head.pos == "NOUN":
            nouns.add(token.head.lemma.lower())
        nouns.update(child.lemma.lower() for child in token.children if child.dep == "appos" and child.pos == "NOUN")
        nouns.update(child.lemma.lower() for child in token.lefts if child.dep == "compound" and child.tag == "NN")
    return {key: frozenset(nouns) for key, nouns in found.items()}


def _place(document: Document, token: Token, features: tuple[str, ...]) -> Entity | None:
    """The last place of that kind of feature."""
    for figure in before(document, token, reach=8):
        geo = figure.entity.geo
        if figure.entity.type in ("GPE", "LOC") and geo and geo.feature and geo.feature.startswith(features):
            return figure.entity
    return None
