"""Quoted passages of a document, and the words of the sentence before and after them."""

from transforms.extract.document import Document, Token, per_document
from transforms.extract.quotes.marks import QuotedPassage, quoted_passages

STOPS = frozenset((".", "!", "?", ";"))
"""Marks that end a statement."""

MAX_DISTANCE = 40
"""Tokens; no attribution is looked for further from a quotation."""

_CLOSING = frozenset(('"', "”", "''", "’", "'"))
_FUNCTION_WORDS = frozenset(("ADP", "DET", "CCONJ", "PART", "SCONJ"))
_MIN_STATEMENT = 5
"""Words; a shorter passage without attribution is no statement."""
_MAX_TITLE = 10
"""Words of the title of a work."""


@per_document
def passages(document: Document) -> tuple[QuotedPassage, ...]:
    """The document's passages between quotation marks, without those of a dateline or header."""
    found = quoted_passages(document.text, document.paragraphs)
    return tuple(passage for passage in found if passage.opens >= document.body_start)


@per_document
def quoted_tokens(document: Document) -> dict[int, int]:
    """Index of each token between or at quotation marks, to the index of its passage."""
    return {
        token.i: k
        for k, passage in enumerate(passages(document))
        for token in document.tokens_in(passage.opens, passage.closes)
    }


def tokens_before(document: Document, first: Token) -> list[Token]:
    """Tokens of the sentence before a passage, as far back as another passage or `MAX_DISTANCE`.

    Args:
        document: The article.
        first: The passage's first token.
    """
    quoted, tokens = quoted_tokens(document), document.tokens
    i = index_before(document, first)
    stretch: list[Token] = []
    while i >= 0 and len(stretch) < MAX_DISTANCE:
        token = tokens[i]
        if token.sentence.paragraph != first.sentence.paragraph or token.text in STOPS or i in quoted:
            break
        stretch.append(token)
        if token is token.sentence.tokens[0] and i > 0 and tokens[i - 1].text in _CLOSING:
            break
        i -= 1
    stretch.reverse()
    return stretch


def index_before(document: Document, first: Token) -> int:
    """Index of the token before the passage that `first` begins; -1 where there is none."""
    quoted = quoted_tokens(document)
    i = first.i - 1
    while i >= 0 and quoted.get(i) == quoted[first.i]:
        i -= 1
    return i


def tokens_after(document: Document, passage: QuotedPassage, last: Token) -> tuple[list[Token], bool]:
    """Tokens after a passage up to the end of the sentence or the next passage.

    Args:
        document: The article.
        passage: The passage.
        last: Its last token.

    Returns:
        The tokens, and whether they end with the sentence rather than at another passage.
    """
    quoted, tokens = quoted_tokens(document), document.tokens
    i = last.i + 1
    while i < len(tokens) and tokens[i].start < passage.closes:
        i += 1
    stretch: list[Token] = []
    while i < len(tokens) and len(stretch) < MAX_DISTANCE:
        token = tokens[i]
        if token.sentence.paragraph != last.sentence.paragraph or token.text in STOPS or i in quoted:
            break
        if "\n" in document.text[stretch[-1].end if stretch else passage.closes : token.start]:
            break
        stretch.append(token)
        i += 1
    return stretch, i not in quoted


def final_mark(text: str, passage: QuotedPassage) -> str:
    """The last character of a passage, leaving out the marks of a quotation within it."""
    return text[passage.start : passage.end].rstrip("\"'’”»› ")[-1:] or text[passage.end - 1]


def is_title(tokens: list[Token]) -> bool:
    """Whether a passage is capitalized like the title of a work: 'Gone With the Wind'.

    Args:
        tokens: The passage's tokens, at least one.
    """
    words = [token for token in tokens if token.text[:1].isalnum()]
    if not 1 < len(words) <= _MAX_TITLE or tokens[-1].text in {"?", "!"}:
        return False
    return all(token.text[0].isupper() or token.text[0].isdigit() or token.pos in _FUNCTION_WORDS for token in words)


def is_statement(text: str, passage: QuotedPassage, words: list[Token]) -> bool:
    """Whether a passage without attribution is a statement, rather than a title, a slogan or a name.

    Args:
        text: The article's text.
        passage: The passage.
        words: Its tokens without punctuation.
    """
    if final_mark(text, passage) not in ".?!…" or len(words) < _MIN_STATEMENT:
        return False
    verbs = any(token.pos in {"VERB", "AUX"} for token in words)
    lower = sum(token.text[:1].islower() for token in words)
    return verbs and lower * 2 > len(words)
