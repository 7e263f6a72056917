"""Documents: an annotated article as plain Python objects, the input of every extraction step.

An attribute of spaCy's own Token takes a call into C and a string lookup; the steps read most tokens many times, so
the columns of an `Annotation` are turned once into objects with slots.
"""

import threading
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import wraps
from itertools import groupby, starmap
from operator import attrgetter
from typing import Any

import numpy as np
import numpy.typing as npt

from schemas.flow.annotation import INDEX, Annotation
from schemas.rows.article import Article
from schemas.rows.columns import Span

_NOMINAL_DEPS = frozenset(("nsubj", "nsubjpass", "dobj", "pobj"))
_NOMINAL_MODIFIERS = frozenset(("amod", "compound", "det", "poss"))
_INJURY_VERBS = frozenset(("wound", "injure", "kill", "hurt"))

Form = tuple[str, str, str]
"""What the lists and lexicons look a word up by: its lemma, the word in lower case, its part of speech."""


class Token:
    """A word or punctuation mark with its place in the sentence's dependency tree.

    Attributes:
        i: Index among the document's tokens.
        text: The word as written; `lower` in lower case.
        start: Offset of the first code point in the article's text.
        end: Offset behind the last.
        lemma: Base form.
        pos: Universal part of speech.
        tag: Penn Treebank tag.
        dep: CLEAR dependency label.
        label: Type of the entity that the model sees here, or ''.
        begins_entity: Whether that entity begins here.
        form: Index of its form among the document's (`Document.forms`).
        head: The syntactic head; a root is its own.
        children: Tokens that have this one as their head, in text order.
        sentence: The sentence it is in.
    """

    __slots__ = (
        "begins_entity",
        "children",
        "dep",
        "end",
        "form",
        "head",
        "i",
        "label",
        "lemma",
        "lower",
        "pos",
        "sentence",
        "start",
        "tag",
        "text",
    )

    def __init__(
        self, i: int, text: str, start: int, end: int, lemma: str, pos: str, tag: str, dep: str, label: str
    ) -> None:
        self.i = i
        self.text = text
        self.lower = text.lower()
        self.start = start
        self.end = end
        self.lemma = lemma
        self.pos = pos
        self.tag = tag
        self.dep = dep
        self.label = label[2:]
        self.begins_entity = label[:1] == "B"
        self.form: int
        self.head: Token = self
        self.children: Sequence[Token] = ()  # most tokens have none; each list costs the garbage collector
        self.sentence: Sentence

    def __repr__(self) -> str:
        return f"<{self.text} {self.tag} {self.dep}>"

    @property
    def lefts(self) -> list["Token"]:
        """Children before the token."""
        return [child for child in self.children if child.i < self.i]

    @property
    def rights(self) -> list["Token"]:
        """Children behind the token."""
        return [child for child in self.children if child.i > self.i]

    def subtree(self) -> list["Token"]:
        """The token and all its descendants, in text order."""
        found, pending = [], [self]
        while pending:
            token = pending.pop()
            found.append(token)
            pending += token.children
        found.sort(key=attrgetter("i"))
        return found

    def ancestors(self) -> Iterator["Token"]:
        """The head, its head and so on up to the root."""
        token = self
        while token.head is not token:
            token = token.head
            yield token


class Sentence:
    """A sentence of the body; the first one starts behind any dateline.

    Attributes:
        index: Its position among the document's sentences.
        paragraph: Index of its paragraph.
        tokens: Its tokens in text order.
        text: The words as written.
        start: Offset of the first code point.
        end: Offset behind the last.
        root: The root of its dependency tree.
    """

    __slots__ = ("end", "index", "paragraph", "root", "start", "text", "tokens")

    def __init__(self, index: int, paragraph: int, tokens: list[Token], text: str) -> None:
        self.index = index
        self.paragraph = paragraph
        self.tokens = tokens
        self.start = tokens[0].start
        self.end = tokens[-1].end
        self.text = text[self.start : self.end]
        self.root = next((token for token in tokens if token.head is token), tokens[0])


class Document:
    """An article with tokens, sentences and paragraphs.

    What depends on the form of a word alone is looked up once for each of `forms`: there are far fewer than tokens. The
    index of each token's form is in `form_numbers`, too, so that few tokens are found without a look at all of them.

    Args:
        article: The row.
        tokens: All tokens in text order.
        sentence_starts: Index of each sentence's first token.
        body_start: Offset where the first sentence starts, behind any dateline.
    """

    def __init__(self, article: Article, tokens: list[Token], sentence_starts: list[int], body_start: int) -> None:
        self.article = article
        self.text = article.text
        self.tokens = tokens
        self.body_start = body_start
        self.paragraphs = list(paragraphs(article.text))
        self.memo: dict[str, Any] = {}  # results of steps that several others read (`per_document`)
        self._token_starts = [token.start for token in tokens]
        self.forms, self.form_numbers = _number_forms(tokens)
        self.sentences: list[Sentence] = []
        paragraph_ends = [end for _, end in self.paragraphs]
        for index, first in enumerate(sentence_starts):
            last = sentence_starts[index + 1] if index + 1 < len(sentence_starts) else len(tokens)
            members = tokens[first:last]
            sentence = Sentence(index, bisect_right(paragraph_ends, members[0].start), members, self.text)
            for token in members:
                token.sentence = sentence
            self.sentences.append(sentence)
        self._sentence_starts = [sentence.start for sentence in self.sentences]

    def release(self) -> None:
        """Undo the references of tokens to each other; the document cannot be used any more.

        Its memory is then freed at once. The garbage collector would look at all its objects, several times, to find
        out that nothing else refers to them.
        """
        for token in self.tokens:
            token.children = ()
            del token.head, token.sentence

    def span(self, start: int, end: int) -> Span:
        """A passage as a record."""
        return Span(text=self.text[start:end], start=start, end=end)

    def tokens_of_forms(self, wanted: Sequence[bool]) -> list[Token]:
        """The tokens of some forms, in text order.

        Args:
            wanted: For each of `forms` whether it is one of these.
        """
        is_wanted = np.frombuffer(bytes(wanted), np.bool_)[self.form_numbers]
        return [self.tokens[i] for i in is_wanted.nonzero()[0].tolist()]

    def tokens_in(self, start: int, end: int) -> list[Token]:
        """Tokens that start within a passage."""
        return self.tokens[bisect_left(self._token_starts, start) : bisect_left(self._token_starts, end)]

    def token_at(self, offset: int) -> Token | None:
        """The token at an offset; None between tokens."""
        i = bisect_right(self._token_starts, offset) - 1
        return self.tokens[i] if i >= 0 and offset < self.tokens[i].end else None

    def sentence_at(self, offset: int) -> Sentence | None:
        """The sentence at an offset; None between sentences."""
        i = bisect_right(self._sentence_starts, offset) - 1
        return self.sentences[i] if i >= 0 and offset < self.sentences[i].end else None


