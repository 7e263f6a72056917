"""What a pronoun stands for, or cannot stand for, by the grammar of its sentence alone (binding theory)."""

from transforms.extract.document import Token
from transforms.extract.entities.words import GIVEN_NAMES
from transforms.extract.fold import fold
from transforms.extract.grammar.arguments import surface_subjects
from transforms.extract.grammar.labels import SUBJECTS, VERBAL
from transforms.extract.grammar.word_classes import classes, lemma_of
from transforms.extract.languages.load import word_set, word_sets

_KINDS = {word: kind for kind, words in word_sets("coreference.toml", "agreement").items() for word in words}
"""Kind of antecedent by pronoun: person, thing or plural."""
_GROUPS = word_set("coreference.toml", "nouns", "groups")
_EMBEDDED = frozenset(("ccomp", "xcomp", "advcl", "conj", "pcomp"))
_GENDERS = {
    **dict.fromkeys(word_set("coreference.toml", "pronouns", "male"), "m"),
    **dict.fromkeys(word_set("coreference.toml", "pronouns", "female"), "f"),
}
_OPENING = frozenset(("“", "``"))
_CLOSING = frozenset(("”", "''"))
_MAX_STEPS = 6


def bound_antecedent(pronoun: Token) -> Token | None:
    """The noun of the sentence that a pronoun must stand for: 'Peru' for 'it' in 'Peru said it would send troops'."""
    wanted = pronoun.lower
    if wanted not in _KINDS:
        return None
    verb = pronoun.head if pronoun.dep in SUBJECTS else next((t for t in pronoun.ancestors() if t.pos in VERBAL), None)
    if verb is None:
        return None
    barred = [] if pronoun.dep == "poss" or wanted.endswith(("self", "selves")) else surface_subjects(verb)
    is_reported = False
    for _ in range(_MAX_STEPS):
        for noun in surface_subjects(verb):
            if noun is not pronoun and noun not in barred and noun.pos != "PRON" and _agrees(noun, wanted):
                return noun if is_reported or not _is_across_quotation(noun, pronoun) else None
        if verb.head is verb or verb.head.pos not in VERBAL or verb.dep not in _EMBEDDED:
            return None
        is_reported |= any(child.dep == "mark" and child.lower == "that" for child in verb.children)
        verb = verb.head
    return None


def _is_across_quotation(one: Token, other: Token) -> bool:
    """Whether only one of two words of a sentence is in a quotation, whose 'he' is never its speaker."""
    first, last = sorted((one.i, other.i))
    start = one.sentence.tokens[0].i
    marks = [token.text for token in one.sentence.tokens[first - start : last - start]]
    if '"' in marks:
        return marks.count('"') % 2 == 1
    return sum(mark in _OPENING for mark in marks) != sum(mark in _CLOSING for mark in marks)


def _agrees(noun: Token, pronoun: str) -> bool:
    """Whether a noun agrees with a pronoun in number and kind."""
    kind = _KINDS[pronoun]
    plural = noun.tag in ("NNS", "NNPS") or any(child.dep == "conj" for child in noun.children)
    if kind == "plural":
        return plural or noun.label in ("ORG", "NORP", "GPE") or noun.lemma in _GROUPS
    person = noun.label == "PERSON" or (lemma_of(noun) in classes()["person"].words and noun.lemma not in _GROUPS)
    if kind == "person":
        return person and not plural and _gender_of_name(noun) in ("u", _GENDERS.get(pronoun, "u"))
    return not person and (not plural or noun.pos == "PROPN")


def _gender_of_name(noun: Token) -> str:
    """The gender that the given name of a person tells: m, f, or u for unknown."""
    first = next((child for child in noun.children if child.dep == "compound" and child.label == "PERSON"), None)
    return GIVEN_NAMES.get(fold(first.text), "u") if first is not None and noun.label == "PERSON" else "u"


def are_coarguments(name: Token, pronoun: Token) -> bool:
    """Whether both are arguments of one verb, where a pronoun never stands for the other: 'Lee met him'."""
    if pronoun.lower.endswith("self") or pronoun.dep == "poss" or name.head is name:
        return False
    if name.head is pronoun.head and name.dep != "poss":
        return True
    return pronoun.dep in ("dobj", "dative") and _shared_subject(pronoun.head) in (name, name.head)


def _shared_subject(verb: Token) -> Token | None:
    """The subject that a verb shares with the verb it is coordinated with: 'Lee came in and met him'."""
    while verb.dep == "conj" and not any(child.dep in SUBJECTS for child in verb.children):
        verb = verb.head
    return next((child for child in verb.children if child.dep in SUBJECTS), None)
