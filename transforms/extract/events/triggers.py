"""Triggers: the words that tell events, each in its best sense, one for each happening of a clause."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from schemas.codebook import COOPERATIVE, HOSTILE
from transforms.extract.events.lexicon import Entry, classes, lemma_of, lexicon, plain_sense
from transforms.extract.events.slots import (
    SUBJECTS,
    VERBAL,
    clause_of,
    governor_of,
    inner_nouns,
    is_passive,
    is_time,
    light_verb,
    meets,
    modifiers,
    named_modifiers,
    objects,
    prepositional,
    subjects,
    surface_subjects,
)
from transforms.extract.syntax import Document, Token, per_document

NAMED = frozenset(
    ("ORG", "PERSON", "GPE", "FAC", "LOC", "NORP", "PRODUCT", "WORK_OF_ART", "LAW", "MONEY", "DATE", "TIME")
)
LOOSE = frozenset(("conj", "nsubj", "relcl", "ccomp", "advcl", "parataxis", "npadvmod", "punct"))
PURPOSE = frozenset(("for", "on", "in"))  # 'flew in for talks', 'arrived on a visit'
SAYING = frozenset(("say", "declare", "insist", "state", "tell", "stress", "add", "announce", "warn"))
PARTICLES = frozenset(("in", "up", "down", "off", "out", "over", "back", "away"))
FUTURE = frozenset(("will", "would", "shall", "'ll", "wo"))
HARM = frozenset(("ASSAULT", "ACCIDENT", "DISASTER", "DEATH"))
PLAIN = frozenset(("ASSAULT", "ACCIDENT", "DISASTER", "COERCE", "CRIME"))


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
        joined: Other triggers of the same happening ('killing' in 'opened fire, killing three').
        framed: Whether the frame changed the type.
    """

    token: Token
    tokens: tuple[Token, ...]
    entry: Entry
    event_type: str
    event_mode: str | None
    lemma: str
    joined: tuple["TriggerMatch", ...] = ()
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


@per_document
def triggers(document: Document) -> tuple[TriggerMatch, ...]:
    """All triggers of an article, in text order.

    Args:
        document: The article.

    Returns:
        One match a happening and clause: 'carried out an attack' is one, 'shot and killed' is one, and a consequence
        ('killing three') belongs to what caused it.
    """
    found: list[TriggerMatch] = []
    for sentence in document.sentences:
        matches = [match for token in sentence.tokens if (match := match_at(token)) is not None]
        if matches:
            found += _framed(_one_each(matches))
    return tuple(_by_article(found))


# --- senses ---------------------------------------------------------------------------------


def match_at(token: Token) -> TriggerMatch | None:
    """The best sense of a token, or None where it tells no event."""
    entries = lexicon().get(lemma_of(token)) or lexicon().get(token.lower)
    if not entries or not _can_tell(token):
        return None
    kind = _kind(token)
    bearer = token.head if token.dep == "compound" else None
    for entry in entries:
        if entry.pos != kind:
            continue
        words = _words(token, entry)
        if words is not None and _holds(token, words, entry):
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
    """A word outside the lexicon as a trigger, for those who know by other evidence what it tells."""
    entry = Entry((lemma_of(token),), _kind(token), plain_sense(event_type))
    return TriggerMatch(
        token=token, tokens=(token,), entry=entry, event_type=event_type, event_mode=None, lemma=lemma_of(token)
    )


def _kind(token: Token) -> str:
    if token.pos in VERBAL:
        return "VERB"
    return "NOUN" if token.pos in ("NOUN", "PROPN") else token.pos


def _can_tell(token: Token) -> bool:
    """Not the first part of a compound, a mere attribute or a part of a name."""
    if token.dep == "compound" and token.head.lemma in classes()["bearer"].words and token.pos == "NOUN":
        return token.head.dep not in ("compound", "amod", "nmod")
    if token.dep in ("compound", "amod", "nmod") or (token.pos == "PROPN" and token.label in NAMED):
        return False
    if token.dep in ("aux", "auxpass"):
        return token.lower == "must" and token.head.dep == "ccomp" and token.head.head.lemma in SAYING
    return True


