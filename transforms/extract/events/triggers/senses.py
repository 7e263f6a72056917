"""Which sense of the lexicon a word has where it stands: a trigger by its words, its syntax and who takes part."""

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.extract.document import Token
from transforms.extract.events.triggers.lexicon import KINDS, NONE, Entry, entries_of, plain_sense
from transforms.extract.grammar.arguments import (
    OBJECTS,
    PREPOSITIONS,
    VERBAL,
    clause_of,
    inner_nouns,
    is_passive,
    light_verb,
    measured,
    modifiers,
    objects,
    prepositional,
    subjects,
    surface_subjects,
)
from transforms.extract.grammar.word_classes import classes, lemma_of, meets

NAMED = frozenset(
    ("ORG", "PERSON", "GPE", "FAC", "LOC", "NORP", "PRODUCT", "WORK_OF_ART", "LAW", "MONEY", "DATE", "TIME")
)
LOOSE = frozenset(("conj", "nsubj", "relcl", "ccomp", "advcl", "parataxis", "npadvmod", "punct"))
SAYING = frozenset(("say", "declare", "insist", "state", "tell", "stress", "add", "announce", "warn"))
BOLTS = frozenset(("strike", "bolt"))
PARTICLES = frozenset(("in", "up", "down", "off", "out", "over", "back", "away"))


@dataclass(frozen=True, slots=True)
class TriggerMatch:
    """A trigger in the sense it has here.

    Attributes:
        token: Its head.
        tokens: All its words, in text order.
        entry: The entry of the lexicon.
        event_type: Type of the codebook; the entry's unless the frame changes it ('will support' is AGREE).
        event_mode: Mode of the codebook.
        lemma: The trigger's lemma, such as 'kill' or 'open fire'.
        joined: Other triggers of the same act ('killed' in 'shot and killed').
        cause: The trigger of what led to it ('opened fire' of 'killing' in 'opened fire, killing three').
        framed: Whether the frame changed the type.
    """

    token: Token
    tokens: tuple[Token, ...]
    entry: Entry
    event_type: str
    event_mode: str | None
    lemma: str
    joined: tuple["TriggerMatch", ...] = ()
    cause: "TriggerMatch | None" = None
    framed: bool = False

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self._span()[0].start

    @property
    def end(self) -> int:
        """Offset behind the last code point."""
        return self._span()[-1].end

    def _span(self) -> tuple[Token, ...]:
        """Its words where they stand close together, else the head alone."""
        return self.tokens if self.tokens[-1].i - self.tokens[0].i <= len(self.tokens) + 1 else (self.token,)


def match_at(token: Token) -> TriggerMatch | None:
    """The best sense of a token, or None where it tells no event."""
    entries = entries_of(token.lemma, token.lower, token.pos)
    if not entries or not _can_tell(token):
        return None
    bearer = token.head if token.dep == "compound" and not meets(token.head, classes()["sequel"]) else None
    beside: set[str] | None = None  # asked for by the entries of several words
    for entry in entries:
        if len(entry.words) > 1:
            beside = _forms(_near(token, [token])) if beside is None else beside
            if entry.words[1] not in beside:
                continue
        words = _words(token, entry)
        if words is not None and _holds(token, words, entry):
            if entry.sense.event_type == NONE:
                return None
            if bearer is not None:
                words.append(bearer)
            return TriggerMatch(
                token=bearer or token,
                tokens=tuple(sorted(words, key=lambda word: word.i)),
                entry=entry,
                event_type=entry.sense.event_type,
                event_mode=entry.sense.event_mode,
                lemma=" ".join(entry.words if entry.pos != "NOUN" else (*entry.words[1:], entry.words[0])),
            )
    return None


def told_by(token: Token, event_type: str) -> TriggerMatch:
    """A word outside the lexicon ('the toll') as a trigger, for those who know by other evidence what it tells."""
    entry = Entry((lemma_of(token),), KINDS.get(token.pos, token.pos), plain_sense(event_type))
    named = [child for child in token.children if child.dep == "compound" and child.i == token.i - 1]  # 'death toll'
    return TriggerMatch(
        token=token, tokens=(*named, token), entry=entry, event_type=event_type, event_mode=None, lemma=lemma_of(token)
    )


def _can_tell(token: Token) -> bool:
    """Not the first part of a compound (but 'the murder suspect'), a mere attribute or a part of a name."""
    if token.dep == "compound" and token.pos == "NOUN":
        if token.head.lemma in classes()["bearer"].words:
            return token.head.dep not in ("compound", "amod", "nmod")
        if meets(token.head, classes()["sequel"]):
            return True
    if token.dep in ("compound", "amod", "nmod") or (token.pos == "PROPN" and token.label in NAMED):
        return False
    if token.dep in ("aux", "auxpass"):
        return token.lower == "must" and token.head.dep == "ccomp" and token.head.head.lemma in SAYING
    return True


