"""Frames of attribution: a word that attributes, who says it, to whom, and the words of the sentence that are said.

The shapes of attribution are those of PolNeAR (Newell et al., 2018) and of the Penn Attribution Relations Corpus
(Pareti, 2012): source, cue, content.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.extract.document import Document, Token, per_document
from transforms.extract.grammar.reported_clauses import (
    follows_comma,
    is_misattached_conjunct,
    is_narrators_addition,
    is_passive,
)
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.quotes.content_span import clause_said, led_by, said_by
from transforms.extract.quotes.source_span import name_span, name_tokens

_TIMES = frozenset(("DATE", "TIME"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One attribution within a sentence.

    Attributes:
        cue: The verb or noun that attributes, or 'according'.
        cue_end: Offset behind the cue, 'to' of 'according to' within.
        groups: What kinds of attribution the cue makes (`reporting_verbs.toml`); 'according' and 'noun' beside.
        source: Head word of who says so; None where the sentence does not tell.
        addressee: Head word of whom it is said to.
        content: Indices of the tokens that are said, in order; not the quotation marks around them.
    """

    cue: Token
    cue_end: int
    groups: frozenset[str]
    source: Token | None
    addressee: Token | None
    content: tuple[int, ...]


@per_document
def frames(document: Document) -> tuple[Frame, ...]:
    """Every attribution of the document, in the order of the cues."""
    return tuple(_frames(document.tokens))


def _frames(tokens: list[Token]) -> Iterator[Frame]:
    lexicon = cues()
    for token in [token for token in tokens if token.lemma in lexicon.words or token.lower == "according"]:
        if token.lemma in lexicon.show and token.pos == "VERB":
            frame = _shown(token)
            if frame:
                yield frame
                continue
        if token.lemma in lexicon.verbs:
            if token.pos == "VERB" and token.dep != "amod":
                yield _verb_frame(token, lexicon.verbs[token.lemma])
                continue
        elif token.lower == "according":
            frame = _according(token)
            if frame:
                yield frame
            continue
        if token.pos == "NOUN" and token.lemma in lexicon.nouns:
            frame = _noun_frame(token)
            if frame:
                yield frame


def _verb_frame(cue: Token, groups: frozenset[str]) -> Frame:
    passive = is_passive(cue)
    owner = _mistaken(cue)
    if owner is not None:
        groups = frozenset(("noun",))
    source = _agent(cue) if passive and cue.lemma not in {"quote", "cite"} else _nearer(cue, subject(cue))
    content = said_by(cue, groups)
    return Frame(
        cue=cue,
        cue_end=cue.end,
        groups=groups,
        source=owner or (source if source is None or source.i not in content else None),
        addressee=_addressee(cue, passive),
        content=tuple(sorted(content)),
    )


def _shown(cue: Token) -> Frame | None:
    """What a document tells: 'records show that', 'a poll found'."""
    source = None if is_passive(cue) else subject(cue)
    if source is None or source.lemma.lower() not in cues().documents:
        return None
    content = said_by(cue, frozenset(("say",)))
    if not content or source.i in content:
        return None
    return Frame(
        cue=cue,
        cue_end=cue.end,
        groups=frozenset(("say",)),
        source=source,
        addressee=None,
        content=tuple(sorted(content)),
    )


def _mistaken(cue: Token) -> Token | None:
    """The name before a noun that the tagger took for a verb: 'asked about Telegram reports that'."""
    if cue.tag not in {"VBZ", "VBP"} or cue.lemma not in cues().nouns:
        return None
    tokens = cue.sentence.tokens
    place = cue.i - tokens[0].i
    before = tokens[place - 1] if place else None
    if before is None or before.dep not in {"pobj", "dobj"} or before.pos not in {"NOUN", "PROPN"}:
        return None
    return None if any(child.dep in {"nsubj", "nsubjpass"} for child in cue.children) else before


def subject(verb: Token) -> Token | None:
    """Who does it: the verb's own subject, else that of the verb it depends on."""
    for _ in range(8):
        for child in (*reversed(verb.lefts), *verb.rights):
            if child.dep in {"nsubj", "nsubjpass", "csubj"}:
                return None if child.dep == "csubj" else child
        if verb.dep == "acl" and verb.tag == "VB":
            return None
        if is_misattached_conjunct(verb):
            verb = verb.head.head
            continue
        if verb.dep in {"acl", "relcl"}:
            return verb.head if verb.head.pos in {"NOUN", "PROPN", "PRON"} else None
        if verb.dep == "advcl" and verb.head.dep == "ccomp" and is_narrators_addition(verb):
            verb = verb.head.head
            continue
        if verb.dep == "pcomp":
            verb = verb.head.head
        elif verb.dep in {"conj", "xcomp", "advcl", "aux", "ccomp", "parataxis", "dep"} and verb.head is not verb:
            if verb.dep in {"ccomp", "parataxis"} and verb.tag not in {"VBG", "VBN"}:
                return _inverted(verb)
            verb = verb.head
        else:
            return _inverted(verb)
        if verb.pos not in {"VERB", "AUX"}:
            return verb if verb.pos in {"NOUN", "PROPN", "PRON"} else None
    return None


