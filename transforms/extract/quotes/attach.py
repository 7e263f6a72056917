"""Which attribution a quoted passage belongs to: one in front of it, behind it, or around it."""

from dataclasses import dataclass

from transforms.extract.document import Document, Token
from transforms.extract.grammar.reported_clauses import is_passive
from transforms.extract.grammar.reporting_verbs import cues
from transforms.extract.quotes.attribution import Frame, frames, subject
from transforms.extract.quotes.marks import Quoted
from transforms.extract.quotes.passages import ending, inside, titled

FINITE = frozenset(("VBD", "VBZ", "VBP"))
"""Tags of verbs that say so themselves."""

CONTINUES = frozenset(",?!…—–-")
"""A quotation that ends in one of these may be followed by its attribution."""

_SAYING = frozenset(("say", "according", "commit", "ask", "deny", "accuse"))
_NAMES = frozenset(("NOUN", "PROPN", "PRON"))
_LINKS = frozenset((",", "that", "it", "—", "–", "-", "--"))
_COMMAS = frozenset((",", "—", "–", "--", "-"))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hold:
    """An attribution found for a passage.

    Attributes:
        frame: The cue and what it attributes.
        source: Head word of who speaks.
        place: Where the cue stands: `before`, `after` or `around` the passage.
    """

    frame: Frame
    source: Token | None
    place: str


class Holder:
    """Finds the attribution of one passage after another.

    Args:
        document: The article.
    """

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._inside = inside(document)
        self._frames = {frame.cue.i: frame for frame in frames(document)}
        self._covering: dict[int, list[Frame]] = {}
        for frame in self._frames.values():
            if frame.cue.i not in self._inside:
                for i in frame.content:
                    if i in self._inside:
                        self._covering.setdefault(i, []).append(frame)

    def hold(
        self, passage: Quoted, own: list[Token], before: list[Token], after: list[Token], closed: bool
    ) -> Hold | None:
        """The attribution of a passage, None where nothing attributes it.

        Args:
            passage: The passage.
            own: Its tokens.
            before: The sentence's tokens in front of it.
            after: Those behind it.
            closed: Whether the sentence ends behind `after`, rather than another passage begins.
        """
        ends = ending(self._text, passage)
        if titled(own) and before:
            return None if _names(own) else self._governed(own, before, title=True)
        introduced = self._introduced(before)
        if introduced and not (introduced.frame.cue.dep == "advcl" and ends in CONTINUES):
            return introduced
        fragment = bool(before) and self._text[passage.start].islower()
        governed = self._governed(own, before) if fragment else None
        followed = None if governed else self._followed(after, ends, closed)
        if followed:
            return followed
        if introduced:
            return introduced
        return governed or self._governed(own, before)

    def _introduced(self, before: list[Token]) -> Hold | None:
        """'He said, "A"', 'he told Reuters: "A"', 'he said in a statement that "A"'."""
        if not before:
            return None
        mark = before[-1].text
        if mark == ":":
            cue = last_cue(before, cues().beside)
            if cue is None:
                return None
            return Hold(frame=self._frame(cue), source=self.source(cue, before), place="before")
        at = len(before) - 1
        while at >= 0 and (before[at].text in _LINKS or before[at].dep == "mark"):
            at -= 1
        beside = at >= 0 and _attributes(before[at]) and (mark in {",", ":"} or before[at].lemma in cues().say)
        if not beside:
            if mark == ",":
                cue = last_cue(before[-5:], cues().beside) or last_cue(before, cues().say)
                if cue and cue.dep != "relcl" and not self._says_already(cue, before):
                    return Hold(frame=self._frame(cue), source=self.source(cue, before), place="before")
            return None
        cue = before[at]
        return Hold(frame=self._frame(cue), source=self.source(cue, before), place="before")

    def _says_already(self, cue: Token, before: list[Token]) -> bool:
        """Whether what a cue introduces stands before the passage: 'When he said so, "A"'."""
        content = self._frame(cue).content
        return cue.tag == "VBN" or any(token.i in content for token in before)

    def _followed(self, after: list[Token], ends: str, closed: bool) -> Hold | None:
        """'"A," he said', '"A," said Smith', '"A," according to Smith'."""
        if not after:
            return None
        opens = 1 if after[0].text in _COMMAS else 0
        if ends not in CONTINUES and not opens and ends not in ".":
            return None
        stretch = after[opens:]
        if stretch and stretch[0].lower == "as":
            stretch = stretch[1:]
        if stretch and stretch[0].lower == "according" and stretch[0].i in self._frames:
            frame = self._frames[stretch[0].i]
            return Hold(frame=frame, source=frame.source, place="after")
        named: Token | None = None
        for place, token in enumerate(stretch):
            if _attributes(token) and token.tag in FINITE:
                if token.dep == "relcl" and place and named is not None and _relative(token):
                    continue
                frame = self._frame(token)
                source = frame.source if frame.source and frame.source.i > after[0].i - 1 else None
                if place == 0:
                    source = source if source and source.i > token.i else _inverted(stretch) or source
                elif source is None or source.i in self._inside:
                    source = named
                if source is None or (ends == "." and not opens and (len(stretch) > place + 6 or not closed)):
                    return None
                return Hold(frame=frame, source=source, place="after")
            if token.pos in {"VERB", "AUX"} and token.tag in FINITE and not _relative(token):
                return None
            if named is None and token.pos in _NAMES and token.dep not in {"compound", "poss", "npadvmod", "pobj"}:
                named = token
        return None

    def _governed(self, own: list[Token], before: list[Token], title: bool = False) -> Hold | None:
        """The attribution whose content the passage belongs to, or whose cue governs it."""
        around = [frame for token in (own[0], own[-1]) for frame in self._covering.get(token.i, ())]
        around = [
            frame for frame in around if frame.cue.sentence is own[0].sentence or frame.cue.sentence is own[-1].sentence
        ]
        if around:
            frame = min(around, key=_preference)
            source = self.source(frame.cue, before)
            if source or frame.groups & _SAYING:
                return Hold(frame=frame, source=source, place="around")
        places = {token.i for token in own}
        for token in own:
            if token.head.i in places:
                continue
            for ancestor in token.ancestors():
                above = self._frames.get(ancestor.i)
                if above is None or above.source is None or ancestor.i in self._inside or ancestor.pos != "VERB":
                    continue
                if not title or "label" in above.groups:
                    return Hold(frame=above, source=self.source(ancestor, before), place="around")
        return None

    def _frame(self, cue: Token) -> Frame:
        """The cue's frame; one of its own for a verb that attributes only beside a quotation."""
        return self._frames.get(cue.i) or Frame(
            cue=cue,
            cue_end=cue.end,
            groups=frozenset(("say",)),
            source=None if is_passive(cue) else subject(cue),
            addressee=None,
            content=(),
        )

    def source(self, cue: Token, before: list[Token]) -> Token | None:
        """Who speaks by a cue's frame, else the subject in front of it; never a word of a quotation."""
        source = self._frame(cue).source
        if source is not None and source.i not in self._inside:
            return source
        return next((t for t in before if t.dep == "nsubj" and t.i < cue.i and t.i not in self._inside), None)