def _words(token: Token, entry: Entry) -> list[Token] | None:
    """The words of the entry in the sentence, or None where one is missing."""
    found = [token]
    for word in entry.words[1:]:
        near = [
            child
            for own in found
            for child in own.children
            if child not in found and (child.dep not in LOOSE or child.pos == "ADJ")
        ]
        if len(found) == 1 and token.pos in VERBAL:
            nouns = [noun for noun in objects(token) if noun is not token]
            near += [noun for noun in nouns if noun not in near]
            near += [prep for noun in nouns for prep in noun.children if prep.dep == "prep"]  # 'held them as shields'
        match = next(
            (child for child in near if (lemma_of(child) == word or child.lower == word) and _bare(child)), None
        )
        if match is None:
            return None
        found.append(match)
    return found


def _bare(word: Token) -> bool:
    """Not 'broke out in the city' for 'break in': such a word is no preposition here."""
    return word.lower not in PARTICLES or word.dep != "prep" or not any(child.dep == "pobj" for child in word.children)


def _holds(token: Token, words: list[Token], entry: Entry) -> bool:
    """Whether the sense's conditions are met."""
    sense = entry.sense
    if sense.form == "passive" and not (token.pos in VERBAL and is_passive(token)):
        return False
    if sense.no_object and objects(token):
        return False
    names = {
        child.lower for word in words for child in word.children if child.dep in ("prep", "agent", "dative", "prt")
    }
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
        return subjects(token) if token.pos in VERBAL else []
    if condition == "modifier":
        return modifiers(token)
    if condition == "pobj":
        names = {child.lower for word in words for child in word.children}
        return [noun for name in sorted(names) for noun in prepositional(words, name)]
    near = [child for child in token.children if child.dep not in ("punct", "det")]
    return near + [noun for child in near for noun in child.children] + surface_subjects(token)


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


# --- one for each happening -----------------------------------------------------------------


def _one_each(matches: list[TriggerMatch]) -> list[TriggerMatch]:
    """Drop words used up by a longer trigger, and join the triggers of one happening."""
    used = {word.i for match in matches for word in match.tokens if word is not match.token}
    for match in matches:
        if any(condition == "object" for condition, _ in match.entry.sense.require) and match.token.pos in VERBAL:
            used |= {noun.i for noun in objects(match.token) if noun.pos == "NOUN"}
    by_token = {match.token.i: match for match in matches if match.token.i not in used}
    for match in tuple(by_token.values()):
        other = _other(match, by_token)
        if other is not None and other.token is not by_token[match.token.i].token:
            kept, joined = _joined(other, by_token[match.token.i])
            for i, known in tuple(by_token.items()):
                if known.token in (kept.token, joined.token):
                    by_token[i] = kept
    found = {match.token.i: match for match in by_token.values()}
    return [found[i] for i in sorted(found) if found[i].joined or _tells(found[i])]


def _joined(cause: TriggerMatch, match: TriggerMatch) -> tuple[TriggerMatch, TriggerMatch]:
    """Which of two triggers of a happening stays and which goes: verbs stay before nouns, causes before results.

    'killed in an airstrike' is told by 'killed' and is an airstrike; 'attacked, killing two' is told by 'attacked'.
    """
    if cause.entry.pos == "NOUN" or cause.token.dep in SUBJECTS:
        kept = replace(match, event_type=cause.event_type, event_mode=cause.event_mode or match.event_mode)
        return replace(kept, joined=(*match.joined, cause, *cause.joined)), cause
    return replace(cause, joined=(*cause.joined, match, *match.joined)), match


