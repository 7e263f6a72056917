"""Attribution relations: a cue that attributes, its source, whom it addresses, and the words that are attributed.

The annotation scheme is that of PolNeAR (Newell et al., 2018) and of the Penn Attribution Relations Corpus (Pareti,
2012): source, cue, content.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from transforms.extract.document import Document, Token, per_document
from transforms.extract.grammar.arguments import surface_subjects
from transforms.extract.grammar.clauses import is_expletive, is_passive
from transforms.extract.grammar.labels import FINITE, NAMING, VERBAL
from transforms.extract.grammar.noun_phrases import name_span, name_tokens, without_conjuncts
from transforms.extract.grammar.reported_clauses import (
    follows_comma,
    is_misattached_conjunct,
    is_narrators_addition,
)
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.languages.load import word_set
from transforms.extract.quotes.content_span import complements_of, content_of, reported_clause

_TIMES = frozenset(("DATE", "TIME"))
_QUOTATION_MARKS = frozenset(("``", "''"))
_TIME_WORDS = frozenset(("PUNCT", "ADP"))
"""What may stand behind the verb of a last clause, with a time: 'said on Friday'."""
_LONGEST_SOURCE = 10
_SHORTEST_CLAUSE = 3
"""Tokens at least, the comma among them, before 'reported the agency'."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AttributionRelation:
    """One attribution within a sentence.

    Attributes:
        cue: The verb or noun that attributes, or 'according'.
        cue_end: Offset behind the cue, including the 'to' of 'according to'.
        groups: The groups of the cue in `reporting_verbs.toml`, or 'according', or 'noun'.
        source: Head word of who says so; None where the sentence does not name anyone.
        addressee: Head word of whom it is said to.
        content: Indices of the attributed tokens, in order; without the quotation marks around them.
    """

    cue: Token
    cue_end: int
    groups: frozenset[str]
    source: Token | None
    addressee: Token | None
    content: tuple[int, ...]


@per_document
def attribution_relations(document: Document) -> tuple[AttributionRelation, ...]:
    """Every attribution of the document, in the order of the cues."""
    words, estimating = cues().words, cues().estimating
    may_attribute = [
        lower == "according" or lemma in words or lemma in estimating for lemma, lower, _ in document.forms
    ]
    return tuple(_relations(document.tokens_of_forms(may_attribute)))


def _relations(tokens: Iterable[Token]) -> Iterator[AttributionRelation]:
    for token in tokens:
        if token.lower == "according":
            relation = _by_according(token)
        elif token.lemma in cues().words:
            relation = _by_word(token)
        else:
            relation = _by_figure(token)
        if relation is not None:
            yield relation


def _by_word(cue: Token) -> AttributionRelation | None:
    """The attribution of a verb or noun of the lexicon."""
    lexicon = cues()
    if cue.pos == "VERB":
        if cue.lemma in lexicon.document_verbs and (relation := _by_document(cue)):
            return relation
        if cue.lemma in lexicon.say and (relation := _by_inversion(cue)):
            return relation
        if cue.lemma in lexicon.verbs and cue.dep != "amod":
            relation = _by_verb(cue, lexicon.verbs[cue.lemma])
            return (cue.lemma in lexicon.say and _by_last_clause(cue, relation)) or relation
    return _by_noun(cue) if cue.pos == "NOUN" and cue.lemma in lexicon.nouns else None


def _by_verb(cue: Token, groups: frozenset[str]) -> AttributionRelation:
    passive = is_passive(cue)
    owner = _owner_of_mistagged_noun(cue)
    if owner is not None:
        groups = frozenset(("noun",))
    source = _agent(cue) if passive and cue.lemma not in {"quote", "cite"} else _nearer_name(cue, subject_of(cue))
    content = content_of(cue, groups)
    return AttributionRelation(
        cue=cue,
        cue_end=cue.end,
        groups=groups,
        source=owner or (source if source is None or source.i not in content else None),
        addressee=_addressee(cue, passive),
        content=tuple(sorted(content)),
    )


