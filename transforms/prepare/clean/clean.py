"""From what was parsed to an article: its own words, and what page and record say of it, decided."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import apache_beam as beam

from schemas import ids
from schemas.flow.parsed import Candidate, Parsed, ParsedRecord
from schemas.flow.record import RecordRef
from schemas.rows.article import Article
from schemas.rows.failure import Rejected
from schemas.validation import RowValidationError, validate_row
from transforms.datelines import dateline_date, parse_dateline
from transforms.failures import describe
from transforms.prepare.clean import boilerplate, title_byline_bio, titles
from transforms.prepare.clean.agencies import agency_name, credited_agencies, find_agencies, is_credit_line
from transforms.prepare.clean.authors import choose_authors, strip_by
from transforms.prepare.clean.canonical_url import choose_canonical_url, registered_domain
from transforms.prepare.clean.language_id import identify_language, is_confidently_foreign
from transforms.prepare.clean.paragraph_hashes import paragraph_hashes
from transforms.prepare.clean.publication_date import choose_publication_date, first_valid_date
from transforms.prepare.text.normalize import normalize
from transforms.step import REJECTED, IsolatedStep

MIN_WORDS = 5
"""Words; a shorter text is not coded."""

MAX_EDGE_PARAGRAPHS = 4
"""Paragraphs at the start of a text among which a by-line may stand."""

_DATE_HEADER = re.compile(
    r"\s*(?:pub)?date\s*[:=]?\s*(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:?\d{2})?)?(?:\s+|$)",
    re.IGNORECASE,
)
_BARE_AGENCY = re.compile(r"\(([^()]{2,30})\)\s*(?:—|–|--+|-)\s+")
_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
# English is written with the day first outside North America.
_DAY_FIRST_TAGS = re.compile(r"en[-_](?:gb|au|nz|ie|za|in|ng|ke|sg)", re.IGNORECASE)
_DAY_FIRST_SITES = re.compile(r"\.(?:uk|au|nz|ie|za|in|ng|ke|sg|pk|bd|lk|eu)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanBody:
    """An article's paragraphs, and what was taken out of them.

    Attributes:
        paragraphs: The article's own words.
        removed_chars: Code points taken out.
        credits: Agencies named in lines that were taken out, or in the dateline.
        header_date: The day that stood before the text, written by the crawler or the page.
        byline: A by-line that stood among the first paragraphs.
    """

    paragraphs: tuple[str, ...]
    removed_chars: int = 0
    credits: tuple[str, ...] = ()
    header_date: str | None = None
    byline: str | None = None


def clean_record(record: ParsedRecord, *, source: str | None = None) -> Article | Rejected:
    """Clean a parsed record.

    Args:
        record: What the parser found, and the record itself: what it declares comes before what the page says.
        source: Names where the records come from; part of the identity of articles without URL.

    Returns:
        The article with `outcome` coded, too_short or unsupported_language; or, where no words are left, why it is
        rejected.
    """
    raw, parsed = record.raw, record.parsed
    canonical_url = choose_canonical_url(raw.url, tuple(link.value for link in parsed.links))
    site = registered_domain(canonical_url)
    names = tuple(normalize(found.value) for found in parsed.publishers)
    if raw.source_name:
        names = (normalize(raw.source_name), *names)
    title = titles.choose_title((*_record_candidate(raw.title), *parsed.titles), publishers=names, site=site)
    signed = (*(Candidate(value=name, source="record") for name in raw.authors), *parsed.authors)
    authors = choose_authors(signed, publishers=names, title=title)
    sections, keywords = (
        _normalize_all(raw.sections or parsed.sections),
        _normalize_all(raw.keywords or parsed.keywords),
    )
    body = clean_body(
        parsed.paragraphs, is_page=record.is_page, title=title, authors=authors, labels=(*sections, *keywords)
    )
    text = "\n\n".join(body.paragraphs)
    external_id = raw.record_id or raw.name
    article_id = ids.article_id(
        canonical_url=canonical_url, source=source, external_id=raw.record_id, title=title, text=text
    )
    if not _WORD.search(text):
        return _reject_without_text(
            body.removed_chars,
            ref=raw.ref,
            payload=raw.payload,
            article_id=article_id if canonical_url or raw.record_id else None,
        )
    language, confidence = identify_language(text)
    words = len(text.split())
    modified_at = first_valid_date((*_record_candidate(raw.modified), *parsed.modified), crawled_at=raw.crawled_at)
    published = choose_publication_date(
        (
            *_record_candidate(raw.published),
            *parsed.published,
            *_candidate(body.header_date or _dateline_date(text, modified_at or raw.crawled_at), "text"),
            *_candidate(raw.http_date, "http"),
        ),
        url=raw.url or canonical_url,
        crawled_at=raw.crawled_at,
        modified_at=modified_at,
        day_first=_day_first(parsed, site),
    )
    return Article(
        article_id=article_id,
        content_id=ids.content_id(text),
        external_id=normalize(external_id) if external_id else None,
        url=normalize(raw.url) if raw.url else None,
        canonical_url=canonical_url,
        site=site,
        source_name=next(iter(names), None),
        title=title,
        authors=authors or choose_authors(_candidate(body.byline, "text"), publishers=names),
        sections=sections,
        keywords=keywords,
        credits=_credits(body, signed),
        language=language,
        language_confidence=confidence,
        published_at=published.utc if published else None,
        published_date=published.day if published else None,
        published_precision=published.precision if published else None,
        published_basis=published.basis if published else None,
        modified_at=modified_at,
        crawled_at=raw.crawled_at,
        text=text,
        word_count=words,
        removed_chars=body.removed_chars + parsed.dropped_chars,
        paragraph_hashes=paragraph_hashes(body.paragraphs, title=title, publishers=names, site=site),
        outcome=_outcome(words, language, confidence, text),
        record=raw.ref,
    )


def _reject_without_text(
    removed: int, *, ref: RecordRef, article_id: str | None, payload: bytes | None = None, why: str = ""
) -> Rejected:
    error = f"no words left of {removed} characters" + (f": {why}" if why else "")
    return Rejected(
        stage="clean", reason="no_article_text", error=error, ref=ref, payload=payload, article_id=article_id
    )


def without_paragraphs(article: Article, places: Sequence[int]) -> Article | Rejected:
    """An article without some of its paragraphs, and what follows from its text decided anew.

    Args:
        article: As cleaned.
        places: Indices of the paragraphs.

    Returns:
        The article, or why it is rejected when no words are left.
    """
    paragraphs = article.text.split("\n\n")
    text = "\n\n".join(paragraph for i, paragraph in enumerate(paragraphs) if i not in places)
    removed = article.removed_chars + sum(len(paragraphs[i]) for i in places)
    if not _WORD.search(text):
        what = f"{len(places)} paragraphs that stand on many pages of {article.site} are all there was"
        return _reject_without_text(removed, ref=article.record, article_id=article.article_id, why=what)
    language, confidence = identify_language(text)
    words = len(text.split())
    return replace(
        article,
        content_id=ids.content_id(text),
        language=language,
        language_confidence=confidence,
        text=text,
        word_count=words,
        removed_chars=removed,
        outcome=_outcome(words, language, confidence, text),
    )


def clean_body(
    parsed: Sequence[str],
    *,
    is_page: bool,
    title: str | None = None,
    authors: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> CleanBody:
    """Take out of the paragraphs what is not the article's.

    Args:
        parsed: The paragraphs as parsed.
        is_page: Whether it was a page: there, the title among the first paragraphs, labels, biographies and repeated
            paragraphs go too.
        title: The headline.
        authors: People who signed it.
        labels: Names of sections and keywords.
    """
    paragraphs = [text for paragraph in parsed if (text := normalize(paragraph))]
    before = sum(map(len, paragraphs))
    paragraphs = [part for paragraph in paragraphs for part in boilerplate.split_at_page_controls(paragraph)]
    header = None
    if paragraphs and not is_page and (match := _DATE_HEADER.match(paragraphs[0])):
        header = match[1]
        paragraphs[0] = paragraphs[0][match.end() :]
    paragraphs = paragraphs[: boilerplate.tail_start(paragraphs)]
    if is_page:
        paragraphs = title_byline_bio.drop_repeated_title(paragraphs, title)
        paragraphs = title_byline_bio.drop_labels(paragraphs, (*labels, *authors))
        paragraphs = title_byline_bio.drop_biographies(paragraphs, authors)
        paragraphs = title_byline_bio.drop_repeated_paragraphs(paragraphs)
    kept: list[str] = []
    credit_lines: list[str] = []
    byline = None
    for paragraph in paragraphs:
        if len(kept) < MAX_EDGE_PARAGRAPHS and title_byline_bio.is_date(paragraph):
            header = header or paragraph
            continue
        if len(kept) < MAX_EDGE_PARAGRAPHS and byline is None and title_byline_bio.is_byline(paragraph):
            byline = paragraph
            continue
        if is_credit_line(paragraph):
            credit_lines.append(paragraph)
            continue
        left = boilerplate.remove_boilerplate(paragraph)
        if not left:
            if find_agencies(paragraph) and "copyright" in paragraph.lower():
                credit_lines.append(paragraph)
            continue
        kept.append(left)
    # Not only of the first and last: banners of the site, which may stand before and behind, are taken out later.
    for i in sorted({*range(len(kept))[:MAX_EDGE_PARAGRAPHS], *range(len(kept))[-MAX_EDGE_PARAGRAPHS:]}):
        kept[i], wires = _strip_bare_agency(kept[i])
        kept[i], lines = _strip_trailing_credits(kept[i])
        credit_lines.extend((*wires, *lines))
    kept = [paragraph for paragraph in kept if paragraph]
    agencies = list(credited_agencies(credit_lines))
    for paragraph in kept[:MAX_EDGE_PARAGRAPHS]:
        found = parse_dateline(paragraph)
        if found and found.agency:
            agencies.extend(find_agencies(found.agency))
    return CleanBody(
        paragraphs=tuple(kept),
        removed_chars=max(0, before - sum(map(len, kept))),
        credits=tuple(dict.fromkeys(agencies)),
        header_date=header,
        byline=byline,
    )


def _strip_bare_agency(paragraph: str) -> tuple[str, list[str]]:
    """Take '(Reuters) - ' off the start of a body; a dateline with a place stays."""
    match = _BARE_AGENCY.match(paragraph)
    if match and find_agencies(match[1]):
        return paragraph[match.end() :], [match[1]]
    return paragraph, []


def _strip_trailing_credits(paragraph: str) -> tuple[str, list[str]]:
    """Take credits off the end of the last paragraph, sentence by sentence."""
    lines: list[str] = []
    while (cut := max(paragraph.rfind(mark) for mark in (". ", ".” ", '." ', "! ", "? "))) > 0:
        cut = paragraph.index(" ", cut) + 1
        if not is_credit_line(paragraph[cut:]):
            break
        lines.append(paragraph[cut:])
        paragraph = paragraph[:cut].rstrip()
    return paragraph, lines


def _credits(body: CleanBody, signed: Sequence[Candidate]) -> tuple[str, ...]:
    """Agencies credited in the text, and those that sign in an author's place."""
    agencies = [name for found in signed if (name := agency_name(strip_by(found.value)))]
    return tuple(dict.fromkeys((*body.credits, *agencies)))


