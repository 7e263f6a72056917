"""Who can take part in an event: people, bodies and countries act; goals, reports, weeks and events do not."""

from functools import cache

from transforms.extract.document import Token
from transforms.extract.entities.words import NAME_NOUNS, PERSON_NOUNS, TYPE_NOUNS
from transforms.extract.grammar.modifiers import measured_nouns
from transforms.extract.grammar.word_classes import classes, lemma_of, meets
from transforms.extract.languages.load import load_toml, word_set

PARTY_LABELS = frozenset(("PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"))
"""Labels of names that may be a party to an event."""
UNINTENDED_TYPES = frozenset(("ACCIDENT", "DISASTER"))
"""Types of harm that nobody intends."""
_DONE_TO_PARTIES = UNINTENDED_TYPES.union(
    ("TRADE", "ASSAULT", "DEATH", "COERCE", "TRY", "CONSULT", "PROTEST", "APPOINT", "ELECT", "RETREAT")
)
_NAMING = frozenset(("PRON", "PROPN", "NUM", "DET"))
_BODIES = word_set("participants.toml", "nouns", "bodies")
_ABSTRACT = word_set("participants.toml", "nouns", "abstract")
_DOCUMENTS = word_set("participants.toml", "nouns", "documents")
_NOT_PEOPLE = word_set("participants.toml", "nouns", "not_people") | _ABSTRACT | _DOCUMENTS
_AGENTS = tuple(load_toml("participants.toml")["forms"]["agent_suffixes"].split())
_SUFFIXES = tuple(load_toml("participants.toml")["forms"]["abstract_suffixes"].split())
OCCASIONS = word_set("participants.toml", "nouns", "occasions")


def is_party(noun: Token) -> bool:
    """Whether a noun denotes people, a body or a country."""
    if noun.label in PARTY_LABELS or noun.pos in _NAMING or noun.tag == "JJ":
        return True
    lemma = lemma_of(noun)
    return _is_party_noun(lemma) or (noun.tag == "NNS" and lemma not in _NOT_PEOPLE and lemma.endswith(_AGENTS))


@cache
def _is_party_noun(lemma: str) -> bool:
    if lemma in _BODIES or lemma in PERSON_NOUNS or TYPE_NOUNS.get(lemma) in ("ORG", "GPE"):
        return True
    if any(lemma in classes()[name].words for name in ("person", "force", "office")):
        return True
    return NAME_NOUNS.get(lemma) == "ORG" or lemma in _sector_nouns()


@cache
def _sector_nouns() -> frozenset[str]:
    return frozenset(word for words in load_toml("sectors.toml")["nouns"].values() for word in words.split())


def is_abstract(noun: Token) -> bool:
    """Whether a noun denotes a matter, a document or a quality, which never acts: 'the goal', 'an exclusive report'."""
    if noun.label in PARTY_LABELS or noun.pos != "NOUN":
        return False
    lemma = lemma_of(noun)
    if meets(noun, classes()["measure"]) and (measured := measured_nouns(noun)) != [noun]:
        return all(is_abstract(inner) for inner in measured)
    if lemma in _ABSTRACT or lemma in _DOCUMENTS:
        return True
    if _is_party_noun(lemma):
        return False
    return meets(noun, classes()["matter"]) or lemma.endswith(_SUFFIXES)


def is_document(noun: Token) -> bool:
    """Whether a noun denotes what somebody wrote or said: 'a letter', 'her speech'."""
    return noun.pos == "NOUN" and lemma_of(noun) in _DOCUMENTS


def can_act(noun: Token, event_type: str) -> bool:
    """Whether a noun may be the actor of an event: no matter, no quality; what is written stands for who wrote it."""
    if event_type in UNINTENDED_TYPES or event_type == "TRADE":
        return True  # rising costs cut sales
    if lemma_of(noun) in OCCASIONS and noun.label not in PARTY_LABELS:
        return False
    return not is_abstract(noun) or is_document(noun) or meets(noun, classes()["matter"])


def can_undergo(noun: Token, event_type: str) -> bool:
    """Whether a noun may be the recipient of an event: no matter is hurt, arrested or tried."""
    if event_type == "LEGISLATE":
        return is_party(noun) and not meets(noun, classes()["law"])  # no bill, but who is ruled on
    return event_type not in _DONE_TO_PARTIES or not is_abstract(noun)