def _by_inversion(cue: Token) -> AttributionRelation | None:
    """'Two drivers were hurt, reported the agency.': the parser takes the speaker for the object."""
    tokens = cue.sentence.tokens
    place = cue.i - tokens[0].i
    if (
        place < _SHORTEST_CLAUSE
        or tokens[place - 1].text != ","
        or cue.tag not in FINITE
        or cue.lemma in {"tell", "ask"}
    ):
        return None
    if any(child.dep in {"nsubj", "nsubjpass", "ccomp", "xcomp", "cc"} and child.i > cue.i for child in cue.children):
        return None
    is_joined = cue.dep == "conj" and not any(child.dep == "cc" and child.i < cue.i for child in cue.head.rights)
    has_clause = cue.dep == "ROOT" and any(child.dep == "ccomp" for child in cue.lefts)
    if not (is_joined or has_clause) or any(child.dep == "nsubj" for child in cue.lefts):
        return None
    speaker = next((child for child in cue.rights if child.dep in {"dobj", "npadvmod", "attr"}), None)
    if speaker is None or speaker.pos not in NAMING or speaker.label in _TIMES or speaker.subtree()[0].i != cue.i + 1:
        return None
    rest = tokens[speaker.subtree()[-1].i + 1 - tokens[0].i :]
    if any(token.pos != "PUNCT" for token in rest):
        return None
    return AttributionRelation(
        cue=cue,
        cue_end=cue.end,
        groups=cues().verbs[cue.lemma],
        source=speaker,
        addressee=None,
        content=tuple(token.i for token in tokens[: place - 1]),
    )


def _by_last_clause(cue: Token, parsed: AttributionRelation) -> AttributionRelation | None:
    """'The ferry sank in heavy seas off an island, and 17 people were killed, the coast guard said on Friday.'

    Where the parser does not see that the last clause says who said the rest, what is before its comma is the content.

    Args:
        cue: A verb of saying.
        parsed: Its attribution by the parse.

    Returns:
        None if the parse holds, or if the sentence is of another form.
    """
    tokens = cue.sentence.tokens
    place = cue.i - tokens[0].i
    comma = next((i for i in range(place - 1, max(place - _LONGEST_SOURCE, 0), -1) if tokens[i].text == ","), 0)
    named, content = tokens[comma + 1 : place], tokens[:comma]
    if cue.tag not in FINITE or not named or not any(token.tag in FINITE for token in content):
        return None
    if len(content) <= 2 * len(parsed.content) or any(token.tag in _QUOTATION_MARKS for token in content):
        return None
    if named[-1].pos not in NAMING or any(map(_begins_a_clause, named)):
        return None
    if any(token.pos not in _TIME_WORDS and token.label not in _TIMES for token in tokens[place + 1 :]):
        return None
    inside = {token.i for token in named}
    source = next((token for token in reversed(named) if token.head.i not in inside and token.pos in NAMING), named[-1])
    return replace(parsed, source=source, addressee=None, content=tuple(token.i for token in content))


def _begins_a_clause(token: Token) -> bool:
    """Whether a word may belong to a clause before a verb of saying: a verb, 'but', 'because', 'which'."""
    return token.pos in VERBAL or token.pos in ("CCONJ", "SCONJ") or token.tag in ("WDT", "WP", "WRB")


def _by_document(cue: Token) -> AttributionRelation | None:
    """What a document says: 'records show that', 'a poll found'."""
    source = None if is_passive(cue) else subject_of(cue)
    if source is None or source.lemma.lower() not in cues().documents:
        return None
    groups = frozenset(("say",))
    content = content_of(cue, groups)
    if not content or source.i in content:
        return None
    return AttributionRelation(
        cue=cue, cue_end=cue.end, groups=groups, source=source, addressee=None, content=tuple(sorted(content))
    )


