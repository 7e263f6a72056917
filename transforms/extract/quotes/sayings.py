"""Quoted passages and who says them: interrupted quotations put together, scare quotes and titles left out."""

from bisect import bisect_right
from dataclasses import dataclass

from transforms.extract.quotes.cues import cues
from transforms.extract.quotes.frames import Frame, frames, is_passive, name_tokens, subject
from transforms.extract.quotes.marks import Quoted, quoted
from transforms.extract.syntax import Document, Token, per_document

_STOPS = frozenset((".", "!", "?", ";"))
_REACH = 40
"""Tokens: no attribution is looked for further from a quotation."""
_FINITE = frozenset(("VBD", "VBZ", "VBP"))
_NAMES = frozenset(("NOUN", "PROPN", "PRON"))
_PEOPLE = frozenset(("PERSON", "ORG", "NORP"))
_SMALL = frozenset(("ADP", "DET", "CCONJ", "PART", "SCONJ"))
_SAYING = frozenset(("say", "according", "commit", "ask", "deny", "accuse"))
_DASHES = frozenset("-‐–—―")
_CONTINUES = frozenset(",?!…—–-")
_PAUSES = _CONTINUES | frozenset(".:;")


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


@dataclass(frozen=True, slots=True)
class _Hold:
    """An attribution found for a passage: the cue's frame and where the cue stands."""

    frame: Frame
    source: Token | None
    place: str  # before, after, around


@per_document
def passages(document: Document) -> tuple[Quoted, ...]:
    """The document's passages between quotation marks; those of a dateline or header are left out."""
    found = quoted(document.text, document.paragraphs)
    return tuple(passage for passage in found if passage.opens >= document.body_start)


