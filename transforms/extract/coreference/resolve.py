"""The entity that a word refers to: a name, a pronoun, or a bare noun such as 'the group'.

Rules in the manner of Hobbs (1978) and of the sieves of Lee et al. (2013): an antecedent that agrees in gender, number
and type, the nearest preferred, subjects before others; None where two are equally good or none agrees.
"""

from schemas.rows.entity import Entity
from transforms.extract.coreference.antecedents import (
    SUBJECTS,
    antecedents_before,
    antecedents_of,
    is_subject,
    subjects_before,
    unnamed_people_before,
)
from transforms.extract.coreference.binding import are_coarguments
from transforms.extract.coreference.definite_nouns import resolve_definite_noun
from transforms.extract.coreference.speakers import speakers_around
from transforms.extract.document import Document, Token, per_document
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.entities.words import PERSON_NOUNS, SPEECH_VERBS, TITLES
from transforms.extract.grammar.clauses import is_expletive, relative_antecedent
from transforms.extract.languages.load import word_set

_MALE = word_set("coreference.toml", "pronouns", "male")
_FEMALE = word_set("coreference.toml", "pronouns", "female")
_THING = word_set("coreference.toml", "pronouns", "thing")
_PLURAL = word_set("coreference.toml", "pronouns", "plural")
_RELATIVE = frozenset(("who", "whom", "whose", "which", "that"))
_RELATIVE_TAGS = frozenset(("WP", "WP$", "WDT"))

_THINGS = frozenset(("ORG", "GPE", "LOC", "FAC"))
"""Types of entities that 'it' may refer to."""
_MODIFIERS = frozenset(("poss", "compound", "amod"))


def resolve_reference(document: Document, token: Token) -> Entity | None:
    """Resolve a word to an entity of the article.

    Args:
        document: The article.
        token: A name's token, a pronoun ('he', 'it', 'who') or the head of a bare definite noun ('the group').

    Returns:
        The entity, or None where there is none or the evidence is ambiguous.
    """
    known: dict[int, Entity | None] = _references(document)
    if token.i not in known:
        known[token.i] = None  # ends a cycle of references
        known[token.i] = _resolve(document, token)
    return known[token.i]


def is_certain(document: Document, token: Token, person: Entity) -> bool:
    """Whether nobody else can be meant by a word that was resolved to a person.

    A name is certain. A pronoun is where, of the people that agree with it, the person alone is named in its sentence
    or the one before; within a quotation it never is.

    Args:
        document: The article.
        token: The word.
        person: The entity it was resolved to.
    """
    if token.lower not in _MALE | _FEMALE:
        return True
    candidates = antecedents_of(document)
    if candidates.is_quoted[token.i]:
        return False
    gender = "m" if token.lower in _MALE else "f"
    near = {
        candidate.entity.entity_id
        for candidate in antecedents_before(document, token, sentences=1)
        if candidate.entity.type == "PERSON"
        and candidates.genders.get(candidate.entity.entity_id, "") in ("", gender)
        and not are_coarguments(candidate.token, token)
    }
    return near == {person.entity_id}


@per_document
def _references(document: Document) -> dict[int, Entity | None]:
    """Entities by the index of the tokens that were resolved so far."""
    return {}


def _resolve(document: Document, token: Token) -> Entity | None:
    named = resolve_entities(document).entity_of(token)
    if named is not None:
        return named
    word = token.lower
    if word in _MALE:
        return _person(document, token, "m")
    if word in _FEMALE:
        return _person(document, token, "f")
    if token.tag in _RELATIVE_TAGS and word in _RELATIVE:
        antecedent = relative_antecedent(token)
        return resolve_reference(document, antecedent) if antecedent is not token else None
    if word in _THING:
        return _thing(document, token)
    if word in _PLURAL:
        return _group(document, token)
    if token.tag not in ("NN", "NNP"):
        return None
    return _apposed_name(document, token) or (
        resolve_definite_noun(document, token) if token.text[0].islower() else None
    )


def _apposed_name(document: Document, noun: Token) -> Entity | None:
    """The name that a noun is in apposition to: 'President Lee', 'the group, Acme,', 'Lee, the owner,'."""
    resolution = resolve_entities(document)
    if noun.dep == "compound" and (noun.lower in PERSON_NOUNS or noun.lower in TITLES):
        found = resolution.entity_of(noun.head)
        return found if found is not None and found.type == "PERSON" else None
    if noun.dep == "appos" and noun.head.i < noun.i:
        return resolution.entity_of(noun.head)
    for child in noun.children:
        if child.dep == "appos" and child.i > noun.i and (found := resolution.entity_of(child)) is not None:
            return found
    return None