def _by_figure(cue: Token) -> AttributionRelation | None:
    """Who puts a figure at a number: 'Reuters put the death toll at 13'."""
    source = None if cue.pos != "VERB" or is_passive(cue) else subject_of(cue)
    figure = next((child for child in cue.rights if child.dep == "dobj" and child.lemma in cues().figures), None)
    if source is None or figure is None:
        return None
    below = [token for token in cue.subtree() if token.i > figure.i and token.lower == "at"]
    at = next((token for token in reversed(below) if any(child.tag == "CD" for child in token.subtree())), None)
    content = {token.i for token in (*figure.subtree(), *at.subtree())} if at else set()
    if not content or source.i in content:
        return None
    return AttributionRelation(
        cue=cue,
        cue_end=cue.end,
        groups=frozenset(("say",)),
        source=source,
        addressee=None,
        content=tuple(sorted(content)),
    )


def _by_according(token: Token) -> AttributionRelation | None:
    to = next((child for child in token.children if child.lower == "to"), None)
    source = _object_of(to) if to else None
    if to is None or source is None:
        return None
    own = {t.i for t in token.subtree()}
    predicate = token.head
    while predicate.pos not in VERBAL and predicate.head is not predicate:
        predicate = predicate.head
    content = [t for t in reported_clause(predicate) if t.i not in own]
    sentence = token.sentence.tokens
    if follows_comma(token) and all(t.i in own or t.pos == "PUNCT" for t in sentence if t.i > token.i):
        content = [t for t in sentence if t.i < token.i - 1]
    return AttributionRelation(
        cue=token,
        cue_end=to.end,
        groups=frozenset(("according",)),
        source=source,
        addressee=None,
        content=tuple(t.i for t in content),
    )


def _by_noun(cue: Token) -> AttributionRelation | None:
    """The attribution of a noun: 'reports that ...', 'allegations of ...', 'his claim that ...'."""
    heads = [
        child
        for child in (*cue.rights, *_below_participle(cue))
        if child.dep in {"acl", "ccomp", "relcl"}
        and any(mark.dep == "mark" and mark.lower == "that" for mark in child.children)
    ]
    for child in cue.rights:
        heads += complements_of(child, frozenset(("of",)))
    if not heads:
        return None
    content = sorted({token.i for head in heads for token in head.subtree()})
    return AttributionRelation(
        cue=cue,
        cue_end=cue.end,
        groups=frozenset(("noun",)),
        source=_owner(cue),
        addressee=None,
        content=tuple(content),
    )


def _below_participle(noun: Token) -> list[Token]:
    """Where the parser attaches the clause of 'claims made by the army that': below 'made' or 'army'."""
    participles = [child for child in noun.rights if child.dep == "acl" and child.tag == "VBN"]
    agents = [agent for participle in participles if (agent := _agent(participle)) is not None]
    return [clause for word in (*participles, *agents) for clause in word.rights]