@per_document
def inside(document: Document) -> dict[int, int]:
    """Index of each token between or at quotation marks, to the index of its passage."""
    return {
        token.i: k
        for k, passage in enumerate(passages(document))
        for token in document.tokens_in(passage.opens, passage.closes)
    }


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
        self.frames = {frame.cue.i: frame for frame in frames(document)}
        self.covering: dict[int, list[Frame]] = {}
        for frame in self.frames.values():
            if frame.cue.i not in self.inside:
                for i in frame.content:
                    if i in self.inside:
                        self.covering.setdefault(i, []).append(frame)
        self.found: list[Saying] = []

    def read(self) -> list[Saying]:
        for k, passage in enumerate(self.passages):
            own = [t for start, end in passage.parts for t in self.document.tokens_in(start, end)]
            words = [token for token in own if token.pos not in {"PUNCT", "SPACE", "SYM"}]
            if words:
                self._take(k, passage, own, words)
        return self.found

    def _take(self, k: int, passage: Quoted, own: list[Token], words: list[Token]) -> None:
        before = self._before(own[0])
        after, closed = self._after(passage, own[-1])
        hold = self._hold(passage, own, before, after, closed)
        whole = self._whole(passage, words, hold, before)
        last = self.found[-1] if self.found else None
        near = last is not None and last.passages[-1] is self.passages[k - 1] and self._same_paragraph(last, own[0])
        if hold is None:
            signed = _signed(self.document.text, passage, after)
            if signed is not None and whole:
                self.found.append(Saying(passages=[passage], direct=True, source=signed))
                return
            if near and last and whole and self._goes_on(last, passage):
                last.passages.append(passage)
                return
            led = bool(before) and before[-1].text == ":" and _ending(self.document.text, passage) in ".?!…"
            if not whole or not (led or _statement(self.document.text, passage, words)):
                return
            self.found.append(self._continued(passage, own[0], before, last if near else None))
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

    # Where an attribution may stand.

    def _before(self, first: Token) -> list[Token]:
        """Tokens of the sentence in front of a passage, back to another passage."""
        i = first.i - 1
        while i >= 0 and self.inside.get(i) == self.inside[first.i]:
            i -= 1
        stretch: list[Token] = []
        while i >= 0 and len(stretch) < _REACH:
            token = self.tokens[i]
            if token.sentence.paragraph != first.sentence.paragraph or token.text in _STOPS:
                break
            if i in self.inside:
                break
            stretch.append(token)
            if (
                token.i == token.sentence.tokens[0].i
                and i > 0
                and self.tokens[i - 1].text in {'"', "”", "''", "’", "'"}
            ):
                break
            i -= 1
        stretch.reverse()
        return stretch

    def _after(self, passage: Quoted, last: Token) -> tuple[list[Token], bool]:
        """Tokens behind a passage up to the sentence's end or the next passage, and whether the sentence ends."""
        i = last.i + 1
        while i < len(self.tokens) and self.tokens[i].start < passage.closes:
            i += 1
        stretch: list[Token] = []
        while i < len(self.tokens) and len(stretch) < _REACH:
            token = self.tokens[i]
            if token.sentence.paragraph != last.sentence.paragraph or token.text in _STOPS or i in self.inside:
                break
            if "\n" in self.document.text[stretch[-1].end if stretch else passage.closes : token.start]:
                break
            stretch.append(token)
            i += 1
        return stretch, i >= len(self.tokens) or i not in self.inside

    # Which attribution holds.

    def _hold(
        self, passage: Quoted, own: list[Token], before: list[Token], after: list[Token], closed: bool
    ) -> _Hold | None:
        ends = _ending(self.document.text, passage)
        if _title(own) and before:
            return self._governed(own, before, title=True)
        introduced = self._introduced(before)
        if introduced and not (introduced.frame.cue.dep == "advcl" and ends in _CONTINUES):
            return introduced
        fragment = bool(before) and self.document.text[passage.start].islower()
        governed = self._governed(own, before) if fragment else None
        followed = None if governed else self._followed(after, ends, closed)
        if followed:
            return followed
        if introduced:
            return introduced
        return governed or self._governed(own, before)

    def _introduced(self, before: list[Token]) -> _Hold | None:
        """'He said, "A"', 'he told Reuters: "A"', 'he said in a statement that "A"'."""
        if not before:
            return None
        mark = before[-1].text
        if mark == ":":
            cue = self._last_cue(before, cues().beside)
            if cue is None:
                return None
            return _Hold(self._frame(cue), self._source(cue, before), "before")
        at = len(before) - 1
        while at >= 0 and (before[at].text in {",", "that", "it", "—", "–", "-", "--"} or before[at].dep == "mark"):
            at -= 1
        beside = at >= 0 and _attributes(before[at]) and (mark in {",", ":"} or before[at].lemma in cues().say)
        if not beside:
            if mark == ",":
                cue = self._last_cue(before[-5:], cues().beside) or self._last_cue(before, cues().say)
                if cue and cue.dep != "relcl" and not self._says_already(cue, before):
                    return _Hold(self._frame(cue), self._source(cue, before), "before")
            return None
        cue = before[at]
        return _Hold(self._frame(cue), self._source(cue, before), "before")

    def _says_already(self, cue: Token, before: list[Token]) -> bool:
        """Whether what a cue introduces stands before the passage: 'When he said so, "A"'."""
        content = self._frame(cue).content
        return cue.tag == "VBN" or any(token.i in content for token in before)

    def _last_cue(self, stretch: list[Token], lemmas: frozenset[str]) -> Token | None:
        finite = None
        for token in reversed(stretch):
            if token.pos == "VERB" and token.lemma in lemmas and token.dep not in {"relcl", "amod"}:
                if token.tag in _FINITE or token.tag == "VBG":
                    return token
                finite = finite or token
        return finite

    def _followed(self, after: list[Token], ends: str, closed: bool) -> _Hold | None:
        """'"A," he said', '"A," said Smith', '"A," according to Smith'."""
        if not after:
            return None
        opens = 1 if after[0].text in {",", "—", "–", "--", "-"} else 0
        if ends not in _CONTINUES and not opens and ends not in ".":
            return None
        stretch = after[opens:]
        if stretch and stretch[0].lower == "as":
            stretch = stretch[1:]
        if stretch and stretch[0].lower == "according" and stretch[0].i in self.frames:
            frame = self.frames[stretch[0].i]
            return _Hold(frame, frame.source, "after")
        named: Token | None = None
        for place, token in enumerate(stretch):
            if _attributes(token) and token.tag in _FINITE:
                if token.dep == "relcl" and place and named is not None and _relative(token):
                    continue
                frame = self._frame(token)
                source = frame.source if frame.source and frame.source.i > after[0].i - 1 else None
                if place == 0:
                    source = source if source and source.i > token.i else self._behind(stretch, 0) or source
                elif source is None or source.i in self.inside:
                    source = named
                if source is None or (ends == "." and not opens and (len(stretch) > place + 6 or not closed)):
                    return None
                return _Hold(frame, source, "after")
            if token.pos in {"VERB", "AUX"} and token.tag in _FINITE and not _relative(token):
                return None
            if named is None and token.pos in _NAMES and token.dep not in {"compound", "poss", "npadvmod", "pobj"}:
                named = token
        return None

    def _behind(self, stretch: list[Token], place: int) -> Token | None:
        """The name behind an inverted cue: 'said Smith', 'added a tearful Smith'."""
        for token in stretch[place + 1 : place + 12]:
            if token.pos in _NAMES and token.dep not in {"compound", "poss", "amod", "nmod"}:
                return token
            if token.pos in {"VERB", "ADP", "SCONJ"} or token.text == ",":
                return None
        return None

    def _governed(self, own: list[Token], before: list[Token], title: bool = False) -> _Hold | None:
        """The attribution whose content the passage belongs to, or whose cue governs it."""
        around = [frame for token in (own[0], own[-1]) for frame in self.covering.get(token.i, ())]
        around = [
            frame for frame in around if frame.cue.sentence is own[0].sentence or frame.cue.sentence is own[-1].sentence
        ]
        if around:
            frame = min(around, key=_preference)
            source = self._source(frame.cue, before)
            if source or frame.groups & _SAYING:
                return _Hold(frame, source, "around")
        places = {token.i for token in own}
        for token in own:
            if token.head.i in places:
                continue
            for ancestor in token.ancestors():
                frame = self.frames.get(ancestor.i)
                if frame is None or frame.source is None or ancestor.i in self.inside or ancestor.pos != "VERB":
                    continue
                if not title or "label" in frame.groups:
                    return _Hold(frame, self._source(ancestor, before), "around")
        return None

    def _frame(self, cue: Token) -> Frame:
        """The cue's frame; one of its own for a verb that attributes only beside a quotation."""
        return self.frames.get(cue.i) or Frame(
            cue=cue,
            cue_end=cue.end,
            groups=frozenset(("say",)),
            source=None if is_passive(cue) else subject(cue),
            addressee=None,
            content=(),
        )

    def _source(self, cue: Token, before: list[Token]) -> Token | None:
        source = self._frame(cue).source
        if source is not None and source.i not in self.inside:
            return source
        return next((t for t in before if t.dep == "nsubj" and t.i < cue.i and t.i not in self.inside), None)

    # Whole statements, and passages with no attribution of their own.

    def _whole(self, passage: Quoted, words: list[Token], hold: _Hold | None, before: list[Token]) -> bool:
        text = self.document.text
        first = text[passage.start]
        starts = not first.islower() or (hold is not None and hold.place == "after" and not before)
        if hold is not None and hold.place == "around":
            return starts and _ending(text, passage) in _PAUSES and len(words) > 3 and not before
        if hold is not None and hold.place == "before":
            return starts and (bool(before) and before[-1].text in {",", ":"} or _ending(text, passage) in _PAUSES)
        return starts

    def _same_paragraph(self, saying: Saying, token: Token) -> bool:
        end = saying.passages[-1].end
        behind = self.document.text[end : token.start]
        return "\n" not in behind

    def _goes_on(self, last: Saying, passage: Quoted) -> bool:
        """'"A," he said. "B."': no other attribution and hardly a sentence between."""
        tokens = self.document.tokens_in(last.passages[-1].closes, passage.opens)
        if sum(token.text in _STOPS for token in tokens) > 2:
            return False
        return not any(
            token is not last.cue and token.pos == "VERB" and token.lemma in cues().say and token.tag in _FINITE
            for token in tokens
        )

    def _continued(self, passage: Quoted, first: Token, before: list[Token], last: Saying | None) -> Saying:
        """A statement without a cue: the last speaker goes on, or the sentence before names the speaker."""
        saying = Saying(passages=[passage], direct=True)
        paragraph = first.sentence.paragraph
        i = first.i - 1
        while i >= 0 and self.inside.get(i) == self.inside[first.i]:
            i -= 1
        previous = self.tokens[i] if i >= 0 else None
        leads = previous is not None and previous.text == ":"
        if previous is not None and i not in self.inside and (leads or previous.sentence.paragraph == paragraph):
            since = last.passages[-1].closes if last else 0
            outside = [t for t in previous.sentence.tokens if t.i not in self.inside and since <= t.start < first.start]
            cue = self._last_cue(outside, cues().say)
            if cue is not None and cue is not (last.cue if last else None):
                saying.source = self._source(cue, outside)
                if leads:
                    saying.cue, saying.cue_end = cue, cue.end
            if saying.source is None and leads:
                saying.source = _leader(outside)
            if saying.source is None and last is None:
                saying.source = next((t for t in outside if t.dep == "nsubj" and _person(t)), None)
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


