"""Hashes of an article's paragraphs and title, from which its site's boilerplate is counted."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import chain

from schemas.flow.staging import ParagraphKey, SiteArticle
from schemas.rows.article import Article
from transforms.datelines import parse_dateline

MIN_WORD_LETTERS = 5
"""Shorter words say nothing about what a paragraph is about."""

MIN_SHARED_WORDS = 0.3
"""Share of a paragraph's words that must appear elsewhere in the article for it to count as the article's own.

Four in five of the boilerplate paragraphs that rules recognise have less; two in three of articles' own have more.
"""

MIN_QUOTED_WORDS = 5
"""A quotation of so many words is somebody's statement, not the name of something."""

_WORD = re.compile(rf"[^\W\d_]{{{MIN_WORD_LETTERS},}}|\d{{3,}}")
_QUOTE = re.compile(rf"[“\"](?:[^\s“”\"]+\s+){{{MIN_QUOTED_WORDS - 1},}}[^\s“”\"]+[”\"]?")
_SPEECH = re.compile(r"\b(?:said|says|told|according to)\b")


def paragraph_keys(
    paragraphs: Sequence[str], *, title: str | None, publishers: Iterable[str], site: str | None
) -> tuple[ParagraphKey, ...]:
    """The hash of each paragraph, and whether it is recognisably the article's own.

    It is if it is the headline, a dateline or a statement, or if enough of its words appear elsewhere in the article.
    The publisher's names do not count: an appeal contains them as well as the news does.

    Args:
        paragraphs: Of the article, cleaned.
        title: The headline.
        publishers: Names of the publisher.
        site: Registered domain.
    """
    label = (site or "").partition(".")[0]
    names = _words(" ".join(publishers))
    words = [{word for word in _words(text) - names if word not in label} for text in paragraphs]
    counts = Counter(chain.from_iterable(words))
    known = _words(title or "").union(word for word, count in counts.items() if count > 1)
    keys = []
    for text, paragraph in zip(paragraphs, words, strict=True):
        shared = len(paragraph & known)
        is_own = (bool(paragraph) and shared >= MIN_SHARED_WORDS * len(paragraph)) or _is_own(text, title)
        keys.append(ParagraphKey(hash=paragraph_hash(text), is_own=is_own))
    return tuple(keys)


def paragraph_hash(text: str) -> int:
    """63 bits of a hash of a paragraph, as a signed integer."""
    return _hash(text) >> 1


def pack(keys: Iterable[ParagraphKey]) -> tuple[int, ...]:
    """Keys as the column `articles.paragraph_hashes` holds them: the hash, and `is_own` as the last bit."""
    return tuple(key.hash << 1 | key.is_own for key in keys)


def unpack(packed: Iterable[int]) -> tuple[ParagraphKey, ...]:
    """Keys from the column `articles.paragraph_hashes`."""
    return tuple(ParagraphKey(hash=value >> 1, is_own=bool(value & 1)) for value in packed)


def cut_paragraphs(packed: Sequence[int], text: str) -> tuple[int, ...] | None:
    """The paragraphs that an article had when it was cleaned, and that were removed as boilerplate of its site.

    What a run cut is thus recorded with the article: these are the indices that `without_paragraphs` was given.

    Args:
        packed: The column `articles.paragraph_hashes`.
        text: The column `articles.text`.

    Returns:
        Their indices; None if the text holds a paragraph that the article did not have.
    """
    left = [paragraph_hash(paragraph) for paragraph in text.split("\n\n")]
    left.reverse()
    cut = []
    for index, key in enumerate(unpack(packed)):
        if left and left[-1] == key.hash:
            left.pop()
        else:
            cut.append(index)
    return None if left else tuple(cut)


def make_site_article(
    *, site: str | None, article_id: str, title: str | None, paragraph_hashes: Iterable[int]
) -> SiteArticle | None:
    """The columns of an article that boilerplate is counted from, None where there is no site."""
    if site is None:
        return None
    return SiteArticle(
        site=site,
        article_id=article_id,
        title_hash=_hash(" ".join(title.lower().split()) if title else article_id),
        paragraphs=unpack(paragraph_hashes),
    )


def site_article(article: Article) -> SiteArticle | None:
    """An article where boilerplate is counted, None where there is no site."""
    return make_site_article(
        site=article.site,
        article_id=article.article_id,
        title=article.title,
        paragraph_hashes=article.paragraph_hashes,
    )


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _is_own(text: str, title: str | None) -> bool:
    return bool(text == title or _SPEECH.search(text) or _QUOTE.search(text) or parse_dateline(f"{text} "))


def _hash(text: str) -> int:
    """64 bits of BLAKE2b as a signed integer."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