def _words(token: Token, entry: Entry) -> list[Token] | None:
    """The words of the entry in the sentence, or None where one is missing."""
    found = [token]
    for word in entry.words[1:]:
        near = (child for child in _near(token, found) if child.lower == word or lemma_of(child) == word)
        match = next((child for child in near if _bare(child, entry)), None)
        if match is None:
            return None
        found.append(match)
    return found


def _near(token: Token, found: list[Token]) -> list[Token]:
    """Where the next word of an entry may stand, when these are found: below them, and at the verb's objects."""
    near = [
        child
        for own in found
        for child in own.children
        if child not in found and (child.dep not in LOOSE or child.pos == "ADJ")
    ]
    if len(found) == 1 and token.pos in VERBAL:
        nouns = [inner for noun in objects(token) if noun is not token for inner in inner_nouns(noun)]
        near += [noun for noun in nouns if noun not in near]
        near += [prep for noun in nouns for prep in noun.children if prep.dep == "prep"]  # 'held them as shields'
    return near


def _forms(tokens: list[Token]) -> set[str]:
    return {form for token in tokens for form in (token.lower, lemma_of(token))}


def _bare(word: Token, entry: Entry) -> bool:
    """Not 'broke out in the city' for 'break in': such a word is no preposition here, but of a word of the entry."""
    if word.lower not in PARTICLES or word.dep != "prep":
        return True
    return all(lemma_of(child) in entry.words for child in word.children if child.dep == "pobj")


def _holds(token: Token, words: list[Token], entry: Entry) -> bool:
    """Whether the sense's conditions are met."""
    sense = entry.sense
    if sense.form == "passive" and not (token.pos in VERBAL and is_passive(token)):
        return False
    if sense.no_object and objects(token):
        return False
    if sense.prep or sense.not_prep:
        names = {child.lower for word in words for child in word.children if child.dep in PREPOSITIONS}
        if (sense.prep and not sense.prep & names) or sense.not_prep & names:
            return False
    if sense.clause or sense.clause_type or sense.clause_lemma:
        clause = clause_of(token)
        if clause is None or not _clause_fits(clause, entry):
            return False
    for condition, wanted in sense.require:
        if not any(meets(noun, wanted) for noun in _asked(token, words, condition)):
            return False
    return not any(
        meets(noun, unwanted) for condition, unwanted in sense.forbid for noun in _asked(token, words, condition)
    )


def _asked(token: Token, words: list[Token], condition: str) -> list[Token]:
    """The words that a condition looks at."""
    if condition == "object":
        nouns = objects(token) if token.pos in VERBAL else prepositional([token], "of")
        return [inner for noun in nouns for inner in inner_nouns(noun)]
    if condition == "subject":
        doers = subjects(token) if token.pos in VERBAL else _whose_object(token)
        nouns = [inner for noun in doers for inner in measured(noun)]
        return nouns + [kind for noun in nouns for kind in _kinds_of_disaster(noun)]
    if condition == "modifier":
        return modifiers(token)
    if condition == "pobj":
        light = light_verb(token) if token.pos == "NOUN" else None
        words = [*words, light] if light is not None else words  # 'declared war on waste'
        names = {child.lower for word in words for child in word.children}
        return [noun for name in sorted(names) for noun in prepositional(words, name)]
    near = [child for child in token.children if child.dep not in ("punct", "det")]
    return near + [noun for child in near for noun in child.children] + surface_subjects(token)


def _whose_object(noun: Token) -> list[Token]:
    """The subject of the verb whose object a noun is: 'nurses' of 'nurses threatened a strike'."""
    return surface_subjects(noun.head) if noun.dep in OBJECTS and noun.head.pos in VERBAL else []


def _kinds_of_disaster(name: Token) -> list[Token]:
    """What a named storm is ('Storm' of 'Storm Anna') and what strikes ('lightning' of 'a lightning strike')."""
    if name.pos != "PROPN" and name.lemma not in BOLTS:
        return []
    return [child for child in name.children if child.dep == "compound" and meets(child, classes()["disaster"])]


def _clause_fits(clause: Token, entry: Entry) -> bool:
    sense = entry.sense
    to = any(child.lower == "to" and child.dep == "aux" for child in clause.children)
    if (sense.clause == "infinitive" and not to) or (sense.clause == "base" and (to or not _is_base(clause))):
        return False
    if sense.clause_lemma and clause.lemma not in sense.clause_lemma:
        return False
    return not sense.clause_type or any(match.event_type in sense.clause_type for match in clause_matches(clause))


def _is_base(clause: Token) -> bool:
    """'that they leave', 'that they should leave': something asked for, not told."""
    auxiliaries = [child.lower for child in clause.children if child.dep in ("aux", "auxpass")]
    return "should" in auxiliaries or "be" in auxiliaries or (clause.tag == "VB" and not auxiliaries)


def clause_matches(clause: Token) -> Iterator[TriggerMatch]:
    """Triggers at the verb of a clause or at the nouns it governs: 'to attack', 'to launch an attack'."""
    for token in (clause, *objects(clause)):
        if (match := match_at(token)) is not None:
            yield match