def _attributes(token: Token) -> bool:
    """Whether a verb right beside a quotation attributes it; 'put' only in 'put it'."""
    if token.lemma == "put":
        return any(child.dep == "dobj" and child.lower == "it" for child in token.children)
    return token.pos == "VERB" and token.lemma in cues().beside


def _signed(text: str, passage: Quoted, after: list[Token]) -> Token | None:
    """The name behind a dash that ends the paragraph: '"A." — Jane Smith'."""
    if not after or len(after) > 12 or text[passage.closes : after[0].end].strip()[:1] not in _DASHES:
        return None
    return next((token for token in reversed(_until_comma(after)) if token.pos == "PROPN"), None)


def _until_comma(tokens: list[Token]) -> list[Token]:
    cut = next((n for n, token in enumerate(tokens) if token.text in {",", "("}), len(tokens))
    return tokens[:cut]


def _preference(frame: Frame) -> tuple[bool, bool, int, int]:
    """Of attributions around one passage the innermost that has a source, saying before naming and thinking."""
    saying = bool(frame.groups & _SAYING)
    return frame.source is None, not saying, len(frame.content), frame.cue.i


def _relative(verb: Token) -> bool:
    """Whether a verb stands in a relative clause with its pronoun: 'who said'."""
    return verb.dep in {"relcl", "acl"} or any(child.tag in {"WP", "WDT"} for child in verb.children)


def _ending(text: str, passage: Quoted) -> str:
    """The last character of a passage, marks of a quotation within it aside."""
    return text[passage.start : passage.end].rstrip("\"'’”»› ")[-1:] or text[passage.end - 1]


def _title(own: list[Token]) -> bool:
    """Whether a passage is written like the title of a work: 'Gone With the Wind'."""
    words = [token for token in own if token.text[:1].isalnum()]
    if not 1 < len(words) <= 10 or own[-1].text in {"?", "!"}:
        return False
    return all(token.text[0].isupper() or token.text[0].isdigit() or token.pos in _SMALL for token in words)


def _statement(text: str, passage: Quoted, words: list[Token]) -> bool:
    """Whether a passage that nothing attributes is a statement at all, rather than a title, a slogan or a name."""
    if _ending(text, passage) not in ".?!…" or len(words) < 5:
        return False
    verbs = any(token.pos in {"VERB", "AUX"} for token in words)
    lower = sum(token.text[:1].islower() for token in words)
    return verbs and lower * 2 > len(words)


__all__ = ["Saying", "inside", "name_tokens", "passages", "sayings"]
