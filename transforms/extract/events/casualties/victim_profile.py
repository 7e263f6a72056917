"""Who may be the same person: what a noun phrase says of name, sex, age and part of a single victim."""

import re
from dataclasses import dataclass

from transforms.extract.document import Document, Token
from transforms.extract.entities.extract import resolve
from transforms.extract.events.casualties.group_size import REFLEXIVES
from transforms.extract.events.casualties.patients import subjects
from transforms.extract.events.casualties.word_lists import words

AGE = re.compile(r"\d{1,3}")


@dataclass(slots=True)
class Persona:
    """What is known of one victim; None where nothing is."""

    name: str | None = None
    sex: str | None = None
    child: bool | None = None
    age: int | None = None
    part: str | None = None

    def fits(self, other: "Persona") -> bool:
        """Whether both may be one person."""
        if self.name and other.name:
            return self.name == other.name
        for mine, theirs in ((self.sex, other.sex), (self.age, other.age), (self.part, other.part)):
            if mine is not None and theirs is not None and mine != theirs:
                return False
        return self.child is None or other.child is None or self.child == other.child

    def same(self, other: "Persona") -> bool:
        """Whether both are surely one person: one name, or one age."""
        if self.name and other.name:
            return self.name == other.name
        return self.age is not None and self.age == other.age

    def learn(self, other: "Persona") -> None:
        """Take over what the other mention tells."""
        self.name = self.name or other.name
        self.sex = self.sex or other.sex
        self.child = other.child if self.child is None else self.child
        self.age = other.age if self.age is None else self.age
        self.part = self.part or other.part


def persona(document: Document, head: Token) -> Persona:
    """Read a phrase's head and its nearest words; of 'himself' those of the subject."""
    if head.lower in REFLEXIVES:
        verb = next((token for token in head.ancestors() if token.pos == "VERB"), None)
        doers = subjects(verb) if verb is not None else []
        head = doers[0] if doers else head
    known = words("persona")
    lemma = head.lemma.lower() if head.pos != "PRON" else head.lower
    said = {
        lemma,
        head.lower,
        *(child.lower for child in head.children if child.dep in ("amod", "compound", "nmod", "appos")),
    }
    named = (head.pos == "PROPN" or head.tag == "NNP") and head.lower not in words("people")["one"]
    age = _age(document, head)
    child = _is_child(said, age)
    return Persona(
        name=_name(document, head) if named else None,
        sex="m" if said & known["male"] else "f" if said & known["female"] else None,
        child=child,
        age=age,
        part="police" if said & known["police"] else "attacker" if said & known["attacker"] else None,
    )


def _is_child(said: set[str], age: int | None) -> bool | None:
    """Whether a child, by age, else by the words; a teenager, a son or a young man may be either."""
    known = words("persona")
    if age is not None:
        return None if 14 <= age <= 19 else age < 14
    if said & known["teen"]:
        return None
    return True if said & known["child"] else False if said & known["adult"] else None


def _name(document: Document, head: Token) -> str:
    """The entity the name was resolved to, else the surname as written."""
    entity = resolve(document).on(head)
    return entity.entity_id if entity is not None and entity.type == "PERSON" else head.lower


def _age(document: Document, head: Token) -> int | None:
    """'a 21-year-old man', 'Ada Reyes, 21,', 'a man, 21,'."""
    tokens = document.tokens
    first = max(head.i - 8, head.sentence.tokens[0].i)
    for i in range(head.i, first - 1, -1):
        if tokens[i].lower in (",", ";", "and", "but"):
            break
        if tokens[i].lower in ("year", "year-old") and i >= 2:
            number = tokens[i - 1] if AGE.fullmatch(tokens[i - 1].text) else tokens[i - 2]
            if AGE.fullmatch(number.text):
                return int(number.text)
    if head.i + 2 < len(tokens) and tokens[head.i + 1].text in (",", "(") and AGE.fullmatch(tokens[head.i + 2].text):
        after = tokens[head.i + 3].text if head.i + 3 < len(tokens) else "."
        if after in (",", ".", ")", ";", "—", "–", "of", "and", "was"):
            return int(tokens[head.i + 2].text)
    return None
