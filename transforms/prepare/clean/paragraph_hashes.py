"""An article as it is seen where the banners of its site are counted: hashes of its paragraphs and of its title."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from schemas.flow.staging import Outline
from schemas.rows.article import Article
from transforms.datelines import parse_dateline

WORD = 5
"""Letters; shorter words tie nothing together."""

TIED = 0.3
"""Share of a paragraph's words that stand elsewhere in the article too, from which on it counts as the article's own.

Of furniture that rules know, four paragraphs in five have less; of articles' own, two in three have more.
"""

QUOTED = 5
"""Words between quotation marks that are somebody's statement and not the name of something."""

_WORD = re.compile(rf"[^\W\d_]{{{WORD},}}|\d{{3,}}")
_QUOTE = re.compile(r"[“\"](?:[^\s“”\"]+\s+){%d,}[^\s“”\"]+[”\"]?" % (QUOTED - 1))  # noqa: UP031 - braces
_SPEECH = re.compile(r"\b(?:said|says|told|according to)\b")


def paragraph_hashes(
    paragraphs: Sequence[str], *, title: str | None, publishers: Iterable[str], site: str | None
) -> tuple[int, ...]:
    """Of each paragraph 63 bits of a hash of its words, and a last bit: whether it shows to be the article's own.

    It does where it is a headline, a dateline or a statement, or where enough of its words stand elsewhere in the
    article. The publisher's names do not count: an appeal holds them as well as the news does.

    Args:
        paragraphs: Of the article, cleaned.
        title: The headline.
        publishers: Names of the publisher.
        site: Registered domain.
    """
    label = (site or "").partition(".")[0]
    named = _words(" ".join(publishers))
    own = [{word for word in _words(text) if word not in named and word not in label} for text in paragraphs]
    standing = Counter(word for words in own for word in words)
    headline = _words(title or "")
    hashes = []
    for text, words in zip(paragraphs, own, strict=True):
        shared = sum(standing[word] > 1 or word in headline for word in words)
        tied = shared >= TIED * len(words) if words else False
        hashes.append(number(text) & ~1 | (tied or _is_own(text, title)))
    return tuple(hashes)


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.lower()))


def _is_own(text: str, title: str | None) -> bool:
    return bool(text == title or _SPEECH.search(text) or _QUOTE.search(text) or parse_dateline(f"{text} "))


def number(text: str) -> int:
    """64 bits of BLAKE2b as a signed integer."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)


def outline_of(
    *, site: str | None, article_id: str, title: str | None, paragraph_hashes: Sequence[int]
) -> Outline | None:
    """The outline of an article, None where there is no site."""
    if site is None:
        return None
    return Outline(
        site=site,
        article_id=article_id,
        title=number(" ".join(title.lower().split()) if title else article_id),
        paragraphs=tuple(paragraph_hashes),
    )


def outline(article: Article) -> Outline | None:
    """The outline of an article, None where there is no site."""
    return outline_of(
        site=article.site,
        article_id=article.article_id,
        title=article.title,
        paragraph_hashes=article.paragraph_hashes,
    )
