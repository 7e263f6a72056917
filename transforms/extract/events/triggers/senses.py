"""The sense of a word in its context: which entry of the event lexicon matches there, if any."""

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.extract.document import Token
from transforms.extract.events.patterns.match import matches
from transforms.extract.events.triggers.lexicon import NO_EVENT, Entry, entries_of, unlisted_entry
from transforms.extract.grammar.arguments import objects
from transforms.extract.grammar.clauses import complement_clause
from transforms.extract.grammar.word_classes import classes, lemma_of, meets
from transforms.extract.languages.load import word_set

_NAME_LABELS = frozenset(
    ("ORG", "PERSON", "GPE", "FAC", "LOC", "NORP", "PRODUCT", "WORK_OF_ART", "LAW", "MONEY", "DATE", "TIME")
)
_INSIDE_NOUN_PHRASE = frozenset(("compound", "amod", "nmod"))
_DEMANDING = word_set("modality.toml", "saying", "demanding")


@dataclass(frozen=True, slots=True)
class TriggerMatch:
    """A trigger in the sense that it has in its context.

    Attributes:
        token: Its head.
        tokens: All its words, in text order.
        entry: The matching entry of the lexicon.
        event_type: Type of the codebook: the entry's, its cause's, or that of an announcement.
        event_mode: Mode of the codebook.
        lemma: The trigger's lemma, such as 'kill' or 'open fire'.
        joined: Further triggers of the same act ('killed' in 'shot and killed').
        cause: The trigger of what a consequence results from ('opened fire' for 'killing' in 'opened fire, killing
            three').
        is_announcement: Whether it is coded as an announcement or demand ('will support', 'must leave').
    """

    token: Token
    tokens: tuple[Token, ...]
    entry: Entry
    event_type: str
    event_mode: str | None
    lemma: str
    joined: tuple["TriggerMatch", ...] = ()
    cause: "TriggerMatch | None" = None
    is_announcement: bool = False

    @property
    def start(self) -> int:
        """Offset of the first code point."""
        return self._adjacent()[0].start

    @property
    def end(self) -> int:
        """Offset behind the last code point."""
        return self._adjacent()[-1].end

    def _adjacent(self) -> tuple[Token, ...]:
        """Its words if they are close together, else the head alone."""
        return self.tokens if self.tokens[-1].i - self.tokens[0].i <= len(self.tokens) + 1 else (self.token,)


def match_at(token: Token) -> TriggerMatch | None:
    """The first sense that matches at a token; None if it reports no event."""
    entries = entries_of(token.lemma, token.lower, token.pos)
    if not entries or not _can_be_trigger(token):
        return None
    for entry, words in matches(token, entries):
        if not _has_wanted_clause(token, entry):
            continue
        if entry.sense.event_type == NO_EVENT:
            return None
        bearer = _bearer(token)
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


def is_figurative(token: Token) -> bool:
    """Whether the first sense that matches at a word is one that reports no event: 'war on red tape'."""
    entries = entries_of(token.lemma, token.lower, token.pos)
    fitting = (entry for entry, _ in matches(token, entries) if _has_wanted_clause(token, entry))
    first = next(fitting, None)
    return first is not None and first.sense.event_type == NO_EVENT


def match_outside_lexicon(token: Token, event_type: str) -> TriggerMatch:
    """A word that the lexicon does not have ('the toll') as a trigger, if other evidence gives its type."""
    entry = unlisted_entry(lemma_of(token), token.pos, event_type)
    compound = [child for child in token.children if child.dep == "compound" and child.i == token.i - 1]  # 'death toll'
    return TriggerMatch(
        token=token,
        tokens=(*compound, token),
        entry=entry,
        event_type=event_type,
        event_mode=None,
        lemma=lemma_of(token),
    )


def clause_matches(clause: Token) -> Iterator[TriggerMatch]:
    """Triggers at the verb of a clause or at its objects: 'to attack', 'to launch an attack'."""
    for token in (clause, *objects(clause)):
        if (match := match_at(token)) is not None:
            yield match


def _can_be_trigger(token: Token) -> bool:
    """Whether a word is more than an attribute or a part of a name.

    The first part of a compound is only before certain nouns: 'rescue mission', 'murder suspect'. Of auxiliaries only
    'must' is, in what somebody says.
    """
    if token.dep == "compound" and token.pos == "NOUN":
        if token.head.lemma in classes()["bearer"].words:
            return token.head.dep not in _INSIDE_NOUN_PHRASE
        if meets(token.head, classes()["sequel"]):
            return True
    if token.dep in _INSIDE_NOUN_PHRASE or (token.pos == "PROPN" and token.label in _NAME_LABELS):
        return False
    if token.dep in ("aux", "auxpass"):
        return token.lower == "must" and token.head.dep == "ccomp" and token.head.head.lemma in _DEMANDING
    return True


def _bearer(token: Token) -> Token | None:
    """The noun that carries an event noun before it and becomes the head: 'mission' of 'a rescue mission'."""
    return token.head if token.dep == "compound" and not meets(token.head, classes()["sequel"]) else None


def _has_wanted_clause(token: Token, entry: Entry) -> bool:
    """Whether a word's complement clause reports an event of the types that an entry wants, if it wants any."""
    wanted = entry.conditions.clause_type
    if not wanted:
        return True
    clause = complement_clause(token)
    return clause is not None and any(match.event_type in wanted for match in clause_matches(clause))