def _nearer(cue: Token, source: Token | None) -> Token | None:
    """The name right before the cue, where the parser took it for an apposition to the subject.

    'The workers, Smith explained, were paid.'
    """
    tokens = cue.sentence.tokens
    place = cue.i - tokens[0].i
    if source is None or place < 2 or source.i > cue.i:
        return source
    before = tokens[place - 1]
    if before.dep not in {"appos", "conj", "npadvmod", "dep"} or before.pos not in {"PROPN", "PRON"}:
        return source
    named = name_tokens(before)
    first = named[0].i - tokens[0].i
    if first < 1 or tokens[first - 1].text != "," or any(token.i == source.i for token in named):
        return source
    return before


def _inverted(verb: Token) -> Token | None:
    """The name right behind a verb of saying that the parser took for its object: 'said Smith'."""
    if verb.tag not in {"VBD", "VBZ", "VBP"} or verb.lemma in {"tell", "ask"}:
        return None
    for child in verb.rights:
        if child.dep in {"dobj", "attr", "npadvmod", "dep", "oprd"} and child.pos in {"PROPN", "NOUN", "PRON"}:
            left = name_span(child)[0]
            return child if left - verb.end <= 2 and child.label not in _TIMES else None
    return None


def _agent(verb: Token) -> Token | None:
    for child in verb.children:
        if child.dep == "agent" or (child.dep == "prep" and child.lower == "by"):
            return next((noun for noun in child.children if noun.dep == "pobj"), None)
    return None


def _addressee(cue: Token, passive: bool) -> Token | None:
    lexicon = cues()
    if cue.lemma in lexicon.addressed:
        wanted = {"nsubjpass"} if passive else {"dobj", "dative"}
        for child in cue.children:
            if child.dep in wanted and child.pos in {"NOUN", "PROPN", "PRON"} and not child.lower.endswith("self"):
                return child
    if "say" in cues().verbs.get(cue.lemma, ()):
        for child in cue.rights:
            if child.dep in {"prep", "dative"} and child.lower == "to":
                for noun in child.children:
                    if noun.dep == "pobj" and (noun.label in {"PERSON", "ORG", "NORP"} or noun.tag in {"NNS", "PRP"}):
                        return noun
    return None


def _according(token: Token) -> Frame | None:
    to = next((child for child in token.children if child.lower == "to"), None)
    source = next((noun for noun in to.children if noun.dep == "pobj"), None) if to else None
    if to is None or source is None:
        return None
    own = {t.i for t in token.subtree()}
    said = token.head
    while said.pos not in {"VERB", "AUX"} and said.head is not said:
        said = said.head
    content = [t for t in clause_said(said) if t.i not in own]
    sentence = token.sentence.tokens
    if follows_comma(token) and all(t.i in own or t.pos == "PUNCT" for t in sentence if t.i > token.i):
        content = [t for t in sentence if t.i < token.i - 1]
    return Frame(
        cue=token,
        cue_end=to.end,
        groups=frozenset(("according",)),
        source=source,
        addressee=None,
        content=tuple(t.i for t in content),
    )


def _noun_frame(cue: Token) -> Frame | None:
    """'reports that ...', 'allegations of ...', 'his claim that ...'."""
    heads = [
        child
        for child in cue.rights
        if child.dep in {"acl", "ccomp", "relcl"}
        and any(mark.dep == "mark" and mark.lower == "that" for mark in child.children)
    ]
    for child in cue.rights:
        heads += led_by(child, frozenset(("of",)))
    if not heads:
        return None
    content = sorted({token.i for head in heads for token in head.subtree()})
    return Frame(
        cue=cue,
        cue_end=cue.end,
        groups=frozenset(("noun",)),
        source=_owner(cue),
        addressee=None,
        content=tuple(content),
    )


def _owner(noun: Token) -> Token | None:
    """Whose report it is: 'the army's report', 'a report by the army', 'Telegram reports'."""
    for child in noun.lefts:
        if child.dep == "poss":
            return child
    for child in noun.rights:
        if child.dep in {"prep", "agent"} and child.lower in {"by", "from"}:
            return next((owner for owner in child.children if owner.dep == "pobj"), None)
    if any(child.dep in {"compound", "amod", "nmod"} and child.pos == "PROPN" for child in noun.lefts):
        return noun
    if noun.dep in {"dobj", "attr"} and noun.head.pos == "VERB" and noun.head.lemma in _LIGHT:
        return subject(noun.head)
    return None


_LIGHT = frozenset(
    ("make", "issue", "give", "release", "have", "repeat", "deny", "reject", "voice", "express", "raise")
)
