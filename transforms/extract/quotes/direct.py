"""Quotations in quotation marks, direct and mixed, with their sources; scare quotes and titles are left out."""

from bisect import bisect_right
from dataclasses import dataclass

from transforms.extract.document import Document, Token, per_document
from transforms.extract.grammar.labels import FINITE
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.quotes.attach import CONTINUES, Attacher, Attachment, last_cue
from transforms.extract.quotes.marks import QuotedPassage
from transforms.extract.quotes.passages import (
    STOPS,
    final_mark,
    index_before,
    is_statement,
    passages,
    quoted_tokens,
    tokens_after,
    tokens_before,
)

_SPEAKERS = frozenset(("PERSON", "ORG", "NORP"))
_DASHES = frozenset("-‐–—―")
_OPENERS = frozenset((",", ":", "—", "–", "--"))
"""Tokens behind which a new statement may begin."""
_PAUSES = CONTINUES | frozenset(".:;")
_MAX_SIGNATURE = 12
"""Tokens behind a quotation that may be the name of who made it."""


@dataclass(slots=True, kw_only=True, eq=False)
class Quotation:
    """What somebody says at a stretch, some or all of it in quotation marks.

    Attributes:
        passages: The passages in text order.
        direct: Whether they are whole statements, rather than words within reported speech.
        cue: The word that attributes them.
        cue_end: Offset behind the cue.
        source: Head word of who speaks.
        addressee: Head word of who is spoken to.
    """

    passages: list[QuotedPassage]
    direct: bool
    cue: Token | None = None
    cue_end: int = 0
    source: Token | None = None
    addressee: Token | None = None

    @property
    def parts(self) -> list[tuple[int, int]]:
        """Start and end of every part, one a paragraph of a passage."""
        return [part for passage in self.passages for part in passage.parts]


@per_document
def quotations(document: Document) -> tuple[Quotation, ...]:
    """Every quotation in quotation marks, in text order."""
    if not passages(document):
        return ()
    return tuple(_Reader(document).read())