def _names(own: list[Token]) -> bool:
    """Whether a passage is part of a name: 'the "Old Mill" tavern'."""
    places = {token.i for token in own}
    return any(
        token.dep in {"compound", "amod", "nmod"} and token.head.i > own[-1].i
        for token in own
        if token.head.i not in places
    )


def last_cue(stretch: list[Token], lemmas: frozenset[str]) -> Token | None:
    """The last verb of those lemmas, rather a finite one."""
    other = None
    for token in reversed(stretch):
        if token.pos == "VERB" and token.lemma in lemmas and token.dep not in {"relcl", "amod"}:
            if token.tag in FINITE or token.tag == "VBG":
                return token
            other = other or token
    return other


def _inverted(stretch: list[Token]) -> Token | None:
    """The name behind a cue that begins the stretch: 'said Smith', 'added a tearful Smith'."""
    for token in stretch[1:12]:
        if token.pos in _NAMES and token.dep not in {"compound", "poss", "amod", "nmod"}:
            return token
        if token.pos in {"VERB", "ADP", "SCONJ"} or token.text == ",":
            return None
    return None


def _attributes(token: Token) -> bool:
    """Whether a verb right beside a quotation attributes it; 'put' only in 'put it'."""
    if token.lemma == "put":
        return any(child.dep == "dobj" and child.lower == "it" for child in token.children)
    return token.pos == "VERB" and token.lemma in cues().beside


def _preference(frame: Frame) -> tuple[bool, bool, int, int]:
    """Of attributions around one passage the innermost that has a source, saying before naming and thinking."""
    saying = bool(frame.groups & _SAYING)
    return frame.source is None, not saying, len(frame.content), frame.cue.i


def _relative(verb: Token) -> bool:
    """Whether a verb stands in a relative clause with its pronoun: 'who said'."""
    return verb.dep in {"relcl", "acl"} or any(child.tag in {"WP", "WDT"} for child in verb.children)
