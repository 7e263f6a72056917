"""Quotations with quotation marks and who says them; scare quotes and titles are left out."""

from bisect import bisect_right
from dataclasses import dataclass

from transforms.extract.document import Document, Token, per_document
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.quotes.attach import CONTINUES, FINITE, Hold, Holder, last_cue
from transforms.extract.quotes.marks import Quoted
from transforms.extract.quotes.passages import STOPS, behind, ending, in_front, inside, outside, passages, states

_PEOPLE = frozenset(("PERSON", "ORG", "NORP"))
_DASHES = frozenset("-‐–—―")
_OPENERS = frozenset((",", ":", "—", "–", "--"))
_PAUSES = CONTINUES | frozenset(".:;")


@dataclass(slots=True, kw_only=True, eq=False)
class Saying:
    """What somebody says in one go, with marks around some or all of it.

    Attributes:
        passages: The passages in text order.
        direct: Whether they are whole statements rather than words of a reported one.
        cue: The word that attributes them.
        cue_end: Offset behind the cue.
        source: Head word of who speaks.
        addressee: Head word of who is spoken to.
    """

    passages: list[Quoted]
    direct: bool
    cue: Token | None = None
    cue_end: int = 0
    source: Token | None = None
    addressee: Token | None = None

    @property
    def parts(self) -> list[tuple[int, int]]:
        """Start and end of every piece."""
        return [part for passage in self.passages for part in passage.parts]


@per_document
def sayings(document: Document) -> tuple[Saying, ...]:
    """Every quotation, in text order."""
    if not passages(document):
        return ()
    return tuple(_Reader(document).read())


class _Reader:
    """Goes through a document's passages, and remembers who spoke last."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.tokens = document.tokens
        self.passages = passages(document)
        self.inside = inside(document)
        self.holder = Holder(document)
        self.found: list[Saying] = []

    def read(self) -> list[Saying]:
        for passage in self.passages:
            own = [t for start, end in passage.parts for t in self.document.tokens_in(start, end)]
            words = [token for token in own if token.pos not in {"PUNCT", "SPACE", "SYM"}]
            if words:
                self._take(passage, own, words)
        return self.found

    def _take(self, passage: Quoted, own: list[Token], words: list[Token]) -> None:
        before = in_front(self.document, own[0])
        after, closed = behind(self.document, passage, own[-1])
        hold = self.holder.hold(passage, own, before, after, closed)
        whole = self._whole(passage, words, hold, before)
        last = self.found[-1] if self.found else None
        near = last is not None and self._same_paragraph(last, own[0])
        if hold is None:
            signed = _signed(self.document.text, passage, after)
            if signed is not None and whole:
                self.found.append(Saying(passages=[passage], direct=True, source=signed))
                return
            begins = not before or before[-1].text in _OPENERS
            if near and last and whole and begins and self._goes_on(last, passage):
                last.passages.append(passage)
                return
            led = bool(before) and before[-1].text == ":" and ending(self.document.text, passage) in ".?!…"
            if not whole or not (led or states(self.document.text, passage, words)):
                return
            self.found.append(self._continued(passage, own[0], last if near else None))
            return
        if (
            near
            and last
            and last.cue is hold.frame.cue
            and (last.direct == whole or not whole or hold.place != "after")
        ):
            last.passages.append(passage)
            return
        self.found.append(
            Saying(
                passages=[passage],
                direct=whole,
                cue=hold.frame.cue,
                cue_end=hold.frame.cue_end,
                source=hold.source,
                addressee=hold.frame.addressee,
            )
        )

    def _whole(self, passage: Quoted, words: list[Token], hold: Hold | None, before: list[Token]) -> bool:
        text = self.document.text
        first = text[passage.start]
        starts = not first.islower() or (hold is not None and hold.place == "after" and not before)
        if hold is not None and hold.place == "around":
            return starts and ending(text, passage) in _PAUSES and len(words) > 3 and not before
        if hold is not None and hold.place == "before":
            return starts and ((bool(before) and before[-1].text in {",", ":"}) or ending(text, passage) in _PAUSES)
        return starts

    def _same_paragraph(self, saying: Saying, token: Token) -> bool:
        end = saying.passages[-1].end
        behind = self.document.text[end : token.start]
        return "\n" not in behind

    def _goes_on(self, last: Saying, passage: Quoted) -> bool:
        """'"A," he said. "B."': no other attribution and hardly a sentence between."""
        tokens = self.document.tokens_in(last.passages[-1].closes, passage.opens)
        if sum(token.text in STOPS for token in tokens) > 2:
            return False
        return not any(
            token is not last.cue and token.pos == "VERB" and token.lemma in cues().say and token.tag in FINITE
            for token in tokens
        )

    def _continued(self, passage: Quoted, first: Token, last: Saying | None) -> Saying:
        """A statement without a cue: the last speaker goes on, or the sentence before names the speaker."""
        saying = Saying(passages=[passage], direct=True)
        paragraph = first.sentence.paragraph
        i = outside(self.document, first)
        previous = self.tokens[i] if i >= 0 else None
        leads = previous is not None and previous.text == ":"
        if previous is not None and i not in self.inside and (leads or previous.sentence.paragraph == paragraph):
            since = last.passages[-1].closes if last else 0
            around = [t for t in previous.sentence.tokens if t.i not in self.inside and since <= t.start < first.start]
            cue = last_cue(around, cues().say)
            if cue is not None and cue is not (last.cue if last else None):
                saying.source = self.holder.source(cue, around)
                if leads:
                    saying.cue, saying.cue_end = cue, cue.end
            if saying.source is None and leads:
                saying.source = _leader(around)
            if saying.source is None and last is None:
                saying.source = next((t for t in around if t.dep == "nsubj" and _person(t)), None)
            if saying.source is not None or last is None:
                return saying
        if last is not None:
            saying.source, saying.addressee = last.source, last.addressee
            return saying
        earlier = self.found[-1] if self.found else None
        if earlier is not None:
            place = bisect_right([start for start, _ in self.document.paragraphs], earlier.passages[-1].start) - 1
            if place == paragraph - 1:
                saying.source, saying.addressee = earlier.source, earlier.addressee
        return saying


def _person(token: Token) -> bool:
    return token.label in _PEOPLE or token.tag == "PRP"


def _leader(tokens: list[Token]) -> Token | None:
    """Who is about to speak where no verb says so: 'The mayor's answer:', 'Smith wants more:'."""
    for token in reversed(tokens):
        if token.dep == "poss" and token.head.lemma in cues().nouns:
            return token
    subjects = [token for token in tokens if token.dep in {"nsubj", "nsubjpass"} and _person(token)]
    named = [token for token in tokens if token.label == "PERSON" and token.dep != "compound"]
    return subjects[0] if subjects else named[-1] if named else None


def _signed(text: str, passage: Quoted, after: list[Token]) -> Token | None:
    """The name behind a dash that ends the paragraph: '"A." — Jane Smith'."""
    if not after or len(after) > 12 or text[passage.closes : after[0].end].strip()[:1] not in _DASHES:
        return None
    return next((token for token in reversed(_until_comma(after)) if token.pos == "PROPN"), None)


def _until_comma(tokens: list[Token]) -> list[Token]:
    cut = next((n for n, token in enumerate(tokens) if token.text in {",", "("}), len(tokens))
    return tokens[:cut]
