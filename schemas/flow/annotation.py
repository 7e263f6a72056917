"""An annotated article: the row and, in packed columns, the language model's analysis of its text.

Annotations are sent between workers in place of spaCy Docs, whose pickles contain the whole vocabulary.
"""

from dataclasses import dataclass

from schemas.rows.article import Article

INDEX = "<i4"
"""NumPy type of every packed column: little-endian 32-bit integers."""

_INDEX_BYTES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One article's tokens, sentences, syntax and named entities; each column has one packed integer a token.

    Columns named `*_index` point into `strings`, which contains every distinct lemma, tag and label once.
    """

    article: Article
    body_start: int  # offset in the text where the first sentence starts, after any dateline
    strings: tuple[str, ...]
    starts: bytes  # offset of the token's first code point
    ends: bytes  # offset after its last
    heads: bytes  # index of the syntactic head among the article's tokens; a root is its own head
    lemma_index: bytes
    pos_index: bytes  # universal part of speech
    tag_index: bytes  # Penn Treebank tag
    dep_index: bytes  # CLEAR dependency label
    label_index: bytes  # 'B-ORG', 'I-ORG' or ''
    sentence_starts: bytes  # index of each sentence's first token; one integer a sentence


def token_count(annotation: Annotation) -> int:
    """How many tokens an annotation has."""
    return len(annotation.starts) // _INDEX_BYTES
