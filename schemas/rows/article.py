"""The articles table: one row per revision of an article."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from schemas.rows.columns import RecordRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """An article's own text and its metadata."""

    article_id: Annotated[str, "From the canonical URL; else from source and external id; else from title and text."]
    content_id: Annotated[str, "From the cleaned text."]
    external_id: Annotated[str | None, "The input record's own id."] = None
    url: Annotated[str | None, "The URL as found."] = None
    canonical_url: Annotated[str | None, "The page's canonical URL without tracking parameters."] = None
    site: Annotated[str | None, "Registered domain, such as bbc.co.uk."] = None
    source_name: Annotated[str | None, "The publisher's name."] = None
    title: Annotated[str | None, "The headline without the site's name."] = None
    authors: Annotated[tuple[str, ...], "People who signed the article."] = ()
    sections: Annotated[tuple[str, ...], "Sections of the site that the article is in."] = ()
    keywords: Annotated[tuple[str, ...], "Keywords or tags of the page."] = ()
    credits: Annotated[tuple[str, ...], "News agencies credited, by their full names."] = ()
    language: Annotated[str | None, "ISO 639-1 code of the text's language."] = None
    language_confidence: Annotated[float | None, "Confidence in the language, 0 to 1."] = None
    is_free: Annotated[bool | None, "Whether all may read it, as the page itself says; null if it does not say."] = None
    published_at: Annotated[datetime | None, "Time of publication; a date without time is 00:00 UTC."] = None
    published_date: Annotated[date | None, "Day of publication in the page's own time zone."] = None
    published_precision: Annotated[str | None, "second, minute, day, month or year."] = None
    published_basis: Annotated[str | None, "Where the date was read: record, json_ld, meta, text, url or http."] = None
    modified_at: Annotated[datetime | None, "Time of the last modification that the page declares."] = None
    crawled_at: Annotated[datetime | None, "Time of the crawl."] = None
    text: Annotated[str, "The article's own text in NFC, paragraphs separated by one blank line."]
    word_count: Annotated[int, "Words of the text."]
    removed_chars: Annotated[int, "Code points removed from the extracted text as not the article's own."] = 0
    paragraph_hashes: Annotated[
        tuple[int, ...],
        "Of each paragraph as cleaned, before site boilerplate was removed: 63 bits of a hash, and a last bit "
        "that is 1 if the paragraph is recognisably the article's own. Site boilerplate is counted from these.",
    ] = ()
    signature: Annotated[
        bytes | None,
        "Of the text as cleaned, before site boilerplate was removed: 40 hashes of 32 bits, of which texts that are "
        "alike share some (MinHash of word shingles, in bands). Copies are found by it; null if not to be coded.",
    ] = None
    outcome: Annotated[str, "coded, duplicate, unsupported_language or too_short."] = "coded"
    duplicate_of: Annotated[str | None, "article_id of the copy that represents this one."] = None
    duplicate_kind: Annotated[str | None, "exact or near."] = None
    duplicate_similarity: Annotated[float | None, "Jaccard similarity of word shingles to that copy."] = None
    record: Annotated[RecordRef, "The location of the article's bytes."]
    run_id: Annotated[str, "The run that wrote this row."] = ""
    code_version: Annotated[str, "The version of newsbeam that wrote this row."] = ""
    main_event_id: Annotated[
        str | None, "The event that the article is about: of those that happened, the one of greatest salience."
    ] = None
    topic_words: Annotated[
        tuple[str, ...],
        "Nouns, names and numbers that tell the article from others, without case and accents, the most telling first.",
    ] = ()
