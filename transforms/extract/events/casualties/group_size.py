"""How many people a noun phrase names: 'at least 27 civilians', 'his wife and two sons', 'a man, 21', 'Ada Reyes'."""

from dataclasses import dataclass

from transforms.extract.document import Document, Token
from transforms.extract.events.casualties.word_lists import words
from transforms.extract.numbers import count_of

REFLEXIVES = frozenset(("himself", "herself", "themselves", "itself", "myself"))
NOBODY = frozenset(("nobody", "none", "no-one"))
CONTAINERS = frozenset(("total", "number", "group", "family", "crowd", "party", "member", "rest", "average"))
_OWN = frozenset(("det", "nummod", "amod", "poss"))
NAMED = frozenset(("PERSON", ""))


@dataclass(frozen=True, slots=True)
class Quantity:
    """How many people a phrase names.

    Attributes:
        low: At least so many.
        high: At most so many; None when open.
        start: Offset of the phrase's first code point.
        end: Offset behind its last.
        victims: Who they are, as written, without the number; None where only the number is written.
        heads: The heads of the phrase's parts ('wife', 'sons').
        others: Whether they come on top of those told before ('two others', 'a third man').
        numbered: Whether a number is written, or someone is named or described alone.
    """

    low: int
    high: int | None
    start: int
    end: int
    victims: str | None
    heads: tuple[Token, ...]
    others: bool
    numbered: bool


def is_person(token: Token) -> bool:
    """Whether a phrase with this head can only be people."""
    people = words("people")
    if token.pos == "PRON" or token.tag == "PRP":
        return token.lower not in words("readings")["not_people"]
    if token.pos == "PROPN" or token.tag in ("NNP", "NNPS"):
        if _lives(token):
            return True
        return token.label == "PERSON" or token.lemma.lower() in people["one"] or token.lower in people["one"]
    lemma = token.lemma.lower()
    if lemma in people["one"] or token.lower in people["many"] or token.lower in people["two"]:
        return True
    return (
        token.pos == "NUM"
        or token.lower in ("one", "another", "nobody", "none", "old", "olds")
        or token.lower.endswith(("-old", "-olds"))
    )


