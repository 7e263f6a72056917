"""How many people a noun phrase names: 'at least 27 civilians', 'his wife and two sons', 'a man, 21', 'Ada Reyes'."""

from dataclasses import dataclass

from transforms.extract.counts import Count, count_of
from transforms.extract.document import Document, Token
from transforms.extract.events.casualties.lexicon import patterns_of
from transforms.extract.grammar.arguments import surface_subjects
from transforms.extract.grammar.word_classes import classes
from transforms.extract.languages.load import word_sets
from transforms.extract.numbers import scale_words

REFLEXIVES = classes()["reflexive"].words
_PEOPLE = word_sets("casualties/people.toml", "people")
_PHRASES = word_sets("casualties/people.toml", "phrases")
_NOBODY = frozenset(("nobody", "none", "no-one"))
_ONE_OR_NONE = frozenset(("one", "another", "nobody", "none"))
_AGES = ("old", "olds")
_OWN_MODIFIERS = frozenset(("det", "nummod", "amod", "poss"))
_PREMODIFIERS = frozenset(
    ("det", "amod", "compound", "nummod", "poss", "predet", "nmod", "npadvmod", "advmod", "quantmod", "neg")
)
_NO_PEOPLE_LABELS = frozenset(
    ("GPE", "LOC", "FAC", "DATE", "TIME", "MONEY", "PERCENT", "QUANTITY", "PRODUCT", "WORK_OF_ART")
)
_PERSON_LABELS = frozenset(("PERSON", "ORG", ""))
"""Labels of a singular name that may be one person: the model takes some surnames for organisations, or for none."""


@dataclass(frozen=True, slots=True)
class GroupSize:
    """How many people a phrase names.

    Attributes:
        low: At least so many.
        high: At most so many; None when open.
        start: Offset of the phrase's first code point.
        end: Offset behind its last.
        victims: Who they are, as written, without the number; None where only the number is written.
        heads: The heads of the phrase's parts ('wife', 'sons').
        additional: Whether they are in addition to those reported before ('two others', 'a third man').
    """

    low: int
    high: int | None
    start: int
    end: int
    victims: str | None
    heads: tuple[Token, ...]
    additional: bool = False


def is_person(token: Token) -> bool:
    """Whether a phrase with this head can only be people."""
    if token.pos == "PRON" or token.tag == "PRP":
        return token.lower not in _PHRASES["not_people"]
    lemma = token.lemma.lower()
    if token.pos == "PROPN" or token.tag in ("NNP", "NNPS"):
        return (
            _is_persons_name(token)
            or token.label == "PERSON"
            or lemma in _PEOPLE["one"]
            or token.lower in _PEOPLE["one"]
        )
    if lemma in _PEOPLE["one"] or token.lower in _PEOPLE["many"] or token.lower in _PEOPLE["two"]:
        return True
    return (
        token.pos == "NUM"
        or token.lower in scale_words()  # 'a dozen'
        or token.lower in _ONE_OR_NONE
        or token.lower in _AGES
        or token.lower.endswith(("-old", "-olds"))
    )


def can_be_people(token: Token) -> bool:
    """Whether a phrase with this head may be people: words known to be things are not."""
    if token.pos == "PROPN" and _is_persons_name(token):
        return True
    if token.label in _NO_PEOPLE_LABELS:
        return is_person(token) and token.pos != "PROPN"
    lemma = token.lemma.lower()
    if token.lower in _PHRASES["not_people"] or lemma in _PEOPLE["not_people"]:
        return False
    if token.tag == "NN":
        return is_person(token) or lemma in _PEOPLE["crowd"]
    return token.pos in ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET")


def _is_persons_name(name: Token) -> bool:
    """Whether a name can only be a person's, whatever label the model gave it: 'Smith, who', 'Jackson died'."""
    if name.tag != "NNP" or any(child.dep == "det" for child in name.children):
        return False
    if any(c.dep == "relcl" and any(g.lower == "who" for g in c.children) for c in name.children):
        return True
    return name.dep in ("nsubj", "nsubjpass") and name.head.lemma in _PHRASES["mortal"]


