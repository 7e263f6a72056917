"""Which attribution a quoted passage belongs to: one before it, after it, or around it."""

from dataclasses import dataclass

from transforms.extract.document import Document, Token
from transforms.extract.grammar.clauses import is_passive
from transforms.extract.grammar.labels import FINITE, NAMING
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.quotes.attribution import AttributionRelation, attribution_relations, subject_of
from transforms.extract.quotes.marks import QuotedPassage
from transforms.extract.quotes.passages import final_mark, is_title, quoted_tokens

CONTINUES = frozenset(",?!…—–-")
"""A quotation that ends in one of these may be followed by its attribution."""

_SAYING = frozenset(("say", "according", "commit", "ask", "deny", "accuse"))
_SUBORDINATE = frozenset(("relcl", "advcl", "acl"))
_CONNECTORS = frozenset((",", "that", "it", "—", "–", "-", "--"))
"""Tokens that may stand between a cue and the passage behind it."""
_COMMAS = frozenset((",", "—", "–", "--", "-"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Attachment:
    """An attribution found for a passage.

    Attributes:
        relation: The cue and what it attributes.
        source: Head word of who speaks.
        position: Where the cue stands: `before`, `after` or `around` the passage.
    """

    relation: AttributionRelation
    source: Token | None
    position: str


class Attacher:
    """Finds the attribution of each quoted passage of an article.

    Args:
        document: The article.
    """

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._quoted = quoted_tokens(document)
        self._relations = {relation.cue.i: relation for relation in attribution_relations(document)}
        self._by_content: dict[int, list[AttributionRelation]] = {}
        for relation in self._relations.values():
            if relation.cue.i not in self._quoted:
                for i in relation.content:
                    if i in self._quoted:
                        self._by_content.setdefault(i, []).append(relation)

    def attach(
        self,
        passage: QuotedPassage,
        tokens: list[Token],
        before: list[Token],
        after: list[Token],
        ends_sentence: bool,
    ) -> Attachment | None:
        """Find the attribution of a passage.

        Args:
            passage: The passage.
            tokens: Its tokens.
            before: The sentence's tokens before it.
            after: Those after it.
            ends_sentence: Whether the sentence ends after `after`, rather than another passage begins.

        Returns:
            The attribution; None where nothing attributes the passage.
        """
        mark = final_mark(self._text, passage)
        if is_title(tokens) and before:
            return None if _is_part_of_name(tokens) else self._around(tokens, before, title=True)
        preceding = self._before(before)
        if preceding and not (preceding.relation.cue.dep == "advcl" and mark in CONTINUES):
            return preceding
        fragment = bool(before) and self._text[passage.start].islower()
        surrounding = self._around(tokens, before) if fragment else None
        following = None if surrounding else self._after(after, mark, ends_sentence)
        return following or preceding or surrounding or self._around(tokens, before)

    def source_of(self, cue: Token, before: list[Token]) -> Token | None:
        """The source of a cue's attribution, else the subject before the cue; never a quoted word.

        Args:
            cue: The cue.
            before: Tokens of the sentence in which a subject is looked for.
        """
        source = self._relation(cue).source
        if source is not None and source.i not in self._quoted:
            return source
        return next((t for t in before if t.dep == "nsubj" and t.i < cue.i and t.i not in self._quoted), None)

    def _attachment(self, cue: Token, before: list[Token], position: str) -> Attachment:
        return Attachment(relation=self._relation(cue), source=self.source_of(cue, before), position=position)

    def _before(self, before: list[Token]) -> Attachment | None:
        """'He said, "A"', 'he told Reuters: "A"', 'he said in a statement that "A"'."""
        if not before:
            return None
        mark = before[-1].text
        if mark == ":":
            cue = last_cue(before, cues().adjacent)
            return self._attachment(cue, before, "before") if cue else None
        at = len(before) - 1
        while at >= 0 and (before[at].text in _CONNECTORS or before[at].dep == "mark"):
            at -= 1
        if at >= 0 and _is_adjacent_cue(before[at]) and (mark == "," or before[at].lemma in cues().say):
            return self._attachment(before[at], before, "before")
        if mark != ",":
            return None
        cue = last_cue(before[-5:], cues().adjacent) or last_cue(before, cues().say)
        if cue and cue.dep != "relcl" and not self._has_content_before(cue, before):
            return self._attachment(cue, before, "before")
        said = cue and self._relation(cue).content
        if cue and said and cue.tag in FINITE and cue.dep not in _SUBORDINATE and said[-1] == before[-2].i:
            return self._attachment(cue, before, "around")  # 'She says it fell, "it was old"'
        return None

    def _has_content_before(self, cue: Token, before: list[Token]) -> bool:
        """Whether the content of a cue stands before the passage: 'When he said so, "A"'."""
        content = self._relation(cue).content
        return cue.tag == "VBN" or any(token.i in content for token in before)

    def _after(self, after: list[Token], mark: str, ends_sentence: bool) -> Attachment | None:
        """'"A," he said', '"A," said Smith', '"A," according to Smith'."""
        if not after:
            return None
        has_comma = after[0].text in _COMMAS
        if mark not in CONTINUES and not has_comma and mark not in ".":
            return None
        stretch = after[1:] if has_comma else after
        if stretch and stretch[0].lower == "as":
            stretch = stretch[1:]
        if stretch and stretch[0].lower == "according" and stretch[0].i in self._relations:
            relation = self._relations[stretch[0].i]
            return Attachment(relation=relation, source=relation.source, position="after")
        name: Token | None = None
        for place, token in enumerate(stretch):
            if _is_adjacent_cue(token) and token.tag in FINITE:
                if token.dep == "relcl" and place and name is not None and _in_relative_clause(token):
                    continue
                source = self._source_after(token, stretch, name, after[0].i) if place else self._source_behind(stretch)
                if source is None:
                    return None
                if mark == "." and not has_comma and (len(stretch) > place + 6 or not ends_sentence):
                    return None
                return Attachment(relation=self._relation(token), source=source, position="after")
            if token.pos in {"VERB", "AUX"} and token.tag in FINITE and not _in_relative_clause(token):
                return None
            if name is None and token.pos in NAMING and token.dep not in {"compound", "poss", "npadvmod", "pobj"}:
                name = token
        return None

    def _source_after(self, cue: Token, stretch: list[Token], name: Token | None, first: int) -> Token | None:
        """The source of a cue that other words precede: '"A," Smith said'."""
        source = self._relation(cue).source
        return name if source is None or source.i < first or source.i in self._quoted else source

    def _source_behind(self, stretch: list[Token]) -> Token | None:
        """The source of a cue right behind the passage: '"A," said Smith'."""
        cue = stretch[0]
        source = self._relation(cue).source
        if source and source.i > cue.i:
            return source
        return _inverted_subject(stretch) or None

    def _around(self, tokens: list[Token], before: list[Token], title: bool = False) -> Attachment | None:
        """The attribution whose content the passage belongs to, or whose cue governs it."""
        first, last = tokens[0], tokens[-1]
        around = [
            relation
            for token in (first, last)
            for relation in self._by_content.get(token.i, ())
            if relation.cue.sentence is first.sentence or relation.cue.sentence is last.sentence
        ]
        if around:
            relation = min(around, key=_preference)
            source = self.source_of(relation.cue, before)
            if source or relation.groups & _SAYING:
                return Attachment(relation=relation, source=source, position="around")
        indices = {token.i for token in tokens}
        for token in tokens:
            if token.head.i in indices:
                continue
            for ancestor in token.ancestors():
                above = self._relations.get(ancestor.i)
                if above is None or above.source is None or ancestor.i in self._quoted or ancestor.pos != "VERB":
                    continue
                if not title or "label" in above.groups:
                    return self._attachment(ancestor, before, "around")
        return None

    def _relation(self, cue: Token) -> AttributionRelation:
        """The cue's relation; a new one for a verb that attributes only beside a quotation."""
        return self._relations.get(cue.i) or AttributionRelation(
            cue=cue,
            cue_end=cue.end,
            groups=frozenset(("say",)),
            source=None if is_passive(cue) else subject_of(cue),
            addressee=None,
            content=(),
        )


def last_cue(stretch: list[Token], lemmas: frozenset[str]) -> Token | None:
    """The last verb of these lemmas that is finite or a gerund; else the last of any form."""
    other = None
    for token in reversed(stretch):
        if token.pos == "VERB" and token.lemma in lemmas and token.dep not in {"relcl", "amod"}:
            if token.tag in FINITE or token.tag == "VBG":
                return token
            other = other or token
    return other


def _is_part_of_name(tokens: list[Token]) -> bool:
    """Whether a passage is part of a name: 'the "Old Mill" tavern'."""
    indices = {token.i for token in tokens}
    return any(
        token.dep in {"compound", "amod", "nmod"} and token.head.i > tokens[-1].i
        for token in tokens
        if token.head.i not in indices
    )


def _inverted_subject(stretch: list[Token]) -> Token | None:
    """The name behind a cue that begins the stretch: 'said Smith', 'added a tearful Smith'."""
    for token in stretch[1:12]:
        if token.pos in NAMING and token.dep not in {"compound", "poss", "amod", "nmod"}:
            return token
        if token.pos in {"VERB", "ADP", "SCONJ"} or token.text == ",":
            return None
    return None


def _is_adjacent_cue(token: Token) -> bool:
    """Whether a verb attributes a quotation right beside it; 'put' only in 'put it'."""
    if token.lemma == "put":
        return any(child.dep == "dobj" and child.lower == "it" for child in token.children)
    return token.pos == "VERB" and token.lemma in cues().adjacent


def _preference(relation: AttributionRelation) -> tuple[bool, bool, int, int]:
    """Sorts attributions around one passage: with a source first, then of saying, then the innermost."""
    is_saying = bool(relation.groups & _SAYING)
    return relation.source is None, not is_saying, len(relation.content), relation.cue.i


def _in_relative_clause(verb: Token) -> bool:
    """Whether a verb heads a relative clause: 'who said'."""
    return verb.dep in {"relcl", "acl"} or any(child.tag in {"WP", "WDT"} for child in verb.children)