def _outcome(words: int, language: str | None, confidence: float | None, text: str) -> str:
    if words < MIN_WORDS:
        return "too_short"
    return "unsupported_language" if is_confidently_foreign(language, confidence, text) else "coded"


def _dateline_date(text: str, latest: datetime | None) -> str | None:
    day = dateline_date(text, latest.date() if latest else None)
    return day.isoformat() if day else None


def _day_first(parsed: Parsed, site: str | None) -> bool:
    return bool(_DAY_FIRST_TAGS.match(parsed.language or "") or _DAY_FIRST_SITES.search(site or ""))


def _record_candidate(value: str | None) -> tuple[Candidate, ...]:
    return _candidate(value, "record")


def _candidate(value: str | None, source: str) -> tuple[Candidate, ...]:
    return (Candidate(value=value, source=source),) if value and value.strip() else ()


def _normalize_all(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := normalize(value))))


class _Clean(IsolatedStep):
    def __init__(self, source: str | None) -> None:
        super().__init__("clean")
        self._source = source

    def apply(self, record: ParsedRecord) -> Iterator[Article | Rejected]:
        article = clean_record(record, source=self._source)
        if isinstance(article, Article):
            validate_row(article)
        yield article

    def rejection(self, record: ParsedRecord, error: Exception) -> Rejected:
        return Rejected(
            stage="clean",
            reason="write_error" if isinstance(error, RowValidationError) else "clean_error",
            error=describe(error),
            ref=record.raw.ref,
            payload=record.raw.payload,
        )


@dataclass
class CleanArticles(beam.PTransform):
    """Parsed records to articles; output `articles` and `rejected`.

    Attributes:
        source: Names where the records come from; part of the identity of articles without URL.
    """

    source: str | None = None

    def expand(self, records: beam.PCollection[ParsedRecord]) -> beam.pvalue.DoOutputsTuple:
        cleaning = beam.ParDo(_Clean(self.source)).with_output_types(Article, rejected=Rejected)
        return records | "Clean" >> cleaning.with_outputs(REJECTED, main="articles")
