"""Which sense of the lexicon a word has where it stands: a trigger by its words, its syntax and who takes part."""

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.extract.document import Token
from transforms.extract.events.patterns.match import matches
from transforms.extract.events.triggers.lexicon import NONE, Entry, entries_of, plain_entry
from transforms.extract.grammar.arguments import objects
from transforms.extract.grammar.clauses import complement_clause
from transforms.extract.grammar.word_classes import classes, lemma_of, meets

NAMED = frozenset(
    ("ORG", "PERSON", "GPE", "FAC", "LOC", "NORP", "PRODUCT", "WORK_OF_ART", "LAW", "MONEY", "DATE", "TIME")
)
SAYING = frozenset(("say", "declare", "insist", "state", "tell", "stress", "add", "announce", "warn"))


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
    for entry, words in matches(token, entries):
        if not _clause_tells(token, entry):
            continue
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


def match_outside_lexicon(token: Token, event_type: str) -> TriggerMatch:
    """A word outside the lexicon ('the toll') as a trigger, for those who know by other evidence what it tells."""
    entry = plain_entry(lemma_of(token), token.pos, event_type)
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


def _clause_tells(token: Token, entry: Entry) -> bool:
    """Whether the clause that complements a word tells an event of the types that its entry wants, if it does."""
    wanted = entry.conditions.clause_type
    if not wanted:
        return True
    clause = complement_clause(token)
    return clause is not None and any(match.event_type in wanted for match in clause_matches(clause))


def clause_matches(clause: Token) -> Iterator[TriggerMatch]:
    """Triggers at the verb of a clause or at the nouns it governs: 'to attack', 'to launch an attack'."""
    for token in (clause, *objects(clause)):
        if (match := match_at(token)) is not None:
            yield match
