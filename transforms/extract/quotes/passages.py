"""Quoted passages of a document, and the words of the sentence in front of and behind them."""

from transforms.extract.document import Document, Token, per_document
from transforms.extract.quotes.marks import Quoted, quoted

STOPS = frozenset((".", "!", "?", ";"))
"""Marks that end a statement."""

REACH = 40
"""Tokens; no attribution is looked for further from a quotation."""

_CLOSING = frozenset(('"', "”", "''", "’", "'"))
_SMALL = frozenset(("ADP", "DET", "CCONJ", "PART", "SCONJ"))
_FEW = 5
_TITLE = 10


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


def in_front(document: Document, first: Token) -> list[Token]:
    """Tokens of the sentence in front of a passage, back to another passage.

    Args:
        first: The passage's first token.
    """
    within, tokens = inside(document), document.tokens
    i = outside(document, first)
    stretch: list[Token] = []
    while i >= 0 and len(stretch) < REACH:
        token = tokens[i]
        if token.sentence.paragraph != first.sentence.paragraph or token.text in STOPS or i in within:
            break
        stretch.append(token)
        if token is token.sentence.tokens[0] and i > 0 and tokens[i - 1].text in _CLOSING:
            break
        i -= 1
    stretch.reverse()
    return stretch


def outside(document: Document, first: Token) -> int:
    """Index of the token in front of the passage that `first` begins; -1 where there is none."""
    within = inside(document)
    i = first.i - 1
    while i >= 0 and within.get(i) == within[first.i]:
        i -= 1
    return i


def behind(document: Document, passage: Quoted, last: Token) -> tuple[list[Token], bool]:
    """Tokens behind a passage up to the sentence's end or the next passage, and whether the sentence ends there.

    Args:
        last: The passage's last token.
    """
    within, tokens = inside(document), document.tokens
    i = last.i + 1
    while i < len(tokens) and tokens[i].start < passage.closes:
        i += 1
    stretch: list[Token] = []
    while i < len(tokens) and len(stretch) < REACH:
        token = tokens[i]
        if token.sentence.paragraph != last.sentence.paragraph or token.text in STOPS or i in within:
            break
        if "\n" in document.text[stretch[-1].end if stretch else passage.closes : token.start]:
            break
        stretch.append(token)
        i += 1
    return stretch, i not in within


def ending(text: str, passage: Quoted) -> str:
    """The last character of a passage, marks of a quotation within it aside."""
    return text[passage.start : passage.end].rstrip("\"'’”»› ")[-1:] or text[passage.end - 1]


def titled(own: list[Token]) -> bool:
    """Whether a passage is written like the title of a work: 'Gone With the Wind'."""
    words = [token for token in own if token.text[:1].isalnum()]
    if not 1 < len(words) <= _TITLE or own[-1].text in {"?", "!"}:
        return False
    return all(token.text[0].isupper() or token.text[0].isdigit() or token.pos in _SMALL for token in words)


def states(text: str, passage: Quoted, words: list[Token]) -> bool:
    """Whether a passage that nothing attributes is a statement at all, rather than a title, a slogan or a name."""
    if ending(text, passage) not in ".?!…" or len(words) < _FEW:
        return False
    verbs = any(token.pos in {"VERB", "AUX"} for token in words)
    lower = sum(token.text[:1].islower() for token in words)
    return verbs and lower * 2 > len(words)