class _Reader:
    """Reads a document's passages in order, each in view of the quotations before it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.quoted = quoted_tokens(document)
        self.attacher = Attacher(document)
        self.found: list[Quotation] = []

    def read(self) -> list[Quotation]:
        for passage in passages(self.document):
            tokens = [t for start, end in passage.parts for t in self.document.tokens_in(start, end)]
            words = [token for token in tokens if token.pos not in {"PUNCT", "SPACE", "SYM"}]
            if words:
                self._add(passage, tokens, words)
        return self.found

    def _add(self, passage: QuotedPassage, tokens: list[Token], words: list[Token]) -> None:
        """Add a passage to the last quotation, or as a new one, or leave it out."""
        before = tokens_before(self.document, tokens[0])
        after, ends_sentence = tokens_after(self.document, passage, tokens[-1])
        attachment = self.attacher.attach(passage, tokens, before, after, ends_sentence)
        direct = self._is_direct(passage, words, attachment, before)
        last = self.found[-1] if self.found else None
        if last is not None and not self._same_paragraph(last, tokens[0]):
            last = None
        if attachment is None:
            self._add_unattributed(passage, tokens[0], words, before, after, direct, last)
            return
        relation = attachment.relation
        if (
            last is not None
            and last.cue is relation.cue
            and (last.direct == direct or not direct or attachment.position != "after")
        ):
            last.passages.append(passage)
            return
        self.found.append(
            Quotation(
                passages=[passage],
                direct=direct,
                cue=relation.cue,
                cue_end=relation.cue_end,
                source=attachment.source,
                addressee=relation.addressee,
            )
        )

    def _add_unattributed(
        self,
        passage: QuotedPassage,
        first: Token,
        words: list[Token],
        before: list[Token],
        after: list[Token],
        direct: bool,
        last: Quotation | None,
    ) -> None:
        """Add a passage without a cue: signed, a continuation of the last quotation, or a statement of its own.

        Args:
            passage: The passage.
            first: Its first token.
            words: Its tokens without punctuation.
            before: Tokens of the sentence before it.
            after: Those after it.
            direct: Whether it is a whole statement.
            last: The last quotation, if of the same paragraph.
        """
        if not direct:
            return
        text = self.document.text
        signature = _signature(text, passage, after)
        if signature is not None:
            self.found.append(Quotation(passages=[passage], direct=True, source=signature))
            return
        opens = not before or before[-1].text in _OPENERS
        introduced = bool(before) and before[-1].text == ":" and final_mark(text, passage) in ".?!…"
        if last is not None and opens and self._continues(last, passage):
            since = last.passages[-1].closes
            if not introduced or _introduced_speaker([token for token in before if token.start >= since]) is None:
                last.passages.append(passage)
                return
        if introduced or is_statement(text, passage, words):
            resumed = None if last or before else self._resumed_quotation(passage, first)
            if resumed is not None:
                resumed.passages.append(passage)
            else:
                self.found.append(self._statement(passage, first, last))

    def _is_direct(
        self, passage: QuotedPassage, words: list[Token], attachment: Attachment | None, before: list[Token]
    ) -> bool:
        """Whether a passage is a whole statement, by its capital letter, its final mark and its place."""
        text = self.document.text
        position = attachment.position if attachment else ""
        starts = not text[passage.start].islower() or (position == "after" and not before)
        if position == "around":
            return starts and final_mark(text, passage) in _PAUSES and len(words) > 3 and not before
        if position == "before":
            return starts and ((bool(before) and before[-1].text in {",", ":"}) or final_mark(text, passage) in _PAUSES)
        return starts

    def _same_paragraph(self, quotation: Quotation, token: Token) -> bool:
        return "\n" not in self.document.text[quotation.passages[-1].end : token.start]

    def _continues(self, last: Quotation, passage: QuotedPassage) -> bool:
        """'"A," he said. "B."': no other attribution and hardly a sentence between."""
        tokens = self.document.tokens_in(last.passages[-1].closes, passage.opens)
        if sum(token.text in STOPS for token in tokens) > 2:
            return False
        return not any(
            token is not last.cue
            and token.pos == "VERB"
            and token.lemma in cues().say
            and token.tag in FINITE
            and token.dep != "relcl"  # '"A," said Smith, who says he will not vote. "B."'
            for token in tokens
        )

    def _resumed_quotation(self, passage: QuotedPassage, first: Token) -> Quotation | None:
        """The quotation that goes on in the next paragraph, behind its attribution: '"A," he said.¶"B."'.

        Args:
            passage: The passage that opens the next paragraph.
            first: Its first token.
        """
        previous = self._quotation_of_previous_paragraph(first)
        if previous is None or previous.cue is None:
            return None
        between = self.document.tokens_in(previous.passages[-1].closes, passage.opens)
        stops = sum(token.text in STOPS for token in between)
        return previous if previous.cue in between and stops < 2 and between[-1].text != ":" else None

    def _statement(self, passage: QuotedPassage, first: Token, last: Quotation | None) -> Quotation:
        """A statement without a cue: the text before names the speaker, or the last speaker goes on.

        Args:
            passage: The passage.
            first: Its first token.
            last: The last quotation, if of the same paragraph.
        """
        statement = Quotation(passages=[passage], direct=True)
        if self._attribute_by_context(statement, first, last):
            return statement
        previous = last or self._quotation_of_previous_paragraph(first)
        if previous is not None:
            statement.source, statement.addressee = previous.source, previous.addressee
        return statement

    def _attribute_by_context(self, statement: Quotation, first: Token, last: Quotation | None) -> bool:
        """Set the source of a statement from the text right before it.

        Returns:
            Whether the statement is settled: it has a source, or no other quotation of its paragraph could give it one.
        """
        i = index_before(self.document, first)
        previous = self.document.tokens[i] if i >= 0 else None
        if previous is None or i in self.quoted:
            return False
        introduces = previous.text == ":"
        if not introduces and previous.sentence.paragraph != first.sentence.paragraph:
            return False
        since = last.passages[-1].closes if last else 0
        context = [t for t in previous.sentence.tokens if t.i not in self.quoted and since <= t.start < first.start]
        cue = last_cue(context, cues().say)
        if cue is not None and cue is not (last.cue if last else None):
            statement.source = self.attacher.source_of(cue, context)
            if introduces:
                statement.cue, statement.cue_end = cue, cue.end
        if statement.source is None and introduces:
            statement.source = _introduced_speaker(context)
        if statement.source is None and last is None:
            statement.source = next((t for t in context if t.dep == "nsubj" and _can_speak(t)), None)
        return statement.source is not None or last is None

    def _quotation_of_previous_paragraph(self, first: Token) -> Quotation | None:
        """The last quotation, if it begins in the paragraph before."""
        if not self.found:
            return None
        starts = [start for start, _ in self.document.paragraphs]
        paragraph = bisect_right(starts, self.found[-1].passages[-1].start) - 1
        return self.found[-1] if paragraph == first.sentence.paragraph - 1 else None


def _can_speak(token: Token) -> bool:
    return token.label in _SPEAKERS or token.tag == "PRP"


def _introduced_speaker(tokens: list[Token]) -> Token | None:
    """Who is about to speak where no verb says so: 'The mayor's answer:', 'Smith wants more:'."""
    for token in reversed(tokens):
        if token.dep == "poss" and token.head.lemma in cues().nouns:
            return token
    subject = next((token for token in tokens if token.dep in {"nsubj", "nsubjpass"} and _can_speak(token)), None)
    if subject is not None:
        return subject
    return next((token for token in reversed(tokens) if token.label == "PERSON" and token.dep != "compound"), None)


def _signature(text: str, passage: QuotedPassage, after: list[Token]) -> Token | None:
    """The name behind a dash that ends the paragraph: '"A." — Jane Smith'."""
    if not after or len(after) > _MAX_SIGNATURE:
        return None
    if text[passage.closes : after[0].end].strip()[:1] not in _DASHES:
        return None
    end = next((n for n, token in enumerate(after) if token.text in {",", "("}), len(after))
    return next((token for token in reversed(after[:end]) if token.pos == "PROPN"), None)