def group_size(document: Document, head: Token, before: Token | None = None, alone: bool = False) -> GroupSize | None:
    """How many people the phrase with this head names, its conjuncts added up.

    Args:
        document: The article.
        head: Head of the phrase, of its first part in an enumeration.
        before: What is reported of them: where it follows the head, parts after it belong to something else
            ('left one man dead and six others wounded').
        alone: Leave out parts with modifiers of their own: 'two dead men and two injured women'.

    Returns:
        None where the words do not say ('residents').
    """
    heads = [head, *_conjuncts(head)]
    if len(heads) > 1 and (neither := _neither(head)) is not None:
        start, end = neither.start, heads[-1].end
        return GroupSize(0, 0, start, end, document.text[start:end], tuple(heads))
    if before is not None and before.i > head.i:
        heads = [part for part in heads if part.i < before.i]
    heads = [head, *(part for part in heads[1:] if _adds_people(part, head))]
    if len(heads) > 1 and any(_is_bomber(part) for part in heads):
        heads = [part for part in heads if not _is_bomber(part)]
    if alone:
        heads = [head, *(part for part in heads[1:] if not any(c.dep in _OWN_MODIFIERS for c in part.lefts))]
    is_pair = len(heads) > 1 and any(child.lower == "both" for child in head.lefts)  # 'both Ada and Bo'
    parts = [part for part in (_size_of_part(document, part, is_pair) for part in heads) if part is not None]
    if not parts or len(heads) == 1:
        return parts[0] if parts else None
    if len(parts) > 2 and parts[0].low > 1 and parts[0].low == sum(part.low for part in parts[1:]):
        return parts[0]  # 'three bodies, a man, a woman and a child'
    unknown = len(heads) - len(parts)
    closed = unknown == 0 and all(part.high is not None for part in parts)
    start, end = min(part.start for part in parts), max(part.end for part in parts)
    return GroupSize(
        low=sum(part.low for part in parts) + unknown,
        high=sum(part.high or 0 for part in parts) if closed else None,
        start=start,
        end=end,
        victims=document.text[start:end],
        heads=tuple(heads),
        additional=parts[0].additional,
    )


def _adds_people(part: Token, head: Token) -> bool:
    """Whether a further part of an enumeration names further people of what is reported of the first.

    Not where it says itself what happened to its people: 'ten deaths and 50 wounded', 'two deaths and six injuries'.
    """
    if part.lemma.lower() in _PEOPLE["not_people"] or _is_share(part):
        return False
    if any(patterns_of(word.lemma, word.lower, "ADJ") for word in (part, *_participle_behind(part))):
        return False
    kinds = _kinds_counted(part)
    return not kinds or not kinds.isdisjoint(_kinds_counted(head))


def _is_bomber(part: Token) -> bool:
    """Whether a bomber is counted among his victims: 'a suicide bomber killed himself and eight others'."""
    if part.lower not in REFLEXIVES:
        return False
    verb = next((token for token in part.ancestors() if token.pos == "VERB"), None)
    return verb is not None and any(subject.lemma in _PHRASES["bombers"] for subject in surface_subjects(verb))


def _describes(apposition: Token, head: Token) -> bool:
    """Whether an apposition names nobody else: 'Ada Reyes, a teacher and mother', '20 men, most of them guards'."""
    if _is_share(apposition):
        return True
    return head.tag == "NNP" and any(child.dep == "det" for child in apposition.lefts)


def _kinds_counted(noun: Token) -> set[str]:
    """What a noun counts: 'killed' of 'deaths', nothing of 'soldiers'."""
    if noun.pos != "NOUN":
        return set()
    return {pattern.kind for pattern in patterns_of(noun.lemma, noun.lower, "NOUN") if "counted" in pattern.victims}


def _is_share(part: Token) -> bool:
    """Whether a part describes a share of the people named before: 'most of them women', 'many of whom'."""
    return any(
        preposition.lower == "of" and any(noun.lower in _PHRASES["named_before"] for noun in preposition.children)
        for word in (part, *part.lefts)
        for preposition in word.rights
    )


def _participle_behind(number: Token) -> list[Token]:
    """'wounded' of 'and 50 wounded', whatever the parser attaches it to."""
    tokens, following = number.sentence.tokens, number.i - number.sentence.tokens[0].i + 1
    return [word for word in tokens[following : following + 1] if number.pos == "NUM" and word.tag == "VBN"]