def _person(document: Document, pronoun: Token, gender: str) -> Entity | None:
    """The best antecedent of 'he' or 'she'; None where that is an unnamed person ('a man')."""
    candidates = antecedents_of(document)
    is_quoted = candidates.is_quoted[pronoun.i]
    best: tuple[float, int] | None = None
    chosen: Entity | None = None
    people = [candidate for candidate in antecedents_before(document, pronoun) if candidate.entity.type == "PERSON"]
    excluded = {candidate.entity.entity_id for candidate in people if are_coarguments(candidate.token, pronoun)}
    speakers = [resolve_reference(document, speaker) for speaker in speakers_around(document, pronoun)]
    excluded |= {speaker.entity_id for speaker in speakers if speaker is not None}
    for candidate in people:
        known = candidates.genders.get(candidate.entity.entity_id, "")
        if (known and known != gender) or candidate.entity.entity_id in excluded:
            continue
        score = _salience(candidate.token, pronoun, candidate.is_subject)
        score += 0.6 if known else 0.0
        score -= 1.5 if candidate.is_quoted and not is_quoted else 0.0
        score += min(candidate.entity.mention_count, 5) * 0.1
        rank = (score, candidate.token.i)
        if best is None or rank > best:
            best, chosen = rank, candidate.entity
    for rival in unnamed_people_before(document, pronoun, gender):
        rank = (_salience(rival, pronoun, is_subject(rival)), rival.i)
        if best is not None and rank > best:
            best, chosen = rank, resolve_reference(document, rival)
    return chosen


def unnamed_antecedent(document: Document, pronoun: Token) -> Token | None:
    """The noun without a name that a pronoun stands for: 'a man' of 'A man entered. He fired', 'nurses' of 'they'.

    Args:
        document: The article.
        pronoun: A pronoun that refers to no entity.

    Returns:
        The only noun in the pronoun's sentence and the one before that agrees; None in a quotation.
    """
    candidates, word = antecedents_of(document), pronoun.lower
    if candidates.is_quoted[pronoun.i]:
        return None
    if word in _PLURAL:
        subjects = next(filter(None, subjects_before(document, pronoun)), [])
        known = [noun for noun in subjects if noun.tag == "NNS" and noun.lemma.lower() in PERSON_NOUNS]
        is_alone = len(subjects) == 1 and not any(
            other.tag in ("NNS", "NNPS") and other.i < pronoun.i and other not in known
            for other in subjects[0].sentence.tokens
        )
        return known[0] if known and is_alone else None
    if word not in _MALE | _FEMALE:
        return None
    gender = "m" if word in _MALE else "f"
    rivals = list(unnamed_people_before(document, pronoun, gender))
    is_named = any(
        candidate.entity.type == "PERSON" for candidate in antecedents_before(document, pronoun, sentences=1)
    )
    return rivals[-1] if len({rival.lemma for rival in rivals}) == 1 and not is_named else None


def _salience(noun: Token, pronoun: Token, subject: bool) -> float:
    """How salient a noun is for a pronoun: near, a subject rather than a modifier, a speaker."""
    score = float(noun.sentence.index - pronoun.sentence.index)
    score += 1.2 if subject else 0.0
    score -= 0.8 if noun.dep in _MODIFIERS else 0.0
    if noun.dep in SUBJECTS and noun.head.lemma in SPEECH_VERBS:
        score += 0.4
    return score


def _thing(document: Document, pronoun: Token) -> Entity | None:
    """The antecedent of 'it': the named subject of its sentence or of the one before."""
    if is_expletive(pronoun):
        return None
    resolution = resolve_entities(document)
    speaks = pronoun.dep in SUBJECTS and pronoun.head.lemma in SPEECH_VERBS  # as no common thing does
    for subjects in subjects_before(document, pronoun):
        rival = False
        for subject in subjects:
            if subject.sentence.paragraph < pronoun.sentence.paragraph - 1:
                return None
            found = resolution.entity_of(subject) if subject.pos != "PRON" else resolve_reference(document, subject)
            if found is not None and found.type in _THINGS and subject.lower not in _PLURAL:
                return found
            if subject.pos == "NOUN" and subject.tag == "NN" and subject.lower != pronoun.lower:
                found = resolve_definite_noun(document, subject)
                if found is not None and found.type in _THINGS:
                    return found
                rival = True
        if rival and not speaks:
            return None
    return None


def _group(document: Document, pronoun: Token) -> Entity | None:
    """The antecedent of 'they': the last subject, if it names an organization or people and no plural is nearer."""
    resolution = resolve_entities(document)
    for subjects in subjects_before(document, pronoun):
        for subject in subjects:
            found = resolution.entity_of(subject)
            if found is not None and found.type in ("ORG", "NORP"):
                return found
            if subject.tag in ("NNS", "NNPS") or any(child.dep == "conj" for child in subject.children):
                return None
    return None