def _owner_of_mistagged_noun(cue: Token) -> Token | None:
    """The name before a noun that the tagger took for a verb: 'asked about Telegram reports that'."""
    if cue.tag not in {"VBZ", "VBP"} or cue.lemma not in cues().nouns:
        return None
    tokens = cue.sentence.tokens
    place = cue.i - tokens[0].i
    before = tokens[place - 1] if place else None
    if before is None or before.dep not in {"pobj", "dobj"} or before.pos not in {"NOUN", "PROPN"}:
        return None
    return None if any(child.dep in {"nsubj", "nsubjpass"} for child in cue.children) else before


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb of saying: its own, else the understood one, else the name behind it ('said Smith')."""
    for child in (*reversed(verb.lefts), *verb.rights):
        if child.dep in {"nsubj", "nsubjpass", "csubj"}:
            return None if child.dep == "csubj" else child
    if is_misattached_conjunct(verb) or (
        verb.dep == "advcl" and verb.head.dep == "ccomp" and is_narrators_addition(verb)
    ):
        return subject_of(verb.head.head)
    if (fragment := _subject_of_fragment(verb)) is not None:
        return fragment
    if verb.tag in {"VBZ", "VBP"} and verb.dep == "ROOT":
        mistaken = next((child for child in reversed(verb.lefts) if child.dep == "compound"), None)
        if mistaken is not None:  # 'It was old, the report states.'
            return mistaken
    if verb.dep in {"ccomp", "parataxis"} and verb.tag in FINITE:
        return _inverted_subject(verb)
    understood = without_conjuncts(surface_subjects(verb))
    if understood:
        subject = understood[-1]
        return subject if subject.pos not in VERBAL and not is_expletive(subject) else None
    return _inverted_subject(verb)


def _subject_of_fragment(verb: Token) -> Token | None:
    """The subject of a finite verb below a word that the parser took for the head of a fragment.

    'The mayor, while hopeful, wondered why'; 'the campaign Fight for Homes have said that'.
    """
    head = verb.head
    if verb.dep == "advcl" and verb.tag in FINITE and head.dep == "ROOT" and head.pos in NAMING:
        return head
    return subject_of(head) if verb.dep == "dep" and head.pos in VERBAL and head.tag == "VB" else None


def _inverted_subject(verb: Token) -> Token | None:
    """The name right behind a verb of saying that the parser took for its object: 'said Smith'."""
    if verb.tag not in FINITE or verb.lemma in {"tell", "ask"}:
        return None
    for child in verb.rights:
        if child.dep in {"dobj", "attr", "npadvmod", "dep", "oprd"} and child.pos in NAMING:
            start = name_span(child)[0]
            return child if start - verb.end <= 2 and child.label not in _TIMES else None
    return None


def _nearer_name(cue: Token, source: Token | None) -> Token | None:
    """The name right before the cue, where the parser took it for an apposition to the subject; else the source.

    'The workers, Smith explained, were paid.'
    """
    tokens = cue.sentence.tokens
    place = cue.i - tokens[0].i
    if source is None or place < 2 or source.i > cue.i:
        return source
    before = tokens[place - 1]
    if before.dep not in {"appos", "conj", "npadvmod", "dep"} or before.pos not in {"PROPN", "PRON"}:
        return source
    name = name_tokens(before)
    first = name[0].i - tokens[0].i
    if first < 1 or tokens[first - 1].text != "," or any(token.i == source.i for token in name):
        return source
    return before


def _object_of(preposition: Token) -> Token | None:
    return next((noun for noun in preposition.children if noun.dep == "pobj"), None)


def _agent(verb: Token) -> Token | None:
    """Who acts in a passive clause."""
    for child in verb.children:
        if child.dep == "agent" or (child.dep == "prep" and child.lower == "by"):
            return _object_of(child)
    return None


def _addressee(cue: Token, passive: bool) -> Token | None:
    lexicon = cues()
    if cue.lemma in lexicon.addressing:
        wanted = {"nsubjpass"} if passive else {"dobj", "dative"}
        for child in cue.children:
            if child.dep in wanted and child.pos in NAMING and not child.lower.endswith("self"):
                return child
    if "say" in lexicon.verbs.get(cue.lemma, ()):
        for child in cue.rights:
            if child.dep in {"prep", "dative"} and child.lower == "to":
                for noun in child.children:
                    if noun.dep == "pobj" and (noun.label in {"PERSON", "ORG", "NORP"} or noun.tag in {"NNS", "PRP"}):
                        return noun
    return None


def _owner(noun: Token) -> Token | None:
    """Whose report it is: 'the army's report', 'a report by the army', 'Telegram reports', 'they made a claim'."""
    for child in noun.lefts:
        if child.dep == "poss":
            return child
    for child in noun.rights:
        if child.dep in {"prep", "agent"} and child.lower in {"by", "from"}:
            return _object_of(child)
        if child.dep == "acl" and child.tag == "VBN" and (author := _agent(child)) is not None:
            return author  # 'claims made by the army'
    if any(child.dep in {"compound", "amod", "nmod"} and child.pos == "PROPN" for child in noun.lefts):
        return noun
    light_verbs = word_set("reporting_verbs.toml", "noun", "light_verbs")
    if noun.dep in {"dobj", "attr"} and noun.head.pos == "VERB" and noun.head.lemma in light_verbs:
        return subject_of(noun.head)
    return None