def _neither(head: Token) -> Token | None:
    """The word that excludes all of an enumeration: 'neither the driver nor two others'."""
    return next((child for child in head.lefts if child.lower == "neither"), None)


def _conjuncts(head: Token) -> list[Token]:
    """The further parts of an enumeration: 'his wife and two sons'."""
    found: list[Token] = []
    token: Token | None = head
    if head.lemma.lower() not in _PHRASES["generic"] and head.pos in ("NOUN", "PROPN"):
        # 'a father, his wife and two sons': the parser takes the second part for an apposition; of 'three people, a
        # man and two women' it is one
        listed = next((c for c in head.children if c.dep == "appos" and any(g.dep == "cc" for g in c.children)), None)
        if listed is not None and listed.pos in ("NOUN", "PROPN") and not _describes(listed, head):
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


def _size_of_part(document: Document, head: Token, is_of_pair: bool = False) -> GroupSize | None:
    """How many people one part of an enumeration names; 'both' counts the parts of a pair and not the first of them."""
    count = count_of(document, head) if not is_of_pair else None
    if count is None and (inner := _contained(head)) is not None:
        return _size_of_part(document, inner)
    additional = any(
        word.lower in _PHRASES["additional"]
        for word in (head, *(child for child in head.children if child.dep not in ("conj", "appos", "relcl")))
    )
    if count is not None:
        tokens = document.tokens
        low, high = _people(head, count)
        first = min(count.first, head.i)
        last = tokens[max(count.last, head.i)]
        named = tokens[count.last + 1 : head.i + 1]
        victims = document.text[named[0].start : named[-1].end] if named else _partitive(document, head)
        return GroupSize(low, high, tokens[first].start, last.end, victims, (head,), additional)
    known = _implied(head)
    if known is None:
        return None
    start = _left_edge(head).start
    return GroupSize(*known, start, head.end, document.text[start : head.end], (head,), additional)


def _people(head: Token, count: Count) -> tuple[int, int | None]:
    """How many people a count is: of couples twice as many, of families and crews as many or more."""
    if head.lower in _PEOPLE["two"] or head.lemma.lower() in _PEOPLE["two"]:
        return 2 * count.low, count.high and 2 * count.high
    return count.low, None if head.lemma.lower() in _PEOPLE["group"] else count.high


def _implied(head: Token) -> tuple[int, int] | None:
    """What a phrase without a number implies: 'a man' is one, 'nobody' none, 'residents' does not say."""
    lower = head.lower
    determiners = {child.lower for child in head.children if child.dep in ("det", "neg", "predet")}
    if lower in _NOBODY or "no" in determiners:
        return 0, 0
    if head.tag == "PRP" or head.pos == "PRON":
        return (1, 1) if lower in _PHRASES["singular_pronouns"] else None
    if lower in ("another", "one"):
        return (1, 1)
    if lower in _PEOPLE["two"]:
        return (2, 2)
    if lower in _PEOPLE["crowd"] or head.lemma.lower() in _PEOPLE["crowd"] or head.tag in ("NNS", "NNPS"):
        return None
    if head.pos == "PROPN" or head.tag == "NNP":
        return (1, 1) if head.tag == "NNP" and (head.label in _PERSON_LABELS or is_person(head)) else None
    return (1, 1) if head.pos in ("NOUN", "ADJ") or head.tag in ("NN", "JJ") else None


def _contained(head: Token) -> Token | None:
    """The noun inside 'a total of five people', 'a family of four'."""
    return _behind_of(head) if head.lemma in _PHRASES["containers"] else None


def _partitive(document: Document, head: Token) -> str | None:
    """'the victims' of 'two of the victims'."""
    noun = _behind_of(head)
    return document.text[_left_edge(noun).start : noun.end] if noun is not None else None


def _behind_of(head: Token) -> Token | None:
    return next(
        (
            noun
            for child in head.children
            if child.dep == "prep" and child.lower == "of"
            for noun in child.children
            if noun.dep == "pobj"
        ),
        None,
    )


def _left_edge(head: Token) -> Token:
    """Where a noun's own words start: determiner, adjectives, possessor, compounds."""
    edge = head
    for child in reversed(head.lefts):
        if child.dep not in _PREMODIFIERS:
            break
        edge = child
        while edge.lefts:
            edge = edge.lefts[0]
    return edge if edge.i <= head.i else head
