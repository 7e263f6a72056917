"""Frames of attribution: a word that attributes, who says it, to whom, and the words of the sentence that are said.

The shapes of attribution are those of PolNeAR (Newell et al., 2018) and of the Penn Attribution Relations Corpus
(Pareti, 2012): source, cue, content.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from transforms.extract.quotes.cues import cues
from transforms.extract.quotes.naming import name_span, name_tokens
from transforms.extract.syntax import Document, Token, per_document

_SUBJECT = frozenset(("nsubj", "csubj"))
_OWN = frozenset(("nsubj", "csubj", "dobj", "aux", "ccomp"))
_CONTRASTS = frozenset(("while", "though", "although", "whereas", "even"))
_PERFECT = frozenset(("have", "has", "had", "having", "'ve", "’ve", "'s", "’s", "'d", "’d"))
_TURNS = frozenset(("accuse", "ask", "commit"))
_INDIRECT = frozenset(("commit", "ask", "deny"))
_TIMES = frozenset(("DATE", "TIME"))
_REMEMBERING = frozenset(
    ("report", "recall", "describe", "admit", "acknowledge", "recount", "mention", "confess", "claim")
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frame:
    """One attribution within a sentence.

    Attributes:
        cue: The verb or noun that attributes, or 'according'.
        cue_end: Offset behind the cue, 'to' of 'according to' within.
        groups: What kinds of attribution the cue makes (`cues.toml`); 'according' and 'noun' beside.
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
    content = _content(cue, groups)
    return Frame(
        cue=cue,
        cue_end=cue.end,
        groups=groups,
        source=owner or (source if source is None or source.i not in content else None),
        addressee=_addressee(cue, passive),
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


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive voice, a bare participle behind a noun too."""
    if any(child.dep in {"auxpass", "nsubjpass", "agent"} for child in verb.children):
        return True
    if verb.dep == "conj" and verb.head.tag == "VBN" and not any(child.dep in _OWN for child in verb.children):
        return any(child.dep == "auxpass" for child in verb.head.children)  # 'was fined and ordered to pay'
    if verb.tag != "VBN" or any(child.lower in _PERFECT for child in verb.children):
        return False
    if "belief" in cues().verbs.get(verb.lemma, ()):
        return True  # 'much of it believed to be stolen'
    return verb.dep in {"acl", "relcl", "advcl"} and not any(child.dep in _SUBJECT for child in verb.children)


def subject(verb: Token) -> Token | None:
    """Who does it: the verb's own subject, else that of the verb it depends on."""
    for _ in range(8):
        for child in (*reversed(verb.lefts), *verb.rights):
            if child.dep in {"nsubj", "nsubjpass", "csubj"}:
                return None if child.dep == "csubj" else child
        if verb.dep == "acl" and verb.tag == "VB":
            return None
        if astray_conjunct(verb):
            verb = verb.head.head
            continue
        if verb.dep in {"acl", "relcl"}:
            return verb.head if verb.head.pos in {"NOUN", "PROPN", "PRON"} else None
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


def _content(cue: Token, groups: frozenset[str]) -> set[int]:
    """What the cue's clause says is said."""
    lexicon = cues()
    heads: list[Token] = []
    prepositions = lexicon.prepositions.get(cue.lemma, frozenset())
    for child in cue.children:
        if (
            (child.dep == "ccomp" and not _anothers(child, cue))
            or (child.dep == "xcomp" and (groups & _INDIRECT or is_passive(cue) or _is_memory(child, cue)))
            or (child.dep in {"dobj", "nsubjpass"} and cue.lemma in lexicon.takes_object)
        ):
            heads.append(child)
        if prepositions:
            heads += _led_by(child, prepositions)
            if child.dep in {"dobj", "nsubjpass"}:
                for grandchild in child.rights:
                    heads += _led_by(grandchild, prepositions)
            if child.dep == "agent":  # 'accused by the union of hiding it'
                heads += [act for noun in child.rights for act in _acts(noun, prepositions)]
    if any(head.i > cue.i for head in heads):
        heads = [head for head in heads if head.i > cue.i or not _parted(head, cue)]
    if not heads and "say" in groups:
        heads = _in_a_statement(cue)
    content = {token.i for head in heads for token in _said(head)}
    if not content and groups & {"say", "belief"}:
        content = _around(cue) or (_before(cue) if "say" in groups else set())
    return content - {cue.i}


def _is_memory(clause: Token, cue: Token) -> bool:
    """'reported seeing two men', 'admitted taking it'."""
    return clause.tag == "VBG" and cue.lemma in _REMEMBERING


def _parted(clause: Token, cue: Token) -> bool:
    """Whether a semicolon parts a clause from the words of saying behind it: 'It fell; he said that it would rise'."""
    first = cue.sentence.tokens[0].i
    return any(token.text == ";" for token in cue.sentence.tokens[clause.i - first : cue.i - first])


def _anothers(clause: Token, cue: Token) -> bool:
    """Whether a clause in front belongs to a verb of saying that stands between: 'It fell, he said, as they warned'."""
    return clause.i < cue.i and any(
        child.dep == "parataxis" and clause.i < child.i < cue.i and child.lemma in cues().say for child in cue.children
    )


def _in_a_statement(cue: Token) -> list[Token]:
    """'said in a statement that it fell', where the clause hangs on the statement."""
    return [
        clause
        for preposition in cue.rights
        if preposition.dep == "prep"
        for noun in preposition.children
        if noun.dep == "pobj"
        for clause in noun.rights
        if clause.dep in {"acl", "relcl", "ccomp"} and any(child.dep == "mark" for child in clause.lefts)
    ]


def _said(head: Token) -> list[Token]:
    """A clause that is said, without what the teller adds to it.

    'It vowed to resist and accused them': 'accused' stands beside 'vowed', not beside 'resist'. 'He said it fell, but
    the army holds out', 'he said it fell, while the army was silent': behind the comma the paper speaks.
    """
    tokens = head.subtree()
    added = {token.i for child in head.rights if _is_added(child) for token in child.subtree()}
    return [token for token in tokens if token.i not in added] if added else tokens


def _is_added(child: Token) -> bool:
    if child.dep == "conj":
        return astray_conjunct(child) or (
            any(other.dep == "cc" and other.lower == "but" and after_comma(other) for other in child.head.rights)
            and any(other.dep in {"nsubj", "nsubjpass", "expl"} for other in child.children)
        )
    if child.dep == "advcl":
        mark = next((other for other in child.lefts if other.dep == "mark"), None)
        return mark is not None and mark.lower in _CONTRASTS and after_comma(mark)
    return False


def after_comma(token: Token) -> bool:
    """Whether a comma or semicolon stands right before a word."""
    place = token.i - token.sentence.tokens[0].i
    return place > 0 and token.sentence.tokens[place - 1].text in {",", ";"}


def astray_conjunct(token: Token) -> bool:
    """Whether a finite verb was taken for the conjunct of something that is said, rather than of the saying.

    'It vowed to resist and accused them'; 'she said the deal was dead and accused them'.
    """
    if token.dep != "conj" or token.tag not in {"VBD", "VBZ", "VBP"}:
        return False
    first = token.head
    if any(child.dep == "aux" and child.lower == "to" for child in first.lefts):
        return True
    if first.dep != "ccomp" or first.head.tag != token.tag or not _TURNS & cues().verbs.get(token.lemma, frozenset()):
        return False
    if any(child.dep in {"nsubj", "nsubjpass"} for child in token.children):
        return False
    named = next((child for child in first.children if child.dep in {"nsubj", "nsubjpass"}), None)
    return named is not None and named.pos == "NOUN" and not named.label


def _acts(noun: Token, prepositions: frozenset[str]) -> list[Token]:
    return [act for child in noun.rights for act in _led_by(child, prepositions) if act.dep == "pcomp"]


def _led_by(child: Token, prepositions: frozenset[str]) -> list[Token]:
    if child.dep in {"prep", "mark"} and child.lower in prepositions:
        return [said for said in child.children if said.dep in {"pcomp", "pobj", "ccomp"}]
    return []


def _around(cue: Token) -> set[int]:
    """'The plan, he said, is bad'; 'As he said, the plan is bad'."""
    as_clause = cue.dep == "advcl" and any(
        child.dep in {"mark", "advmod"} and child.lower == "as" for child in cue.lefts
    )
    if cue.dep == "parataxis":
        clause = next((child for child in cue.head.lefts if child.dep == "ccomp" and child.i < cue.i), None)
        if clause is not None and _anothers(clause, cue.head):
            return {token.i for token in clause.subtree()}
    within = cue.head
    if (
        cue.dep == "appos"
        and cue.tag in {"VBD", "VBZ", "VBP"}
        and within.dep in _SUBJECT
        and after_comma(cue.subtree()[0])
    ):
        within = within.head  # 'The workers, the union says, were paid'
    elif cue.dep != "parataxis" and not as_clause:
        return set()
    own = {token.i for token in cue.subtree()}
    return {token.i for token in within.subtree()} - own


def _before(cue: Token) -> set[int]:
    """'The plan is bad, he said.' where the parser did not see that the plan's badness is what he said."""
    tokens = cue.sentence.tokens
    own = cue.subtree() if cue.dep != "ROOT" else [cue, *(t for child in cue.rights for t in child.subtree())]
    named = next((child for child in cue.children if child.dep == "nsubj"), None)
    if (
        named is None
        or named.tag in {"WDT", "WP"}
        or own[-1].i < tokens[-1].i - 1
        or cue.tag not in {"VBD", "VBZ", "VBP"}
    ):
        return set()
    if any(child.dep in {"advcl", "prep"} and child.i < named.i for child in cue.children):
        return set()
    first = min(cue.i, name_tokens(named)[0].i)
    before = [token for token in tokens if token.i < first]
    if len(before) < 3 or before[-1].text != ",":
        return set()
    return {token.i for token in before[:-1]}


def _according(token: Token) -> Frame | None:
    to = next((child for child in token.children if child.lower == "to"), None)
    source = next((noun for noun in to.children if noun.dep == "pobj"), None) if to else None
    if to is None or source is None:
        return None
    own = {t.i for t in token.subtree()}
    said = token.head
    while said.pos not in {"VERB", "AUX"} and said.head is not said:
        said = said.head
    content = [t for t in _said(said) if t.i not in own]
    sentence = token.sentence.tokens
    if after_comma(token) and all(t.i in own or t.pos == "PUNCT" for t in sentence if t.i > token.i):
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
        heads += _led_by(child, frozenset(("of",)))
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