def _other(match: TriggerMatch, by_token: dict[int, TriggerMatch]) -> TriggerMatch | None:
    """The other trigger of the sentence that tells the same happening, and says better what it was."""
    token = match.token
    head = by_token.get(token.head.i)
    if token.dep == "conj" and head is not None and _same_happening(head, match):
        return head
    if match.entry.pos == "NOUN" and token.dep == "pobj" and token.head.lower in PURPOSE:
        verb = by_token.get(token.head.head.i)
        return verb if verb is not None and verb.event_type == match.event_type else None
    if not match.entry.sense.consequence or token.pos not in VERBAL:
        return None
    near: list[Token] = []
    if not is_passive(token):
        near += subjects(token)
    if token.dep in ("advcl", "xcomp", "acl", "relcl", "conj"):
        near += [token.head, *objects(token.head)] if token.head.pos in VERBAL else [token.head]
    for name in ("in", "by", "during", "after", "from", "when"):
        near += prepositional([token], name)
    when = [child for child in token.children if child.dep == "advcl" and child.pos in VERBAL]
    near += when + [other for child in when for other in child.children if other.dep == "conj"]
    for one in near:
        cause = by_token.get(one.i)
        if (
            cause is not None
            and cause.event_type in PLAIN
            and not (cause.entry.sense.consequence and one is not token.head)
        ):
            return cause
    return None


def _same_happening(one: TriggerMatch, other: TriggerMatch) -> bool:
    """'shot and killed', 'robbed and beaten': joined verbs of one type about the same people."""
    if one.event_type != other.event_type or one.token.pos not in VERBAL or other.token.pos not in VERBAL:
        return False
    shared = {token.i for token in objects(one.token)} & {token.i for token in objects(other.token)}
    return bool(shared)


def _tells(match: TriggerMatch) -> bool:
    """Whether a noun tells a happening and does not merely point back ('since the talks') or name a kind of it."""
    noun = match.token
    if match.entry.pos != "NOUN" or len(match.tokens) > 2 or light_verb(noun) is not None:
        return True
    if any(child.lower in ("a", "an", "another") or child.dep == "nummod" for child in noun.children):
        return True
    if match.event_type in HARM and any(child.dep == "det" for child in noun.children):
        return True
    if named_modifiers(noun) or any(child.dep == "poss" and not is_time(child) for child in noun.children):
        return True
    if any(prepositional([noun], name) for name in ("of", "by", "against", "on", "with", "between", "at", "in")):
        return True
    return (
        noun.dep in ("nsubj", "ROOT") and noun.head.pos in VERBAL and lemma_of(noun.head) in classes()["happen"].words
    )


def _by_article(matches: list[TriggerMatch]) -> list[TriggerMatch]:
    """'Seven were killed' in an article about a crash tells of the crash: the kind of harm most told of there."""
    told = Counter(
        one.event_type
        for match in matches
        for one in (match, *match.joined)
        if one.event_type in HARM and not one.entry.sense.consequence
    )
    kind = max(("ASSAULT", "ACCIDENT", "DISASTER"), key=lambda name: told[name])
    if kind == "ASSAULT":
        return matches
    return [replace(match, event_type=kind, event_mode=None) if _open(match) else match for match in matches]


def _open(match: TriggerMatch) -> bool:
    """Whether a passage tells of harm without telling who or what did it."""
    verb = match.token
    plain = match.event_type == "ASSAULT" and match.entry.sense.consequence and len(match.tokens) == 1
    return plain and not match.joined and verb.pos in VERBAL and is_passive(verb) and not subjects(verb)


# --- frames ---------------------------------------------------------------------------------


def _framed(matches: list[TriggerMatch]) -> list[TriggerMatch]:
    """PLOVER codes what is announced by the announcement: 'will help' is AGREE, 'will bomb' is THREATEN."""
    return [_frame(match) for match in matches]


def _frame(match: TriggerMatch) -> TriggerMatch:
    if match.token.dep == "aux":
        return replace(match, framed=True)
    verb = match.token if match.token.pos in VERBAL else governor_of(match.token)
    if verb is None or match.event_type not in COOPERATIVE | HOSTILE:
        return match
    auxiliaries = {child.lower for child in verb.children if child.dep == "aux"}
    if not auxiliaries & FUTURE or is_passive(verb):
        return match
    negated = any(child.dep == "neg" for child in verb.children)
    if match.event_type in COOPERATIVE:
        return replace(match, event_type="REJECT" if negated else "AGREE", event_mode=None, framed=True)
    return match if negated else replace(match, event_type="THREATEN", event_mode=None, framed=True)