def _number_forms(tokens: list[Token]) -> tuple[list[Form], npt.NDArray[np.intp]]:
    """The distinct forms of tokens and, for each token, the index of its own, which is set in the token too."""
    numbers: dict[Form, int] = {}
    own: list[int] = []
    for token in tokens:
        token.form = number = numbers.setdefault((token.lemma, token.lower, token.pos), len(numbers))
        own.append(number)
    return list(numbers), np.array(own, np.intp)


def by_sentence(tokens: Iterable[Token]) -> dict[int, list[Token]]:
    """Tokens in text order by the index of their sentence."""
    return {index: list(own) for index, own in groupby(tokens, lambda token: token.sentence.index)}


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each paragraph of a text; blank lines separate paragraphs."""
    start = 0
    while start < len(text):
        end = text.find("\n\n", start)
        end = len(text) if end < 0 else end
        if end > start:
            yield start, end
        start = end + 2


def _integers(column: bytes) -> list[int]:
    values: list[int] = np.frombuffer(column, dtype=INDEX).tolist()
    return values


def _is_nominal_participle(token: Token) -> bool:
    """Whether a participle that stands where nouns do is used as one: 'the accused'.

    'The wounded' is not: as a participle it still says that people were wounded.
    """
    return token.lemma not in _INJURY_VERBS and any(child.dep == "det" for child in token.children)


def _is_nominal_gerund(token: Token) -> bool:
    """Whether a gerund that stands where nouns do is one: 'police firing left two dead', 'resorted to firing'."""
    if any(child.dep == "dobj" for child in token.children):
        return False
    return token.dep == "pobj" or any(child.dep in _NOMINAL_MODIFIERS for child in token.children)


_NOMINAL_USES = {"VBN": _is_nominal_participle, "VBG": _is_nominal_gerund}
"""By tag whether a word that stands where nouns do is used as one."""


def _attach(tokens: Sequence[Token], heads: Iterable[int]) -> None:
    """Set each token's head, by the index of it, and its children."""
    children: dict[int, list[Token]] = {}
    for token, head in zip(tokens, heads, strict=True):
        if head != token.i:
            token.head = tokens[head]
            if head in children:
                children[head].append(token)
            else:
                tokens[head].children = children[head] = [token]


def build_document(annotation: Annotation) -> Document:
    """The Document of an annotation's columns."""
    text = annotation.article.text
    starts, ends = _integers(annotation.starts), _integers(annotation.ends)
    words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    columns = (
        map(annotation.strings.__getitem__, _integers(column))
        for column in (
            annotation.lemma_index,
            annotation.pos_index,
            annotation.tag_index,
            annotation.dep_index,
            annotation.label_index,
        )
    )
    tokens = list(starmap(Token, zip(range(len(words)), words, starts, ends, *columns, strict=True)))
    _attach(tokens, _integers(annotation.heads))
    for token in tokens:
        is_nominal = _NOMINAL_USES.get(token.tag)
        if is_nominal is not None and token.dep in _NOMINAL_DEPS and is_nominal(token):
            token.pos, token.lemma = "NOUN", token.lower
    return Document(annotation.article, tokens, _integers(annotation.sentence_starts), annotation.body_start)


class _LastDocument(threading.local):
    """The last document that this thread built, and its annotation."""

    annotation: Annotation | None = None
    document: Document | None = None


_last = _LastDocument()


def cached_document(annotation: Annotation) -> Document:
    """The Document of an annotation, built once for several branches in a row.

    Fused branches receive the same annotation one after another. Keeping the last document saves them building it
    again, and gives each the results that the others have memoized in it (`per_document`). A thread extracts from one
    article at a time: its document is released when the next one is built.
    """
    if _last.document is None or _last.annotation is not annotation:
        last, _last.document = _last.document, None
        if last is not None:
            last.release()
        _last.document = build_document(annotation)
        _last.annotation = annotation
    return _last.document


def per_document[T](function: Callable[[Document], T]) -> Callable[[Document], T]:
    """Decorator: memoize `function(document)` in the document."""
    key = f"{function.__module__}.{function.__qualname__}"

    @wraps(function)
    def memoized(document: Document) -> T:
        try:
            result: T = document.memo[key]
        except KeyError:
            result = document.memo[key] = function(document)
        return result

    return memoized
