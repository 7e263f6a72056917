"""Whether an event happened: asserted, reported, planned, hypothetical, denied, negated, historical."""

import tomllib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from transforms.extract.entities.times import TimeMention, times
from transforms.extract.quotes.frames import Frame, astray_conjunct, frames
from transforms.extract.quotes.sayings import inside
from transforms.extract.syntax import Document, Token, per_document

RECENT = timedelta(days=31)
"""An event dated further back from the day of publication is background."""

_VERBAL = frozenset(("VERB", "AUX"))
_CLAUSES = frozenset(("ccomp", "advcl", "relcl", "acl", "parataxis", "csubj", "csubjpass"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass", "csubj", "expl"))
_SETTINGS = frozenset(("in", "at", "during", "after", "before", "since", "on", "by", "following", "amid", "over"))
_CLAIMS = frozenset(("say", "according", "accuse", "deny", "commit", "noun", "think", "ask"))


@cache
def words(kind: str, role: str) -> frozenset[str]:
    """A list of `modality.toml`."""
    value = _table()[kind][role]
    return frozenset(value.split() if isinstance(value, str) else value)


@cache
def _table() -> dict[str, dict[str, str | list[str]]]:
    return tomllib.loads(files(__package__).joinpath("modality.toml").read_text(encoding="utf-8"))


def head_of(trigger_tokens: Sequence[Token]) -> Token:
    """The word that governs the others of a trigger."""
    own = {token.i for token in trigger_tokens}
    return next(
        (token for token in trigger_tokens if token.head.i not in own or token.head is token), trigger_tokens[0]
    )


def covering(document: Document, trigger_tokens: Sequence[Token]) -> list[Frame]:
    """Attributions whose content holds the trigger, innermost first; the trigger's own is none of them."""
    head, own = head_of(trigger_tokens), {token.i for token in trigger_tokens}
    found = [frame for frame in _frames_over(document).get(head.i, ()) if frame.cue.i not in own]
    return sorted(found, key=lambda frame: (len(frame.content), frame.cue.i))


@per_document
def _frames_over(document: Document) -> dict[int, list[Frame]]:
    over: dict[int, list[Frame]] = {}
    for frame in frames(document):
        if frame.groups & _CLAIMS:
            for i in frame.content:
                over.setdefault(i, []).append(frame)
    return over


def modality_of(document: Document, trigger_tokens: Sequence[Token]) -> str:
    """Whether the event of a trigger happened, as the text tells it.

    Where several hold, the first of these: denied (somebody denies it), negated (the clause says that it did not
    happen), hypothetical (may, would, if, threats, fears, calls), planned (will, plans, promises), historical (dated
    well before the article's day, or hanging on such a date), reported (somebody else's words), asserted.

    Args:
        document: The article.
        trigger_tokens: The trigger's words, at least one.
    """
    head = head_of(trigger_tokens)
    own = {token.i for token in trigger_tokens}
    over = covering(document, trigger_tokens)
    scope = list(_scope(head, own))
    governors = list(_governors(scope[-1], own))
    if _denied(over):
        return "denied"
    if any(_negated(token, own) for token in scope) or _governed(governors, "negated"):
        return "negated"
    if _hypothetical(scope, governors, over):
        return "hypothetical"
    if _planned(scope, governors):
        return "planned"
    if _historical(document, scope, own):
        return "historical"
    if over or head.i in inside(document) or _hedged(scope):
        return "reported"
    return "asserted"


def _scope(head: Token, own: set[int]) -> Iterator[Token]:
    """The trigger and the words that share its fate: 'an attack' that is 'launched', 'kill' beside 'attack'."""
    token = head
    for _ in range(12):
        yield token
        above = token.head
        if above is token:
            return
        if token.pos in _VERBAL:
            if token.dep == "conj" and _shares(token):
                token = above
            elif token.dep in {"auxpass", "aux", "oprd"}:
                token = above
            else:
                return
        elif token.dep in {"conj", "compound", "nmod"} and above.pos in {"NOUN", "PROPN"}:
            token = above
        elif token.dep in {"dobj", "attr", "oprd", "dative"} and (
            above.lemma in words("light", "verbs") or above.i in own
        ):
            token = above
        elif token.dep in {"nsubj", "nsubjpass"} and above.lemma in words("light", "happens"):
            token = above
        elif token.dep == "pobj" and above.head.pos == "NOUN" and above.head.lemma in words("light", "series"):
            token = above.head
        elif (
            token.dep == "pobj"
            and above.head.pos == "VERB"
            and above.head.lemma in {"engage", "participate", "take", "call"}
        ):
            token = above.head
        else:
            return


def _shares(conjunct: Token) -> bool:
    """Whether a second verb shares subject and auxiliaries with the first: 'will attack and destroy'."""
    return not astray_conjunct(conjunct) and not any(child.dep in _SUBJECTS | {"aux"} for child in conjunct.children)


def _governors(top: Token, own: set[int]) -> Iterator[tuple[Token, str]]:
    """The words that the scope hangs on, each with the way it does, as far as they decide whether it happened."""
    token = top
    for _ in range(8):
        above = token.head
        if above is token or above.i in own:
            return
        if token.dep in {"xcomp", "ccomp", "acomp", "oprd"}:
            yield above, token.dep
        elif token.dep == "pcomp":
            yield above, "prep"
            if above.lower in _SETTINGS:
                return
            above = above.head
            yield above, "prep"
        elif token.dep == "pobj" and token.pos in {"NOUN", "PROPN"}:
            if above.lower not in _SETTINGS:
                yield above, "prep"
                yield above.head, "prep"
            return
        elif token.dep in {"acl", "relcl"} and any(child.lower in {"to", "that"} for child in token.lefts):
            yield above, "acl"
        elif token.dep == "dobj" and token.pos in {"NOUN", "PROPN"}:
            yield above, "dobj"
            return
        elif token.dep == "conj" and token.pos in _VERBAL and not astray_conjunct(token):
            yield above, "conj"
            if any(child.dep in _SUBJECTS for child in token.children):
                return
        elif token.dep == "advcl":
            yield above, "advcl"
            return
        else:
            return
        token = above


def _governed(governors: list[tuple[Token, str]], kind: str) -> bool:
    for token, how in governors:
        if how in {"conj", "advcl"}:
            continue
        if how == "prep" and token.lower == "without" and kind == "negated":
            return True
        if how == "dobj":
            if token.lemma in words(kind, "objects"):
                return True
            continue
        if how == "prep" and token.pos == "VERB":
            if token.lemma in words(kind, "after_preposition"):
                return True
            continue
        if token.pos == "VERB" and token.lemma in words(kind, "verbs") and (how != "ccomp" or kind != "negated"):
            return True
        if (
            token.pos in {"ADJ", "ADV", "VERB"}
            and token.lower in words(kind, "adjectives")
            and how in {"xcomp", "ccomp", "acomp"}
        ):
            return True
        if token.pos == "NOUN" and token.lemma in words(kind, "nouns") and how in {"acl", "prep", "ccomp", "xcomp"}:
            return True
        if kind == "negated" and how == "xcomp" and _has_negation(token):
            return True
    return False


def _denied(over: list[Frame]) -> bool:
    for frame in over:
        cue = frame.cue
        if cue.lemma in words("denied", "verbs") and cue.pos == "VERB" and not _has_negation(cue):
            return True
        if "noun" in frame.groups:
            if cue.lemma in words("denied", "nouns"):
                return True
            if cue.dep in {"dobj", "nsubjpass"} and cue.head.lemma in words("denied", "of_claims"):
                return True
    return False


def _has_negation(token: Token) -> bool:
    return any(
        child.dep == "neg" and not any(w.lower in {"only", "just", "merely", "simply"} for w in _next(child))
        for child in token.children
    )


def _next(token: Token) -> list[Token]:
    return [other for other in token.sentence.tokens if other.i == token.i + 1]


def _negated(token: Token, own: set[int]) -> bool:
    if _has_negation(token):
        return True
    for child in token.children:
        if child.dep == "det" and child.lower in words("negated", "determiners"):
            return True
        if child.dep in {"nsubj", "nsubjpass", "dobj", "attr"} and child.i not in own:
            if child.lower in words("negated", "subjects"):
                return True
            if child.dep != "attr" and any(
                grandchild.dep == "det" and grandchild.lower == "no" for grandchild in child.children
            ):
                return True
        if child.dep == "amod" and child.lower in words("negated", "modifiers"):
            return True
    return False


def _hypothetical(scope: list[Token], governors: list[tuple[Token, str]], over: list[Frame]) -> bool:
    if any("noun" in frame.groups and _unconfirmed(frame) for frame in over):
        return True
    for token in scope:
        for child in token.children:
            if child.dep == "aux" and child.lower in words("hypothetical", "auxiliaries"):
                if child.lower in {"would", "'d", "’d"} and _says_so(token):
                    continue
                return True
            if child.dep in {"amod", "advmod"} and child.lower in words(
                "hypothetical", "modifiers" if child.dep == "amod" else "adverbs"
            ):
                return True
            if child.dep == "mark" and child.lower in words("hypothetical", "marks"):
                return True
            if child.dep == "advcl" and any(
                mark.dep == "mark" and mark.lower in {"if", "unless"} for mark in child.children
            ):
                return True
    for token, how in governors:
        if how in {"conj", "xcomp", "ccomp", "acl"} and any(
            child.dep == "mark" and child.lower in {"if", "unless"} for child in token.children
        ):
            return True
        if how == "xcomp" and any(
            child.dep == "aux" and child.lower in words("hypothetical", "auxiliaries") for child in token.children
        ):
            return True
    return _governed(governors, "hypothetical")


def _unconfirmed(frame: Frame) -> bool:
    named = (frame.cue, frame.source) if frame.source else (frame.cue,)
    return any(
        child.dep == "amod" and child.lower in words("hypothetical", "reports")
        for token in named
        for child in token.lefts
    )


def _says_so(token: Token) -> bool:
    """'said it would attack': the future as told in the past."""
    while token.dep == "conj":
        token = token.head
    return (
        token.dep == "ccomp"
        and token.head.tag in {"VBD", "VBN"}
        and token.head.lemma not in words("hypothetical", "verbs")
    )


def _planned(scope: list[Token], governors: list[tuple[Token, str]]) -> bool:
    for token in scope:
        for child in token.children:
            if child.dep == "aux" and (
                child.lower in words("planned", "auxiliaries") or child.lower in {"would", "'d", "’d"}
            ):
                return True
            if child.dep == "amod" and child.lower in words("planned", "modifiers"):
                return True
        if token.dep == "xcomp" and token.head.lower == "going":
            return True
        if token.pos == "VERB" and token.lemma in {"plan", "schedule"} and token is not scope[0]:
            return True
        if token.dep in {"advcl", "xcomp"} and token.head.pos in _VERBAL and _purpose(token):
            return True
    for token, how in governors:
        if how == "xcomp" and any(
            child.dep == "aux" and child.lower in words("planned", "auxiliaries") for child in token.children
        ):
            return True
    return _governed(governors, "planned")


def _purpose(token: Token) -> bool:
    """'in order to attack': a bare infinitive of purpose, its verb's own complement aside."""
    return (
        token.dep == "advcl"
        and any(child.dep == "aux" and child.lower == "to" for child in token.lefts)
        and not any(child.dep == "aux" and child.lower == "have" for child in token.lefts)
    )


def _hedged(scope: list[Token]) -> bool:
    for token in scope:
        for child in token.children:
            if child.dep == "advmod" and child.lower in words("reported", "adverbs"):
                return True
            if child.dep == "amod" and child.lower in words("reported", "modifiers"):
                return True
        if (
            token.head.pos == "VERB"
            and token.dep == "xcomp"
            and token.head.lemma in {"say", "report", "believe", "allege", "think", "know", "understand"}
        ):
            return True
    return False


# Background: the date in the event's own clause, else the date that its clause hangs on.


def _historical(document: Document, scope: list[Token], own: set[int]) -> bool:
    published = document.article.published_date
    if any(_remembered(token) for token in scope):
        return True
    if published is None:
        return False
    dated = _dated(document)
    token = scope[0]
    for _ in range(10):
        verdict = _clause_is_old(document, token, dated, published)
        if verdict is not None:
            return verdict
        above = token.head
        if above is token:
            return False
        if token.dep in {"relcl", "acl", "advcl"} and above.i in dated:
            return _old(dated[above.i], published)
        if token.pos in _VERBAL and token.dep == "conj" and any(child.dep in _SUBJECTS for child in token.children):
            return False
        token = above
    return False


@per_document
def _dated(document: Document) -> dict[int, TimeMention]:
    """Index of each token of a date, to that date."""
    return {
        token.i: mention
        for mention in times(document)
        if mention.label == "DATE" and mention.time is not None and mention.time.end is not None
        for token in document.tokens_in(mention.start, mention.end)
    }


def _old(mention: TimeMention, published: date) -> bool:
    end = mention.time.end if mention.time else None
    return end is not None and end < published - RECENT


def _clause_is_old(document: Document, token: Token, dated: dict[int, TimeMention], published: date) -> bool | None:
    """Whether a word's clause is dated long before the article; None where it has no date."""
    found: bool | None = None
    open_ = list(token.children)
    while open_:
        child = open_.pop()
        mention = dated.get(child.i)
        if mention is not None and not _since(child):
            if not _old(mention, published):
                return False
            found = True
            continue
        if child.dep not in _CLAUSES and not (child.dep == "conj" and child.pos in _VERBAL) and not _since(child):
            open_ += child.children
    if found is None and token.pos in _VERBAL and _told_of_then(document, token):
        return True
    return found


def _since(token: Token) -> bool:
    """'since 2016' tells how long, not when."""
    while token.dep in {"pobj", "compound", "nummod", "pcomp", "amod", "npadvmod"}:
        if token.lower == "since" or token.head is token:
            break
        token = token.head
    return token.lower in {"since", "until", "till"} and token.dep in {"prep", "mark", "advmod"}


def _told_of_then(document: Document, token: Token) -> bool:
    """'that year', 'years ago': a past that the passage names without a date of its own."""
    text = document.text[token.sentence.start : token.sentence.end].lower()
    return (
        any(phrase in text for phrase in words("historical", "phrases"))
        and token.tag in {"VBD", "VBN"}
        and (token.dep in {"ROOT", "conj", "xcomp"} or token.head is token)
    )


def _remembered(token: Token) -> bool:
    """'the anniversary of the attack'."""
    above = token.head
    if token.dep == "pobj" and above.head.lemma in {"anniversary", "commemoration", "memory"}:
        return True
    return token.dep == "dobj" and above.lemma in {"commemorate", "remember"}