def can_be_people(token: Token) -> bool:
    """Whether a phrase with this head may be people: what is known for a thing is not."""
    if token.pos == "PROPN" and _lives(token):
        return True
    if token.label in ("GPE", "LOC", "FAC", "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "PRODUCT", "WORK_OF_ART"):
        return is_person(token) and token.pos != "PROPN"
    if token.lower in words("readings")["not_people"] or token.lemma.lower() in words("people")["not_people"]:
        return False
    if token.tag == "NN":
        return is_person(token) or token.lemma.lower() in words("people")["crowd"]
    return token.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET")


def _lives(name: Token) -> bool:
    """Whether only a person can be meant by a name, whatever the model took it for: 'Smith, who', 'Jackson died'."""
    if name.tag != "NNP" or any(child.dep == "det" for child in name.children):
        return False
    if any(c.dep == "relcl" and any(g.lower == "who" for g in c.children) for c in name.children):
        return True
    return name.dep in ("nsubj", "nsubjpass") and name.head.lemma in words("readings")["mortal"]


def quantity(document: Document, head: Token, before: Token | None = None, alone: bool = False) -> Quantity | None:
    """How many people the phrase with this head names, its conjuncts added up.

    Args:
        document: The article.
        head: Head of the phrase, of its first part in an enumeration.
        before: What is said of them: where it follows the head, parts behind it belong to something else
            ('left one man dead and six others wounded').
        alone: Leave parts with modifiers of their own to these: 'two dead men and two injured women'.

    Returns:
        None where the words do not say ('residents').
    """
    heads = [head, *_conjuncts(head)]
    if len(heads) > 1 and (neither := _neither(head)) is not None:
        start, end = neither.start, heads[-1].end
        return Quantity(0, 0, start, end, document.text[start:end], tuple(heads), False, True)
    if before is not None and before.i > head.i:
        heads = [part for part in heads if part.i < before.i]
    heads = [head, *(part for part in heads[1:] if part.lemma.lower() not in words("people")["not_people"])]
    if alone:
        heads = [head, *(part for part in heads[1:] if not any(c.dep in _OWN for c in part.lefts))]
    parts = [part for part in (_one(document, part) for part in heads) if part is not None]
    if not parts or (len(heads) == 1 and not parts[0].numbered):
        return parts[0] if parts and parts[0].numbered else None
    if len(parts) == 1 and len(heads) == 1:
        return parts[0]
    if len(parts) > 2 and parts[0].low > 1 and parts[0].low == sum(part.low for part in parts[1:]):
        return parts[0]  # 'three bodies, a man, a woman and a child'
    unknown = len(heads) - len(parts)
    closed = unknown == 0 and all(part.high is not None for part in parts)
    return Quantity(
        low=sum(part.low for part in parts) + unknown,
        high=sum(part.high or 0 for part in parts) if closed else None,
        start=min(part.start for part in parts),
        end=max(part.end for part in parts),
        victims=document.text[min(part.start for part in parts) : max(part.end for part in parts)],
        heads=tuple(heads),
        others=parts[0].others,
        numbered=True,
    )


def _neither(head: Token) -> Token | None:
    """The word that says that none of an enumeration is meant: 'neither the driver nor two others'."""
    return next((child for child in head.lefts if child.lower == "neither"), None)


def _conjuncts(head: Token) -> list[Token]:
    """The further parts of an enumeration: 'his wife and two sons'."""
    found: list[Token] = []
    token: Token | None = head
    if head.lemma.lower() not in words("readings")["generic"] and head.pos in ("NOUN", "PROPN"):
        # 'a father, his wife and two sons': the parser takes the second part for an apposition; of 'three people, a
        # man and two women' it is one
        listed = next((c for c in head.children if c.dep == "appos" and any(g.dep == "cc" for g in c.children)), None)
        if listed is not None and listed.pos in ("NOUN", "PROPN"):
            found.append(listed)
            token = listed
    while token is not None:
        token = next(
            (c for c in token.children if c.dep == "conj" and c.pos in ("NOUN", "PROPN", "NUM", "PRON", "ADJ")), None
        )
        if token is not None:
            if any(c.dep in ("nsubj", "nsubjpass", "dobj", "aux", "auxpass") for c in token.children):
                break
            found.append(token)
    return found


def _one(document: Document, head: Token) -> Quantity | None:
    """How many one part of an enumeration names."""
    count = count_of(document, head)
    if count is None and (inner := _contained(head)) is not None:
        return _one(document, inner)
    left = _left_edge(head)
    others = any(
        c.lower in ("other", "others", "another", "more", "additional", "third", "fourth", "fifth", "second", "else")
        for c in (head, *(child for child in head.children if child.dep not in ("conj", "appos", "relcl")))
    )
    if count is not None:
        tokens = document.tokens
        first = min(count.first, head.i)
        last = tokens[max(count.last, head.i)]
        named = tokens[count.last + 1 : head.i + 1]
        victims = document.text[named[0].start : named[-1].end] if named else _partitive(document, head)
        high = count.high
        return Quantity(count.low, high, tokens[first].start, last.end, victims, (head,), others, True)
    text = document.text[left.start : head.end]
    known = _implied(head)
    if known is None:
        return None
    low, high = known
    return Quantity(low, high, left.start, head.end, text, (head,), others, True)


def _implied(head: Token) -> tuple[int, int | None] | None:
    """What a phrase without number says: 'a man' is one, 'nobody' none, 'residents' says nothing."""
    lower, people = head.lower, words("people")
    determiners = {child.lower for child in head.children if child.dep in ("det", "neg", "predet")}
    if lower in NOBODY or "no" in determiners:
        return 0, 0
    if head.tag == "PRP" or head.pos == "PRON":
        return (1, 1) if lower in words("readings")["singular_pronouns"] else None
    if lower in ("another", "one"):
        return (1, 1)
    if lower in people["two"]:
        return (2, 2)
    if lower in people["crowd"] or head.lemma.lower() in people["crowd"]:
        return None
    if head.pos == "PROPN" or head.tag == "NNP":
        return (1, 1) if head.tag == "NNP" and (head.label in NAMED or is_person(head) or head.label == "ORG") else None
    if head.tag in ("NNS", "NNPS"):
        return None
    if head.pos in ("NOUN", "ADJ") or head.tag in ("NN", "JJ"):
        return (1, 1)
    return None


def _contained(head: Token) -> Token | None:
    """The noun inside 'a total of five people', 'a family of four'."""
    if head.lemma not in CONTAINERS:
        return None
    for child in head.children:
        if child.dep == "prep" and child.lower == "of":
            return next((c for c in child.children if c.dep == "pobj"), None)
    return None


def _partitive(document: Document, head: Token) -> str | None:
    """'the victims' of 'two of the victims'."""
    for child in head.children:
        if child.dep == "prep" and child.lower == "of":
            noun = next((c for c in child.children if c.dep == "pobj"), None)
            if noun is not None:
                return document.text[_left_edge(noun).start : noun.end]
    return None


def _left_edge(head: Token) -> Token:
    """Where a noun's own words start: determiner, adjectives, possessor, compounds."""
    edge = head
    for child in reversed(head.lefts):
        if child.dep in (
            "det",
            "amod",
            "compound",
            "nummod",
            "poss",
            "predet",
            "nmod",
            "npadvmod",
            "advmod",
            "quantmod",
            "neg",
        ):
            edge = child
            while edge.lefts:
                edge = edge.lefts[0]
        else:
            break
    return edge if edge.i <= head.i else head
