"""The pages that are read: real ones, and as many more as are asked for, made from these.

A made page has the markup of a real one, and its text with other words in it (see `other_words`), other numbers, days
and addresses. Each of its sites has at most one page made from each real one. So no made page is a copy of another, and
no paragraph comes back; what the pages cost to parse and to code is what real ones cost, which `PageFigures` shows.
"""

import gzip
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from schemas.flow.annotation import INDEX, Annotation
from schemas.flow.parsed import ParsedRecord
from schemas.flow.record import RawRecord
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from tests.benchmarks.speed.other_words import WORD, OtherWords, other_words
from tests.measure import EVAL
from transforms.extract.annotate.annotator import annotator
from transforms.prepare.clean.clean import clean_record
from transforms.prepare.parse.page import parse_html

REAL_PAGES = EVAL / "data" / "articles" / "input"
COMPARED_PAGES = 250
"""Made pages whose text is compared with that of the real ones."""

DAYS = 60
"""Made pages are from as many days later than the real ones, at most."""

LONGEST_SHARE = 0.1
"""A page is only made from those whose text comes out as long when its words are others, up to this share."""

_PIECE = re.compile(r"(?is)<!--.*?-->|<script\b.*?</script\s*>|<style\b.*?</style\s*>|<[^>]*>")
_TEXTS = r"headline|alternativeHeadline|description|articleBody|articleSection|name|caption|keywords|about"
_JSON_TEXT = re.compile(rf'(?s)("(?:{_TEXTS})"\s*:\s*")((?:[^"\\]|\\.)*)')
_META_TEXT = re.compile(
    r"(?is)<meta\b(?=[^>]*(?:title|description|keywords|author|section)\b)[^>]*?\bcontent=([\"'])(.*?)\1"
)
_DAY = re.compile(r"\b(20[0-2]\d)([-/])(0[1-9]|1[0-2])\2(0[1-9]|[12]\d|3[01])(?!\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFigures:
    """What pages are like.

    Attributes:
        kilobytes: Of a page, not compressed; mean.
        words: Of a text; mean.
        forms: Distinct word forms in a thousand words of a text.
        new_forms: Word forms that no other text of these has, in a thousand words.
    """

    kilobytes: float
    words: float
    forms: float
    new_forms: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Pages in a folder.

    Attributes:
        folder: Of files `*.html.gz`, and nothing else.
        count: How many.
        are_made: Or real ones.
        coded: Names of those files that are coded if they are read by themselves.
        real, made: What they are like; None of real pages.
    """

    folder: Path
    count: int
    are_made: bool
    coded: frozenset[str]
    real: PageFigures | None = None
    made: PageFigures | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """A real page, taken apart: its words, and what is between them.

    Attributes:
        parts: Of the page, in order; those with an odd index are words.
        site, path: Of its address; '' if it has none.
    """

    parts: tuple[str, ...]
    site: str
    path: str

    def page(self, words: OtherWords, number: int, *, of: int) -> str:
        """The page with other words.

        Args:
            words: Words for words.
            number: Of the page.
            of: How many templates there are; every so many pages come from the same one.
        """
        replace = words.of_page(number)
        text = "".join(replace(part) if i % 2 else part for i, part in enumerate(self.parts))
        if self.site:
            name, _, suffix = self.site.partition(".")
            text = text.replace(self.site, f"{name}-{number // of}.{suffix}")
        if len(self.path) > 1:
            head, dot, end = self.path.partition(".")
            text = text.replace(self.path, f"{head.rstrip('/')}-{number}{dot}{end}")
        later = timedelta(days=number * 7 % DAYS)
        return _DAY.sub(lambda found: _later(found, later), text)


def _later(found: re.Match[str], by: timedelta) -> str:
    year, mark, month, day = found.groups()
    try:
        moved = date(int(year), int(month), int(day)) + by
    except ValueError:
        return found.group()
    return f"{moved.year}{mark}{moved.month:02}{mark}{moved.day:02}"


def make_template(page: str, article: Article) -> Template:
    """Take a page apart.

    Args:
        page: Its markup.
        article: What is read from it.
    """
    parts, end = [""], 0
    for found in _PIECE.finditer(page):
        _add_words(parts, page[end : found.start()])
        _add_markup(parts, found.group())
        end = found.end()
    _add_words(parts, page[end:])
    path = (article.canonical_url or "").partition("://")[2].partition("?")[0].partition("#")[0]
    return Template(tuple(parts), article.site or "", path[path.find("/") :] if "/" in path else "")


def _add_words(parts: list[str], text: str) -> None:
    """Add text whose words are to be replaced."""
    first, *others = WORD.split(text)
    parts[-1] += first
    parts.extend(others)


def _add_markup(parts: list[str], piece: str) -> None:
    """Add a tag, a comment or a script; titles, descriptions and the like in it are text."""
    pattern = _JSON_TEXT if re.match(r"(?is)<script\b[^>]*ld\+json", piece) else _META_TEXT
    end = 0
    for found in pattern.finditer(piece) if piece[:5].lower() in {"<meta", "<scri"} else ():
        parts[-1] += piece[end : found.start(2)]
        _add_words(parts, found.group(2))
        end = found.end(2)
    parts[-1] += piece[end:]


def page_paths(folder: Path) -> list[Path]:
    """The pages of a folder, in order."""
    return sorted(path for path in folder.iterdir() if path.name.endswith((".html", ".html.gz")))


def pages_of(count: int, folder: Path) -> Pages:
    """So many pages: real ones if there are as many, else made ones.

    Args:
        count: How many.
        folder: Where they are put, in a folder of their own; if they are there already, nothing is done.

    Raises:
        ValueError: Made pages are not coded as the real ones are.
    """
    real = page_paths(REAL_PAGES)
    own = folder / f"pages-{count}"
    if count > len(real):
        return _made(count, own, real)
    own.mkdir(parents=True, exist_ok=True)
    coded = set()
    for path in real[:count]:
        (own / path.name).write_bytes(path.read_bytes())
        article = read_article(gzip.decompress(path.read_bytes()))
        if article is not None and article.outcome == "coded":
            coded.add(path.name)
    return Pages(folder=own, count=count, are_made=False, coded=frozenset(coded))


def _made(count: int, folder: Path, real: Sequence[Path]) -> Pages:
    description = folder.with_suffix(".json")
    code = hashlib.sha1(b"".join(Path(__file__).with_name(f"{name}.py").read_bytes() for name in _CODE)).hexdigest()
    if description.exists():
        known = json.loads(description.read_text())
        names = frozenset(path.name for path in page_paths(folder))
        if known["code"] == code and len(names) == count:
            figures = {name: PageFigures(**known[name]) for name in ("real", "made")}
            return Pages(folder=folder, count=count, are_made=True, coded=names, **figures)
    folder.mkdir(parents=True, exist_ok=True)
    for path in page_paths(folder):
        path.unlink()
    words, templates, figures_of_real = learn(real)
    for number, page in enumerate(make_pages(words, templates, count)):
        (folder / f"{number:06}.html.gz").write_bytes(gzip.compress(_bytes(page), 1, mtime=0))
    compared = [gzip.decompress(path.read_bytes()) for path in page_paths(folder)[:COMPARED_PAGES]]
    articles = [read_article(page) for page in compared]
    if uncoded := sum(article is None or article.outcome != "coded" for article in articles):
        raise ValueError(f"made pages: {uncoded} of the first {len(articles)} are not coded; wanted all of them to be")
    made = figures_of(compared, [article.text for article in articles if article])
    description.write_text(json.dumps({"code": code, "real": asdict(figures_of_real), "made": asdict(made)}))
    names = frozenset(path.name for path in page_paths(folder))
    return Pages(folder=folder, count=count, are_made=True, coded=names, real=figures_of_real, made=made)


_CODE = ("made_pages", "other_words")
"""Modules that decide what a made page is."""


def learn(paths: Iterable[Path]) -> tuple[OtherWords, list[Template], PageFigures]:
    """What pages are made from, of real ones that are coded; and what these are like."""
    pages, articles, annotations = [], [], []
    for path in paths:
        page = gzip.decompress(path.read_bytes())
        article = read_article(page)
        if article is not None and article.outcome == "coded":
            pages.append(page)
            articles.append(article)
            annotations.append(annotator().annotate(article))
    words = other_words(map(_tokens, annotations))
    templates = []
    for page, article in zip(pages, articles, strict=True):
        template = make_template(page.decode("utf8", "surrogateescape"), article)
        if _comes_out(template, article, words):
            templates.append(template)
    return words, templates, figures_of(pages, [article.text for article in articles])


def _comes_out(template: Template, article: Article, words: OtherWords) -> bool:
    """Whether a page made from a template is coded, with a text as long as the real page's."""
    made = read_article(_bytes(template.page(words, 0, of=1)))
    longest = LONGEST_SHARE * article.word_count
    return made is not None and made.outcome == "coded" and abs(made.word_count - article.word_count) <= longest


def make_pages(words: OtherWords, templates: Sequence[Template], count: int) -> Iterator[str]:
    """Pages by their numbers; from each template in turn."""
    for number in range(count):
        yield templates[number % len(templates)].page(words, number, of=len(templates))


def read_article(page: bytes) -> Article | None:
    """The article of a page; None if there is none."""
    raw = RawRecord(ref=RecordRef(uri="page.html", media_type="text/html"), html=b"")
    found = clean_record(ParsedRecord(raw=raw, parsed=parse_html(page), is_page=True))
    return found if isinstance(found, Article) else None


def _tokens(annotation: Annotation) -> Iterator[tuple[str, str]]:
    """The words of an article, with their tags."""
    columns = (np.frombuffer(column, INDEX) for column in (annotation.starts, annotation.ends, annotation.tag_index))
    for start, end, tag in zip(*columns, strict=True):
        yield annotation.article.text[start:end], annotation.strings[tag]


def figures_of(pages: Sequence[bytes], texts: Sequence[str]) -> PageFigures:
    """What pages with these texts are like."""
    words = [re.findall(r"[^\W_]+", text) for text in texts]
    in_texts = Counter(form for one in words for form in set(one))
    total = sum(map(len, words))
    return PageFigures(
        kilobytes=sum(map(len, pages)) / len(pages) / 1_000,
        words=total / len(texts),
        forms=1_000 * sum(len(set(one)) for one in words) / total,
        new_forms=1_000 * sum(count == 1 for count in in_texts.values()) / total,
    )


def _bytes(page: str) -> bytes:
    return page.encode("utf8", "surrogateescape")
