"""Turns a parsed record into an article: chooses among what its page and record say, and cleans its text."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import apache_beam as beam

from schemas import ids
from schemas.flow.parsed import Candidate, Parsed, ParsedRecord
from schemas.rows.article import Article
from schemas.rows.columns import RecordRef
from schemas.rows.failure import Rejected
from schemas.validation import RowValidationError, validate_row
from transforms.agencies import agency_name
from transforms.datelines import dateline_date
from transforms.failures import describe
from transforms.prepare.clean.article_body import CleanBody, clean_body
from transforms.prepare.clean.authors import choose_authors, strip_by
from transforms.prepare.clean.canonical_url import choose_canonical_url, registered_domain
from transforms.prepare.clean.language_id import identify_language, is_confidently_foreign
from transforms.prepare.clean.paragraph_hashes import pack, paragraph_keys
from transforms.prepare.clean.publication_date import choose_publication_date, first_valid_date
from transforms.prepare.clean.title_byline_bio import first_line_names
from transforms.prepare.clean.titles import choose_title
from transforms.prepare.text.date_parsing import date_in_line
from transforms.prepare.text.normalize import normalize
from transforms.prepare.text.scripts import count_words
from transforms.step import REJECTED, IsolatedStep, MultiOutput

MIN_WORDS = 5
"""Words; a shorter text is not coded."""

MIN_STATED_SHARE = 0.3
"""Share of the words that a page says its article has; with less of them the text is only a part of it."""

MIN_SHOWN_SHARE = 0.15
"""Share of the words where the article stands; less often than of stated ones they are another's, such as readers'."""

MAX_SHORT_BY = 100
"""Words; a text that lacks no more of them is complete enough."""

_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
# Outside North America, English dates in digits have the day first.
_DAY_FIRST_LANGUAGE = re.compile(r"en[-_](?:gb|au|nz|ie|za|in|ng|ke|sg)", re.IGNORECASE)
_DAY_FIRST_SITE = re.compile(r"\.(?:uk|au|nz|ie|za|in|ng|ke|sg|pk|bd|lk|eu)$")


def clean_record(record: ParsedRecord, *, source: str | None = None) -> Article | Rejected:
    """Clean a parsed record.

    Args:
        record: What the parser found and the record itself, whose own fields take precedence over the page's.
        source: Names where the records come from; part of the identity of articles without a URL.

    Returns:
        The article, with `outcome` coded, too_short or unsupported_language; or the rejection if no text is left.
    """
    raw, parsed = record.raw, record.parsed
    canonical_url = choose_canonical_url(raw.url, tuple(link.value for link in parsed.links))
    site = registered_domain(canonical_url)
    publishers = tuple(normalize(name.value) for name in parsed.publishers)
    if raw.source_name:
        publishers = (normalize(raw.source_name), *publishers)
    title = choose_title((*_candidates(raw.title, "record"), *parsed.titles), publishers=publishers, site=site)
    bylines = (*(Candidate(value=name, source="record") for name in raw.authors), *parsed.authors)
    authors = choose_authors(bylines, publishers=publishers, title=title, site=site)
    sections = _normalize_all(raw.sections or parsed.sections)
    keywords = _normalize_all(raw.keywords or parsed.keywords)
    labels = (*sections, *keywords)
    line = first_line_names(parsed.paragraphs, title=title, labels=labels) if record.is_page and not authors else None
    first_line = choose_authors(_candidates(line, "text"), publishers=publishers, site=site)
    body = clean_body(
        parsed.paragraphs, is_page=record.is_page, title=title, authors=authors or first_line, labels=labels
    )
    text = "\n\n".join(body.paragraphs)
    external_id = raw.record_id or raw.name
    article_id = ids.article_id(
        canonical_url=canonical_url, source=source, external_id=raw.record_id, title=title, text=text
    )
    known_id = article_id if canonical_url or raw.record_id else None
    if not _WORD.search(text):
        return _reject_without_text(body.removed_chars, ref=raw.ref, payload=raw.payload, article_id=known_id)
    fields = _text_fields(text)
    if record.is_page and fields["outcome"] == "coded" and (why := _is_part(parsed, text, fields["word_count"])):
        return Rejected(
            stage="clean",
            reason="incomplete_text",
            error=why,
            ref=raw.ref,
            payload=raw.payload,
            article_id=known_id,
        )
    modified_at = first_valid_date((*_candidates(raw.modified, "record"), *parsed.modified), crawled_at=raw.crawled_at)
    published = choose_publication_date(
        _publication_candidates(record, body, text, latest=modified_at or raw.crawled_at),
        url=raw.url or canonical_url,
        crawled_at=raw.crawled_at,
        modified_at=modified_at,
        day_first=_is_day_first(parsed, site),
    )
    return Article(
        article_id=article_id,
        external_id=normalize(external_id) if external_id else None,
        url=normalize(raw.url) if raw.url else None,
        canonical_url=canonical_url,
        site=site,
        source_name=next(iter(publishers), None),
        title=title,
        authors=authors
        or choose_authors(_candidates(body.byline, "text"), publishers=publishers, site=site)
        or first_line,
        sections=sections,
        keywords=keywords,
        credits=_credits(body, bylines),
        is_free=parsed.is_free,
        published_at=published.utc if published else None,
        published_date=published.day if published else None,
        published_precision=published.precision if published else None,
        published_basis=published.basis if published else None,
        modified_at=modified_at,
        crawled_at=raw.crawled_at,
        removed_chars=body.removed_chars + parsed.dropped_chars,
        paragraph_hashes=pack(paragraph_keys(body.paragraphs, title=title, publishers=publishers, site=site)),
        record=raw.ref,
        **fields,
    )


def _is_part(parsed: Parsed, text: str, words: int) -> str:
    """Why a page's text is only a small part of the article; '' if it is not.

    A page that says that its article must be paid for has no more than that part.
    """
    if parsed.is_free is False:
        return ""
    stated = parsed.stated_words or 0
    counts_characters = 0.8 * len(text) <= stated <= 1.25 * len(text)
    for wanted, share, where in (
        (0 if counts_characters else stated, MIN_STATED_SHARE, "that its metadata state"),
        (parsed.shown_words, MIN_SHOWN_SHARE, "that it shows"),
    ):
        if words < share * wanted and wanted - words > MAX_SHORT_BY:
            return f"got {words} words of the article, wanted at least {share:.0%} of the {wanted} {where}"
    return ""


def without_paragraphs(article: Article, indices: Sequence[int]) -> Article | Rejected:
    """Remove paragraphs from an article, and recompute all that depends on its text.

    Args:
        article: As cleaned.
        indices: Indices of the paragraphs to remove.

    Returns:
        The article, or the rejection if no text is left.
    """
    paragraphs = article.text.split("\n\n")
    text = "\n\n".join(paragraph for i, paragraph in enumerate(paragraphs) if i not in indices)
    removed_chars = article.removed_chars + sum(len(paragraphs[i]) for i in indices)
    if not _WORD.search(text):
        why = f"all of its {len(indices)} paragraphs are boilerplate of {article.site}"
        return _reject_without_text(removed_chars, ref=article.record, article_id=article.article_id, why=why)
    return replace(article, removed_chars=removed_chars, **_text_fields(text))


def _text_fields(text: str) -> dict[str, Any]:
    """The columns that are functions of the text alone."""
    language, confidence = identify_language(text)
    word_count = count_words(text)
    return {
        "text": text,
        "content_id": ids.content_id(text),
        "word_count": word_count,
        "language": language,
        "language_confidence": confidence,
        "outcome": _outcome(word_count, language, confidence, text),
    }


def _outcome(word_count: int, language: str | None, confidence: float | None, text: str) -> str:
    if word_count < MIN_WORDS:
        return "too_short"
    return "unsupported_language" if is_confidently_foreign(language, confidence, text) else "coded"


def _reject_without_text(
    removed_chars: int, *, ref: RecordRef, article_id: str | None, payload: bytes | None = None, why: str = ""
) -> Rejected:
    error = f"no words left of {removed_chars} characters" + (f": {why}" if why else "")
    return Rejected(
        stage="clean", reason="no_article_text", error=error, ref=ref, payload=payload, article_id=article_id
    )


def _credits(body: CleanBody, bylines: Sequence[Candidate]) -> tuple[str, ...]:
    """Agencies credited in the text, and agencies that are named in place of an author."""
    agencies = [name for byline in bylines if (name := agency_name(strip_by(byline.value)))]
    return tuple(dict.fromkeys((*body.credits, *agencies)))


def _publication_candidates(
    record: ParsedRecord, body: CleanBody, text: str, *, latest: datetime | None
) -> tuple[Candidate, ...]:
    """Candidates for the publication date, best first; `latest` resolves a dateline without a year."""
    dated = dateline_date(text, latest.date() if latest else None)
    header = next((part for line in (body.header_date, body.byline) if line and (part := date_in_line(line))), None)
    return (
        *_candidates(record.raw.published, "record"),
        *record.parsed.published,
        *_candidates(header or (dated.isoformat() if dated else None), "text"),
        *_candidates(record.raw.http_date, "http"),
    )


def _is_day_first(parsed: Parsed, site: str | None) -> bool:
    return bool(_DAY_FIRST_LANGUAGE.match(parsed.language or "") or _DAY_FIRST_SITE.search(site or ""))


def _candidates(value: str | None, source: str) -> tuple[Candidate, ...]:
    """One candidate, or none if there is no value."""
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
class CleanArticles(MultiOutput):
    """Parsed records to articles; output `articles` and `rejected`.

    Attributes:
        source: Names where the records come from; part of the identity of articles without URL.
    """

    source: str | None = None

    def expand(self, records: beam.PCollection[ParsedRecord]) -> beam.pvalue.DoOutputsTuple:
        cleaning = beam.ParDo(_Clean(self.source)).with_output_types(Article, rejected=Rejected)
        return records | "Clean" >> cleaning.with_outputs(REJECTED, main="articles")
