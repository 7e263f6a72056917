"""Who may be the same person: what a noun phrase says of a single victim's name, sex, age and role."""

import re
from dataclasses import dataclass

from transforms.extract.document import Document, Token
from transforms.extract.entities.extract import resolve_entities
from transforms.extract.events.casualties.group_size import REFLEXIVES
from transforms.extract.events.casualties.patients import subjects
from transforms.extract.languages.load import word_set, word_sets

_PROFILE = word_sets("casualties/people.toml", "profile")
_PERSON_NOUNS = word_set("casualties/people.toml", "people", "one")
_AGE = re.compile(r"\d{1,3}")
_AGE_REACH = 8
"""Words before a noun within which its age may be: 'a 21-year-old college student'."""
_CLAUSE_BREAKS = frozenset((",", ";", "and", "but"))
_AFTER_AGE = frozenset((",", ".", ")", ";", "—", "–", "of", "and", "was"))
_TEENS = range(14, 20)
"""Ages at which an article may call someone a child or an adult."""


@dataclass(slots=True)
class VictimProfile:
    """What is known of one victim; None where nothing is.

    Attributes:
        name: Id of the entity, else the surname as written.
        sex: 'm' or 'f'.
        child: Whether a child.
        age: In years.
        role: 'police' or 'attacker'.
    """

    name: str | None = None
    sex: str | None = None
    child: bool | None = None
    age: int | None = None
    role: str | None = None

    def may_be(self, other: "VictimProfile") -> bool:
        """Whether both may be one person."""
        if self.name and other.name:
            return self.name == other.name
        for mine, theirs in ((self.sex, other.sex), (self.age, other.age), (self.role, other.role)):
            if mine is not None and theirs is not None and mine != theirs:
                return False
        return self.child is None or other.child is None or self.child == other.child

    def is_surely(self, other: "VictimProfile") -> bool:
        """Whether both are surely one person: one name, or one age."""
        if self.name and other.name:
            return self.name == other.name
        return self.age is not None and self.age == other.age

    def merge(self, other: "VictimProfile") -> None:
        """Add what another mention of the person says."""
        self.name = self.name or other.name
        self.sex = self.sex or other.sex
        self.child = other.child if self.child is None else self.child
        self.age = other.age if self.age is None else self.age
        self.role = self.role or other.role


def victim_profile(document: Document, head: Token) -> VictimProfile:
    """Read a phrase's head and its nearest words; of 'himself' those of the subject."""
    if head.lower in REFLEXIVES:
        verb = next((token for token in head.ancestors() if token.pos == "VERB"), None)
        antecedents = subjects(verb) if verb is not None else []
        head = antecedents[0] if antecedents else head
    lemma = head.lemma.lower() if head.pos != "PRON" else head.lower
    words = {
        lemma,
        head.lower,
        *(child.lower for child in head.children if child.dep in ("amod", "compound", "nmod", "appos")),
    }
    is_named = (head.pos == "PROPN" or head.tag == "NNP") and head.lower not in _PERSON_NOUNS
    age = _age(document, head)
    return VictimProfile(
        name=_name(document, head) if is_named else None,
        sex="m" if words & _PROFILE["male"] else "f" if words & _PROFILE["female"] else None,
        child=_is_child(words, age),
        age=age,
        role="police" if words & _PROFILE["police"] else "attacker" if words & _PROFILE["attacker"] else None,
    )


def _is_child(words: set[str], age: int | None) -> bool | None:
    """Whether a child, by age, else by the words; a teenager, a son or a young man may be either."""
    if age is not None:
        return None if age in _TEENS else age < _TEENS.start
    if words & _PROFILE["teen"]:
        return None
    return True if words & _PROFILE["child"] else False if words & _PROFILE["adult"] else None


def _name(document: Document, head: Token) -> str:
    """The entity that the name was resolved to, else the surname as written."""
    entity = resolve_entities(document).entity_of(head)
    return entity.entity_id if entity is not None and entity.type == "PERSON" else head.lower


def _age(document: Document, head: Token) -> int | None:
    """'a 21-year-old man', 'Ada Reyes, 21,', 'a man, 21,'."""
    tokens = document.tokens
    first = max(head.i - _AGE_REACH, head.sentence.tokens[0].i)
    for i in range(head.i, first - 1, -1):
        if tokens[i].lower in _CLAUSE_BREAKS:
            break
        if tokens[i].lower in ("year", "year-old") and i >= 2:
            number = tokens[i - 1] if _AGE.fullmatch(tokens[i - 1].text) else tokens[i - 2]
            if _AGE.fullmatch(number.text):
                return int(number.text)
    if head.i + 2 < len(tokens) and tokens[head.i + 1].text in (",", "(") and _AGE.fullmatch(tokens[head.i + 2].text):
        after = tokens[head.i + 3].text if head.i + 3 < len(tokens) else "."
        if after in _AFTER_AGE:
            return int(tokens[head.i + 2].text)
    return None
